package dev.mayfly.api.identity;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.workspace.UserName;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The demo's fixed users, and the one secret that opens all of them. It refuses to exist on a server that anybody but
 * this machine can reach.
 */
@Context
@Requires(property = "mayfly.demo.enabled", value = "true")
public class DemoUsers {
    private static final Map<String, Role> USERS = Map.of(
            "alice", Role.REQUESTER,
            "bob", Role.APPROVER,
            "carol", Role.APPROVER,
            "olga", Role.OPERATOR,
            "adam", Role.AUDITOR);

    /** As a story tells them: who asks, who decides, who operates, who audits. */
    private static final List<String> ORDER = List.of("alice", "bob", "carol", "olga", "adam");

    private static final Logger LOG = LoggerFactory.getLogger(DemoUsers.class);
    private static final int SHORTEST_SECRET = 16;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final byte[] secret;

    DemoUsers(DemoSettings settings, @Value("${micronaut.server.host:}") String host) {
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

    /** Who there is. */
    public List<Caller> all() {
        return ORDER.stream().map(DemoUsers::caller).toList();
    }

    /** The user of that name, whoever asks. */
    public Optional<Caller> named(String user) {
        return Optional.of(user).filter(USERS::containsKey).map(DemoUsers::caller);
    }

    /**
     * The user, if the code is the secret. The secret is compared in constant time, and also when nobody has that name:
     * neither shows in the timing.
     */
    public Optional<Caller> authenticate(String user, String code) {
        boolean right = MessageDigest.isEqual(secret, code.getBytes(StandardCharsets.UTF_8));
        return named(user).filter(known -> right);
    }

    private static Caller caller(String user) {
        return new Caller(new UserName(user), Set.of(Objects.requireNonNull(USERS.get(user))));
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
