package dev.mayfly.bench;

/**
 * How soon a second {@code up} is healthy: with everything stopped before, and with Postgres and Temporal still there,
 * where all that is waited for is our own virtual machine.
 */
public final class StartBench {
    private static final int RUNS = 7;

    private StartBench() {}

    /** Prints the figures, in milliseconds from the start of the process. */
    public static void main(String[] args) throws Exception {
        Arguments arguments = Arguments.read(args);
        Figures figures = new Figures();
        try (Server server = Server.start(arguments.command())) {
            figures.say("first", server.milestones().healthy());
            for (int run = 0; run < arguments.runs().orElse(RUNS); run++) {
                server.stop();
                server.again();
                figures.add("healthy", server.milestones().healthy());
                figures.add("postgresUp", server.milestones().postgres());
                figures.add("temporalUp", server.milestones().temporal());
                figures.add(
                        "oursAfterBoth",
                        server.milestones().healthy()
                                - Math.max(
                                        server.milestones().postgres(),
                                        server.milestones().temporal()));
                server.crash();
                server.again();
                figures.add("oursAlone", server.milestones().healthy());
                System.err.printf(
                        "%d: healthy %.0f ms, ours alone %.0f ms%n",
                        run + 1, figures.last("healthy"), figures.last("oursAlone"));
            }
        }
        figures.print();
    }
}
