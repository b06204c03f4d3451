package dev.mayfly.api.holding;

import static dev.mayfly.api.identity.Role.Named.AUDITOR;
import static dev.mayfly.api.identity.Role.Named.OPERATOR;

import dev.mayfly.api.docs.Refusals;
import dev.mayfly.api.json.Accepts;
import dev.mayfly.api.json.Paging;
import dev.mayfly.domain.holding.HoldingState;
import dev.mayfly.domain.holding.Part;
import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.HostId;
import dev.mayfly.store.holding.HoldingFilter;
import dev.mayfly.store.holding.HoldingPage;
import dev.mayfly.store.holding.HoldingRow;
import dev.mayfly.store.holding.Ledger;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.RequestBean;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.Explode;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The ledger of everything that is or was held. */
@Controller("/v1/holdings")
@Secured({OPERATOR, AUDITOR})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Holdings")
class HoldingRoutes {
    private final Ledger ledger;

    HoldingRoutes(Ledger ledger) {
        this.ledger = ledger;
    }

    @Get
    @Refusals
    @Operation(
            summary = "List the holdings",
            description =
                    "For operators and auditors, by workspace and step: what was made, or may have been, and how it "
                            + "was established that it is gone.")
    HoldingList list(
            @QueryValue
                    @Parameter(
                            required = false,
                            description = "Only those in any of these states",
                            explode = Explode.TRUE)
                    Optional<List<String>> state,
            @QueryValue @Parameter(required = false, description = "Only those on this host") Optional<String> host,
            @QueryValue @Parameter(required = false, description = "Only those of this driver") Optional<String> driver,
            @RequestBean Paging paging) {
        HoldingPage page = ledger.list(
                new HoldingFilter(
                        Set.copyOf(Accepts.each(state, text -> Accepts.constant("state", HoldingState.class, text))),
                        host.map(name -> Accepts.name("host", HostId::new, name)),
                        driver.map(name -> Accepts.name("driver", DriverName::new, name))),
                paging.from(),
                paging.atMost());
        return new HoldingList(page.items().stream().map(HoldingView::of).toList(), page.next());
    }

    /** A page. */
    @Schema(name = "HoldingPage", description = "A page of the ledger")
    record HoldingList(
            @Schema(description = "The rows") List<HoldingView> items,

            @Schema(
                    description = "The cursor of the page that follows; left out at the end",
                    requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            Optional<String> next) {}

    /** A row. */
    @Schema(
            name = "Holding",
            description = "A row of the ledger: one thing that was made for a workspace, or may have been")
    record HoldingView(
            @Schema(description = "The workspace") String workspace,
            @Schema(description = "The step") String step,
            @Schema(description = "The driver") String driver,
            @Schema(description = "The host") String host,
            @Schema(description = "Where it stands") HoldingState state,

            @Schema(description = "Everything that was made for it")
            List<PartView> parts,

            @Schema(description = "When the row was written, before the first call that could make it")
            Instant intendedAt,

            @Schema(
                    description = "When it was first seen there and ready",
                    requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            Optional<Instant> madeAt,

            @Schema(description = "When its removal began", requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            Optional<Instant> removingAt,

            @Schema(description = "When its absence was established", requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            Optional<Instant> goneAt,

            @Schema(description = "Each look that was taken for it, and what it found")
            List<String> evidence,

            @Schema(description = "What stands in the way at present", requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            Optional<String> lastError,

            @Schema(description = "How often making or removing it has failed")
            int failures) {

        static HoldingView of(HoldingRow row) {
            return new HoldingView(
                    row.owner().workspace().value(),
                    row.owner().step().value(),
                    row.driver().value(),
                    row.host().value(),
                    row.state(),
                    row.parts().stream().map(PartView::of).toList(),
                    row.intendedAt(),
                    row.madeAt(),
                    row.removingAt(),
                    row.goneAt(),
                    row.evidence(),
                    row.lastError(),
                    row.failures());
        }
    }

    /** A part. */
    @Schema(name = "Part", description = "One child of a thing that was made")
    record PartView(
            @Schema(description = "What it is, in the substrate's own word")
            String kind,

            @Schema(description = "How the substrate names it")
            String id) {

        static PartView of(Part part) {
            return new PartView(part.kind(), part.id());
        }
    }
}
