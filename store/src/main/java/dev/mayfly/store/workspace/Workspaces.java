package dev.mayfly.store.workspace;

import static dev.mayfly.store.jooq.Tables.APPROVAL;
import static dev.mayfly.store.jooq.Tables.IDEMPOTENCY_KEY;
import static dev.mayfly.store.jooq.Tables.LEASE_CHANGE;
import static dev.mayfly.store.jooq.Tables.WORKSPACE;

import dev.mayfly.domain.Check;
import dev.mayfly.domain.approval.Decided;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.event.Event;
import dev.mayfly.domain.event.EventType;
import dev.mayfly.domain.lease.Lease;
import dev.mayfly.domain.lease.LeaseChange;
import dev.mayfly.domain.template.TemplateName;
import dev.mayfly.domain.workspace.Ending;
import dev.mayfly.domain.workspace.Phase;
import dev.mayfly.domain.workspace.UserName;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.domain.workspace.WorkspaceRequest;
import dev.mayfly.json.Json;
import dev.mayfly.store.audit.AuditLog;
import dev.mayfly.store.database.Cursor;
import dev.mayfly.store.database.Database;
import dev.mayfly.store.jooq.tables.records.WorkspaceRecord;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record1;
import org.jooq.Record2;
import org.jooq.TableField;
import org.jooq.impl.DSL;

/** The workspaces as the store knows them: a projection, which trails the workflows by moments. */
@Singleton
public class Workspaces {
    /** The most that one page or batch may hold. */
    public static final int MAX_LIMIT = 1_000;

    private final Database database;
    private final AuditLog audit;

    /** Keeps its rows in {@code database} and what happened in {@code audit}. */
    public Workspaces(Database database, AuditLog audit) {
        this.database = database;
        this.audit = audit;
    }

    /**
     * Writes down a workspace that was just asked for, once for each caller and idempotency key.
     *
     * @param requestSha256 of the request's content: the same key with another content is refused
     * @param data details for the audit log
     */
    public Accepted accept(
            Workspace workspace,
            String caller,
            Optional<String> idempotencyKey,
            String requestSha256,
            Map<String, String> data) {
        return database.write("accept " + workspace.id(), sql -> {
            if (idempotencyKey.isPresent() && !claimed(sql, workspace, caller, idempotencyKey.get(), requestSha256)) {
                return new Accepted(madeBefore(sql, caller, idempotencyKey.get(), requestSha256), false);
            }
            sql.insertInto(WORKSPACE).set(row(workspace, List.of())).execute();
            audit.append(Optional.of(workspace.id()), requested(workspace.request(), data));
            return new Accepted(workspace, true);
        });
    }

    private static Event requested(WorkspaceRequest request, Map<String, String> data) {
        return new Event(
                EventType.REQUESTED,
                request.requestedAt(),
                request.requester().value(),
                "Requested " + request.template(),
                data);
    }

    /** Notes that the workspace's workflow was started; the first time counts. */
    public void started(WorkspaceId id, Instant at) {
        database.change(
                "note the start of " + id,
                sql -> sql.update(WORKSPACE)
                        .set(WORKSPACE.STARTED_AT, at)
                        .where(WORKSPACE.ID.eq(id.value()))
                        .and(WORKSPACE.STARTED_AT.isNull())
                        .execute());
    }

    /** Those whose workflow was not started although they were asked for before {@code olderThan}, oldest first. */
    public List<Workspace> notStarted(Instant olderThan, int limit) {
        Check.that(limit >= 1 && limit <= MAX_LIMIT, "limit", "1 to " + MAX_LIMIT, limit);
        return database.read(
                "list the workspaces that were not started",
                sql -> sql.select(WORKSPACE.STATE)
                        .from(WORKSPACE)
                        .where(WORKSPACE.STARTED_AT.isNull())
                        .and(WORKSPACE.REQUESTED_AT.lt(olderThan))
                        .orderBy(WORKSPACE.REQUESTED_AT)
                        .limit(limit)
                        .fetch(Workspaces::state));
    }

    /**
     * Writes down what a workflow knows. An older revision than the known one changes nothing; the events are appended
     * once, however often this is repeated.
     */
    public void project(Workspace workspace, List<Event> events) {
        database.change("record " + workspace.id(), sql -> {
            if (upserted(sql, workspace, events)) {
                writeApprovals(sql, workspace);
                writeLeaseChanges(sql, workspace);
            }
            sql.update(WORKSPACE)
                    .set(WORKSPACE.STARTED_AT, DSL.currentInstant())
                    .where(WORKSPACE.ID.eq(workspace.id().value()))
                    .and(WORKSPACE.STARTED_AT.isNull())
                    .execute();
            audit.appendOnce(workspace.id(), keyed(workspace, events));
        });
    }

    /** The workspace of that id. */
    public Optional<Workspace> find(WorkspaceId id) {
        return database.read("find " + id, sql -> find(sql, id.value()));
    }

    /**
     * The ids of those that are not closed and whose workflow was started before {@code startedBefore}, in order.
     *
     * @param after where the page before ended
     */
    public List<WorkspaceId> open(Instant startedBefore, Optional<WorkspaceId> after, int limit) {
        Check.that(limit >= 1 && limit <= MAX_LIMIT, "limit", "1 to " + MAX_LIMIT, limit);
        return database.read(
                "list the workspaces that are not closed",
                sql -> sql.select(WORKSPACE.ID)
                        .from(WORKSPACE)
                        .where(WORKSPACE.PHASE.ne(Phase.CLOSED.name()))
                        .and(WORKSPACE.STARTED_AT.lt(startedBefore))
                        .and(after.map(id -> WORKSPACE.ID.gt(id.value())).orElseGet(DSL::noCondition))
                        .orderBy(WORKSPACE.ID)
                        .limit(limit)
                        .fetch(row -> new WorkspaceId(row.value1())));
    }

    /** How far each of those is that are known; at most {@link #MAX_LIMIT} are asked for at once. */
    public List<Standing> standing(Collection<WorkspaceId> ids) {
        Check.that(ids.size() <= MAX_LIMIT, "ids", "at most " + MAX_LIMIT, ids.size());
        return database.read(
                "look up workspaces",
                sql -> sql.select(WORKSPACE.ID, WORKSPACE.PHASE, WORKSPACE.LEASE_ENDS_AT)
                        .from(WORKSPACE)
                        .where(WORKSPACE.ID.in(
                                ids.stream().map(WorkspaceId::value).toList()))
                        .fetch(row -> new Standing(
                                new WorkspaceId(row.value1()),
                                Phase.valueOf(row.value2()),
                                Optional.ofNullable(row.value3()))));
    }

    /** A page of those that {@code filter} lets through, newest first. */
    public Page list(Filter filter, Optional<String> cursor, int limit) {
        return list(filter, Listing.NEWEST, cursor, limit);
    }

    /**
     * A page of those that {@code filter} lets through.
     *
     * @param cursor where the page before ended, in the same order
     */
    public Page list(Filter filter, Listing listing, Optional<String> cursor, int limit) {
        Check.that(limit >= 1 && limit <= MAX_LIMIT, "limit", "1 to " + MAX_LIMIT, limit);
        boolean ending = listing == Listing.ENDING;
        TableField<WorkspaceRecord, Instant> by = ending ? WORKSPACE.LEASE_ENDS_AT : WORKSPACE.REQUESTED_AT;
        Condition running = ending
                ? WORKSPACE.LEASE_ENDS_AT.isNotNull().and(WORKSPACE.PHASE.ne(Phase.CLOSED.name()))
                : DSL.noCondition();
        Condition after = cursor.map(text -> after(listing, by, text)).orElseGet(DSL::noCondition);
        List<WorkspaceRecord> found = database.read(
                "list the workspaces",
                sql -> sql.selectFrom(WORKSPACE)
                        .where(conditions(filter))
                        .and(running)
                        .and(after)
                        .orderBy(
                                listing == Listing.NEWEST
                                        ? List.of(by.desc(), WORKSPACE.ID.desc())
                                        : List.of(by.asc(), WORKSPACE.ID.asc()))
                        .limit(limit + 1)
                        .fetch());
        List<WorkspaceRecord> shown = found.subList(0, Math.min(limit, found.size()));
        Optional<String> next = found.size() > limit
                ? Optional.of(
                        cursor(listing, shown.getLast().get(by), shown.getLast().getId()))
                : Optional.empty();
        return new Page(shown.stream().map(row -> workspace(row.getState())).toList(), next);
    }

    /** How many there are in each phase, zeros included. */
    public Map<Phase, Long> countByPhase() {
        Map<Phase, Long> counts = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            counts.put(phase, 0L);
        }
        database.read(
                        "count the workspaces",
                        sql -> sql.select(WORKSPACE.PHASE, DSL.count())
                                .from(WORKSPACE)
                                .groupBy(WORKSPACE.PHASE)
                                .fetch())
                .forEach(row ->
                        counts.put(Phase.valueOf(row.value1()), row.value2().longValue()));
        return counts;
    }

    /** Whether the key was free. Of two who claim it at once, the second waits here until the first has committed. */
    private static boolean claimed(DSLContext sql, Workspace workspace, String caller, String key, String sha256) {
        return sql.insertInto(IDEMPOTENCY_KEY)
                        .set(IDEMPOTENCY_KEY.CALLER, caller)
                        .set(IDEMPOTENCY_KEY.KEY, key)
                        .set(IDEMPOTENCY_KEY.REQUEST_SHA256, sha256)
                        .set(IDEMPOTENCY_KEY.WORKSPACE_ID, workspace.id().value())
                        .set(IDEMPOTENCY_KEY.CREATED_AT, workspace.request().requestedAt())
                        .onConflictDoNothing()
                        .execute()
                == 1;
    }

    private static Workspace madeBefore(DSLContext sql, String caller, String key, String sha256) {
        Record2<String, String> before = sql.select(IDEMPOTENCY_KEY.REQUEST_SHA256, IDEMPOTENCY_KEY.WORKSPACE_ID)
                .from(IDEMPOTENCY_KEY)
                .where(IDEMPOTENCY_KEY.CALLER.eq(caller))
                .and(IDEMPOTENCY_KEY.KEY.eq(key))
                .fetchSingle();
        if (!before.value1().equals(sha256)) {
            throw new MayflyException(
                    ErrorCode.IDEMPOTENCY_CONFLICT,
                    "Idempotency-Key: expected the request that came with it before, got another; it made "
                            + before.value2());
        }
        return find(sql, before.value2()).orElseThrow();
    }

    /** Everything but {@code started_at}, which is no part of the workspace's state. */
    private static WorkspaceRecord row(Workspace workspace, List<Event> events) {
        WorkspaceRequest request = workspace.request();
        WorkspaceRecord row = new WorkspaceRecord();
        row.setId(request.id().value());
        row.setRequester(request.requester().value());
        row.setProject(request.project());
        row.setTemplate(request.template().value());
        row.setTemplateDigest(request.digest().value());
        row.setPhase(workspace.phase().name());
        row.setFrozen(workspace.frozen());
        row.setStalled(workspace.stalled());
        row.setOutcome(workspace.ending().map(ending -> ending.outcome().name()).orElse(null));
        row.setRevision(workspace.revision());
        row.setState(JSONB.valueOf(Json.write(workspace)));
        row.setRequestedAt(request.requestedAt());
        row.setLeaseEndsAt(workspace.lease().map(Lease::endsAt).orElse(null));
        row.setEndedAt(workspace.ending().map(Ending::at).orElse(null));
        row.setClosedAt(closedAt(workspace, events).orElse(null));
        return row;
    }

    private static Optional<Instant> closedAt(Workspace workspace, List<Event> events) {
        if (workspace.phase() != Phase.CLOSED) {
            return Optional.empty();
        }
        return events.stream()
                .filter(event -> event.type() == EventType.CLOSED)
                .map(Event::at)
                .findFirst()
                .or(() -> Optional.of(Instant.now()));
    }

    /** Whether the row was made or replaced: only an older revision is replaced. */
    private static boolean upserted(DSLContext sql, Workspace workspace, List<Event> events) {
        return sql.insertInto(WORKSPACE)
                        .set(row(workspace, events))
                        .onConflict(WORKSPACE.ID)
                        .doUpdate()
                        .setNonKeyToExcluded()
                        .where(WORKSPACE.REVISION.lt(DSL.excluded(WORKSPACE.REVISION)))
                        .execute()
                == 1;
    }

    private static void writeApprovals(DSLContext sql, Workspace workspace) {
        for (Decided decided : workspace.decisions()) {
            sql.insertInto(APPROVAL)
                    .set(APPROVAL.WORKSPACE_ID, workspace.id().value())
                    .set(APPROVAL.APPROVER, decided.decision().by().value())
                    .set(APPROVAL.VERDICT, decided.decision().verdict().name())
                    .set(APPROVAL.REASON, decided.decision().reason())
                    .set(APPROVAL.DECIDED_AT, decided.at())
                    .onConflictDoNothing()
                    .execute();
        }
    }

    private static void writeLeaseChanges(DSLContext sql, Workspace workspace) {
        int ordinal = 0;
        for (LeaseChange change : workspace.leaseChanges()) {
            ordinal++;
            sql.insertInto(LEASE_CHANGE)
                    .set(LEASE_CHANGE.WORKSPACE_ID, workspace.id().value())
                    .set(LEASE_CHANGE.ORDINAL, ordinal)
                    .set(LEASE_CHANGE.CHANGED_BY, change.by().value())
                    .set(LEASE_CHANGE.CHANGED_AT, change.at())
                    .set(LEASE_CHANGE.FROM_AT, change.from())
                    .set(LEASE_CHANGE.TO_AT, change.to())
                    .set(LEASE_CHANGE.REASON, change.reason())
                    .onConflictDoNothing()
                    .execute();
        }
    }

    /**
     * The events under keys that a repeated call gives again. The revision and a number would not do: a workflow tells
     * several batches at one revision. So the key holds the event's content, and counts those alike within a batch.
     */
    private static SequencedMap<String, Event> keyed(Workspace workspace, List<Event> events) {
        SequencedMap<String, Event> keyed = new LinkedHashMap<>();
        for (Event event : events) {
            String content = "%s/%d/%s".formatted(workspace.id(), workspace.revision(), Json.sha256(Json.write(event)));
            int alike = 0;
            while (keyed.containsKey(content + "/" + alike)) {
                alike++;
            }
            keyed.put(content + "/" + alike, event);
        }
        return keyed;
    }

    /** A cursor of one order means nothing in another, so that all but the first order say which they are of. */
    private static String cursor(Listing listing, Instant at, String id) {
        return listing == Listing.NEWEST ? Cursor.of(at, id) : Cursor.of(listing, at, id);
    }

    private static Condition after(Listing listing, TableField<WorkspaceRecord, Instant> by, String cursor) {
        if (listing == Listing.NEWEST) {
            return Cursor.read(
                    cursor,
                    2,
                    parts -> DSL.row(by, WORKSPACE.ID)
                            .lt(Instant.parse(parts.get(0)), new WorkspaceId(parts.get(1)).value()));
        }
        return Cursor.read(cursor, 3, parts -> {
            if (Listing.valueOf(parts.get(0)) != listing) {
                throw new IllegalArgumentException("of another order");
            }
            return DSL.row(by, WORKSPACE.ID).gt(Instant.parse(parts.get(1)), new WorkspaceId(parts.get(2)).value());
        });
    }

    private static List<Condition> conditions(Filter filter) {
        List<Condition> all = new ArrayList<>();
        filter.requester().map(UserName::value).map(WORKSPACE.REQUESTER::eq).ifPresent(all::add);
        filter.template().map(TemplateName::value).map(WORKSPACE.TEMPLATE::eq).ifPresent(all::add);
        filter.stalled()
                .map(stalled -> stalled ? DSL.condition(WORKSPACE.STALLED) : DSL.not(DSL.condition(WORKSPACE.STALLED)))
                .ifPresent(all::add);
        if (!filter.phases().isEmpty()) {
            all.add(WORKSPACE.PHASE.in(filter.phases().stream().map(Phase::name).toList()));
        }
        filter.awaitingDecisionOf().map(UserName::value).ifPresent(person -> {
            all.add(WORKSPACE.PHASE.eq(Phase.AWAITING_APPROVAL.name()));
            all.add(WORKSPACE.REQUESTER.ne(person));
            all.add(DSL.notExists(DSL.selectOne()
                    .from(APPROVAL)
                    .where(APPROVAL.WORKSPACE_ID.eq(WORKSPACE.ID))
                    .and(APPROVAL.APPROVER.eq(person))));
        });
        return all;
    }

    private static Optional<Workspace> find(DSLContext sql, String id) {
        return sql.select(WORKSPACE.STATE)
                .from(WORKSPACE)
                .where(WORKSPACE.ID.eq(id))
                .fetchOptional(Workspaces::state);
    }

    private static Workspace state(Record1<JSONB> row) {
        return workspace(row.value1());
    }

    private static Workspace workspace(JSONB state) {
        return Json.read(state.data(), Workspace.class);
    }
}
