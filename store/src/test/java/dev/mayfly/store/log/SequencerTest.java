package dev.mayfly.store.log;

import static dev.mayfly.store.testing.Samples.START;
import static dev.mayfly.store.testing.Samples.event;
import static dev.mayfly.store.testing.Samples.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.event.Event;
import dev.mayfly.domain.event.EventType;
import dev.mayfly.domain.log.Checkpoint;
import dev.mayfly.domain.log.Envelope;
import dev.mayfly.domain.log.Frontier;
import dev.mayfly.domain.log.Hash;
import dev.mayfly.domain.log.InclusionProof;
import dev.mayfly.domain.log.MerkleTree;
import dev.mayfly.domain.log.Proof;
import dev.mayfly.domain.log.SignedNote;
import dev.mayfly.domain.log.Tile;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.json.Json;
import dev.mayfly.store.audit.AuditLog;
import dev.mayfly.store.database.Database;
import dev.mayfly.store.receipt.Receipts;
import dev.mayfly.store.testing.Samples;
import dev.mayfly.store.testing.Store;
import dev.mayfly.store.workspace.Workspaces;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequencerTest {
    private static final String ORIGIN = "mayfly/test";

    private final Store store = Store.start();
    private final AuditLog audit = store.get(AuditLog.class);
    private final LogReader log = store.get(LogReader.class);

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        store.close();
    }

    @Test
    void eventsBecomeEntriesUnderASignedCheckpoint() {
        WorkspaceId workspace = id();
        audit.append(Optional.of(workspace), new Event(EventType.WARNED, START, "ada", "ü", Map.of("requestId", "r1")));
        audit.append(Optional.empty(), event(EventType.EXECUTED, START, "two"));

        assertThat(sequencer().step()).isEqualTo(2);

        SignedNote note = log.checkpoint().orElseThrow();
        assertThat(note.faults(keys().verifiers())).isEmpty();
        List<String> entries = entries();
        assertThat(Checkpoint.parse(note.text())).isEqualTo(new Checkpoint(ORIGIN, 2, root(entries)));
        assertThat(entries.getFirst())
                .isEqualTo(
                        "{\"actor\":\"ada\",\"at\":\"%s\",\"correlationId\":\"r1\",\"data\":{\"requestId\":\"r1\"},\"id\":1,\"message\":\"ü\",\"type\":\"WARNED\",\"version\":1,\"workspace\":\"%s\"}"
                                .formatted(START, workspace));
        assertThat(log.waiting()).isZero();
        assertThat(log.differences(10)).isEmpty();
        assertThat(sequencer().step()).isZero();
    }

    @Test
    void anEntryNamesTheTemplateAndThePlan() {
        Workspace workspace = Samples.requested("alice", START).admitted(Samples.terms());
        store.get(Workspaces.class).project(workspace, List.of());
        audit.append(Optional.of(workspace.id()), event(EventType.ADMITTED, START, "admitted"));

        while (sequencer().step() > 0) {}

        assertThat(entries().getLast())
                .contains("\"templateDigest\":\"%s\"".formatted(Samples.DIGEST))
                .contains("\"planDigest\":\"%s\""
                        .formatted(Json.sha256(Json.canonical(Samples.terms().plan()))));
    }

    @Test
    void whatManyAppendAtOnceIsNumberedWithoutGaps() throws Exception {
        keys();
        long writers = 4;
        int each = 200;
        try (ExecutorService pool = Executors.newFixedThreadPool((int) writers + 2)) {
            List<Future<?>> all = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                all.add(pool.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        append(i % 3 == 0);
                    }
                    return writers;
                }));
            }
            // Two sequencers that know nothing of each other, as in two processes.
            for (int i = 0; i < 2; i++) {
                all.add(pool.submit(() -> {
                    Sequencer sequencer = sequencer();
                    while (size() < writers * each) {
                        sequencer.step();
                    }
                    return writers;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }

        List<String> entries = entries();
        assertThat(entries).hasSize((int) (writers * each)).doesNotHaveDuplicates();
        assertThat(Checkpoint.parse(log.checkpoint().orElseThrow().text()).root())
                .isEqualTo(root(entries));
        assertThat(log.differences(10)).isEmpty();
    }

    /** One that is rolled back in between takes an id of the audit log with it, and no index of the log. */
    private void append(boolean andRollBack) {
        if (andRollBack) {
            assertThatExceptionOfType(MayflyException.class)
                    .isThrownBy(() -> store.get(Database.class).change("append and give up", sql -> {
                        audit.append(Optional.empty(), event(EventType.WARNED, START, "never"));
                        throw new MayflyException(ErrorCode.INTERNAL, "given up");
                    }));
        }
        audit.append(Optional.of(id()), event(EventType.WARNED, START, "one of many"));
    }

    @Test
    void aBatchThatFailsLeavesNothingAndIsTakenAgain() throws SQLException {
        Sequencer sequencer = sequencer();
        audit.append(Optional.empty(), event(EventType.WARNED, START, "one"));
        sequencer.step();
        audit.append(Optional.empty(), event(EventType.WARNED, START, "two"));
        owner("create function fail() returns trigger language plpgsql as 'begin raise exception ''x''; end'");
        owner("create trigger fail before insert on log_checkpoint for each row execute function fail()");

        assertThatExceptionOfType(MayflyException.class).isThrownBy(sequencer::step);
        assertThat(entries()).hasSize(1);
        owner("drop trigger fail on log_checkpoint");

        assertThat(sequencer.step()).isEqualTo(1);
        assertThat(Checkpoint.parse(log.checkpoint().orElseThrow().text()).root())
                .isEqualTo(root(entries()));
    }

    @Test
    void nothingIsSignedThatWasSetBack() throws SQLException {
        fill(3);
        owner("delete from log_checkpoint where size > 1");
        owner("delete from log_entry where ordinal > 0");
        owner("delete from log_node where ordinal > 0");

        assertRefused("it was set back");
    }

    @Test
    void nothingIsSignedThatWasRewritten() throws SQLException {
        fill(3);
        Sequencer forger = new Sequencer(
                store.get(Database.class),
                LogKeys.in(folder.resolve("forger"), ORIGIN, true),
                ORIGIN,
                Clock.systemUTC());
        owner("truncate log_checkpoint, log_entry, log_node");
        owner("insert into log_queue select id from audit_event order by id desc");
        owner("update audit_event set message = 'never happened' where id = 2");
        forger.step();

        assertRefused("it was rewritten");
    }

    @Test
    void nothingIsSignedOverChangedHashes() throws SQLException {
        fill(3);
        owner("update log_node set hash = set_byte(hash, 0, (get_byte(hash, 0) + 1) % 256) where ordinal = 1");

        assertRefused("its hashes are not those");
    }

    private void assertRefused(String why) {
        audit.append(Optional.empty(), event(EventType.WARNED, START, "afterwards"));

        assertThatExceptionOfType(MayflyException.class)
                .isThrownBy(() -> sequencer().step())
                .withMessageContaining(why);
        assertThat(log.waiting()).isEqualTo(1);
    }

    @Test
    void changedEventsDifferFromTheirEntries() throws SQLException {
        fill(4);
        owner("update audit_event set message = 'never happened' where id = 2");
        owner("delete from audit_event where id = 3");
        owner("delete from log_queue");
        owner(
                "insert into audit_event (type, actor, at, message, data) values ('WARNED', 'x', now(), 'slipped in', '{}')");
        owner("delete from log_queue");

        assertThat(log.differences(10))
                .containsExactly(
                        "event 2 is not what entry 1 says that it was",
                        "event 3 is missing, and is entry 2",
                        "event 5 is not in the log");
    }

    @Test
    void theApplicationCannotChangeTheLog() {
        fill(1);
        for (String change : List.of(
                "update log_entry set entry = ''",
                "delete from log_node",
                "truncate log_checkpoint",
                "delete from receipt_signature")) {
            assertThatExceptionOfType(MayflyException.class)
                    .isThrownBy(() -> store.get(Database.class).change("tamper", sql -> sql.execute(change)));
        }
    }

    @Test
    void aReceiptIsSignedWhenItsEndEntersTheLog() {
        WorkspaceId workspace = id();
        String document = "{\"version\":1}";
        store.get(Receipts.class).save(workspace, Json.sha256(document), document, START);
        fill(300);
        assertThat(log.receipt(workspace)).isEmpty();
        audit.append(
                Optional.of(workspace),
                new Event(EventType.CLOSED, START, "mayfly", "Closed", Map.of("receiptSha256", Json.sha256(document))));
        fill(3);

        Envelope envelope = log.receipt(workspace).orElseThrow();
        assertThat(envelope.faults(keys().verifiers())).isEmpty();
        assertThat(envelope.document()).asString(StandardCharsets.UTF_8).isEqualTo(document);
        Envelope.Anchor anchor = envelope.anchor().orElseThrow();
        InclusionProof proof = InclusionProof.parse(anchor.proof());
        Checkpoint checkpoint = Checkpoint.parse(proof.checkpoint().text());
        assertThat(proof.index()).isEqualTo(300);
        assertThat(checkpoint.size()).isEqualTo(304);
        assertThat(Proof.includes(
                        Hash.leaf(anchor.entry().getBytes(StandardCharsets.UTF_8)),
                        proof.index(),
                        proof.path(),
                        checkpoint.size(),
                        checkpoint.root()))
                .isTrue();
    }

    @Test
    void keysAreChangedWithAnOverlap() throws IOException {
        fill(1);
        LogKeys old = keys();
        LogKeys.generate(folder.resolve("keys"), "2.pem");
        fill(1);
        LogKeys both = keys();
        Files.delete(folder.resolve("keys/1.pem"));
        LogKeys young = keys();

        SignedNote note = log.checkpoint().orElseThrow();
        assertThat(both.verifiers()).hasSize(2);
        assertThat(note.faults(old.verifiers())).isEmpty();
        assertThat(note.faults(young.verifiers())).isEmpty();
        fill(1);
        assertThat(log.checkpoint().orElseThrow().faults(old.verifiers())).isNotEmpty();
        assertThat(log.checkpoint().orElseThrow().faults(young.verifiers())).isEmpty();
        assertThat(Files.readString(folder.resolve("keys/verifiers")))
                .isEqualTo(young.verifiers().getFirst() + "\n");
    }

    @Test
    void aKeyThatOthersMayReadIsRefused() throws IOException {
        keys();
        Path key = folder.resolve("keys/1.pem");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));

        assertThatExceptionOfType(MayflyException.class).isThrownBy(this::keys).withMessageContaining("owner's only");
    }

    @Test
    void aLostKeyIsNotReplacedUnasked() throws IOException {
        fill(1);
        Files.delete(folder.resolve("keys/1.pem"));

        assertThatExceptionOfType(MayflyException.class).isThrownBy(this::keys).withMessageContaining("bring it back");
    }

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            audit.append(Optional.empty(), event(EventType.WARNED, START, "number " + i));
        }
        while (sequencer().step() > 0) {}
    }

    private LogKeys keys() {
        return LogKeys.in(folder.resolve("keys"), ORIGIN, log.checkpoint().isEmpty());
    }

    private Sequencer sequencer() {
        return new Sequencer(store.get(Database.class), keys(), ORIGIN, Clock.systemUTC());
    }

    private long size() {
        return log.checkpoint()
                .map(note -> Checkpoint.parse(note.text()).size())
                .orElse(0L);
    }

    private List<String> entries() {
        List<String> all = new ArrayList<>();
        for (Tile tile : Tile.of(size())) {
            byte[] bytes = log.tile(tile).orElseThrow();
            if (tile.level() == Tile.ENTRIES) {
                Tile.entries(bytes).forEach(entry -> all.add(new String(entry, StandardCharsets.UTF_8)));
            }
        }
        return all;
    }

    private static Hash root(List<String> entries) {
        Frontier frontier = new Frontier(new MerkleTree((level, ordinal) -> Hash.EMPTY, 0));
        entries.forEach(
                entry -> frontier.add(Hash.leaf(entry.getBytes(StandardCharsets.UTF_8)), (level, ordinal, hash) -> {}));
        return frontier.root();
    }

    /** As somebody who owns the database and may do everything. */
    private void owner(String sql) throws SQLException {
        try (Connection connection = store.postgres().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set session_replication_role = replica");
            statement.execute(sql);
        }
    }
}
