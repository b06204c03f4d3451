package dev.mayfly.activities.sweep;

import dev.mayfly.domain.event.Event;
import dev.mayfly.domain.event.EventType;
import dev.mayfly.domain.holding.HoldingState;
import dev.mayfly.domain.lease.Lease;
import dev.mayfly.domain.plan.HostId;
import dev.mayfly.domain.workspace.Ending;
import dev.mayfly.domain.workspace.Outcome;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.store.audit.AuditLog;
import dev.mayfly.store.beat.Beat;
import dev.mayfly.store.beat.Beats;
import dev.mayfly.store.holding.HoldingRow;
import dev.mayfly.store.holding.Ledger;
import dev.mayfly.store.host.Host;
import dev.mayfly.store.host.Hosts;
import dev.mayfly.store.workspace.Workspaces;
import dev.mayfly.workflows.activity.Settling;
import dev.mayfly.workflows.sweep.SweepOrder;
import dev.mayfly.workflows.sweep.SweepReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds workspaces that are not closed and whose workflow is terminated or lost, and gives each a workflow that takes it
 * away: the one way out, with all its rounds and its receipt.
 */
public final class SettlingActivity implements Settling {
    private static final Logger LOG = LoggerFactory.getLogger(SettlingActivity.class);

    /** A host that is silent for longer is not asked: it could not take the work up. */
    private static final Duration HOST_SILENCE = Duration.ofSeconds(30);

    /** The sweep belongs to no host. */
    private static final HostId NOWHERE = new HostId("control");

    private final Workspaces workspaces;
    private final Ledger ledger;
    private final Hosts hosts;
    private final Beats beats;
    private final AuditLog audit;
    private final Workflows workflows;
    private final Clock clock;

    /** The parts of the store that it reads and writes. */
    public record Records(Workspaces workspaces, Ledger ledger, Hosts hosts, Beats beats, AuditLog audit) {}

    /** Works with what it is given. */
    public SettlingActivity(Records records, Workflows workflows, Clock clock) {
        this.workspaces = records.workspaces();
        this.ledger = records.ledger();
        this.hosts = records.hosts();
        this.beats = records.beats();
        this.audit = records.audit();
        this.workflows = workflows;
        this.clock = clock;
    }

    @Override
    public Settled settle(SweepOrder order) {
        Instant now = clock.instant();
        List<WorkspaceId> open = open(now.minus(order.creationGrace()));
        List<Workspace> expired = new ArrayList<>();
        List<Workspace> lost = new ArrayList<>();
        for (WorkspaceId id : undriven(open)) {
            workspaces.find(id).ifPresent(workspace -> (over(workspace, now) ? expired : lost).add(workspace));
        }
        // Those whose lease is over go by their own clock; for the others only records speak, which may be lost at
        // once.
        List<Workspace> heldBack = Comparison.tooMany(lost.size(), open.size()) ? List.copyOf(lost) : List.of();
        lost.removeAll(heldBack);
        if (!heldBack.isEmpty()) {
            LOG.error(
                    "The sweep holds back {} of {} workspaces whose workflows are not there: was Temporal's database lost?",
                    heldBack.size(),
                    open.size());
        }
        if (order.dryRun()) {
            LOG.info("The sweep would settle {} and {}", ids(expired), ids(lost));
            return new Settled(0, heldBack.size(), seen(now));
        }
        expired.forEach(workspace -> settle(
                workspace,
                Ending.byItself(Outcome.EXPIRED, "lease-over", "Its lease ended, and no workflow drove it.", now)));
        lost.forEach(workspace -> settle(
                workspace,
                Ending.byItself(Outcome.FAILED, "undriven", "Its workflow was terminated or lost in Temporal.", now)));
        return new Settled(expired.size() + lost.size(), heldBack.size(), seen(now));
    }

    @Override
    public void note(SweepOrder order, SweepReport report) {
        beats.note(
                new Beat(Beat.Part.SWEEP, NOWHERE, clock.instant(), order.every(), report.well(), report.sentence()));
    }

    private List<WorkspaceId> open(Instant startedBefore) {
        List<WorkspaceId> open = new ArrayList<>();
        List<WorkspaceId> page;
        Optional<WorkspaceId> after = Optional.empty();
        do {
            page = workspaces.open(startedBefore, after, Workspaces.MAX_LIMIT);
            open.addAll(page);
            after = page.isEmpty() ? after : Optional.of(page.getLast());
        } while (page.size() == Workspaces.MAX_LIMIT);
        return open;
    }

    /** The index of running workflows first, since it is one question; what it does not know is asked for by itself. */
    private List<WorkspaceId> undriven(List<WorkspaceId> open) {
        if (open.isEmpty()) {
            return List.of();
        }
        Set<WorkspaceId> running = workflows.running();
        return open.stream()
                .filter(id -> !running.contains(id))
                .filter(id -> !workflows.runs(id))
                .toList();
    }

    private static boolean over(Workspace workspace, Instant now) {
        return workspace.ending().isPresent()
                || workspace
                        .lease()
                        .map(Lease::endsAt)
                        .filter(at -> at.isBefore(now))
                        .isPresent();
    }

    /** The ledger may know more of what was begun than a projection that trailed when its workflow was lost. */
    private void settle(Workspace known, Ending ending) {
        Workspace workspace = known;
        for (HoldingRow row : ledger.of(known.id())) {
            if (row.state() != HoldingState.GONE) {
                workspace = workspace.begun(row.owner().step());
            }
        }
        if (workspace.ending().isEmpty()) {
            audit.appendOnce(
                    Optional.of(known.id()),
                    new Event(EventType.END_ASKED, ending.at(), Ending.MAYFLY, ending.reason(), Map.of()),
                    "settle/%s/%d".formatted(known.id(), known.revision()));
        }
        workflows.start(workspace.ended(ending));
    }

    private List<HostId> seen(Instant now) {
        return hosts.seenSince(now.minus(HOST_SILENCE)).stream().map(Host::id).toList();
    }

    private static List<WorkspaceId> ids(List<Workspace> those) {
        return those.stream().map(Workspace::id).toList();
    }
}
