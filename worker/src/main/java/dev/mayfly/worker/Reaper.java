package dev.mayfly.worker;

import dev.mayfly.activities.driver.Drivers;
import dev.mayfly.activities.sweep.Comparison;
import dev.mayfly.activities.sweep.Finding;
import dev.mayfly.activities.sweep.Findings;
import dev.mayfly.activities.sweep.Life;
import dev.mayfly.activities.sweep.Look;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.holding.Absence;
import dev.mayfly.domain.holding.Observation;
import dev.mayfly.domain.lease.Lease;
import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.HostId;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.domain.plan.Step;
import dev.mayfly.domain.workspace.Phase;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.providers.spi.Driver;
import dev.mayfly.providers.spi.Holding;
import dev.mayfly.providers.spi.Progress;
import dev.mayfly.store.holding.HoldingFilter;
import dev.mayfly.store.holding.HoldingPage;
import dev.mayfly.store.holding.HoldingRow;
import dev.mayfly.store.holding.Ledger;
import dev.mayfly.store.lock.SessionLocks;
import dev.mayfly.store.workspace.Standing;
import dev.mayfly.store.workspace.Workspaces;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clock that needs neither Temporal nor, for what is overdue by its own fuse, Postgres: it compares what the drivers
 * of this host list with what the records say, takes away what is past its time, and writes down the evidence.
 *
 * <p>Only one runs at a time. The lock of the host is always taken first, so that two workers never disagree about which
 * lock counts when one of them sees Postgres and the other does not; the lock in Postgres keeps apart those who share a
 * host's name and not its disk.
 */
final class Reaper {
    private static final Logger LOG = LoggerFactory.getLogger(Reaper.class);

    /** One thing is given so long to go; then the others have their turn, and it is tried again later. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** So many are taken away at once. */
    private static final int AT_ONCE = 8;

    private final HostId host;
    private final Path folder;
    private final Records records;
    private final Drivers drivers;
    private final Clock clock;
    private final Comparison comparison;
    private final Pacing pacing;
    private final boolean dryRun;
    private final Spool spool;
    private Map<Owner, Instant> seenSince = Map.of();

    /** The parts of the store that it uses where they answer. */
    record Records(Ledger ledger, Workspaces workspaces, SessionLocks locks) {}

    /**
     * What is to be settled about how it works.
     *
     * @param every how often it is to come
     * @param dryRun whether it only says what it would do
     */
    record Manner(Comparison comparison, Duration every, boolean dryRun) {}

    /** What a round came to. */
    record Round(Findings findings, Set<DriverName> silent, boolean recorded, int gone, int failed) {
        /** Keeps its own copy. */
        Round {
            silent = Set.copyOf(silent);
        }

        /** Whether it saw everything and did all that it wanted to do. */
        boolean well() {
            return silent.isEmpty() && recorded && failed == 0 && !findings.stopped();
        }

        /** The same for people. */
        String sentence() {
            StringBuilder text = new StringBuilder("It took away %d overdue things.".formatted(gone));
            if (failed > 0) {
                text.append(" %d would not go and are tried again.".formatted(failed));
            }
            if (findings.stopped()) {
                text.append(" It held back %d: more than a fifth of what lives would go at once. A person must look."
                        .formatted(findings.heldBack().size()));
            }
            if (!silent.isEmpty()) {
                text.append(" It could not see what these drivers hold: %s.".formatted(silent));
            }
            if (!recorded) {
                text.append(" The store did not answer; evidence is kept on the host.");
            }
            return text.toString();
        }
    }

    Reaper(HostId host, Path folder, Records records, Drivers drivers, Clock clock, Manner manner) {
        this.host = host;
        this.folder = folder;
        this.records = records;
        this.drivers = drivers;
        this.clock = clock;
        this.comparison = manner.comparison();
        this.pacing = new Pacing(manner.every());
        this.dryRun = manner.dryRun();
        this.spool = new Spool(folder.resolve("evidence"));
    }

    /** Whether a workspace's workflow runs; asked only where the records do not know a thing. */
    interface Driving {
        /** Asks nobody, as the reaper does. */
        Driving UNASKED = workspace -> Life.Driven.UNKNOWN;

        /** Says it; throws when it cannot be known. */
        Life.Driven of(WorkspaceId workspace);
    }

    /** Goes round once; absent when another one does so at present. */
    Optional<Round> round() {
        return round(Driving.UNASKED, dryRun);
    }

    /**
     * The same for the sweep, which knows whom to ask about what no record knows.
     *
     * @param dry whether it only says what it would do
     */
    synchronized Optional<Round> round(Driving driving, boolean dry) {
        Optional<HostLock> here = HostLock.take(folder.resolve("lock"));
        if (here.isEmpty()) {
            return Optional.empty();
        }
        try (HostLock lock = here.get()) {
            Optional<SessionLocks.Held> everywhere;
            try {
                everywhere = records.locks().take("reaper/" + host);
            } catch (MayflyException e) {
                LOG.warn("The reaper goes by the things' own fuses: {}", e.getMessage());
                return Optional.of(goRound(Optional.empty(), driving, dry || dryRun, lock::held));
            }
            if (everywhere.isEmpty()) {
                return Optional.empty();
            }
            try (SessionLocks.Held session = everywhere.get()) {
                return Optional.of(
                        goRound(Optional.of(records), driving, dry || dryRun, () -> lock.held() && session.held()));
            }
        }
    }

    private Round goRound(Optional<Records> answering, Driving driving, boolean dry, BooleanSupplier alone) {
        Set<DriverName> silent = new HashSet<>();
        // The ledger first: what is made between the two looks is then in the second one only.
        Optional<Map<Owner, HoldingRow>> rows = answering.flatMap(this::openRows);
        Map<DriverName, List<Holding>> world = world(silent);
        remember(world);
        Optional<Look.Book> book = rows.flatMap(open -> book(open, world, driving, dry));
        book.ifPresent(any -> mergeSpool());
        Findings findings = comparison.of(new Look(clock.instant(), world, book, seenSince));
        if (findings.stopped()) {
            LOG.error(
                    "The reaper holds back {} of {} things that would go at once; look at the ledger: {}",
                    findings.heldBack().size(),
                    world.values().stream().mapToInt(List::size).sum(),
                    findings.heldBack());
        }
        AtomicInteger gone = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        List<Finding> due = dry ? List.of() : due(findings, failed);
        if (dry) {
            findings.act().forEach(each -> LOG.info("The reaper would take away {}: {}", each.owner(), each.why()));
        }
        act(due, book.isPresent(), alone, gone, failed);
        return new Round(findings, silent, book.isPresent(), gone.get(), failed.get());
    }

    private Map<DriverName, List<Holding>> world(Set<DriverName> silent) {
        Map<DriverName, List<Holding>> world = new HashMap<>();
        for (Driver<?> driver : drivers.all()) {
            try {
                world.put(driver.name(), driver.holdings());
            } catch (MayflyException e) {
                silent.add(driver.name());
                LOG.warn("The reaper gives no verdict about driver {}: {}", driver.name(), e.getMessage());
            }
        }
        return world;
    }

    private void remember(Map<DriverName, List<Holding>> world) {
        Instant now = clock.instant();
        Map<Owner, Instant> since = new HashMap<>();
        world.values()
                .forEach(holdings -> holdings.forEach(
                        thing -> since.put(thing.owner(), seenSince.getOrDefault(thing.owner(), now))));
        seenSince = since;
    }

    private Optional<Map<Owner, HoldingRow>> openRows(Records from) {
        try {
            Map<Owner, HoldingRow> rows = new HashMap<>();
            Optional<String> cursor = Optional.empty();
            do {
                HoldingPage page = from.ledger().list(HoldingFilter.heldOn(host), cursor, Ledger.MAX_LIMIT);
                page.items().forEach(row -> rows.put(row.owner(), row));
                cursor = page.next();
            } while (cursor.isPresent());
            return Optional.of(rows);
        } catch (MayflyException e) {
            LOG.warn("The reaper goes by the things' own fuses: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** With the rows of what is there and not open, and with the workspaces of all of them. */
    private Optional<Look.Book> book(
            Map<Owner, HoldingRow> open, Map<DriverName, List<Holding>> world, Driving driving, boolean dry) {
        try {
            Map<Owner, HoldingRow> rows = new HashMap<>(open);
            Set<WorkspaceId> workspaces = new HashSet<>();
            open.keySet().forEach(owner -> workspaces.add(owner.workspace()));
            for (List<Holding> holdings : world.values()) {
                for (Holding thing : holdings) {
                    workspaces.add(thing.owner().workspace());
                    if (!rows.containsKey(thing.owner())) {
                        records.ledger().find(thing.owner()).ifPresent(row -> rows.put(row.owner(), row));
                    }
                }
            }
            Map<WorkspaceId, Life> lives = lives(List.copyOf(workspaces));
            for (Map.Entry<DriverName, List<Holding>> each : world.entrySet()) {
                for (Holding thing : each.getValue()) {
                    if (!rows.containsKey(thing.owner())) {
                        ask(thing, each.getKey(), lives, driving, dry);
                    }
                }
            }
            return Optional.of(new Look.Book(rows, lives));
        } catch (MayflyException e) {
            LOG.warn("The reaper goes by the things' own fuses: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** What no row knows and a workflow drives gets its row back: the store has lost its latest moments. */
    private void ask(Holding thing, DriverName driver, Map<WorkspaceId, Life> lives, Driving driving, boolean dry) {
        Owner owner = thing.owner();
        Life life = lives.getOrDefault(owner.workspace(), Life.UNKNOWN).driven(driving.of(owner.workspace()));
        lives.put(owner.workspace(), life);
        if (life.driven() == Life.Driven.YES && !life.closed() && thing.alive() && !dry) {
            LOG.warn("{} is there and driven, and the ledger has lost its row: it is written anew", owner);
            Instant now = clock.instant();
            records.ledger().intend(owner, new Step(owner.step(), driver, Map.of(), host), now);
            records.ledger().live(owner, new Observation(thing.parts(), Map.of()), now);
        }
    }

    private Map<WorkspaceId, Life> lives(List<WorkspaceId> ids) {
        Map<WorkspaceId, Life> lives = new HashMap<>();
        for (int from = 0; from < ids.size(); from += Workspaces.MAX_LIMIT) {
            for (Standing each : records.workspaces()
                    .standing(ids.subList(from, Math.min(ids.size(), from + Workspaces.MAX_LIMIT)))) {
                lives.put(
                        each.id(),
                        new Life(
                                true,
                                each.phase() == Phase.CLOSED,
                                each.leaseEndsAt().map(at -> at.plus(Lease.FUSE_MARGIN)),
                                Life.Driven.UNKNOWN));
            }
        }
        return lives;
    }

    private void mergeSpool() {
        try {
            spool.drain(gone -> closeLater(gone.finding(), gone.absence()));
        } catch (MayflyException e) {
            LOG.warn("Evidence stays on this host for now: {}", e.getMessage());
        }
    }

    /** What failed before waits for its turn. */
    private List<Finding> due(Findings findings, AtomicInteger failed) {
        List<Finding> due = new ArrayList<>();
        Set<Owner> wanted = new HashSet<>();
        for (Finding finding : findings.act()) {
            wanted.add(finding.owner());
            if (pacing.due(finding.owner(), clock.instant())) {
                due.add(finding);
            } else {
                failed.incrementAndGet();
            }
        }
        pacing.only(wanted);
        return due;
    }

    /** One that is stuck shields none of the others. */
    private void act(
            List<Finding> due, boolean recorded, BooleanSupplier alone, AtomicInteger gone, AtomicInteger failed) {
        try (ExecutorService threads = Executors.newFixedThreadPool(
                AT_ONCE, Thread.ofVirtual().name("reaper-", 0).factory())) {
            due.forEach(finding -> threads.execute(() -> {
                if (alone.getAsBoolean() && takeAway(finding, recorded)) {
                    gone.incrementAndGet();
                } else {
                    failed.incrementAndGet();
                }
            }));
        }
    }

    private boolean takeAway(Finding finding, boolean recorded) {
        LOG.warn("The reaper takes away {}: {}", finding.owner(), finding.why());
        try {
            boolean fenced = recorded && fence(finding);
            Absence absence = driver(finding).remove(finding.owner(), patience());
            if (!fenced || !closed(finding, absence)) {
                spool.keep(new Spool.Gone(finding, absence));
            }
            pacing.done(finding.owner());
            return true;
        } catch (RuntimeException e) {
            Instant again = pacing.failed(finding.owner(), clock.instant());
            LOG.warn("{} did not go and is tried again at {}: {}", finding.owner(), again, e.getMessage());
            if (recorded) {
                noteFailure(finding, e);
            }
            return false;
        }
    }

    /** The ledger refuses to make it again from here on; where it does not answer, the driver's own fence must do. */
    private boolean fence(Finding finding) {
        try {
            records.ledger().removing(finding.owner(), step(finding), finding.why(), clock.instant());
            return true;
        } catch (MayflyException e) {
            LOG.warn("{} is taken away although the store does not answer: {}", finding.owner(), e.getMessage());
            return false;
        }
    }

    private boolean closed(Finding finding, Absence absence) {
        try {
            records.ledger().gone(finding.owner(), absence);
            return true;
        } catch (MayflyException e) {
            LOG.warn("The evidence of {} is kept on this host: {}", finding.owner(), e.getMessage());
            return false;
        }
    }

    private void closeLater(Finding finding, Absence absence) {
        records.ledger().removing(finding.owner(), step(finding), finding.why(), clock.instant());
        records.ledger().gone(finding.owner(), absence);
    }

    private void noteFailure(Finding finding, RuntimeException failure) {
        try {
            records.ledger().failed(finding.owner(), String.valueOf(failure.getMessage()), clock.instant());
        } catch (MayflyException e) {
            LOG.warn("The failure of {} could not be written down: {}", finding.owner(), e.getMessage());
        }
    }

    private Driver<?> driver(Finding finding) {
        return drivers.of(step(finding));
    }

    private Step step(Finding finding) {
        return new Step(finding.owner().step(), finding.driver(), Map.of(), host);
    }

    private Progress patience() {
        Instant until = clock.instant().plus(PATIENCE);
        return doing -> {
            if (clock.instant().isAfter(until)) {
                throw new MayflyException(
                        ErrorCode.PROVIDER_FAILED,
                        "It did not go within %d seconds, while %s".formatted(PATIENCE.toSeconds(), doing));
            }
        };
    }
}
