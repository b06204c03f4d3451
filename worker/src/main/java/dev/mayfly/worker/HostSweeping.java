package dev.mayfly.worker;

import dev.mayfly.activities.driver.Work;
import dev.mayfly.activities.sweep.Life;
import dev.mayfly.activities.sweep.Workflows;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.workflows.activity.HostSweep;
import dev.mayfly.workflows.sweep.SweepOrder;

/** The round of the reaper in which Temporal is asked as well. */
final class HostSweeping implements HostSweep {
    private final Reaper reaper;
    private final Workflows workflows;

    HostSweeping(Reaper reaper, Workflows workflows) {
        this.reaper = reaper;
        this.workflows = workflows;
    }

    @Override
    public Swept sweep(SweepOrder order) {
        Reaper.Round round = Work.withPulse(pulse -> reaper.round(this::driven, order.dryRun()))
                .orElseThrow(() -> new MayflyException(
                        ErrorCode.UNAVAILABLE, "Another worker of this host goes round at present"));
        return new Swept(
                round.gone(),
                round.findings().heldBack().size(),
                round.silent().isEmpty() && round.recorded() && round.failed() == 0);
    }

    private Life.Driven driven(WorkspaceId workspace) {
        return workflows.runs(workspace) ? Life.Driven.YES : Life.Driven.NO;
    }
}
