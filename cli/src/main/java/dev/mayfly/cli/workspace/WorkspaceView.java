package dev.mayfly.cli.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.cli.follow.Waiting;
import dev.mayfly.cli.http.Answer;
import dev.mayfly.cli.http.Fields;
import dev.mayfly.cli.session.Session;
import dev.mayfly.cli.terminal.Line;
import dev.mayfly.cli.terminal.Style;
import dev.mayfly.cli.terminal.Table;
import dev.mayfly.cli.terminal.Table.Cell;
import dev.mayfly.cli.terminal.Terminal;
import dev.mayfly.cli.terminal.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How a workspace is shown: as one line, as a row, or with all that is known of it. */
final class WorkspaceView {
    private WorkspaceView() {}

    /** Prints what a verb that changed a workspace came to. */
    static void changed(Session session, Answer answer, String sentence) {
        if (session.json()) {
            session.terminal().json(answer.text());
        } else {
            session.terminal().out(sentence);
        }
    }

    /** Prints a list. */
    static void table(Session session, List<JsonNode> workspaces) {
        Terminal terminal = session.terminal();
        Table table = new Table(5, "WORKSPACE", "TEMPLATE", "REQUESTER", "PHASE", "ENDS", "WHY", "AGE");
        for (JsonNode each : workspaces) {
            String phase = Fields.text(each, "phase");
            table.row(
                    new Cell(Style.BOLD, Fields.text(each, "id")),
                    Cell.of(Fields.text(each, "template")),
                    Cell.of(Fields.text(each, "requester")),
                    new Cell(Style.ofState(phase), phase + marks(each)),
                    Cell.of(ends(session, each)),
                    Cell.of(Fields.text(each, "reason")),
                    Cell.of(Fields.instant(each, "requestedAt")
                            .map(at -> Times.words(Duration.between(at, session.now())))
                            .orElse("")));
        }
        terminal.out(table);
    }

    private static String marks(JsonNode workspace) {
        return (workspace.path("frozen").asBoolean() ? " frozen" : "")
                + (workspace.path("stalled").asBoolean() ? " STALLED" : "");
    }

    private static String ends(Session session, JsonNode workspace) {
        JsonNode ending = workspace.path("ending");
        if (ending.isObject()) {
            return Fields.text(ending, "outcome");
        }
        return Fields.instant(workspace.path("lease"), "endsAt")
                .map(at -> Times.relative(at, session.now()))
                .orElse("-");
    }

    /** Prints all that is known. */
    static void whole(Session session, JsonNode workspace) {
        Terminal terminal = session.terminal();
        String phase = Fields.text(workspace, "phase");
        terminal.out(new Line()
                .add(Style.BOLD, Fields.text(workspace, "id"))
                .add("  ")
                .add(Style.ofState(phase), phase + marks(workspace)));
        field(terminal, "template", Fields.text(workspace, "template"));
        field(terminal, "digest", Fields.text(workspace, "templateDigest"));
        field(terminal, "requester", Fields.text(workspace, "requester"));
        field(terminal, "project", Fields.text(workspace, "project"));
        field(terminal, "reason", Fields.text(workspace, "reason"));
        field(terminal, "risk", Fields.text(workspace, "risk"));
        field(terminal, "requested", when(session, workspace, "requestedAt"));
        field(terminal, "last used", when(session, workspace, "touchedAt"));
        JsonNode lease = workspace.path("lease");
        if (lease.isObject()) {
            field(terminal, "approved", when(session, lease, "startedAt"));
            field(terminal, "ends", when(session, lease, "endsAt"));
            field(terminal, "extendable", when(session, lease, "extendableTo"));
            field(terminal, "idle", duration(lease, "idle"));
        } else {
            field(terminal, "lifetime", duration(workspace, "ttl"));
            field(terminal, "idle", duration(workspace, "idle"));
        }
        field(terminal, "awaits", Waiting.waitsFor(workspace));
        String cost = Fields.text(workspace, "costSoFar");
        field(terminal, "cost", cost.isEmpty() ? "" : cost + " " + Fields.text(workspace, "currency"));
        JsonNode ending = workspace.path("ending");
        if (ending.isObject()) {
            field(
                    terminal,
                    "ending",
                    "%s (%s) by %s, %s: %s"
                            .formatted(
                                    Fields.text(ending, "outcome"),
                                    Fields.text(ending, "code"),
                                    Fields.text(ending, "by"),
                                    when(session, ending, "at"),
                                    Fields.text(ending, "reason")));
        }
        for (JsonNode decision : Fields.items(workspace, "decisions")) {
            field(
                    terminal,
                    "decision",
                    "%s by %s, %s %s"
                            .formatted(
                                    Fields.text(decision, "verdict"),
                                    Fields.text(decision, "by"),
                                    when(session, decision, "at"),
                                    Fields.text(decision, "reason")));
        }
        for (JsonNode change : Fields.items(workspace, "leaseChanges")) {
            field(
                    terminal,
                    "extension",
                    "by %s from %s to %s %s"
                            .formatted(
                                    Fields.text(change, "by"),
                                    Fields.text(change, "from"),
                                    Fields.text(change, "to"),
                                    Fields.text(change, "reason")));
        }
        Table steps = new Table(2, "STEP", "DRIVER", "HOST", "STATE");
        for (JsonNode step : Fields.items(workspace, "steps")) {
            String state = Fields.text(step, "state");
            steps.row(
                    Cell.of(Fields.text(step, "name")),
                    Cell.of(Fields.text(step, "driver")),
                    Cell.of(Fields.text(step, "host")),
                    new Cell(Style.ofState(state), state));
        }
        if (!steps.isEmpty()) {
            terminal.out("");
            terminal.out(steps);
        }
    }

    private static String when(Session session, JsonNode in, String field) {
        return Fields.instant(in, field)
                .map(at -> Times.exact(at, session.now()))
                .orElse("");
    }

    private static String duration(JsonNode in, String field) {
        return Fields.duration(in, field).map(Times::words).orElse("");
    }

    private static void field(Terminal terminal, String name, String value) {
        if (!value.isEmpty()) {
            terminal.out(new Line().add(Style.DIM, "  %-11s".formatted(name)).add(value.stripTrailing()));
        }
    }

    /** When a workspace ends, for a sentence. */
    static String end(Session session, JsonNode workspace) {
        Optional<Instant> end = Fields.instant(workspace.path("lease"), "endsAt");
        return end.map(at -> Times.exact(at, session.now())).orElse("an unknown time");
    }
}
