package dev.mayfly.cli.workspace;

import dev.mayfly.cli.session.Session;
import dev.mayfly.domain.approval.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mayfly approve}. Say yes to a request that is not your own. */
@Command(name = "approve", description = "Say yes to a request that is not your own.")
public final class ApproveCommand extends Deciding {
    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "why")
    private String reason = "";

    /** Used by the command line. */
    public ApproveCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        return decide("approve", Verdict.APPROVED, reason);
    }
}
