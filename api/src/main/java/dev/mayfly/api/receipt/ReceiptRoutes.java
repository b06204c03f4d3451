package dev.mayfly.api.receipt;

import static dev.mayfly.api.identity.Role.Named.APPROVER;
import static dev.mayfly.api.identity.Role.Named.AUDITOR;
import static dev.mayfly.api.identity.Role.Named.OPERATOR;
import static dev.mayfly.api.identity.Role.Named.REQUESTER;

import dev.mayfly.api.docs.Refusals;
import dev.mayfly.api.identity.Caller;
import dev.mayfly.api.workspace.Access;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.log.Envelope;
import dev.mayfly.domain.workspace.Phase;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.store.log.LogReader;
import dev.mayfly.store.receipt.Receipts;
import dev.mayfly.store.receipt.Stored;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;

/** The proof of a workspace's whole life. */
@Controller("/v1/workspaces/{id}/receipt")
@Secured({REQUESTER, APPROVER, OPERATOR, AUDITOR})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Receipts")
class ReceiptRoutes {
    private final Access access;
    private final Receipts receipts;
    private final LogReader log;
    private final ReceiptPage page;

    ReceiptRoutes(Access access, Receipts receipts, LogReader log, ReceiptPage page) {
        this.access = access;
        this.receipts = receipts;
        this.log = log;
        this.page = page;
    }

    @Get
    @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_HTML})
    @Refusals
    @Operation(
            summary = "Read the receipt",
            description =
                    "Canonical JSON (RFC 8785), byte for byte as issued; X-Receipt-SHA256 is the SHA-256 of these "
                            + "bytes. As text/html, a page to read and print. Before the workspace is CLOSED there is none.")
    @ApiResponse(
            responseCode = "200",
            description = "The receipt",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = "object")),
                @Content(mediaType = MediaType.TEXT_HTML, schema = @Schema(type = "string"))
            })
    HttpResponse<byte[]> read(HttpRequest<?> request, @Parameter(hidden = true) Caller caller, String id) {
        Workspace workspace = access.seen(id, caller);
        Stored receipt = receipts.find(workspace.id())
                .filter(issued -> workspace.phase() == Phase.CLOSED)
                .orElseThrow(() -> new MayflyException(
                        ErrorCode.WRONG_PHASE,
                        "The receipt is written once everything is gone, and the workspace is %s. %s"
                                .formatted(
                                        workspace.phase(), workspace.explain().because())));
        boolean forPeople = request.accept().stream()
                .findFirst()
                .filter(MediaType.TEXT_HTML_TYPE::equals)
                .isPresent();
        byte[] body = forPeople ? page.render(receipt) : receipt.document().getBytes(StandardCharsets.UTF_8);
        return HttpResponse.ok(body)
                .contentType(forPeople ? MediaType.of("text/html; charset=utf-8") : MediaType.APPLICATION_JSON_TYPE)
                .header("X-Receipt-SHA256", receipt.sha256())
                .header(HttpHeaders.VARY, "Accept");
    }

    @Get("/signed")
    @Refusals
    @Operation(
            summary = "Read the signed receipt",
            description =
                    "A DSSE envelope of the receipt, with the entry of the audit log that names it, the proof that "
                            + "the log holds that entry, and the log's checkpoint. It is verified offline, with the log's public "
                            + "keys alone. Before the workspace is CLOSED there is none.")
    Envelope signed(@Parameter(hidden = true) Caller caller, String id) {
        Workspace workspace = access.seen(id, caller);
        return log.receipt(workspace.id())
                .orElseThrow(() -> workspace.phase() == Phase.CLOSED
                        ? new MayflyException(
                                ErrorCode.UNAVAILABLE,
                                "The receipt is being signed and entered into the log; ask again in a moment")
                        : new MayflyException(
                                ErrorCode.WRONG_PHASE,
                                "The receipt is written once everything is gone, and the workspace is %s"
                                        .formatted(workspace.phase())));
    }
}
