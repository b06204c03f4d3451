package dev.mayfly.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The memory of each part at rest, and of each desktop. */
public final class IdleBench {
    private static final int REST_MILLIS = 30_000;
    private static final int WORKSPACES = 3;
    private static final double MEBI = 1024;

    private IdleBench() {}

    /** Prints the figures, in MiB: what is resident, and for desktops the proportional share of what is. */
    public static void main(String[] args) throws Exception {
        Arguments arguments = Arguments.read(args);
        Figures figures = new Figures();
        try (Server server = Server.start(arguments.command())) {
            Client alice = server.client("alice");
            System.err.println("resting after the start");
            Server.pause(REST_MILLIS);
            figures.say("serverRss", resident(server.pid()));
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < WORKSPACES; i++) {
                String id = alice.request(Server.DESKTOP);
                alice.await(id, "READY");
                ids.add(id);
            }
            System.err.println("resting with desktops");
            Server.pause(REST_MILLIS);
            figures.say("serverRssWithDesktops", resident(server.pid()));
            long temporal = Long.parseLong(
                    Server.lines(server.data().resolve("run/temporal.pid")).getFirst());
            figures.say("temporalRss", resident(temporal));
            long postgres = Long.parseLong(Server.lines(server.data().resolve("postgres/postmaster.pid"))
                    .getFirst()
                    .strip());
            figures.say("postgresPss", share(pid -> pid == postgres));
            for (String id : ids) {
                figures.add("desktopPss", share(pid -> commandLine(pid).contains(id)));
                alice.end(id);
            }
            for (String id : ids) {
                alice.await(id, "CLOSED");
            }
            System.err.println("resting after use");
            Server.pause(REST_MILLIS);
            figures.say("serverRssAfterUse", resident(server.pid()));
        }
        figures.print();
    }

    static double resident(long pid) {
        return kibibytes(Path.of("/proc/%d/status".formatted(pid)), "VmRSS:") / MEBI;
    }

    /** The share of those that {@code first} finds and of all that they have started. */
    private static double share(Predicate<Long> first) {
        Set<Long> found = new HashSet<>();
        ProcessHandle.allProcesses()
                .filter(process -> first.test(process.pid()))
                .forEach(process -> {
                    found.add(process.pid());
                    process.descendants().forEach(child -> found.add(child.pid()));
                });
        return found.stream()
                        .mapToDouble(pid -> kibibytes(Path.of("/proc/%d/smaps_rollup".formatted(pid)), "Pss:"))
                        .sum()
                / MEBI;
    }

    private static String commandLine(long pid) {
        return String.join("", Server.lines(Path.of("/proc/%d/cmdline".formatted(pid))));
    }

    private static double kibibytes(Path file, String field) {
        return Server.lines(file).stream()
                .filter(line -> line.startsWith(field))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToDouble(Double::parseDouble)
                .findFirst()
                .orElse(0);
    }
}
