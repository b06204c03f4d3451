package dev.mayfly.store.receipt;

import static dev.mayfly.store.testing.Samples.START;
import static dev.mayfly.store.testing.Samples.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.json.Json;
import dev.mayfly.store.testing.Store;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ReceiptsTest {
    private static final Store STORE = Store.start();

    private final Receipts receipts = STORE.get(Receipts.class);

    @AfterAll
    static void stop() {
        STORE.close();
    }

    @Test
    void aReceiptIsKeptByteForByte() {
        WorkspaceId workspace = id();
        String document = "{\"b\":1.0, \"a\":\"ü € 😀\"}\n";

        Stored stored = receipts.save(workspace, Json.sha256(document), document, START);

        assertThat(stored).isEqualTo(new Stored(workspace, Json.sha256(document), document, START));
        assertThat(receipts.find(workspace)).contains(stored);
        assertThat(receipts.find(id())).isEmpty();
    }

    @Test
    void theFirstReceiptStays() {
        WorkspaceId workspace = id();
        Stored first = receipts.save(workspace, Json.sha256("first"), "first", START);

        assertThat(receipts.save(workspace, Json.sha256("second"), "second", START.plusSeconds(1)))
                .isEqualTo(first);
        assertThat(receipts.find(workspace)).contains(first);
    }

    @Test
    void aHashOfAnotherDocumentIsRefused() {
        assertThatExceptionOfType(MayflyException.class)
                .isThrownBy(() -> receipts.save(id(), Json.sha256("other"), "document", START));
    }
}
