package dev.mayfly.api.session;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.source.ImmutableSecret;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.mayfly.api.identity.Caller;
import dev.mayfly.api.identity.Role;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.workspace.UserName;
import io.micronaut.context.annotation.Context;
import io.micronaut.security.authentication.Authentication;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Issues and reads sessions: a JWT that says who signed in, by which way, and until when. It is signed with a key that
 * only this installation has, and that survives a restart.
 */
@Context
public class Sessions {
    /** The attribute of a signed-in user that holds when their session ends, in seconds since 1970. */
    public static final String ENDS_AT = "exp";

    /** The attribute of a signed-in user that holds which of their sessions it is. */
    public static final String SESSION = "sid";

    private static final String ISSUER = "mayfly";
    private static final String AUDIENCE = "mayfly-session";
    private static final String ROLES = "roles";
    private static final String WAY = "way";

    /** Told apart from every other JWT, such as those that workspaces may get one day. */
    private static final JOSEObjectType TYPE = new JOSEObjectType("mayfly-session+jwt");

    private static final int KEY_BYTES = 32;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final SessionSettings settings;
    private final List<SignInWay> ways;
    private final MACSigner signer;
    private final DefaultJWTProcessor<SecurityContext> reader = new DefaultJWTProcessor<>();

    Sessions(SessionSettings settings, List<SignInWay> ways) {
        this.settings = settings;
        this.ways = List.copyOf(ways);
        byte[] key = settings.keyFile().map(Sessions::read).orElseGet(Sessions::random);
        try {
            signer = new MACSigner(key);
        } catch (JOSEException e) {
            throw new MayflyException(ErrorCode.MISCONFIGURED, "mayfly.session.key-file: its key cannot be used", e);
        }
        reader.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(TYPE));
        reader.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.HS256, new ImmutableSecret<>(key)));
        DefaultJWTClaimsVerifier<SecurityContext> claims = new DefaultJWTClaimsVerifier<>(
                AUDIENCE,
                new JWTClaimsSet.Builder().issuer(ISSUER).build(),
                Set.of("sub", "exp", "iat", "jti", ROLES, WAY));
        claims.setMaxClockSkew(0);
        reader.setJWTClaimsSetVerifier(claims);
    }

    /** A session that begins now. */
    Issued issue(Caller caller, SignInWay.Kind way) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Instant endsAt = now.plus(settings.lifetime());
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).type(TYPE).build(),
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .audience(AUDIENCE)
                        .subject(caller.user().value())
                        .jwtID(UUID.randomUUID().toString())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(endsAt))
                        .claim(
                                ROLES,
                                caller.roles().stream().map(Role::name).sorted().toList())
                        .claim(WAY, way.name())
                        .build());
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new MayflyException(ErrorCode.INTERNAL, "The session could not be signed", e);
        }
        return new Issued(token.serialize(), endsAt);
    }

    /** Who the session is of; empty for one that is over, altered, of another key, or of a way that is closed. */
    Optional<Authentication> read(String token) {
        try {
            JWTClaimsSet claims = reader.process(token, null);
            String by = claims.getStringClaim(WAY);
            Caller remembered = new Caller(
                    new UserName(claims.getSubject()),
                    claims.getStringListClaim(ROLES).stream().map(Role::valueOf).collect(Collectors.toSet()));
            return ways.stream()
                    .filter(way -> way.kind().name().equals(by))
                    .findFirst()
                    .flatMap(way -> way.known(remembered))
                    .map(caller -> caller.signedIn(Map.of(
                            ENDS_AT,
                            claims.getExpirationTime().toInstant().getEpochSecond(),
                            SESSION,
                            claims.getJWTID())));
        } catch (ParseException
                | BadJOSEException
                | JOSEException
                | MayflyException
                | IllegalArgumentException
                | NullPointerException e) {
            // The library gives null for claims of another type; a session that is not well-formed is none.
            return Optional.empty();
        }
    }

    private static byte[] random() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }

    private static byte[] read(Path file) {
        try {
            if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
                throw new MayflyException(
                        ErrorCode.MISCONFIGURED,
                        "mayfly.session.key-file: expected %s to be its owner's only (0600)".formatted(file));
            }
            byte[] key = Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
            if (key.length < KEY_BYTES) {
                throw new MayflyException(
                        ErrorCode.MISCONFIGURED,
                        "mayfly.session.key-file: expected at least %d characters in %s, got %d"
                                .formatted(KEY_BYTES, file, key.length));
            }
            return key;
        } catch (IOException e) {
            throw new MayflyException(
                    ErrorCode.MISCONFIGURED, "mayfly.session.key-file: could not read %s".formatted(file), e);
        }
    }

    /** A session as it goes into a cookie. */
    record Issued(String token, Instant endsAt) {}
}
