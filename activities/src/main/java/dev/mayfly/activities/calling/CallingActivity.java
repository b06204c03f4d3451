package dev.mayfly.activities.calling;

import dev.mayfly.activities.driver.Drivers;
import dev.mayfly.activities.driver.Work;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.event.Event;
import dev.mayfly.domain.event.EventType;
import dev.mayfly.domain.holding.HoldingState;
import dev.mayfly.json.Json;
import dev.mayfly.providers.spi.Desktop;
import dev.mayfly.providers.spi.Exec;
import dev.mayfly.providers.spi.Files;
import dev.mayfly.providers.spi.Progress;
import dev.mayfly.providers.spi.Terminal;
import dev.mayfly.store.audit.AuditLog;
import dev.mayfly.store.blob.Blob;
import dev.mayfly.store.blob.Blobs;
import dev.mayfly.store.holding.Ledger;
import dev.mayfly.workflows.activity.Calling;
import dev.mayfly.workflows.call.Call;
import dev.mayfly.workflows.call.Reply;
import io.temporal.activity.Activity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Moves content between the blob store and a live workspace, and writes down that it did. */
public final class CallingActivity implements Calling {
    private static final int MAX_OUTPUT = 1 << 20;
    private static final long MAX_DOCUMENT = 8L << 20;

    private final Ledger ledger;
    private final Drivers drivers;
    private final Blobs blobs;
    private final AuditLog audit;
    private final Clock clock;

    /** Works with what it is given. */
    public CallingActivity(Ledger ledger, Drivers drivers, Blobs blobs, AuditLog audit, Clock clock) {
        this.ledger = ledger;
        this.drivers = drivers;
        this.blobs = blobs;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public Reply call(Call call) {
        refuseUnlessLive(call);
        return Work.withPulse(pulse -> switch (call.kind()) {
            case PUT -> put(call, pulse);
            case LIST -> list(call);
            case GET -> get(call, pulse);
            case EXEC -> exec(call, pulse);
            case DESKTOP -> place(drivers.of(call.step(), Desktop.class).desktop(call.owner()));
            case TERMINAL -> place(drivers.of(call.step(), Terminal.class).terminal(call.owner()));
        });
    }

    private void refuseUnlessLive(Call call) {
        boolean live = ledger.find(call.owner())
                .filter(row -> row.state() == HoldingState.LIVE)
                .isPresent();
        if (!live) {
            throw new MayflyException(
                    ErrorCode.WRONG_PHASE,
                    "%s is not in use".formatted(call.owner().workspace()));
        }
    }

    private Reply put(Call call, Progress progress) {
        try (InputStream content = blobs.open(call.blob())) {
            drivers.of(call.step(), Files.class).put(call.owner(), call.name(), content, call.bytes(), progress);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        tell(call, EventType.FILE_IN, "Brought in " + call.name(), call.bytes());
        return new Reply("", call.bytes(), "");
    }

    private Reply list(Call call) {
        return document(drivers.of(call.step(), Files.class).list(call.owner()));
    }

    private Reply get(Call call, Progress progress) {
        Path target = blobs.create();
        try {
            try (OutputStream out = java.nio.file.Files.newOutputStream(target)) {
                drivers.of(call.step(), Files.class).get(call.owner(), call.name(), out, call.bytes(), progress);
            }
            Blob blob = blobs.adopt(target);
            tell(call, EventType.FILE_OUT, "Took out " + call.name(), blob.bytes());
            return new Reply(blob.id(), blob.bytes(), blob.sha256());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            discard(target);
        }
    }

    private Reply exec(Call call, Progress progress) {
        Program program = program(call);
        tell(call, EventType.EXECUTED, "Ran a program", program.command().size());
        return document(drivers.of(call.step(), Exec.class)
                .exec(
                        call.owner(),
                        program.command(),
                        program.given(),
                        MAX_OUTPUT,
                        Duration.ofSeconds(program.timeoutSeconds()),
                        progress));
    }

    /** A socket of this host. Who connects to it is written down by whoever lets them. */
    private Reply place(Path socket) {
        return document(Map.of("socket", socket.toString()));
    }

    private Program program(Call call) {
        try (InputStream content = blobs.open(call.blob())) {
            return Json.MAPPER.readValue(content, Program.class);
        } catch (IOException e) {
            throw new MayflyException(ErrorCode.INTERNAL, "The program of the call cannot be read", e);
        }
    }

    private Reply document(Object value) {
        byte[] text = Json.write(value).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Blob blob = blobs.put(new ByteArrayInputStream(text), MAX_DOCUMENT);
        return new Reply(blob.id(), blob.bytes(), blob.sha256());
    }

    /** Said once however often the activity is tried. */
    private void tell(Call call, EventType type, String message, long size) {
        String key = Activity.getExecutionContext().getInfo().getWorkflowId();
        audit.appendOnce(
                Optional.of(call.owner().workspace()),
                new Event(
                        type,
                        clock.instant(),
                        call.by().value(),
                        message,
                        Map.of("name", call.name(), "size", String.valueOf(size))),
                key);
    }

    private static void discard(Path unfinished) {
        try {
            java.nio.file.Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
