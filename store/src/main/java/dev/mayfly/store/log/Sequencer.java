package dev.mayfly.store.log;

import static dev.mayfly.store.jooq.Tables.AUDIT_EVENT;
import static dev.mayfly.store.jooq.Tables.LOG_CHECKPOINT;
import static dev.mayfly.store.jooq.Tables.LOG_QUEUE;
import static dev.mayfly.store.jooq.Tables.RECEIPT;
import static dev.mayfly.store.jooq.Tables.RECEIPT_SIGNATURE;
import static dev.mayfly.store.jooq.Tables.WORKSPACE;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.event.EventType;
import dev.mayfly.domain.log.Checkpoint;
import dev.mayfly.domain.log.Envelope;
import dev.mayfly.domain.log.Frontier;
import dev.mayfly.domain.log.Hash;
import dev.mayfly.domain.log.MerkleTree;
import dev.mayfly.domain.log.SignedNote;
import dev.mayfly.json.Json;
import dev.mayfly.store.database.Database;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Makes events into entries of the log: takes what is committed and not in it yet, numbers it without gaps, writes the
 * hashes and signs a checkpoint, all in one transaction. Whoever does so holds a lock that ends with the transaction, so
 * it may be tried in several processes that have the keys. It signs nothing that does not continue what it signed before.
 */
public final class Sequencer {
    /** The most that one transaction takes. */
    public static final int BATCH = 1_000;

    private static final int LOCK = 0x6d6c6f67;

    private final Database database;
    private final LogKeys keys;
    private final String origin;
    private final Clock clock;

    /** What this process signed last, with what an append needs; read again when somebody else went on. */
    private Optional<Edge> edge = Optional.empty();

    /** Appends to the log of that name. */
    public Sequencer(Database database, LogKeys keys, String origin, Clock clock) {
        this.database = database;
        this.keys = keys;
        this.origin = origin;
        this.clock = clock;
    }

    private record Edge(long size, Hash root, Frontier frontier, boolean first) {}

    private record Step(int taken, Edge edge, Optional<SignedNote> note) {}

    /**
     * Takes up to {@link #BATCH} events. The very first checkpoint is of no entries.
     *
     * @return how many were taken; fewer than a batch when all are in the log, or when another process is at it
     */
    public synchronized int step() {
        // What a failed transaction has added to the frontier is forgotten with it.
        Optional<Edge> known = edge;
        edge = Optional.empty();
        Step step = database.write("enter events into the log", sql -> take(sql, known));
        step.note().ifPresent(keys::remember);
        edge = Optional.of(step.edge()).filter(at -> at.size() >= 0);
        return step.taken();
    }

    private Step take(DSLContext sql, Optional<Edge> known) {
        if (!Boolean.TRUE.equals(sql.select(DSL.field(
                        "pg_try_advisory_xact_lock({0}, {1})", SQLDataType.BOOLEAN, DSL.val(LOCK), DSL.val(0)))
                .fetchOne(0, Boolean.class))) {
            return new Step(0, known.orElseGet(Sequencer::unknown), Optional.empty());
        }
        Edge at = edge(sql, known);
        List<Entries.Source> events = waiting(sql);
        if (events.isEmpty() && !at.first()) {
            return new Step(0, at, Optional.empty());
        }
        Rows rows = new Rows();
        Frontier frontier = at.frontier();
        for (Entries.Source event : events) {
            String entry = Entries.of(event);
            rows.entry(frontier.size(), event.id(), entry);
            frontier.add(Hash.leaf(entry.getBytes(StandardCharsets.UTF_8)), rows::node);
            if (event.type().equals(EventType.CLOSED.name()) && event.workspace() != null) {
                sign(sql, event, frontier.size() - 1);
            }
        }
        rows.write(sql);
        Edge now = new Edge(frontier.size(), frontier.root(), frontier, false);
        SignedNote note = SignedNote.sign(new Checkpoint(origin, now.size(), now.root()).text(), keys.signers());
        sql.insertInto(LOG_CHECKPOINT)
                .set(LOG_CHECKPOINT.SIZE, now.size())
                .set(LOG_CHECKPOINT.NOTE, note.toString())
                .set(LOG_CHECKPOINT.SIGNED_AT, clock.instant())
                .execute();
        return new Step(events.size(), now, Optional.of(note));
    }

    private static Edge unknown() {
        return new Edge(-1, Hash.EMPTY, new Frontier(new MerkleTree((level, ordinal) -> Hash.EMPTY, 0)), false);
    }

    /** The right edge as it is stored, once it is known to continue what was signed here before. */
    private Edge edge(DSLContext sql, Optional<Edge> known) {
        Optional<Checkpoint> stored = LogReader.checkpoint(sql).map(note -> Checkpoint.parse(note.text()));
        if (known.isPresent()
                && known.get().size() == stored.map(Checkpoint::size).orElse(0L)
                && known.get().root().equals(stored.map(Checkpoint::root).orElse(Hash.EMPTY))) {
            return known.get();
        }
        long size = stored.map(Checkpoint::size).orElse(0L);
        Nodes nodes = new Nodes(sql);
        Frontier frontier = new Frontier(new MerkleTree(nodes, size));
        refuseUnless(
                stored.map(checkpoint -> checkpoint.root().equals(frontier.root())
                                && checkpoint.origin().equals(origin))
                        .orElse(true),
                "its hashes are not those that its last checkpoint, of %d entries, signs".formatted(size));
        keys.last().map(note -> Checkpoint.parse(note.text())).ifPresent(last -> {
            refuseUnless(
                    stored.isPresent() && last.size() <= size,
                    "it has %d entries, and %d were signed: it was set back".formatted(size, last.size()));
            refuseUnless(
                    new MerkleTree(nodes, last.size()).root().equals(last.root()),
                    "its first %d entries are not those that were signed: it was rewritten".formatted(last.size()));
        });
        return new Edge(size, frontier.root(), frontier, stored.isEmpty());
    }

    private static void refuseUnless(boolean holds, String what) {
        if (!holds) {
            throw new MayflyException(
                    ErrorCode.MISCONFIGURED, "The log is not continued, because the store was tampered with: " + what);
        }
    }

    private static List<Entries.Source> waiting(DSLContext sql) {
        var plan = DSL.field("{0} #>> '{terms,plan}'", SQLDataType.CLOB, WORKSPACE.STATE);
        List<Entries.Source> events = sql.select(
                        AUDIT_EVENT.ID,
                        AUDIT_EVENT.WORKSPACE_ID,
                        AUDIT_EVENT.TYPE,
                        AUDIT_EVENT.ACTOR,
                        AUDIT_EVENT.AT,
                        AUDIT_EVENT.MESSAGE,
                        AUDIT_EVENT.DATA,
                        WORKSPACE.TEMPLATE_DIGEST,
                        plan)
                .from(LOG_QUEUE)
                .join(AUDIT_EVENT)
                .on(AUDIT_EVENT.ID.eq(LOG_QUEUE.EVENT_ID))
                .leftJoin(WORKSPACE)
                .on(WORKSPACE.ID.eq(AUDIT_EVENT.WORKSPACE_ID))
                .orderBy(LOG_QUEUE.EVENT_ID)
                .limit(BATCH)
                .fetch(row -> new Entries.Source(
                        row.value1(),
                        row.value2(),
                        row.value3(),
                        row.value4(),
                        row.value5(),
                        row.value6(),
                        row.value7().data(),
                        row.value8(),
                        row.value9()));
        if (!events.isEmpty()) {
            // An array, because a thousand parameters would be parsed anew each time.
            Long[] ids = events.stream().map(Entries.Source::id).toArray(Long[]::new);
            sql.execute("delete from log_queue where event_id = any({0})", DSL.val(ids));
        }
        return events;
    }

    /** Signs the receipt that the event {@code CLOSED} names. */
    private void sign(DSLContext sql, Entries.Source event, long ordinal) {
        String named =
                Json.read(event.data(), JsonNode.class).path("receiptSha256").asText("");
        sql.select(RECEIPT.DOCUMENT)
                .from(RECEIPT)
                .where(RECEIPT.WORKSPACE_ID.eq(event.workspace()))
                .and(RECEIPT.SHA256.eq(named))
                .fetchOptional(RECEIPT.DOCUMENT)
                .filter(document -> Json.sha256(document).equals(named))
                .ifPresent(document -> sql.insertInto(RECEIPT_SIGNATURE)
                        .set(RECEIPT_SIGNATURE.WORKSPACE_ID, event.workspace())
                        .set(RECEIPT_SIGNATURE.ORDINAL, ordinal)
                        .set(
                                RECEIPT_SIGNATURE.SIGNATURES,
                                JSONB.valueOf(Json.write(Envelope.sign(
                                                Envelope.RECEIPT,
                                                document.getBytes(StandardCharsets.UTF_8),
                                                keys.signers())
                                        .signatures())))
                        .set(RECEIPT_SIGNATURE.SIGNED_AT, clock.instant())
                        .onConflictDoNothing()
                        .execute());
    }

    /** Rows of one batch, written by two statements however many they are. */
    private static final class Rows {
        private final List<Long> ordinals = new ArrayList<>();
        private final List<Long> ids = new ArrayList<>();
        private final List<String> entries = new ArrayList<>();
        private final List<Integer> levels = new ArrayList<>();
        private final List<Long> places = new ArrayList<>();
        private final List<String> hashes = new ArrayList<>();

        void entry(long ordinal, long id, String entry) {
            ordinals.add(ordinal);
            ids.add(id);
            entries.add(entry);
        }

        void node(int level, long ordinal, Hash hash) {
            levels.add(level);
            places.add(ordinal);
            hashes.add(hash.toString());
        }

        void write(DSLContext sql) {
            if (ids.isEmpty()) {
                return;
            }
            sql.execute(
                    "insert into log_entry (ordinal, event_id, entry) select * from unnest({0}, {1}, {2})",
                    DSL.val(ordinals.toArray(Long[]::new)),
                    DSL.val(ids.toArray(Long[]::new)),
                    DSL.val(entries.toArray(String[]::new)));
            sql.execute(
                    "insert into log_node (level, ordinal, hash) select level, ordinal, decode(hash, 'base64')"
                            + " from unnest({0}, {1}, {2}) as node (level, ordinal, hash)",
                    DSL.val(levels.toArray(Integer[]::new)),
                    DSL.val(places.toArray(Long[]::new)),
                    DSL.val(hashes.toArray(String[]::new)));
        }
    }
}
