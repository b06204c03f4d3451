package dev.mayfly.cli.follow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.failure.Failure;
import dev.mayfly.cli.http.Answer;
import dev.mayfly.cli.http.Api;
import dev.mayfly.cli.http.EventStream;
import dev.mayfly.cli.http.Fields;
import dev.mayfly.cli.session.Session;
import dev.mayfly.cli.terminal.Line;
import dev.mayfly.cli.terminal.Style;
import dev.mayfly.domain.workspace.WorkspaceId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mayfly events}: what happened to a workspace, and on request what goes on happening. */
@Command(
        name = "events",
        description = "What happened to a workspace; with --follow also what happens next, until it is closed.")
public final class EventsCommand implements Callable<Integer> {
    private static final int PAGE = 200;
    private static final int MOST_PAGES = 1_000;
    /** The server sends a heartbeat each 15 s; three that are missing mean that the connection is dead. */
    private static final Duration SILENCE = Duration.ofSeconds(45);

    private final Session session;
    private final ObjectMapper mapper = new ObjectMapper();

    @Parameters(paramLabel = "WORKSPACE", description = "its id, such as ws-0123456789ab")
    private WorkspaceId workspace = new WorkspaceId("ws-000000000000");

    @Option(
            names = {"-f", "--follow"},
            description = "go on until the workspace is closed; resumes after a break")
    private boolean follow;

    @Option(
            names = "--from",
            paramLabel = "EVENT",
            defaultValue = "",
            description = "with --follow: begin after the event of this id")
    private String from = "";

    /** Used by the command line. */
    public EventsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (follow) {
            return follow();
        }
        if (!from.isEmpty()) {
            throw Failure.usage("--from goes with --follow", "Add --follow.");
        }
        String cursor = "";
        for (int page = 0; page < MOST_PAGES; page++) {
            List<Map.Entry<String, String>> parameters = new ArrayList<>();
            parameters.add(Map.entry("limit", String.valueOf(PAGE)));
            if (!cursor.isEmpty()) {
                parameters.add(Map.entry("cursor", cursor));
            }
            Answer answer = session.api()
                    .get(Api.path("v1", "workspaces", workspace.value(), "history") + Api.query(parameters));
            JsonNode json = answer.json();
            if (session.json()) {
                session.terminal().json(answer.text());
            } else {
                Fields.items(json, "items").forEach(this::show);
            }
            cursor = Fields.text(json, "next");
            if (cursor.isEmpty()) {
                return Exit.OK.status();
            }
        }
        session.terminal().note("... and more; this is where the list was cut");
        return Exit.OK.status();
    }

    private int follow() {
        EventStream stream = new EventStream(
                session.api(), Api.path("v1", "workspaces", workspace.value(), "events"), from, SILENCE);
        long until = System.nanoTime() + Duration.ofDays(8).toNanos();
        int broken = 0;
        while (System.nanoTime() < until) {
            String before = stream.last();
            try {
                if (stream.read(this::showAndSeeWhetherClosed)) {
                    return Exit.OK.status();
                }
            } catch (Failure e) {
                if (!e.retryable()) {
                    throw e;
                }
            } catch (IOException e) {
                session.terminal()
                        .note("The connection broke (%s); going on after the last event".formatted(reason(e)));
            }
            broken = stream.last().equals(before) ? broken + 1 : 0;
            // A server that restarts is back within a minute; a longer pause would only show events late.
            pause(Duration.ofMillis(Math.min(5_000, 250L << Math.min(broken, 5))));
        }
        throw new Failure(Exit.TIMEOUT, "timeout", "No workspace lives this long", "mayfly show " + workspace);
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Exit.INTERRUPTED, "interrupted", "Interrupted", "", e);
        }
    }

    private boolean showAndSeeWhetherClosed(EventStream.Event event) {
        if (session.json()) {
            session.terminal().json(event.data().replace("\n", " "));
        }
        try {
            JsonNode data = mapper.readTree(event.data());
            if (!session.json()) {
                show(data);
            }
            session.terminal().flush();
        } catch (JsonProcessingException e) {
            session.terminal().note("An event could not be read: " + event.id());
        }
        return event.type().equals("CLOSED");
    }

    private void show(JsonNode event) {
        String at = Fields.instant(event, "at").map(Instant::toString).orElse("");
        session.terminal()
                .out(new Line()
                        .add(Style.DIM, "%-27s ".formatted(at))
                        .add(Style.BOLD, "%-17s ".formatted(Fields.text(event, "type")))
                        .add("%-10s ".formatted(Fields.text(event, "actor")))
                        .add(Fields.text(event, "message")));
    }
}
