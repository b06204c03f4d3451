package dev.mayfly.api.file;

import static dev.mayfly.api.identity.Role.Named.APPROVER;
import static dev.mayfly.api.identity.Role.Named.AUDITOR;
import static dev.mayfly.api.identity.Role.Named.OPERATOR;
import static dev.mayfly.api.identity.Role.Named.REQUESTER;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.mayfly.api.docs.Refusals;
import dev.mayfly.api.identity.Caller;
import dev.mayfly.api.request.Slots;
import dev.mayfly.api.template.PinnedTemplates;
import dev.mayfly.api.workspace.Access;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.template.Inputs;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.json.Json;
import dev.mayfly.store.blob.Blob;
import dev.mayfly.store.blob.Blobs;
import dev.mayfly.workflows.call.Call;
import dev.mayfly.workflows.call.Reply;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.Status;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Files into the inbox and out of the outbox of a live workspace; for its requester only. */
@Controller("/v1/workspaces/{id}")
@Secured({REQUESTER, APPROVER, OPERATOR, AUDITOR})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Files")
class FileRoutes {
    private static final long MAX_LIST_BYTES = 4 * 1024 * 1024L;

    private final Access access;
    private final PinnedTemplates templates;
    private final Blobs blobs;
    private final Calls calls;

    FileRoutes(Access access, PinnedTemplates templates, Blobs blobs, Calls calls) {
        this.access = access;
        this.templates = templates;
        this.blobs = blobs;
        this.calls = calls;
    }

    @Put("/inbox/{name:[^/]+}")
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    @Status(HttpStatus.CREATED)
    @Refusals
    @Operation(
            summary = "Bring a file in",
            description =
                    "For the requester, while the workspace is in use. The body is the file, at most as large as the "
                            + "template allows. A Repr-Digest (RFC 9530, sha-256) is checked when it is sent.")
    @ApiResponse(responseCode = "201", description = "It lies in the inbox")
    Brought bring(
            HttpRequest<?> request,
            @Parameter(hidden = true) Caller caller,
            String id,
            String name,
            @Header("Repr-Digest") @Parameter(required = false, description = "sha-256=:BASE64:")
                    Optional<String> reprDigest,
            @Header(HttpHeaders.CONTENT_LENGTH) @Parameter(hidden = true) Optional<Long> contentLength,
            @Body InputStream body)
            throws IOException {
        try (body) {
            // Closing lets go of what is left of a body that is refused, so that its sender gets to read the answer.
            return keep(request, caller, id, reprDigest, contentLength, body);
        }
    }

    private Brought keep(
            HttpRequest<?> request,
            Caller caller,
            String id,
            Optional<String> reprDigest,
            Optional<Long> contentLength,
            InputStream body) {
        Workspace workspace = access.owned(id, caller);
        FileName file = FileName.of(request);
        Optional<String> expected = reprDigest.flatMap(Digests::sha256Of);
        Inputs inputs = templates.of(workspace).inputs();
        if (!inputs.upload()) {
            throw new MayflyException(ErrorCode.OUT_OF_BOUNDS, "The template lets no files in");
        }
        if (contentLength.filter(bytes -> bytes > inputs.maxFileBytes()).isPresent()) {
            throw tooLarge(inputs);
        }
        try (Slots.Slot _ = calls.enter(caller, workspace)) {
            Blob blob = blobs.put(body, inputs.maxFileBytes());
            try {
                if (expected.filter(sha256 -> !sha256.equals(blob.sha256())).isPresent()) {
                    throw new MayflyException(
                            ErrorCode.INVALID_REQUEST,
                            "Repr-Digest: expected the digest of the body, sha-256 %s, got %s"
                                    .formatted(blob.sha256(), expected.get()));
                }
                calls.call(Call.Kind.PUT, caller, workspace, file.value(), blob.id(), blob.bytes());
            } finally {
                blobs.delete(blob.id());
            }
            return new Brought(file.value(), blob.bytes(), blob.sha256());
        }
    }

    @Get("/outbox")
    @Refusals
    @Operation(summary = "List the outbox", description = "For the requester, while the workspace is in use.")
    Outbox list(@Parameter(hidden = true) Caller caller, String id) throws IOException {
        Workspace workspace = access.owned(id, caller);
        try (Slots.Slot _ = calls.enter(caller, workspace)) {
            Reply reply = calls.call(Call.Kind.LIST, caller, workspace, "", "", MAX_LIST_BYTES);
            try (InputStream content = blobs.open(reply.blob())) {
                return new Outbox(Json.MAPPER.readValue(content, new TypeReference<List<OutboxFile>>() {}));
            } catch (JsonProcessingException e) {
                throw new MayflyException(ErrorCode.PROVIDER_FAILED, "The host's list of files cannot be read", e);
            } finally {
                blobs.delete(reply.blob());
            }
        }
    }

    @Get("/outbox/{name:[^/]+}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Refusals
    @Operation(
            summary = "Take a file out",
            description =
                    "For the requester, while the workspace is in use. Always sent as an attachment of unknown type.")
    @ApiResponse(
            responseCode = "200",
            description = "The file",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM,
                            schema = @Schema(type = "string", format = "binary")))
    HttpResponse<StreamedFile> take(
            HttpRequest<?> request, @Parameter(hidden = true) Caller caller, String id, String name) {
        Workspace workspace = access.owned(id, caller);
        FileName file = FileName.of(request);
        Inputs inputs = templates.of(workspace).inputs();
        if (!inputs.download()) {
            throw new MayflyException(ErrorCode.OUT_OF_BOUNDS, "The template lets no files out");
        }
        Reply reply;
        try (Slots.Slot _ = calls.enter(caller, workspace)) {
            reply = calls.call(Call.Kind.GET, caller, workspace, file.value(), "", inputs.maxFileBytes());
        }
        MutableHttpResponse<StreamedFile> response = HttpResponse.ok(new StreamedFile(
                new Once(blobs, reply.blob()),
                MediaType.APPLICATION_OCTET_STREAM_TYPE,
                Instant.now().toEpochMilli(),
                reply.bytes()));
        return response.contentType(MediaType.APPLICATION_OCTET_STREAM_TYPE)
                .header(HttpHeaders.CONTENT_DISPOSITION, file.attachment())
                .header("Repr-Digest", Digests.header(reply.sha256()))
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    private static MayflyException tooLarge(Inputs inputs) {
        return new MayflyException(
                ErrorCode.TOO_LARGE, "The template allows files of at most %d bytes".formatted(inputs.maxFileBytes()));
    }

    /** A blob that is removed once it was read, or could not be. */
    private static final class Once extends FilterInputStream {
        private final Blobs blobs;
        private final String id;

        private Once(Blobs blobs, String id) {
            super(blobs.open(id));
            this.blobs = blobs;
            this.id = id;
        }

        @Override
        public void close() throws IOException {
            super.close();
            blobs.delete(id);
        }
    }

    /** A file that was brought in. */
    @Schema(name = "InboxFile", description = "A file that lies in the inbox")
    record Brought(
            @Schema(description = "Its name") String name,
            @Schema(description = "Its size") long bytes,

            @Schema(description = "Its SHA-256 in lower-case hexadecimal")
            String sha256) {}

    /** What lies in the outbox. */
    @Schema(name = "Outbox", description = "The files in the outbox")
    record Outbox(@Schema(description = "The files") List<OutboxFile> items) {}

    /** A file there. */
    @Schema(name = "OutboxFile", description = "A file in the outbox")
    record OutboxFile(
            @Schema(description = "Its name, which the workspace chose: text, whatever it looks like")
            String name,

            @Schema(description = "Its size") long bytes,

            @Schema(description = "When it was last written")
            Instant modifiedAt) {}
}
