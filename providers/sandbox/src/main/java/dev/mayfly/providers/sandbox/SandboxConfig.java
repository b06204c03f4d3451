package dev.mayfly.providers.sandbox;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.plan.InstallationId;
import dev.mayfly.providers.spi.DriverContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where and how the driver works on this host.
 *
 * @param stateDirectory the journal; survives restarts
 * @param runDirectory the sockets; short, for the name of a socket has at most 107 bytes
 * @param rootfs the read-only tree that sandboxes see, when it is configured
 * @param firstUid the first host user id for sandboxes
 * @param uids how many host user ids from there on belong to sandboxes
 * @param uidRegistry where the ids in use stand, for all installations on this host
 * @param cgroup a delegated cgroup v2 folder to work in, when one is configured
 * @param acceptUnenforcedLimits whether a sandbox may start although this host cannot enforce one of its limits
 * @param privileged whether this process is root
 */
public record SandboxConfig(
        InstallationId installation,
        Path stateDirectory,
        Path runDirectory,
        Optional<Path> rootfs,
        Path bwrap,
        Path python,
        int firstUid,
        int uids,
        Path uidRegistry,
        Optional<Path> cgroup,
        boolean acceptUnenforcedLimits,
        boolean privileged,
        Clock clock) {

    /** Above everything that distributions, systemd and subordinate ids hand out, and within 31 bits. */
    private static final int FIRST_UID = 1_879_048_192;

    private static final int UIDS = 65_536;

    /** The longest run directory: a socket's name has at most 107 bytes, a thing's 47, {@code /desktop} 8. */
    private static final int LONGEST_RUN_DIRECTORY = 107 - 1 - 47 - 8;

    private static final Pattern UID_RANGE = Pattern.compile("([0-9]{1,10})-([0-9]{1,10})");

    private static final Set<String> SETTINGS = Set.of(
            "rootfs", "run-directory", "bwrap", "python", "uids", "uid-registry", "cgroup", "accept-unenforced-limits");

    /**
     * Reads the settings {@code rootfs}, {@code run-directory}, {@code bwrap}, {@code python}, {@code uids} (first-last),
     * {@code uid-registry}, {@code cgroup} and {@code accept-unenforced-limits}; all may be left out.
     *
     * @throws MayflyException {@code MISCONFIGURED} when one is wrong or unknown
     */
    public static SandboxConfig from(DriverContext context) {
        return from(context, System.getenv());
    }

    static SandboxConfig from(DriverContext context, Map<String, String> environment) {
        Map<String, String> settings = context.settings();
        Set<String> unknown = new TreeSet<>(settings.keySet());
        unknown.removeAll(SETTINGS);
        if (!unknown.isEmpty()) {
            throw wrong(unknown.iterator().next(), "one of " + new TreeSet<>(SETTINGS), "");
        }
        boolean privileged = isRoot();
        int first = FIRST_UID;
        int count = UIDS;
        String range = settings.get("uids");
        if (range != null) {
            Matcher matcher = UID_RANGE.matcher(range);
            if (!matcher.matches()) {
                throw wrong("uids", "first-last, such as 1879048192-1879113727", range);
            }
            long from = Long.parseLong(matcher.group(1));
            long last = Long.parseLong(matcher.group(2));
            if (from < 65_536 || last < from || last > Integer.MAX_VALUE - 1) {
                throw wrong("uids", "65536 <= first <= last < 2147483647", range);
            }
            first = (int) from;
            count = (int) (last - from + 1);
        }
        Optional<Path> rootfs = Optional.ofNullable(settings.get("rootfs"))
                .or(() -> Optional.ofNullable(environment.get("MAYFLY_SANDBOX_ROOTFS")))
                .filter(value -> !value.isBlank())
                .map(value -> absolute("rootfs", value));
        Path state = context.stateDirectory().toAbsolutePath().normalize();
        return new SandboxConfig(
                context.installation(),
                onOneLine("stateDirectory", state),
                runDirectory(context, state, environment, privileged),
                rootfs,
                absolute("bwrap", settings.getOrDefault("bwrap", "/usr/bin/bwrap")),
                absolute("python", settings.getOrDefault("python", "/usr/bin/python3")),
                first,
                count,
                absolute("uid-registry", settings.getOrDefault("uid-registry", "/run/mayfly/uids")),
                Optional.ofNullable(settings.get("cgroup")).map(value -> absolute("cgroup", value)),
                truth(settings.getOrDefault("accept-unenforced-limits", "false")),
                privileged,
                context.clock());
    }

    private static Path runDirectory(
            DriverContext context, Path state, Map<String, String> environment, boolean privileged) {
        String configured = context.settings().get("run-directory");
        if (configured != null) {
            Path path = absolute("run-directory", configured);
            if (bytes(path) > LONGEST_RUN_DIRECTORY) {
                throw wrong("run-directory", "at most " + LONGEST_RUN_DIRECTORY + " bytes", configured);
            }
            return path;
        }
        Path beside = state.resolve("run");
        if (bytes(beside) <= LONGEST_RUN_DIRECTORY) {
            return beside;
        }
        String session = environment.get("XDG_RUNTIME_DIR");
        Path base = !privileged && session != null ? Path.of(session) : Path.of("/run");
        return base.resolve("mayfly").resolve(context.installation().value());
    }

    private static int bytes(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    private static Path absolute(String setting, String value) {
        Path path = Path.of(value);
        if (!path.isAbsolute()) {
            throw wrong(setting, "an absolute path", value);
        }
        return onOneLine(setting, path.normalize());
    }

    /** The journal's files are made of lines, so a path must not break one. */
    private static Path onOneLine(String setting, Path path) {
        if (path.toString().chars().anyMatch(Character::isISOControl)) {
            throw wrong(setting, "a path without control characters", "one with them");
        }
        return path;
    }

    private static boolean truth(String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong("accept-unenforced-limits", "true or false", value);
        };
    }

    private static MayflyException wrong(String setting, String expected, String got) {
        return new MayflyException(
                ErrorCode.MISCONFIGURED,
                "setting %s of the sandbox driver: expected %s, got \"%s\"".formatted(setting, expected, got));
    }

    private static boolean isRoot() {
        try {
            return Files.readString(Path.of("/proc/self/status")).contains("\nUid:\t0\t0\t0\t0\n");
        } catch (IOException e) {
            return false;
        }
    }
}
