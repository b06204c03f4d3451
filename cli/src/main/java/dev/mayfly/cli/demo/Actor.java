package dev.mayfly.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.failure.Failure;
import dev.mayfly.cli.follow.Waiting;
import dev.mayfly.cli.http.Answer;
import dev.mayfly.cli.http.Api;
import dev.mayfly.cli.http.Fields;
import dev.mayfly.domain.workspace.WorkspaceId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** One of the people of the demo, and what they do by the public API. */
final class Actor {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration ONE_PROGRAM = Duration.ofSeconds(45);
    private static final Duration AGAIN = Duration.ofMillis(500);

    private final String name;
    private final Api api;

    Actor(String name, Api api) {
        this.name = name;
        this.api = api;
    }

    String name() {
        return name;
    }

    Api api() {
        return api;
    }

    WorkspaceId requests(String template, String reason) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("template", template)
                .put("project", "demo")
                .put("reason", reason)
                .put("ttl", "PT30M");
        String key = "demo-" + UUID.randomUUID();
        String first = made(body, key);
        String second = made(body, key);
        if (!second.equals(first)) {
            throw new Failure(
                    Exit.UNEXPECTED,
                    "demo-failed",
                    "One idempotency key made two workspaces: %s and %s".formatted(first, second),
                    "End both: mayfly end WORKSPACE");
        }
        return new WorkspaceId(first);
    }

    private String made(ObjectNode body, String key) {
        Answer answer = api.post("/v1/workspaces", body.toString(), Api.idempotent(key));
        return Fields.required(answer.json(), "id");
    }

    /** What happened to a workspace, in order. */
    List<JsonNode> history(WorkspaceId workspace) {
        return Fields.items(api.get(of(workspace) + "/history?limit=200").json(), "items");
    }

    JsonNode sees(WorkspaceId workspace) {
        return api.get(of(workspace)).json();
    }

    JsonNode decides(WorkspaceId workspace, String verdict, String reason) {
        String body = JsonNodeFactory.instance
                .objectNode()
                .put("verdict", verdict)
                .put("reason", reason)
                .toString();
        return api.post(of(workspace) + "/decisions", body, Map.of()).json();
    }

    void ends(WorkspaceId workspace) {
        String body = JsonNodeFactory.instance
                .objectNode()
                .put("reason", "the demo is over")
                .toString();
        api.post(of(workspace) + "/end", body, Map.of());
    }

    /** Runs a program inside, which must succeed. */
    String runs(WorkspaceId workspace, List<String> command) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        command.forEach(body.putArray("command")::add);
        body.put("timeoutSeconds", 30);
        JsonNode result = api.post(of(workspace) + "/exec", body.toString(), Map.of(), ONE_PROGRAM)
                .json();
        if (result.path("exitCode").asInt(-1) != 0) {
            throw new Failure(
                    Exit.UNEXPECTED,
                    "program-failed",
                    "The program inside ended with %s: %s"
                            .formatted(Fields.text(result, "exitCode"), Fields.text(result, "errors")),
                    "");
        }
        return Fields.text(result, "output");
    }

    JsonNode waitsUntilReady(WorkspaceId workspace, Stage stage) {
        JsonNode seen = waitsUntil(
                "ready",
                workspace,
                stage,
                now -> Fields.text(now, "phase").equals("IN_USE")
                        || now.path("ending").isObject());
        if (seen.path("ending").isObject()) {
            throw new Failure(
                    Exit.UNEXPECTED,
                    "not-ready",
                    "%s did not become ready: %s".formatted(workspace, Fields.text(seen.path("ending"), "reason")),
                    "mayfly events %s tells the whole story.".formatted(workspace));
        }
        return seen;
    }

    JsonNode waitsUntilGone(WorkspaceId workspace, Stage stage) {
        return waitsUntil(
                "gone", workspace, stage, now -> Fields.text(now, "phase").equals("CLOSED"));
    }

    JsonNode waitsUntil(String goal, WorkspaceId workspace, Stage stage, Predicate<JsonNode> reached) {
        return new Waiting(api, workspace, (phase, detail) -> stage.at(phase + " " + detail))
                .until(goal, PATIENCE, reached)
                .json();
    }

    /** Does something that may fail for a while because the server has only just come back. */
    static <T> T patiently(Supplier<T> act) {
        return patiently(PATIENCE, act);
    }

    static <T> T patiently(Duration patience, Supplier<T> act) {
        long until = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return act.get();
            } catch (Failure e) {
                if (!e.retryable() || System.nanoTime() > until) {
                    throw e;
                }
            }
            try {
                Thread.sleep(AGAIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Failure(Exit.INTERRUPTED, "interrupted", "Interrupted", "", e);
            }
        }
    }

    static String of(WorkspaceId workspace) {
        return Api.path("v1", "workspaces", workspace.value());
    }
}
