package dev.mayfly.api.exec;

import static dev.mayfly.api.identity.Role.Named.APPROVER;
import static dev.mayfly.api.identity.Role.Named.AUDITOR;
import static dev.mayfly.api.identity.Role.Named.OPERATOR;
import static dev.mayfly.api.identity.Role.Named.REQUESTER;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.mayfly.api.docs.Refusals;
import dev.mayfly.api.file.Calls;
import dev.mayfly.api.identity.Caller;
import dev.mayfly.api.json.Accepts;
import dev.mayfly.api.request.Slots;
import dev.mayfly.api.template.PinnedTemplates;
import dev.mayfly.api.workspace.Access;
import dev.mayfly.domain.Check;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.json.Json;
import dev.mayfly.store.blob.Blob;
import dev.mayfly.store.blob.Blobs;
import dev.mayfly.workflows.call.Call;
import dev.mayfly.workflows.call.Reply;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Programs in a live workspace; for its requester only. */
@Controller("/v1/workspaces/{id}/exec")
@Secured({REQUESTER, APPROVER, OPERATOR, AUDITOR})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Programs")
class ExecRoutes {
    private static final int MAX_WORDS = 64;
    private static final int MAX_WORD = 32_768;
    private static final int MAX_OUTPUT = 1024 * 1024;
    private static final int MAX_INPUT = 1024 * 1024;
    private static final int MAX_SECONDS = 300;
    private static final int DEFAULT_SECONDS = 60;

    /** Two outputs in base 64, with room to spare. */
    private static final long MAX_REPLY = 8 * 1024 * 1024L;

    private static final long MAX_COMMAND = 8 * 1024 * 1024L;

    private final Access access;
    private final PinnedTemplates templates;
    private final Blobs blobs;
    private final Calls calls;

    ExecRoutes(Access access, PinnedTemplates templates, Blobs blobs, Calls calls) {
        this.access = access;
        this.templates = templates;
        this.blobs = blobs;
        this.calls = calls;
    }

    @Post
    @Refusals
    @Operation(
            summary = "Run a program",
            description =
                    "For the requester, while the workspace is in use. It is run at most once, without a shell, and "
                            + "waited for. Outputs are read as UTF-8, whatever is none being replaced, 1 MiB each.")
    Ran run(@Parameter(hidden = true) Caller caller, String id, @Body Program body) throws IOException {
        Workspace workspace = access.owned(id, caller);
        Command command = command(body);
        // What a program prints leaves the workspace as much as a file does.
        if (!templates.of(workspace).inputs().download()) {
            throw new MayflyException(
                    ErrorCode.OUT_OF_BOUNDS, "The template lets nothing out, and what a program prints would leave");
        }
        try (Slots.Slot _ = calls.enter(caller, workspace)) {
            Blob blob = blobs.put(
                    new ByteArrayInputStream(Json.write(command).getBytes(StandardCharsets.UTF_8)), MAX_COMMAND);
            Reply reply;
            try {
                reply = calls.call(Call.Kind.EXEC, caller, workspace, "", blob.id(), MAX_REPLY);
            } finally {
                blobs.delete(blob.id());
            }
            try (InputStream content = blobs.open(reply.blob())) {
                return ran(Json.MAPPER.readValue(content, Outputs.class));
            } catch (JsonProcessingException | IllegalArgumentException e) {
                throw new MayflyException(ErrorCode.PROVIDER_FAILED, "The program's outputs cannot be read", e);
            } finally {
                blobs.delete(reply.blob());
            }
        }
    }

    private static Command command(Program body) {
        List<String> words = Accepts.present("command", body.command());
        Check.that(words.size() >= 1 && words.size() <= MAX_WORDS, "command", "1 to 64 words", words.size() + " words");
        for (String word : words) {
            Accepts.text("command", Accepts.present("command", word));
            Check.that(
                    word.length() <= MAX_WORD && word.indexOf('\0') < 0,
                    "command",
                    "words of at most %d characters, none of them NUL".formatted(MAX_WORD),
                    word);
        }
        Check.that(!words.getFirst().isBlank(), "command", "a program as its first word", words.getFirst());
        int seconds = body.timeoutSeconds().orElse(DEFAULT_SECONDS);
        Check.that(seconds >= 1 && seconds <= MAX_SECONDS, "timeoutSeconds", "1 to 300", seconds);
        Optional<byte[]> input = body.input().map(text -> text.getBytes(StandardCharsets.UTF_8));
        if (input.filter(bytes -> bytes.length > MAX_INPUT).isPresent()) {
            throw new MayflyException(ErrorCode.TOO_LARGE, "input: expected at most 1 MiB");
        }
        return new Command(words, input.map(Base64.getEncoder()::encodeToString), seconds);
    }

    private static Ran ran(Outputs outputs) {
        byte[] output = Base64.getDecoder().decode(outputs.output());
        byte[] errors = Base64.getDecoder().decode(outputs.errors());
        boolean cut = output.length > MAX_OUTPUT || errors.length > MAX_OUTPUT;
        return new Ran(outputs.exitCode(), text(output), text(errors), outputs.timedOut(), outputs.truncated() || cut);
    }

    /** Whatever a program wrote: what is not UTF-8 becomes U+FFFD. */
    private static String text(byte[] bytes) {
        return new String(bytes, 0, Math.min(bytes.length, MAX_OUTPUT), StandardCharsets.UTF_8);
    }

    /** A program to run. */
    @Schema(
            name = "Program",
            description = "A program and its arguments",
            example = "{\"command\": [\"wc\", \"-l\"], \"input\": \"one\\ntwo\\n\", \"timeoutSeconds\": 10}")
    record Program(
            @Schema(description = "The program and its arguments, 1 to 64 words; no shell reads them")
            List<String> command,

            @Schema(description = "What it reads, at most 1 MiB", requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            Optional<String> input,

            @Schema(
                    description = "After how many seconds it is stopped, 1 to 300 (60)",
                    requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            Optional<Integer> timeoutSeconds) {}

    /** What came of it. */
    @Schema(name = "ProgramResult", description = "What came of a program")
    record Ran(
            @Schema(description = "Its exit code") int exitCode,

            @Schema(description = "What it wrote to its standard output")
            String output,

            @Schema(description = "What it wrote to its standard error")
            String errors,

            @Schema(description = "Whether it was stopped because its time was over")
            boolean timedOut,

            @Schema(description = "Whether something of the outputs was left out")
            boolean truncated) {}

    /** As the host reads it from the blob store; the input is base 64. */
    record Command(List<String> command, Optional<String> input, int timeoutSeconds) {}

    /** As the host writes it into the blob store; the outputs are base 64. */
    record Outputs(int exitCode, String output, String errors, boolean timedOut, boolean truncated) {}
}
