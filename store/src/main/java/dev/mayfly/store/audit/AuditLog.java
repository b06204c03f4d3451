package dev.mayfly.store.audit;

import static dev.mayfly.store.jooq.Tables.AUDIT_EVENT;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.domain.Check;
import dev.mayfly.domain.event.Event;
import dev.mayfly.domain.event.EventType;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.json.Json;
import dev.mayfly.store.database.Cursor;
import dev.mayfly.store.database.Database;
import dev.mayfly.store.jooq.tables.records.AuditEventRecord;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The audit log: appended only, which the database itself enforces. An append takes part in the transaction that is open,
 * and is the last thing done in it.
 *
 * <p>Ids are given before a transaction commits, so without more ado a reader could see 7 before 6 and never come back for
 * 6. Therefore each append first takes a lock of its workspace that is held until the transaction has ended (Postgres lets
 * go of it only after the commit can be seen). So the events of one workspace appear in the order of their ids, and what
 * a reader has passed never grows; events of different workspaces do not wait for each other. This needs a sequence that
 * hands out no ids in advance, which is how an identity column is made.
 */
@Singleton
public class AuditLog {
    /** The most that one page or batch may hold. */
    public static final int MAX_LIMIT = 1_000;

    /** The first half of the advisory locks' keys, so that they meet no other use of such locks. */
    private static final int LOCK = 0x6d61796c;

    private static final TypeReference<Map<String, String>> DATA = new TypeReference<>() {};

    private final Database database;

    /** Appends to and reads from {@code database}. */
    public AuditLog(Database database) {
        this.database = database;
    }

    /** Appends an event. */
    public void append(Optional<WorkspaceId> workspace, Event event) {
        database.change("append to the audit log", sql -> {
            lock(sql, workspace);
            insert(sql, workspace, event, null);
        });
    }

    /**
     * Appends an event unless one with that key was appended before.
     *
     * @return whether it was appended now
     */
    public boolean appendOnce(Optional<WorkspaceId> workspace, Event event, String key) {
        return database.write("append to the audit log", sql -> {
            lock(sql, workspace);
            return insert(sql, workspace, event, key);
        });
    }

    /** Appends those events, in their order, whose keys were not appended before. */
    public void appendOnce(WorkspaceId workspace, SequencedMap<String, Event> eventsByKey) {
        if (eventsByKey.isEmpty()) {
            return;
        }
        database.change("append to the audit log", sql -> {
            lock(sql, Optional.of(workspace));
            eventsByKey.forEach((key, event) -> insert(sql, Optional.of(workspace), event, key));
        });
    }

    /**
     * The events of a workspace after the one with id {@code afterId} (0: from the beginning), oldest first. Whoever
     * asks again and again, with the last id that was seen, sees each event exactly once.
     */
    public List<Entry> after(WorkspaceId workspace, long afterId, int limit) {
        Check.that(limit >= 1 && limit <= MAX_LIMIT, "limit", "1 to " + MAX_LIMIT, limit);
        return database.read(
                "read the events of " + workspace,
                sql -> sql.selectFrom(AUDIT_EVENT)
                        .where(AUDIT_EVENT.WORKSPACE_ID.eq(workspace.value()))
                        .and(AUDIT_EVENT.ID.gt(afterId))
                        .orderBy(AUDIT_EVENT.ID)
                        .limit(limit)
                        .fetch(AuditLog::entry));
    }

    /**
     * A page of the events that {@code filter} lets through, newest first. Across workspaces it shows what was committed
     * when it was read: an event that is being appended at that moment may come to lie behind the cursor.
     *
     * @param cursor where the page before ended
     */
    public AuditPage latest(AuditFilter filter, Optional<String> cursor, int limit) {
        Check.that(limit >= 1 && limit <= MAX_LIMIT, "limit", "1 to " + MAX_LIMIT, limit);
        Optional<Long> before = cursor.map(text -> Cursor.read(text, 1, parts -> Long.valueOf(parts.getFirst())));
        List<Entry> found = database.read(
                "list the audit log",
                sql -> sql.selectFrom(AUDIT_EVENT)
                        .where(conditions(filter))
                        .and(before.map(AUDIT_EVENT.ID::lt).orElseGet(DSL::noCondition))
                        .orderBy(AUDIT_EVENT.ID.desc())
                        .limit(limit + 1)
                        .fetch(AuditLog::entry));
        if (found.size() <= limit) {
            return new AuditPage(found, Optional.empty());
        }
        List<Entry> items = found.subList(0, limit);
        return new AuditPage(items, Optional.of(Cursor.of(items.getLast().id())));
    }

    private static List<Condition> conditions(AuditFilter filter) {
        List<Condition> all = new ArrayList<>();
        filter.workspace()
                .map(WorkspaceId::value)
                .map(AUDIT_EVENT.WORKSPACE_ID::eq)
                .ifPresent(all::add);
        if (!filter.types().isEmpty()) {
            all.add(AUDIT_EVENT.TYPE.in(
                    filter.types().stream().map(EventType::name).toList()));
        }
        filter.actor().map(AUDIT_EVENT.ACTOR::eq).ifPresent(all::add);
        filter.from().map(AUDIT_EVENT.AT::ge).ifPresent(all::add);
        filter.to().map(AUDIT_EVENT.AT::lt).ifPresent(all::add);
        return all;
    }

    /** Two workspaces of one hash code merely wait for each other. */
    private static void lock(DSLContext sql, Optional<WorkspaceId> workspace) {
        int whose = workspace.map(WorkspaceId::value).map(String::hashCode).orElse(0);
        sql.execute("select pg_advisory_xact_lock({0}, {1})", DSL.val(LOCK), DSL.val(whose));
    }

    private static boolean insert(DSLContext sql, Optional<WorkspaceId> workspace, Event event, @Nullable String key) {
        return sql.insertInto(AUDIT_EVENT)
                        .set(
                                AUDIT_EVENT.WORKSPACE_ID,
                                workspace.map(WorkspaceId::value).orElse(null))
                        .set(AUDIT_EVENT.TYPE, event.type().name())
                        .set(AUDIT_EVENT.ACTOR, event.actor())
                        .set(AUDIT_EVENT.AT, event.at())
                        .set(AUDIT_EVENT.MESSAGE, event.message())
                        .set(AUDIT_EVENT.DATA, JSONB.valueOf(Json.write(event.data())))
                        .set(AUDIT_EVENT.DEDUP_KEY, key)
                        .onConflict(AUDIT_EVENT.DEDUP_KEY)
                        .doNothing()
                        .execute()
                == 1;
    }

    private static Entry entry(AuditEventRecord row) {
        Event event = new Event(
                EventType.valueOf(row.getType()),
                row.getAt(),
                row.getActor(),
                row.getMessage(),
                Json.MAPPER.convertValue(Json.read(row.getData().data(), JsonNode.class), DATA));
        return new Entry(row.getId(), Optional.ofNullable(row.getWorkspaceId()).map(WorkspaceId::new), event);
    }
}
