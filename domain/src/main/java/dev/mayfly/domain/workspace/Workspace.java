package dev.mayfly.domain.workspace;

import dev.mayfly.domain.approval.Decided;
import dev.mayfly.domain.approval.Verdict;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.lease.Deadline;
import dev.mayfly.domain.lease.Explanation;
import dev.mayfly.domain.lease.Lease;
import dev.mayfly.domain.lease.LeaseChange;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.plan.Terms;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * All that is known of a workspace at one moment. Its workflow carries it from run to run and shows it by query; the
 * store keeps the latest as a projection. It changes only by the transitions below, each of which gives a new one.
 *
 * @param terms absent until it was admitted
 * @param lease absent until it was approved
 * @param touchedAt when it was last used
 * @param warnedFor the end that was last warned of
 * @param begun the steps that may have made something, in the order of the plan
 * @param frozen whether its programs are stopped
 * @param teardownRounds how many rounds of removal have left something behind
 * @param ending the first ending that was asked; latched
 * @param revision grows with every change
 */
public record Workspace(
        WorkspaceRequest request,
        Phase phase,
        Optional<Terms> terms,
        List<Decided> decisions,
        Optional<Lease> lease,
        List<LeaseChange> leaseChanges,
        Instant touchedAt,
        Optional<Instant> warnedFor,
        List<StepName> begun,
        boolean frozen,
        int teardownRounds,
        Optional<Ending> ending,
        long revision) {

    /** After so many rounds of removal that left something behind, teardown counts as stalled. */
    public static final int STALLED_AFTER_ROUNDS = 6;

    private static final Duration LONGEST_WARNING = Duration.ofMinutes(10);
    private static final int WARNING_SHARE = 5;

    /** Keeps its own copies. */
    public Workspace {
        decisions = List.copyOf(decisions);
        leaseChanges = List.copyOf(leaseChanges);
        begun = List.copyOf(begun);
    }

    /** A workspace that was just asked for. */
    public static Workspace requested(WorkspaceRequest request) {
        return new Workspace(
                request,
                Phase.AWAITING_APPROVAL,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                request.requestedAt(),
                Optional.empty(),
                List.of(),
                false,
                0,
                Optional.empty(),
                1);
    }

    /** The workspace's identity. */
    public WorkspaceId id() {
        return request.id();
    }

    /** The mark of what a step of this workspace makes. */
    public Owner owner(StepName step) {
        return new Owner(request.installation(), request.id(), step);
    }

    /** Whether teardown has been tried so often that a person must look. */
    public boolean stalled() {
        return teardownRounds >= STALLED_AFTER_ROUNDS;
    }

    /** How many different people have said yes. */
    public long approvals() {
        return decisions.stream()
                .filter(decided -> decided.decision().verdict() == Verdict.APPROVED)
                .count();
    }

    /** Whether enough people have said yes. */
    public boolean approved() {
        return terms.isPresent() && approvals() >= terms.get().approvals();
    }

    /** Who decided about the request and when, once it is decided. */
    public Optional<String> decidedBy() {
        boolean denied = decisions.stream().anyMatch(each -> each.decision().verdict() == Verdict.DENIED);
        if (!denied && (!approved() || decisions.isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(decisions.stream()
                .map(each -> "%s by %s at %s"
                        .formatted(
                                each.decision().verdict(),
                                each.decision().by(),
                                each.at().truncatedTo(ChronoUnit.SECONDS)))
                .collect(Collectors.joining(", ", "It was decided already: ", "")));
    }

    /** The same workspace in another phase; refuses what {@link Phase#mayMoveTo} does not allow. */
    public Workspace movedTo(Phase next) {
        if (!phase.mayMoveTo(next)) {
            throw new MayflyException(
                    ErrorCode.INTERNAL, "A workspace may not go from %s to %s".formatted(phase, next));
        }
        return change().phase(next).done();
    }

    /** With the terms on which it was admitted. */
    public Workspace admitted(Terms on) {
        return change().terms(on).done();
    }

    /** With one more decision. */
    public Workspace decided(Decided decided) {
        return change().decisions(plus(decisions, decided)).done();
    }

    /** With a lease; using it starts now. */
    public Workspace leased(Lease granted) {
        return change().lease(granted).touchedAt(granted.startedAt()).done();
    }

    /** With a lease that ends later. */
    public Workspace extended(LeaseChange change) {
        return change().lease(lease.orElseThrow().endingAt(change.to()))
                .leaseChanges(plus(leaseChanges, change))
                .done();
    }

    /** Used at {@code at}, unless it was used later already. */
    public Workspace touched(Instant at) {
        return at.isAfter(touchedAt) ? change().touchedAt(at).done() : this;
    }

    /** Warned of the end at {@code end}. */
    public Workspace warnedOf(Instant end) {
        return change().warnedFor(end).done();
    }

    /** With one more step that may have made something. */
    public Workspace begun(StepName step) {
        return begun.contains(step) ? this : change().begun(plus(begun, step)).done();
    }

    /** Frozen or thawed. */
    public Workspace frozen(boolean now) {
        return change().frozen(now).done();
    }

    /** With the ending that came first: a later one changes nothing. */
    public Workspace ended(Ending why) {
        return ending.isPresent() ? this : change().ending(why).done();
    }

    /** With one more round of removal that left something behind. */
    public Workspace removalFailed() {
        return change().teardownRounds(teardownRounds + 1).done();
    }

    /** What will happen to it by itself if nobody does anything, soonest first. */
    public List<Deadline> deadlines() {
        List<Deadline> all = new ArrayList<>();
        switch (phase) {
            case AWAITING_APPROVAL -> terms.filter(on -> !approved()).ifPresent(on -> all.add(lapse(on)));
            case PROVISIONING -> lease.ifPresent(granted -> all.add(expiry(granted)));
            case IN_USE ->
                lease.ifPresent(granted -> {
                    all.add(expiry(granted));
                    if (!frozen) {
                        all.add(idle(granted));
                    }
                    warning(all.stream().min(Comparator.comparing(Deadline::at)).orElseThrow(), granted)
                            .ifPresent(all::add);
                });
            case SNAPSHOTTING, DESTROYING, CLOSED -> {}
        }
        all.sort(Comparator.comparing(Deadline::at));
        return List.copyOf(all);
    }

    /** Why it is as it is, what will end it, and when. */
    public Explanation explain() {
        List<Deadline> all = new ArrayList<>(deadlines());
        if (phase == Phase.PROVISIONING || phase == Phase.IN_USE || phase == Phase.SNAPSHOTTING) {
            lease.ifPresent(granted -> all.add(new Deadline(
                    Deadline.Kind.FUSE, granted.fuseAt(), "The fuse ends it even if nothing of Mayfly runs then.")));
        }
        all.sort(Comparator.comparing(Deadline::at));
        return new Explanation(because(), all);
    }

    private String because() {
        return switch (phase) {
            case AWAITING_APPROVAL ->
                terms.isEmpty()
                        ? "It was requested by %s and is being admitted.".formatted(request.requester())
                        : "It was requested by %s and waits for approval: %d of %d given."
                                .formatted(
                                        request.requester(),
                                        approvals(),
                                        terms.get().approvals());
            case PROVISIONING -> "It was approved and is being made.";
            case IN_USE ->
                frozen
                        ? "It is frozen: its programs are stopped, and only the end of its lease or a person ends it."
                        : "%s may use it until its lease ends or nobody uses it for %s."
                                .formatted(request.requester(), words(request.idle()));
            case SNAPSHOTTING -> "%s Its contents are being kept before it is taken away.".formatted(endingSentence());
            case DESTROYING ->
                stalled()
                        ? "%s Removal has left something behind %d times and goes on."
                                .formatted(endingSentence(), teardownRounds)
                        : "%s It is being taken away.".formatted(endingSentence());
            case CLOSED -> "%s Everything that was made for it is gone.".formatted(endingSentence());
        };
    }

    /** What a person gave as the reason rarely ends like a sentence, and another one follows. */
    private String endingSentence() {
        String reason = ending.map(Ending::reason).orElse("");
        return reason.isEmpty() || ".!?".indexOf(reason.charAt(reason.length() - 1)) >= 0 ? reason : reason + ".";
    }

    private Deadline lapse(Terms on) {
        return new Deadline(
                Deadline.Kind.LAPSE,
                request.requestedAt().plus(on.decideWithin()),
                "The request lapses because nobody decided within %s.".formatted(words(on.decideWithin())));
    }

    private static Deadline expiry(Lease granted) {
        return new Deadline(Deadline.Kind.EXPIRY, granted.endsAt(), "Its lease ends.");
    }

    private Deadline idle(Lease granted) {
        return new Deadline(
                Deadline.Kind.IDLE,
                touchedAt.plus(granted.idle()),
                "It ends because nobody used it for %s.".formatted(words(granted.idle())));
    }

    /** A warning comes a fifth of the time before the end, at most ten minutes, once for each end. */
    private Optional<Deadline> warning(Deadline end, Lease granted) {
        if (warnedFor.filter(end.at()::equals).isPresent()) {
            return Optional.empty();
        }
        Duration whole = end.kind() == Deadline.Kind.IDLE
                ? granted.idle()
                : Duration.between(granted.startedAt(), granted.endsAt());
        Duration before = whole.dividedBy(WARNING_SHARE);
        if (before.compareTo(LONGEST_WARNING) > 0) {
            before = LONGEST_WARNING;
        }
        return Optional.of(
                new Deadline(Deadline.Kind.WARNING, end.at().minus(before), "A warning is given. " + end.sentence()));
    }

    /** A duration as people say it, such as "1 h 30 min". */
    public static String words(Duration time) {
        List<String> parts = new ArrayList<>();
        add(parts, time.toDays(), "d");
        add(parts, time.toHoursPart(), "h");
        add(parts, time.toMinutesPart(), "min");
        add(parts, time.toSecondsPart(), "s");
        return parts.isEmpty() ? "0 s" : String.join(" ", parts);
    }

    private static void add(List<String> parts, long amount, String unit) {
        if (amount > 0) {
            parts.add(amount + " " + unit);
        }
    }

    private static <T> List<T> plus(List<T> list, T more) {
        List<T> all = new ArrayList<>(list);
        all.add(more);
        return all;
    }

    private Change change() {
        return new Change(this);
    }

    /** A copy in the making, so that each transition names only what it changes. */
    private static final class Change {
        private final Workspace from;
        private Phase phase;
        private Optional<Terms> terms;
        private List<Decided> decisions;
        private Optional<Lease> lease;
        private List<LeaseChange> leaseChanges;
        private Instant touchedAt;
        private Optional<Instant> warnedFor;
        private List<StepName> begun;
        private boolean frozen;
        private int teardownRounds;
        private Optional<Ending> ending;

        private Change(Workspace from) {
            this.from = from;
            phase = from.phase;
            terms = from.terms;
            decisions = from.decisions;
            lease = from.lease;
            leaseChanges = from.leaseChanges;
            touchedAt = from.touchedAt;
            warnedFor = from.warnedFor;
            begun = from.begun;
            frozen = from.frozen;
            teardownRounds = from.teardownRounds;
            ending = from.ending;
        }

        private Change phase(Phase value) {
            phase = value;
            return this;
        }

        private Change terms(Terms value) {
            terms = Optional.of(value);
            return this;
        }

        private Change decisions(List<Decided> value) {
            decisions = value;
            return this;
        }

        private Change lease(Lease value) {
            lease = Optional.of(value);
            return this;
        }

        private Change leaseChanges(List<LeaseChange> value) {
            leaseChanges = value;
            return this;
        }

        private Change touchedAt(Instant value) {
            touchedAt = value;
            return this;
        }

        private Change warnedFor(Instant value) {
            warnedFor = Optional.of(value);
            return this;
        }

        private Change begun(List<StepName> value) {
            begun = value;
            return this;
        }

        private Change frozen(boolean value) {
            frozen = value;
            return this;
        }

        private Change teardownRounds(int value) {
            teardownRounds = value;
            return this;
        }

        private Change ending(Ending value) {
            ending = Optional.of(value);
            return this;
        }

        private Workspace done() {
            return new Workspace(
                    from.request,
                    phase,
                    terms,
                    decisions,
                    lease,
                    leaseChanges,
                    touchedAt,
                    warnedFor,
                    begun,
                    frozen,
                    teardownRounds,
                    ending,
                    from.revision + 1);
        }
    }
}
