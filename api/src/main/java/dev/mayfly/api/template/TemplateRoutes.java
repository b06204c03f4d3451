package dev.mayfly.api.template;

import static dev.mayfly.api.identity.Role.Named.APPROVER;
import static dev.mayfly.api.identity.Role.Named.AUDITOR;
import static dev.mayfly.api.identity.Role.Named.OPERATOR;
import static dev.mayfly.api.identity.Role.Named.REQUESTER;

import dev.mayfly.api.docs.Refusals;
import dev.mayfly.domain.approval.Risk;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.template.Template;
import dev.mayfly.domain.template.TemplateName;
import dev.mayfly.templates.Catalogue;
import dev.mayfly.templates.Loaded;
import dev.mayfly.templates.Templates;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/** What may be asked for. */
@Controller("/v1/templates")
@Secured({REQUESTER, APPROVER, OPERATOR, AUDITOR})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Templates")
class TemplateRoutes {
    private final Templates templates;

    TemplateRoutes(Templates templates) {
        this.templates = templates;
    }

    @Get
    @Refusals
    @Operation(
            summary = "List the templates",
            description = "All templates that may be asked for, and the files that hold none, with the reasons.")
    TemplateList list() {
        Catalogue all = templates.catalogue();
        return new TemplateList(
                all.usable().stream().map(TemplateView::of).toList(),
                all.broken().stream()
                        .map(broken -> new BrokenFile(broken.name() + ".pkl", broken.reason()))
                        .toList());
    }

    @Get("/{name}")
    @Refusals
    @Operation(summary = "Read a template", description = "One template: its bounds, its risk and what it costs.")
    TemplateView read(String name) {
        TemplateName asked;
        try {
            asked = new TemplateName(name);
        } catch (MayflyException e) {
            throw new MayflyException(ErrorCode.NOT_FOUND, "There is no such template", e);
        }
        return TemplateView.of(templates.catalogue().require(asked));
    }

    /** All of them. */
    @Schema(name = "TemplateList", description = "The templates, and the files that hold none")
    record TemplateList(
            @Schema(description = "What may be asked for, by name")
            List<TemplateView> items,

            @Schema(description = "Files that hold no template until somebody mends them")
            List<BrokenFile> broken) {}

    /** A file that holds none. */
    @Schema(name = "BrokenTemplate", description = "A file that holds no template")
    record BrokenFile(
            @Schema(description = "The file") String file,

            @Schema(description = "Line and field, what was expected and what came")
            String reason) {}

    /** A template. */
    @Schema(name = "Template", description = "What may be asked for, within which bounds")
    record TemplateView(
            @Schema(description = "Its name", example = "docs-editor")
            String name,

            @Schema(description = "What a person calls it") String title,

            @Schema(description = "What it is for and what it may do")
            String description,

            @Schema(description = "The tier of risk") Risk risk,

            @Schema(description = "How many different people must say yes")
            int approvals,

            @Schema(description = "Whether a request must say why")
            boolean reasonRequired,

            @Schema(description = "How long it lives when nothing is asked", type = "string", format = "duration")
            Duration ttl,

            @Schema(description = "How long it may live, extensions included", type = "string", format = "duration")
            Duration longest,

            @Schema(
                    description = "After how long without use it ends when nothing is asked",
                    type = "string",
                    format = "duration")
            Duration idle,

            @Schema(description = "The longest idle time that may be asked", type = "string", format = "duration")
            Duration longestIdle,

            @Schema(description = "Whether files may be brought in")
            boolean upload,

            @Schema(description = "Whether files may be taken out")
            boolean download,

            @Schema(description = "The largest single file, in bytes")
            long maxFileBytes,

            @Schema(description = "Whether text may be pasted into the desktop")
            boolean clipboardIn,

            @Schema(description = "Whether text that is copied in the desktop reaches the one who controls it")
            boolean clipboardOut,

            @Schema(description = "Whether it has a desktop")
            boolean desktop,

            @Schema(description = "Whether desktop and terminal are recorded")
            boolean recorded,

            @Schema(description = "Whether its contents are kept when it ends")
            boolean snapshotAtEnd,

            @Schema(description = "What an hour costs") BigDecimal pricePerHour,

            @Schema(description = "ISO 4217 code", example = "EUR")
            String currency,

            @Schema(description = "Which version this is: SHA-256 of its canonical JSON")
            String digest) {

        static TemplateView of(Loaded.Usable usable) {
            Template template = usable.template();
            return new TemplateView(
                    template.name().value(),
                    template.title(),
                    template.description(),
                    template.risk(),
                    template.risk().approvals(),
                    template.reasonRequired(),
                    template.lease().ttl(),
                    template.lease().longest(),
                    template.lease().idle(),
                    template.lease().longestIdle(),
                    template.inputs().upload(),
                    template.inputs().download(),
                    template.inputs().maxFileBytes(),
                    template.inputs().clipboardIn(),
                    template.inputs().clipboardOut(),
                    desktop(template),
                    template.recorded(),
                    template.snapshotAtEnd(),
                    template.pricePerHour(),
                    template.currency(),
                    usable.digest().value());
        }

        /** Whether there is one is for the machine's driver to know; by convention its specification says so. */
        private static boolean desktop(Template template) {
            return template.steps().stream()
                    .filter(step -> step.name().equals(StepName.MACHINE))
                    .anyMatch(step -> Boolean.TRUE.equals(step.spec().get("desktop")));
        }
    }
}
