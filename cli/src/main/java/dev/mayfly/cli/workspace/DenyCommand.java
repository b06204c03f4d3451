package dev.mayfly.cli.workspace;

import dev.mayfly.cli.session.Session;
import dev.mayfly.domain.approval.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mayfly deny}. Say no to a request; one no is enough, and the requester is told why. */
@Command(name = "deny", description = "Say no to a request; one no is enough, and the requester is told why.")
public final class DenyCommand extends Deciding {
    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "why")
    private String reason = "";

    /** Used by the command line. */
    public DenyCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        return decide("deny", Verdict.DENIED, reason);
    }
}
