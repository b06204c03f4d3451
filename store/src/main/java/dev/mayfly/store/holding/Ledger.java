package dev.mayfly.store.holding;

import static dev.mayfly.store.jooq.Tables.HOLDING;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.domain.Check;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.event.Event;
import dev.mayfly.domain.event.EventType;
import dev.mayfly.domain.holding.Absence;
import dev.mayfly.domain.holding.HoldingState;
import dev.mayfly.domain.holding.Observation;
import dev.mayfly.domain.holding.Part;
import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.HostId;
import dev.mayfly.domain.plan.InstallationId;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.domain.plan.Step;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.workspace.Ending;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.json.Json;
import dev.mayfly.store.audit.AuditLog;
import dev.mayfly.store.database.Cursor;
import dev.mayfly.store.database.Database;
import dev.mayfly.store.jooq.tables.records.HoldingRecord;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.impl.DSL;

/**
 * The ledger of holdings, and the fence between making and removing: once {@link #removing} has returned for an owner,
 * {@link #intend} refuses and {@link #live} says no, for ever. Each method is one transaction, committed when it
 * returns, together with its audit event; it holds the row's lock from its first look at the row to its end.
 */
@Singleton
public class Ledger {
    /** The most that one page may hold. */
    public static final int MAX_LIMIT = 1_000;

    /** The longest error that is kept, in characters. */
    public static final int MAX_ERROR = 2_000;

    private static final TypeReference<List<Part>> PARTS = new TypeReference<>() {};
    private static final TypeReference<Map<String, String>> ENDPOINTS = new TypeReference<>() {};
    private static final TypeReference<List<String>> EVIDENCE = new TypeReference<>() {};

    private final Database database;
    private final AuditLog audit;

    /** Keeps its rows in {@code database} and what happened in {@code audit}. */
    public Ledger(Database database, AuditLog audit) {
        this.database = database;
        this.audit = audit;
    }

    /**
     * Writes down that a thing is about to be made; to be called before the first call that could make it, and before
     * each later try.
     *
     * @throws MayflyException {@code ENDING} when its removal has begun
     */
    public void intend(Owner owner, Step step, Instant at) {
        database.change("write down the intent of " + owner, sql -> {
            if (inserted(sql, owner, step, HoldingState.INTENT, at)) {
                tell(EventType.STEP_INTENDED, at, owner, "Going to make " + step.name(), of(step));
                return;
            }
            HoldingState state = state(locked(sql, owner).orElseThrow());
            if (state == HoldingState.REMOVING || state == HoldingState.GONE) {
                throw new MayflyException(
                        ErrorCode.ENDING, "Could not intend %s: its removal has begun".formatted(owner));
            }
        });
    }

    /**
     * Writes down what was seen of a thing that is there and ready.
     *
     * @return false when its removal has begun meanwhile: then what was made must be removed again
     */
    public boolean live(Owner owner, Observation seen, Instant at) {
        return database.write("write down that %s is there".formatted(owner), sql -> {
            HoldingRecord row = locked(sql, owner)
                    .orElseThrow(() -> new MayflyException(
                            ErrorCode.INTERNAL, "%s was made without having been intended".formatted(owner)));
            HoldingState before = state(row);
            if (before == HoldingState.GONE) {
                return false;
            }
            // What was made is inventoried even when its removal has begun: the removal looks for each part.
            row.setParts(json(seen.parts()));
            row.setEndpoints(json(seen.endpoints()));
            if (row.getMadeAt() == null) {
                row.setMadeAt(at);
            }
            if (before != HoldingState.REMOVING) {
                row.setState(HoldingState.LIVE.name());
                row.setLastError(null);
            }
            row.update();
            if (before == HoldingState.INTENT) {
                tell(EventType.STEP_MADE, at, owner, "Made " + owner.step(), of(row));
            }
            return before != HoldingState.REMOVING;
        });
    }

    /** Closes the owner to any later making, also where nothing was intended yet; what is gone stays gone. */
    public void removing(Owner owner, Step step, Instant at) {
        removing(owner, step, "", at);
    }

    /**
     * The same for what is taken away by a sweep rather than by its own workflow; that something is there although its
     * row is closed is told each time.
     *
     * @param why a sentence for the audit log; empty when the workspace's ending says it
     */
    public void removing(Owner owner, Step step, String why, Instant at) {
        database.change("write down the removal of " + owner, sql -> {
            if (!inserted(sql, owner, step, HoldingState.REMOVING, at)) {
                HoldingRecord row = locked(sql, owner).orElseThrow();
                boolean known = state(row) == HoldingState.REMOVING || state(row) == HoldingState.GONE;
                if (known && (why.isEmpty() || state(row) == HoldingState.REMOVING)) {
                    return;
                }
                if (!known) {
                    row.setState(HoldingState.REMOVING.name());
                    row.setRemovingAt(at);
                    row.update();
                }
            }
            String because = why.isEmpty() ? "" : ": " + why;
            tell(EventType.REMOVAL_STARTED, at, owner, "Going to remove " + step.name() + because, of(step));
        });
    }

    /**
     * Writes down that a thing is gone, with the evidence; the first evidence stays.
     *
     * @throws MayflyException {@code INTERNAL} unless {@link #removing} came before: without it the thing could be made
     *     again
     */
    public void gone(Owner owner, Absence absence) {
        database.change("write down that %s is gone".formatted(owner), sql -> {
            HoldingRecord row = locked(sql, owner)
                    .filter(found -> state(found) == HoldingState.REMOVING || state(found) == HoldingState.GONE)
                    .orElseThrow(() -> new MayflyException(
                            ErrorCode.INTERNAL, "%s is gone without its removal having begun".formatted(owner)));
            if (state(row) == HoldingState.GONE) {
                return;
            }
            row.setState(HoldingState.GONE.name());
            row.setGoneAt(absence.at());
            row.setEvidence(json(absence.evidence()));
            row.setLastError(null);
            row.update();
            tell(EventType.STEP_REMOVED, absence.at(), owner, "Verified gone: " + owner.step(), of(row));
        });
    }

    /** Writes down that making or removing a thing has failed, also where the ledger has no row of it. */
    public void failed(Owner owner, String error, Instant at) {
        String kept = printable(error);
        database.change("write down the failure of " + owner, sql -> {
            Optional<HoldingRecord> found = locked(sql, owner);
            found.filter(row -> state(row) != HoldingState.GONE).ifPresent(row -> {
                row.setLastError(kept);
                row.setFailures(row.getFailures() + 1);
                row.update();
            });
            boolean removing = found.filter(row -> row.getRemovingAt() != null).isPresent();
            tell(
                    removing ? EventType.REMOVAL_FAILED : EventType.STEP_FAILED,
                    at,
                    owner,
                    "Could not %s %s: %s".formatted(removing ? "remove" : "make", owner.step(), kept),
                    found.map(Ledger::of).orElseGet(Map::of));
        });
    }

    /** The row of one owner. */
    public Optional<HoldingRow> find(Owner owner) {
        return database.read(
                "find " + owner, sql -> sql.selectFrom(HOLDING).where(is(owner)).fetchOptional(Ledger::row));
    }

    /** All rows of one workspace, in the order in which they were written. */
    public List<HoldingRow> of(WorkspaceId workspace) {
        return database.read(
                "list the holdings of " + workspace,
                sql -> sql.selectFrom(HOLDING)
                        .where(HOLDING.WORKSPACE_ID.eq(workspace.value()))
                        .orderBy(HOLDING.INTENDED_AT, HOLDING.STEP)
                        .fetch(Ledger::row));
    }

    /**
     * A page of the rows that {@code filter} lets through, by workspace and step: a row that is there throughout is
     * shown exactly once, whatever else changes between the pages.
     *
     * @param cursor where the page before ended
     */
    public HoldingPage list(HoldingFilter filter, Optional<String> cursor, int limit) {
        Check.that(limit >= 1 && limit <= MAX_LIMIT, "limit", "1 to " + MAX_LIMIT, limit);
        Condition later = cursor.map(Ledger::laterThan).orElseGet(DSL::noCondition);
        List<HoldingRow> found = database.read(
                "list the holdings",
                sql -> sql.selectFrom(HOLDING)
                        .where(conditions(filter))
                        .and(later)
                        .orderBy(HOLDING.WORKSPACE_ID, HOLDING.STEP)
                        .limit(limit + 1)
                        .fetch(Ledger::row));
        if (found.size() <= limit) {
            return new HoldingPage(found, Optional.empty());
        }
        List<HoldingRow> shown = found.subList(0, limit);
        Owner last = shown.getLast().owner();
        return new HoldingPage(shown, Optional.of(Cursor.of(last.workspace(), last.step())));
    }

    /** How many rows there are of each driver in each state; what is zero is left out. */
    public Map<DriverState, Long> counts() {
        Map<DriverState, Long> counts = new HashMap<>();
        database.read(
                        "count the holdings",
                        sql -> sql.select(HOLDING.DRIVER, HOLDING.STATE, DSL.count())
                                .from(HOLDING)
                                .groupBy(HOLDING.DRIVER, HOLDING.STATE)
                                .fetch())
                .forEach(row -> counts.put(
                        new DriverState(new DriverName(row.value1()), HoldingState.valueOf(row.value2())),
                        row.value3().longValue()));
        return Map.copyOf(counts);
    }

    /** Whether there was no row; of two who insert at once, the second waits here until the first has committed. */
    private static boolean inserted(DSLContext sql, Owner owner, Step step, HoldingState state, Instant at) {
        return sql.insertInto(HOLDING)
                        .set(HOLDING.WORKSPACE_ID, owner.workspace().value())
                        .set(HOLDING.STEP, owner.step().value())
                        .set(HOLDING.INSTALLATION, owner.installation().value())
                        .set(HOLDING.DRIVER, step.driver().value())
                        .set(HOLDING.HOST, step.host().value())
                        .set(HOLDING.STATE, state.name())
                        .set(HOLDING.INTENDED_AT, at)
                        .set(HOLDING.REMOVING_AT, state == HoldingState.REMOVING ? at : null)
                        .onConflictDoNothing()
                        .execute()
                == 1;
    }

    private static Optional<HoldingRecord> locked(DSLContext sql, Owner owner) {
        return sql.selectFrom(HOLDING).where(is(owner)).forUpdate().fetchOptional();
    }

    private static Condition is(Owner owner) {
        return HOLDING.WORKSPACE_ID
                .eq(owner.workspace().value())
                .and(HOLDING.STEP.eq(owner.step().value()));
    }

    private static List<Condition> conditions(HoldingFilter filter) {
        List<Condition> all = new ArrayList<>();
        if (!filter.states().isEmpty()) {
            // Written out in the SQL rather than bound, so that the planner sees that the partial index serves.
            all.add(HOLDING.STATE.in(filter.states().stream()
                    .sorted()
                    .map(state -> DSL.inline(state.name()))
                    .toList()));
            if (!filter.states().contains(HoldingState.GONE)) {
                all.add(HOLDING.STATE.ne(DSL.inline(HoldingState.GONE.name())));
            }
        }
        filter.host().map(HostId::value).map(HOLDING.HOST::eq).ifPresent(all::add);
        filter.driver().map(DriverName::value).map(HOLDING.DRIVER::eq).ifPresent(all::add);
        return all;
    }

    private static Condition laterThan(String cursor) {
        return Cursor.read(
                cursor,
                2,
                parts -> DSL.row(HOLDING.WORKSPACE_ID, HOLDING.STEP)
                        .gt(new WorkspaceId(parts.get(0)).value(), new StepName(parts.get(1)).value()));
    }

    private void tell(EventType type, Instant at, Owner owner, String message, Map<String, String> where) {
        Map<String, String> data = new HashMap<>(where);
        data.put("step", owner.step().value());
        audit.append(Optional.of(owner.workspace()), new Event(type, at, Ending.MAYFLY, message, data));
    }

    private static Map<String, String> of(Step step) {
        return Map.of("driver", step.driver().value(), "host", step.host().value());
    }

    private static Map<String, String> of(HoldingRecord row) {
        return Map.of("driver", row.getDriver(), "host", row.getHost());
    }

    /** Errors quote what providers say, which may be anything. */
    private static String printable(String error) {
        String cut = error.substring(0, Math.min(error.length(), MAX_ERROR));
        return cut.replaceAll("[\\p{Cc}\\p{Cs}&&[^\\n\\t]]", " ");
    }

    private static HoldingState state(HoldingRecord row) {
        return HoldingState.valueOf(row.getState());
    }

    private static JSONB json(Object value) {
        return JSONB.valueOf(Json.write(value));
    }

    private static <T> T read(JSONB json, TypeReference<T> type) {
        return Json.MAPPER.convertValue(Json.read(json.data(), JsonNode.class), type);
    }

    private static HoldingRow row(HoldingRecord row) {
        return new HoldingRow(
                new Owner(
                        new InstallationId(row.getInstallation()),
                        new WorkspaceId(row.getWorkspaceId()),
                        new StepName(row.getStep())),
                new DriverName(row.getDriver()),
                new HostId(row.getHost()),
                state(row),
                read(row.getParts(), PARTS),
                read(row.getEndpoints(), ENDPOINTS),
                row.getIntendedAt(),
                Optional.ofNullable(row.getMadeAt()),
                Optional.ofNullable(row.getRemovingAt()),
                Optional.ofNullable(row.getGoneAt()),
                read(row.getEvidence(), EVIDENCE),
                Optional.ofNullable(row.getLastError()),
                row.getFailures());
    }
}
