package dev.mayfly.cli.installation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.failure.Failure;
import dev.mayfly.cli.http.Answer;
import dev.mayfly.cli.http.Api;
import dev.mayfly.cli.http.Fields;
import dev.mayfly.cli.session.Session;
import dev.mayfly.cli.terminal.Line;
import dev.mayfly.cli.terminal.Style;
import dev.mayfly.cli.terminal.Table;
import dev.mayfly.cli.terminal.Terminal;
import dev.mayfly.cli.terminal.Times;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mayfly templates}: what may be asked for. */
@Command(name = "templates", description = "What may be asked for, or all about one template.")
public final class TemplatesCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "the template to describe")
    private @Nullable String name;

    /** Used by the command line. */
    public TemplatesCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Answer answer = name == null ? session.api().get(Api.path("v1", "templates")) : one(name);
        if (session.json()) {
            session.terminal().json(answer.text());
        } else if (name == null) {
            list(answer.json());
        } else {
            describe(answer.json());
        }
        return Exit.OK.status();
    }

    private Answer one(String wanted) {
        try {
            return session.api().get(Api.path("v1", "templates", wanted));
        } catch (Failure e) {
            throw e.exit() == Exit.NOT_FOUND ? e.advising("mayfly templates lists those that there are.") : e;
        }
    }

    private void list(JsonNode templates) {
        Terminal terminal = session.terminal();
        Table table = new Table(5, "TEMPLATE", "RISK", "APPROVALS", "LIVES", "PRICE/H", "TITLE");
        for (JsonNode each : Fields.items(templates, "items")) {
            table.row(
                    Fields.text(each, "name"),
                    Fields.text(each, "risk"),
                    Fields.text(each, "approvals"),
                    duration(each, "ttl"),
                    Fields.text(each, "pricePerHour") + " " + Fields.text(each, "currency"),
                    Fields.text(each, "title"));
        }
        if (table.isEmpty()) {
            terminal.note("There are no templates.");
        } else {
            terminal.out(table);
        }
        for (JsonNode each : Fields.items(templates, "broken")) {
            terminal.note(new Line()
                    .add(Style.BAD, "broken: ")
                    .add("%s: %s".formatted(Fields.text(each, "file"), Fields.text(each, "reason"))));
        }
    }

    private void describe(JsonNode template) {
        session.terminal().out(new Line().add(Style.BOLD, Fields.text(template, "title")));
        session.terminal().block(Fields.text(template, "description"));
        field("name", Fields.text(template, "name"));
        field("risk", Fields.text(template, "risk"));
        field("approvals", Fields.text(template, "approvals"));
        field("reason", template.path("reasonRequired").asBoolean() ? "must be given" : "may be left out");
        field("lives", "%s, at most %s in all".formatted(duration(template, "ttl"), duration(template, "longest")));
        field(
                "idle",
                "ends after %s without use, at most %s"
                        .formatted(duration(template, "idle"), duration(template, "longestIdle")));
        field("upload", yesNo(template, "upload"));
        field("download", yesNo(template, "download"));
        field("file size", "at most %s bytes".formatted(Fields.text(template, "maxFileBytes")));
        field("desktop", yesNo(template, "desktop"));
        field("recorded", yesNo(template, "recorded"));
        field("snapshot", template.path("snapshotAtEnd").asBoolean() ? "kept at the end" : "nothing is kept");
        field(
                "price",
                "%s %s an hour".formatted(Fields.text(template, "pricePerHour"), Fields.text(template, "currency")));
        field("digest", Fields.text(template, "digest"));
    }

    private void field(String label, String value) {
        session.terminal()
                .out(new Line().add(Style.DIM, "  %-11s".formatted(label)).add(value));
    }

    private static String yesNo(JsonNode in, String field) {
        return in.path(field).asBoolean() ? "yes" : "no";
    }

    private static String duration(JsonNode in, String field) {
        return Fields.duration(in, field).map(Times::words).orElse("?");
    }
}
