package dev.mayfly.store.log;

import static dev.mayfly.store.jooq.Tables.LOG_CHECKPOINT;
import static dev.mayfly.store.jooq.Tables.LOG_ENTRY;
import static dev.mayfly.store.jooq.Tables.LOG_QUEUE;
import static dev.mayfly.store.jooq.Tables.RECEIPT;
import static dev.mayfly.store.jooq.Tables.RECEIPT_SIGNATURE;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.log.Checkpoint;
import dev.mayfly.domain.log.Envelope;
import dev.mayfly.domain.log.Hash;
import dev.mayfly.domain.log.InclusionProof;
import dev.mayfly.domain.log.MerkleTree;
import dev.mayfly.domain.log.SignedNote;
import dev.mayfly.domain.log.Tile;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.json.Json;
import dev.mayfly.store.database.Database;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** The log as it is stored: what others verify. */
@Singleton
public class LogReader {
    private static final TypeReference<List<Envelope.Signature>> SIGNATURES = new TypeReference<>() {};

    private final Database database;

    LogReader(Database database) {
        this.database = database;
    }

    /** The last checkpoint; absent when nothing ever happened. */
    public Optional<SignedNote> checkpoint() {
        return database.read("read the log's checkpoint", LogReader::checkpoint);
    }

    static Optional<SignedNote> checkpoint(DSLContext sql) {
        return sql.select(LOG_CHECKPOINT.NOTE)
                .from(LOG_CHECKPOINT)
                .orderBy(LOG_CHECKPOINT.SIZE.desc())
                .limit(1)
                .fetchOptional(LOG_CHECKPOINT.NOTE)
                .map(SignedNote::parse);
    }

    /** The bytes of a tile or of a bundle of entries; absent when the log is not that large. */
    public Optional<byte[]> tile(Tile tile) {
        return database.read("read a tile of the log", sql -> {
            if (tile.level() != Tile.ENTRIES) {
                List<Hash> hashes = new Nodes(sql).tile(tile);
                return hashes.size() == tile.width() ? Optional.of(Tile.write(hashes)) : Optional.empty();
            }
            List<byte[]> entries = sql.select(LOG_ENTRY.ENTRY)
                    .from(LOG_ENTRY)
                    .where(LOG_ENTRY.ORDINAL.ge(tile.first()))
                    .and(LOG_ENTRY.ORDINAL.lt(tile.first() + tile.width()))
                    .orderBy(LOG_ENTRY.ORDINAL)
                    .fetch(row -> row.value1().getBytes(StandardCharsets.UTF_8));
            return entries.size() == tile.width() ? Optional.of(Tile.bundle(entries)) : Optional.empty();
        });
    }

    /** How many events are not in the log yet. */
    public long waiting() {
        return database.read("count what is not in the log", sql -> (long) sql.fetchCount(LOG_QUEUE));
    }

    /** The receipt of a workspace with its signatures and its place in the log; absent until it has one. */
    public Optional<Envelope> receipt(WorkspaceId workspace) {
        return database.read(
                "read the signed receipt of " + workspace,
                sql -> sql.select(
                                RECEIPT.DOCUMENT,
                                RECEIPT_SIGNATURE.SIGNATURES,
                                RECEIPT_SIGNATURE.ORDINAL,
                                LOG_ENTRY.ENTRY)
                        .from(RECEIPT)
                        .join(RECEIPT_SIGNATURE)
                        .on(RECEIPT_SIGNATURE.WORKSPACE_ID.eq(RECEIPT.WORKSPACE_ID))
                        .join(LOG_ENTRY)
                        .on(LOG_ENTRY.ORDINAL.eq(RECEIPT_SIGNATURE.ORDINAL))
                        .where(RECEIPT.WORKSPACE_ID.eq(workspace.value()))
                        .fetchOptional(row -> Envelope.of(
                                Envelope.RECEIPT,
                                row.value1().getBytes(StandardCharsets.UTF_8),
                                signatures(row.value2().data()),
                                new Envelope.Anchor(
                                        row.value4(), proof(sql, row.value3()).toString()))));
    }

    private static List<Envelope.Signature> signatures(String json) {
        return Json.MAPPER.convertValue(Json.read(json, JsonNode.class), SIGNATURES);
    }

    private static InclusionProof proof(DSLContext sql, long ordinal) {
        SignedNote note = checkpoint(sql)
                .orElseThrow(() -> new MayflyException(ErrorCode.INTERNAL, "The log has entries and no checkpoint"));
        long size = Checkpoint.parse(note.text()).size();
        return new InclusionProof(ordinal, new MerkleTree(new Nodes(sql), size).inclusion(ordinal), note);
    }

    /** Differences between the events and their entries, the first ones; none when the store is as it was signed. */
    public List<String> differences(int limit) {
        return database.read(
                "compare events and log", sql -> sql.fetch("""
                        select case
                                 when e.id is null then 'event ' || l.event_id || ' is missing, and is entry ' || l.ordinal
                                 when l.event_id is null then 'event ' || e.id || ' is not in the log'
                                 else 'event ' || e.id || ' is not what entry ' || l.ordinal || ' says that it was'
                               end
                        from audit_event e full join log_entry l on l.event_id = e.id
                        where (l.event_id is null and not exists (select from log_queue q where q.event_id = e.id))
                           or e.id is null
                           or (l.entry::jsonb ->> 'message', l.entry::jsonb ->> 'type', l.entry::jsonb ->> 'actor',
                               coalesce(l.entry::jsonb ->> 'workspace', ''))
                              is distinct from (e.message, e.type, e.actor, coalesce(e.workspace_id, ''))
                           or (l.entry::jsonb ->> 'at')::timestamptz is distinct from e.at
                           or (jsonb_exists(l.entry::jsonb, 'data') and l.entry::jsonb -> 'data' is distinct from e.data)
                        order by coalesce(e.id, l.event_id) limit {0}
                        """, DSL.val(limit)).map(row -> row.get(0, String.class)));
    }
}
