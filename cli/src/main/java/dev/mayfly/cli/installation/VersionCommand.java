package dev.mayfly.cli.installation;

import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** {@code mayfly version}: which version this is. */
@Command(name = "version", description = "Which version this is, and which server it would call.")
public final class VersionCommand implements Callable<Integer> {
    private final Session session;

    /** Used by the command line. */
    public VersionCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.terminal().out(text());
        session.terminal().out("server " + session.url());
        return Exit.OK.status();
    }

    private static String text() {
        String version = VersionCommand.class.getPackage().getImplementationVersion();
        return "mayfly %s, Java %s".formatted(version == null ? "(not packaged)" : version, Runtime.version());
    }

    /** What {@code --version} prints. */
    public static final class Provider implements IVersionProvider {
        /** Used by the command line. */
        public Provider() {}

        @Override
        public String[] getVersion() {
            return new String[] {text()};
        }
    }
}
