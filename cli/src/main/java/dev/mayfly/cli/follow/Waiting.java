package dev.mayfly.cli.follow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.failure.Failure;
import dev.mayfly.cli.http.Answer;
import dev.mayfly.cli.http.Api;
import dev.mayfly.cli.http.Fields;
import dev.mayfly.cli.terminal.Line;
import dev.mayfly.cli.terminal.Style;
import dev.mayfly.cli.terminal.Terminal;
import dev.mayfly.cli.terminal.Times;
import dev.mayfly.domain.workspace.WorkspaceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Waits for a workspace to come to a certain state, and shows what it waits for. A server that does not answer for a
 * while is waited for as well: the workspace goes on without it.
 */
public final class Waiting {
    private static final Duration EAGER = Duration.ofMillis(250);
    private static final Duration CALM = Duration.ofSeconds(1);
    private static final Duration PATIENT = Duration.ofSeconds(3);

    private final Api api;
    private final Shows shows;
    private final WorkspaceId workspace;
    private final long began = System.nanoTime();
    private String shown = "";

    /** Waiting for a workspace, shown on a terminal. */
    public Waiting(Api api, Terminal terminal, WorkspaceId workspace) {
        this.api = api;
        this.workspace = workspace;
        shows = new OnTerminal(terminal, workspace, began);
    }

    /** Waiting for a workspace, shown by somebody else. */
    public Waiting(Api api, WorkspaceId workspace, Shows shows) {
        this.api = api;
        this.workspace = workspace;
        this.shows = shows;
    }

    /** Shows what a wait has come to. */
    @FunctionalInterface
    public interface Shows {
        /** What was seen just now: the phase, and what stands between it and the next. */
        void show(String phase, String detail);

        /** Nothing more will be shown. */
        default void done() {}
    }

    /**
     * Waits until {@code reached} holds.
     *
     * @param goal what is waited for, such as "ready"
     * @throws Failure with {@link Exit#TIMEOUT} when it takes longer than {@code patience}
     */
    public Answer until(String goal, Duration patience, Predicate<JsonNode> reached) {
        try {
            while (true) {
                Optional<Answer> answer = look();
                if (answer.isPresent() && reached.test(answer.get().json())) {
                    return answer.get();
                }
                if (elapsed().compareTo(patience) > 0) {
                    throw new Failure(
                            Exit.TIMEOUT,
                            "timeout",
                            "%s was not %s within %s: %s".formatted(workspace, goal, Times.words(patience), shown),
                            goesOn(workspace));
                }
                pause();
            }
        } finally {
            shows.done();
        }
    }

    /** What a person can do about a workspace that nobody waits for any more. */
    public static String goesOn(WorkspaceId workspace) {
        return "The workspace goes on; follow it: mayfly events %1$s --follow, end it: mayfly end %1$s"
                .formatted(workspace);
    }

    private Optional<Answer> look() {
        try {
            Answer answer = api.get(Api.path("v1", "workspaces", workspace.value()));
            JsonNode json = answer.json();
            show(Fields.text(json, "phase"), waitsFor(json));
            return Optional.of(answer);
        } catch (Failure e) {
            if (!e.retryable() || e.exit() == Exit.UNEXPECTED) {
                throw e;
            }
            show("no answer", e.getMessage() + "; still trying");
            return Optional.empty();
        }
    }

    private void show(String phase, String detail) {
        shown = detail.isEmpty() ? phase : phase + ", " + detail;
        shows.show(phase, detail);
    }

    /** One line that changes where a person looks, and elsewhere a line for each change. */
    private static final class OnTerminal implements Shows {
        private final Terminal terminal;
        private final WorkspaceId workspace;
        private final long began;
        private String told = "";

        private OnTerminal(Terminal terminal, WorkspaceId workspace, long began) {
            this.terminal = terminal;
            this.workspace = workspace;
            this.began = began;
        }

        @Override
        public void show(String phase, String detail) {
            String clock = "%5.1f s  ".formatted((System.nanoTime() - began) / 1e9);
            if (terminal.errIsTerminal()) {
                terminal.live(new Line()
                        .add(Style.DIM, clock)
                        .add(workspace + "  ")
                        .add(Style.ofState(phase), phase)
                        .add(detail.isEmpty() ? "" : "  " + detail));
                return;
            }
            String now = phase + (detail.isEmpty() ? "" : ", " + detail);
            if (!now.equals(told)) {
                told = now;
                terminal.note(clock + now);
            }
        }

        @Override
        public void done() {
            terminal.clearLive();
        }
    }

    /** What stands between the workspace and what comes next. */
    public static String waitsFor(JsonNode workspace) {
        String phase = Fields.text(workspace, "phase");
        if (phase.equals("AWAITING_APPROVAL")) {
            String needed = Fields.text(workspace, "approvalsNeeded");
            if (needed.isEmpty()) {
                return "is being admitted";
            }
            return enoughApprovals(workspace)
                    ? "is approved"
                    : "waits for approval: %s of %s given".formatted(Fields.text(workspace, "approvals"), needed);
        }
        List<String> open = new ArrayList<>();
        String unwanted = phase.equals("PROVISIONING") ? "LIVE" : "GONE";
        if (phase.equals("PROVISIONING") || phase.equals("DESTROYING")) {
            for (JsonNode step : Fields.items(workspace, "steps")) {
                String state = Fields.text(step, "state");
                if (!state.equals(unwanted)) {
                    open.add("%s (%s) %s"
                            .formatted(Fields.text(step, "name"), Fields.text(step, "driver"), state)
                            .stripTrailing());
                }
            }
        }
        String stalled = workspace.path("stalled").asBoolean() ? "STALLED, a person must look; " : "";
        return stalled + String.join(", ", open);
    }

    /** Whether everybody who has to agree has done so; the phase itself follows a moment later. */
    public static boolean enoughApprovals(JsonNode workspace) {
        return !Fields.text(workspace, "approvalsNeeded").isEmpty()
                && workspace.path("approvals").asInt()
                        >= workspace.path("approvalsNeeded").asInt();
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private void pause() {
        Duration elapsed = elapsed();
        Duration pause = elapsed.toSeconds() < 15 ? EAGER : elapsed.toSeconds() < 120 ? CALM : PATIENT;
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Exit.INTERRUPTED, "interrupted", "Interrupted", goesOn(workspace), e);
        }
    }
}
