package dev.mayfly.api.workspace;

import dev.mayfly.domain.approval.Decided;
import dev.mayfly.domain.approval.Risk;
import dev.mayfly.domain.approval.Verdict;
import dev.mayfly.domain.holding.HoldingState;
import dev.mayfly.domain.lease.Lease;
import dev.mayfly.domain.lease.LeaseChange;
import dev.mayfly.domain.plan.Step;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.workspace.Ending;
import dev.mayfly.domain.workspace.Outcome;
import dev.mayfly.domain.workspace.Phase;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.domain.workspace.WorkspaceRequest;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A workspace as the API shows it. */
@Schema(name = "Workspace", description = "A workspace: what was asked, where it stands, and what will end it")
public record WorkspaceView(
        @Schema(description = "Its id", example = "ws-0123456789ab")
        String id,

        @Schema(description = "The template it is made from")
        String template,

        @Schema(description = "The version of the template, which stays whatever the template becomes later")
        String templateDigest,

        @Schema(description = "Who asked for it") String requester,

        @Schema(description = "Whose money and data it is; empty when none was named")
        String project,

        @Schema(description = "Why it is needed; may be empty")
        String reason,

        @Schema(description = "Where it stands in its life") Phase phase,

        @Schema(description = "Whether its programs are stopped")
        boolean frozen,

        @Schema(description = "Whether removal was tried so often that a person must look")
        boolean stalled,

        @Schema(
                description = "The tier of risk; left out until it was admitted",
                requiredMode = Schema.RequiredMode.NOT_REQUIRED)
        Optional<Risk> risk,

        @Schema(
                description = "How many different people must say yes; left out until it was admitted",
                requiredMode = Schema.RequiredMode.NOT_REQUIRED)
        Optional<Integer> approvalsNeeded,

        @Schema(description = "How many have said yes") long approvals,
        @Schema(description = "Who decided what") List<DecisionView> decisions,

        @Schema(description = "How long it was asked to live", type = "string", format = "duration", example = "PT1H")
        Duration ttl,

        @Schema(
                description = "After how long without use it ends",
                type = "string",
                format = "duration",
                example = "PT15M")
        Duration idle,

        @Schema(description = "When it was asked for") Instant requestedAt,

        @Schema(description = "Left out until it was approved", requiredMode = Schema.RequiredMode.NOT_REQUIRED)
        Optional<LeaseView> lease,

        @Schema(description = "Each extension") List<LeaseChangeView> leaseChanges,
        @Schema(description = "When it was last used") Instant touchedAt,

        @Schema(
                description = "Why it ends or ended; left out while nobody asked for the end",
                requiredMode = Schema.RequiredMode.NOT_REQUIRED)
        Optional<EndingView> ending,

        @Schema(description = "What is made for it, in order; empty until it was admitted")
        List<StepView> steps,

        @Schema(description = "What it has cost so far") BigDecimal costSoFar,

        @Schema(description = "ISO 4217 code of the price", example = "EUR")
        String currency,

        @Schema(description = "Grows with every change") long revision) {

    /** A decision. */
    @Schema(name = "Decision", description = "What one approver said")
    public record DecisionView(
            @Schema(description = "Who") String by,
            @Schema(description = "Yes or no") Verdict verdict,

            @Schema(description = "Why; may be empty for a yes")
            String reason,

            @Schema(description = "When") Instant at) {}

    /** The lease. */
    @Schema(name = "Lease", description = "How long it may live")
    public record LeaseView(
            @Schema(description = "When it was approved") Instant startedAt,

            @Schema(description = "When it ends whatever happens")
            Instant endsAt,

            @Schema(description = "The latest end to which it may be extended")
            Instant extendableTo,

            @Schema(description = "After how long without use it ends", type = "string", format = "duration")
            Duration idle) {}

    /** An extension. */
    @Schema(name = "LeaseChange", description = "An extension of the lease")
    public record LeaseChangeView(
            @Schema(description = "Who asked for it") String by,
            @Schema(description = "When") Instant at,
            @Schema(description = "The end before") Instant from,
            @Schema(description = "The end after") Instant to,
            @Schema(description = "Why; may be empty") String reason) {}

    /** The ending. */
    @Schema(name = "Ending", description = "Why it ends or ended")
    public record EndingView(
            @Schema(description = "The kind of ending") Outcome outcome,

            @Schema(description = "The reason for machines", example = "idle")
            String code,

            @Schema(description = "The reason for people") String reason,

            @Schema(description = "Who asked: a user, or mayfly")
            String by,

            @Schema(description = "When") Instant at) {}

    /** One step of the plan. */
    @Schema(name = "Step", description = "One thing that is made for it")
    public record StepView(
            @Schema(description = "Its name within the workspace", example = "machine")
            String name,

            @Schema(description = "The driver that makes it")
            String driver,

            @Schema(description = "The host it is made on") String host,

            @Schema(
                    description = "Where it stands in the ledger; left out in listings and before it is begun",
                    requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            Optional<HoldingState> state) {}

    /** Shows {@code workspace}. */
    static WorkspaceView of(Workspace workspace, Map<StepName, HoldingState> held, Price price, Instant now) {
        WorkspaceRequest request = workspace.request();
        return new WorkspaceView(
                request.id().value(),
                request.template().value(),
                request.digest().value(),
                request.requester().value(),
                request.project(),
                request.reason(),
                workspace.phase(),
                workspace.frozen(),
                workspace.stalled(),
                workspace.terms().map(terms -> terms.risk()),
                workspace.terms().map(terms -> terms.approvals()),
                workspace.approvals(),
                workspace.decisions().stream().map(WorkspaceView::decision).toList(),
                request.ttl(),
                request.idle(),
                request.requestedAt(),
                workspace.lease().map(WorkspaceView::lease),
                workspace.leaseChanges().stream().map(WorkspaceView::change).toList(),
                workspace.touchedAt(),
                workspace.ending().map(WorkspaceView::ending),
                workspace.terms().stream()
                        .flatMap(terms -> terms.plan().steps().stream())
                        .map(step -> step(step, held))
                        .toList(),
                price.soFar(workspace, now),
                price.currency(),
                workspace.revision());
    }

    private static DecisionView decision(Decided decided) {
        return new DecisionView(
                decided.decision().by().value(),
                decided.decision().verdict(),
                decided.decision().reason(),
                decided.at());
    }

    private static LeaseView lease(Lease lease) {
        return new LeaseView(lease.startedAt(), lease.endsAt(), lease.extendableTo(), lease.idle());
    }

    private static LeaseChangeView change(LeaseChange change) {
        return new LeaseChangeView(change.by().value(), change.at(), change.from(), change.to(), change.reason());
    }

    private static EndingView ending(Ending ending) {
        return new EndingView(ending.outcome(), ending.code(), ending.reason(), ending.by(), ending.at());
    }

    private static StepView step(Step step, Map<StepName, HoldingState> held) {
        return new StepView(
                step.name().value(),
                step.driver().value(),
                step.host().value(),
                Optional.ofNullable(held.get(step.name())));
    }
}
