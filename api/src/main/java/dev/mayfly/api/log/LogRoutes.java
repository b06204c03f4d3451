package dev.mayfly.api.log;

import static dev.mayfly.api.identity.Role.Named.APPROVER;
import static dev.mayfly.api.identity.Role.Named.AUDITOR;
import static dev.mayfly.api.identity.Role.Named.OPERATOR;
import static dev.mayfly.api.identity.Role.Named.REQUESTER;

import dev.mayfly.api.docs.Refusals;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.log.Checkpoint;
import dev.mayfly.domain.log.SignedNote;
import dev.mayfly.domain.log.Tile;
import dev.mayfly.domain.log.VerifierKey;
import dev.mayfly.store.log.LogReader;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.stream.Collectors;

/** The audit log as a transparency log, in the layout of C2SP tlog-tiles. */
@Controller("/v1/log")
@Secured({AUDITOR, OPERATOR})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Audit")
class LogRoutes {
    private static final int MAX_DIFFERENCES = 100;

    private final LogReader log;
    private final Sequencing sequencing;

    LogRoutes(LogReader log, Sequencing sequencing) {
        this.log = log;
        this.sequencing = sequencing;
    }

    @Get("/checkpoint")
    @Secured({REQUESTER, APPROVER, OPERATOR, AUDITOR})
    @Produces(MediaType.TEXT_PLAIN)
    @Refusals
    @Operation(
            summary = "Read the log's checkpoint",
            description =
                    "How many entries the log has and what they hash to, as a signed note (C2SP tlog-checkpoint).")
    String checkpoint() {
        return last().toString();
    }

    @Get("/verifiers")
    @Secured({REQUESTER, APPROVER, OPERATOR, AUDITOR})
    @Produces(MediaType.TEXT_PLAIN)
    @Refusals
    @Operation(
            summary = "Read the log's public keys",
            description =
                    "One in a line, in the form of C2SP signed-note. Get them once, by a way that you trust: they "
                            + "are what everything else is verified with.")
    String verifiers() {
        return sequencing.verifiers().stream().map(VerifierKey::toString).collect(Collectors.joining("\n", "", "\n"));
    }

    @Get("/tile/{level}/{rest:.+}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Refusals
    @Operation(
            summary = "Read a tile or a bundle of entries",
            description =
                    "As in C2SP tlog-tiles: tile/0/000 holds hashes, tile/entries/000 entries of canonical JSON. A "
                            + "partial one ends in .p/ and its width.")
    HttpResponse<byte[]> tile(
            @PathVariable @Parameter(description = "0 to 7, or entries") String level,
            @PathVariable @Parameter(description = "The index, such as x001/234 or 000.p/17") String rest) {
        Tile tile;
        try {
            tile = Tile.parse("tile/%s/%s".formatted(level, rest));
        } catch (IllegalArgumentException e) {
            throw none();
        }
        if (!tile.within(Checkpoint.parse(last().text()).size())) {
            throw none();
        }
        return HttpResponse.ok(log.tile(tile).orElseThrow(LogRoutes::none))
                .contentType(MediaType.APPLICATION_OCTET_STREAM_TYPE);
    }

    @Get("/differences")
    @Refusals
    @Operation(
            summary = "Compare events and log",
            description = "The first 100 events that are not what the log says of them, one sentence each. It is this "
                    + "server's word; what a log is worth is verified offline.")
    Differences differences() {
        return new Differences(log.waiting(), log.differences(MAX_DIFFERENCES));
    }

    private SignedNote last() {
        return log.checkpoint()
                .orElseThrow(() -> new MayflyException(
                        ErrorCode.NOT_FOUND, "The log has no checkpoint yet, because nothing has happened yet"));
    }

    private static MayflyException none() {
        return new MayflyException(ErrorCode.NOT_FOUND, "The log has no such tile");
    }

    /** What is not as it was signed. */
    @Schema(name = "LogDifferences", description = "How the events differ from the log")
    record Differences(
            @Schema(description = "How many events are not in the log yet")
            long waiting,

            @Schema(description = "The differences; none when all is well")
            List<String> differences) {}
}
