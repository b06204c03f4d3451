package dev.mayfly.cli.demo;

import dev.mayfly.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code mayfly demo}. */
@Command(name = "demo", description = "See one workspace live and die.")
public final class DemoCommand implements Callable<Integer> {
    private final Session session;

    /** Used by the command line. */
    public DemoCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.terminal().out("Not yet.");
        return 1;
    }
}
