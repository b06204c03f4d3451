package dev.mayfly.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * From a request to a desktop that can be used, and from its end to verified gone, with the bare desktop of the
 * sandbox's floor script in turn: whatever else the machine does disturbs both alike.
 */
public final class ReadyBench {
    private static final int RUNS = 50;

    /** A server that has just started compiles its code on the same two processors that are measured. */
    private static final int WARM_UP = 30;

    private ReadyBench() {}

    /** Prints the figures, in milliseconds. */
    public static void main(String[] args) throws Exception {
        Arguments arguments = Arguments.read(args);
        int runs = arguments.runs().orElse(RUNS);
        Figures figures = new Figures();
        try (Server server = Server.start(arguments.command())) {
            Client alice = server.client("alice");
            for (int run = 0; run < WARM_UP; run++) {
                once(alice, new Figures());
            }
            for (int run = 0; run < runs; run++) {
                figures.add("floor", floor());
                once(alice, figures);
                System.err.printf(
                        "%d: floor %.0f, ready %.0f, ours %.0f, gone %.0f ms%n",
                        run + 1,
                        figures.last("floor"),
                        figures.last("ready"),
                        figures.last("ours"),
                        figures.last("gone"));
            }
        }
        figures.say("driverOverFloorPercent", 100 * figures.median("driver") / figures.median("floor"));
        figures.say("readyOverFloorPercent", 100 * figures.median("ready") / figures.median("floor"));
        figures.print();
    }

    private static void once(Client alice, Figures figures) {
        long begun = System.nanoTime();
        String id = alice.request(Server.DESKTOP);
        figures.add("post", Server.since(begun));
        alice.await(id, "READY");
        double ready = Server.since(begun);
        double driver = alice.between(id, "STEP_INTENDED", "STEP_MADE");
        figures.add("ready", ready);
        figures.add("driver", driver);
        figures.add("ours", ready - driver);
        // Of ours: from the post to the workflow's first task, admission, the way to the host, and the way back.
        figures.add("admission", alice.between(id, "REQUESTED", "ADMITTED"));
        figures.add("dispatch", alice.between(id, "APPROVED", "STEP_INTENDED"));
        figures.add("readyAfterMade", alice.between(id, "STEP_MADE", "READY"));
        long asked = System.nanoTime();
        alice.end(id);
        figures.add("end", Server.since(asked));
        alice.await(id, "CLOSED");
        figures.add("closed", Server.since(asked));
        figures.add("gone", alice.between(id, "END_ASKED", "STEP_REMOVED"));
        figures.add("removing", alice.between(id, "REMOVAL_STARTED", "STEP_REMOVED"));
    }

    private static double floor() throws IOException, InterruptedException {
        Path script = Path.of("providers/sandbox/bench/floor.sh");
        if (!Files.exists(script)) {
            throw new IllegalStateException("Run it in a checkout: there is no " + script);
        }
        Process process = new ProcessBuilder(
                        "sh", script.toString(), Arguments.rootfs().toString(), "1")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("The floor script failed");
        }
        return Double.parseDouble(said.strip());
    }
}
