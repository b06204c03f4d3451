package dev.mayfly.api.identity;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.http.HttpRequest;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.token.validator.TokenValidator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the demo's fixed users in by {@code demo.<user>.<secret>}. It refuses to exist on a server that anybody but this
 * machine can reach.
 */
@Context
@Requires(property = "mayfly.demo.enabled", value = "true")
final class DemoTokens implements TokenValidator<HttpRequest<?>> {
    /** Who there is in the demo. */
    static final Map<String, Role> USERS = Map.of(
            "alice", Role.REQUESTER,
            "bob", Role.APPROVER,
            "carol", Role.APPROVER,
            "olga", Role.OPERATOR,
            "adam", Role.AUDITOR);

    private static final Logger LOG = LoggerFactory.getLogger(DemoTokens.class);
    private static final String PREFIX = "demo.";
    private static final int SHORTEST_SECRET = 16;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final byte[] secret;

    DemoTokens(DemoSettings settings, @Value("${micronaut.server.host:}") String host) {
        if (!loopback(host)) {
            throw new MayflyException(
                    ErrorCode.MISCONFIGURED,
                    "mayfly.demo.enabled: the demo's sign-in needs micronaut.server.host to be a loopback address such as"
                            + " 127.0.0.1, got \"%s\"".formatted(host));
        }
        Path file = settings.secretFile()
                .orElseThrow(() -> new MayflyException(
                        ErrorCode.MISCONFIGURED, "mayfly.demo.secret-file: expected the path of a file, got none"));
        secret = read(file);
        LOG.warn(
                "The demo's sign-in is on: whoever can read {} is alice, bob, carol, olga and adam. Never do this"
                        + " where anything matters.",
                file);
    }

    @Override
    public Publisher<Authentication> validateToken(String token, HttpRequest<?> request) {
        return authenticate(token)
                .<Publisher<Authentication>>map(Publishers::just)
                .orElseGet(Publishers::empty);
    }

    /** The secret is compared in constant time, and also when nobody has that name: neither shows in the timing. */
    private Optional<Authentication> authenticate(String token) {
        int dot = token.indexOf('.', PREFIX.length());
        if (!token.startsWith(PREFIX) || dot < 0) {
            return Optional.empty();
        }
        String user = token.substring(PREFIX.length(), dot);
        boolean right = MessageDigest.isEqual(secret, token.substring(dot + 1).getBytes(StandardCharsets.UTF_8));
        return Optional.ofNullable(USERS.get(user))
                .filter(role -> right)
                .map(role -> Authentication.build(user, List.of(role.name())));
    }

    private static boolean loopback(String host) {
        if (host.isBlank()) {
            return false; // Micronaut then listens on every interface.
        }
        try {
            return List.of(InetAddress.getAllByName(host)).stream().allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static byte[] read(Path file) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (!OWNER_ONLY.containsAll(permissions)) {
                throw new MayflyException(
                        ErrorCode.MISCONFIGURED,
                        "mayfly.demo.secret-file: expected %s to be its owner's only (0600)".formatted(file));
            }
            byte[] secret = Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
            if (secret.length < SHORTEST_SECRET) {
                throw new MayflyException(
                        ErrorCode.MISCONFIGURED,
                        "mayfly.demo.secret-file: expected at least %d characters in %s, got %d"
                                .formatted(SHORTEST_SECRET, file, secret.length));
            }
            return secret;
        } catch (IOException e) {
            throw new MayflyException(
                    ErrorCode.MISCONFIGURED, "mayfly.demo.secret-file: could not read %s".formatted(file), e);
        }
    }
}
