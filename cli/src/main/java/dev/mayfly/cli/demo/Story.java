package dev.mayfly.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.failure.Failure;
import dev.mayfly.cli.files.Download;
import dev.mayfly.cli.http.Answer;
import dev.mayfly.cli.http.Digest;
import dev.mayfly.cli.http.Fields;
import dev.mayfly.cli.receipt.ReceiptView;
import dev.mayfly.cli.receipt.Verification;
import dev.mayfly.cli.session.LocalServer;
import dev.mayfly.cli.session.Session;
import dev.mayfly.cli.terminal.Style;
import dev.mayfly.cli.terminal.Times;
import dev.mayfly.domain.workspace.WorkspaceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The whole life of two workspaces, with a crash in the middle. */
final class Story {
    private static final String REPORT = """
            Quarterly report
            Revenue: 1200
            Costs: 900
            Status: DRAFT
            """;

    /** A real program, run by the Python inside: it reads the inbox, computes, and writes the outbox. */
    private static final String PROGRAM = """
            import os, re
            home = os.path.expanduser("~")
            text = open(home + "/inbox/report.txt").read()
            figure = lambda name: int(re.search(name + r": (\\d+)", text).group(1))
            text = text.replace("Status: DRAFT", "Status: FINAL")
            text += "Profit: %d\\n" % (figure("Revenue") - figure("Costs"))
            os.makedirs(home + "/outbox", exist_ok=True)
            open(home + "/outbox/report.txt", "w").write(text)
            print(",".join(line.split(":")[0].strip() for line in open("/proc/net/dev") if ":" in line))
            """;

    private static final List<String> READ_BACK =
            List.of("sh", "-c", "sha256sum < \"$HOME/outbox/report.txt\" | cut -c1-64");

    private final Session session;
    private final Stage stage;
    private final Path folder;
    private final Actor alice;
    private final Actor bob;
    private final Set<WorkspaceId> open = new LinkedHashSet<>();

    /** @param folder where files are put while they are looked at; the caller removes it */
    Story(Session session, Stage stage, Path folder) {
        this.session = session;
        this.stage = stage;
        this.folder = folder;
        alice = new Actor("alice", session.apiAs("alice"));
        bob = new Actor("bob", session.apiAs("bob"));
    }

    void tell() {
        WorkspaceId docs = requested("docs-editor", "write the quarterly report");
        Traces alive = ready(docs);
        String edited = edited(docs);
        explained(docs);
        crashed(docs, alive, edited);
        WorkspaceId api = requested("api-dev", "try the billing interface");
        approved(api);
        ended(docs, api);
        proved(docs);
        proved(api);
        gone(docs);
        gone(api);
    }

    private WorkspaceId requested(String template, String why) {
        WorkspaceId workspace = stage.step(
                "alice asks for %s".formatted(template),
                "Asked twice with one idempotency key it is one workspace: a broken connection cannot make two.",
                () -> {
                    WorkspaceId made = alice.requests(template, why);
                    remember(made);
                    return made;
                });
        stage.show(Style.PLAIN, workspace.value());
        return workspace;
    }

    private Traces ready(WorkspaceId docs) {
        stage.step(
                "It is made and becomes ready",
                "Its risk is low, so nobody had to approve it; the log had the intent before there was a process.",
                () -> {
                    JsonNode seen = alice.waitsUntilReady(docs, stage);
                    List<String> types = alice.history(docs).stream()
                            .map(event -> Fields.text(event, "type"))
                            .toList();
                    int intended = types.indexOf("STEP_INTENDED");
                    if (intended < 0 || intended > types.indexOf("STEP_MADE")) {
                        throw failed("the log does not have the intent before the making: " + types);
                    }
                    return seen;
                });
        Traces alive = stage.step(
                "This machine is looked at, without asking Mayfly",
                "The same look at the end will mean something, because now it finds what lives.",
                () -> looked(docs));
        stage.show(
                Style.PLAIN,
                "%d processes, %d other traces"
                        .formatted(alive.processes().size(), alive.others().size()));
        return alive;
    }

    private Traces looked(WorkspaceId workspace) {
        Traces seen = Traces.of(workspace, session.dataDirectory());
        if (seen.processes().isEmpty()) {
            throw failed(
                    "no process on this machine carries the mark of %s, so this look could not prove its absence later"
                            .formatted(workspace));
        }
        return seen;
    }

    private String edited(WorkspaceId docs) {
        Path report = folder.resolve("report.txt");
        stage.step("A file goes in", "It arrived as it was sent: both sides computed the same SHA-256.", () -> {
            try {
                Files.writeString(report, REPORT);
                byte[] sha256 = Digest.of(report);
                Answer stored =
                        alice.api().put(Actor.of(docs) + "/inbox/report.txt", report, Files.size(report), sha256);
                String said = Fields.text(stored.json(), "sha256");
                if (!said.equals(Digest.hex(Files.readAllBytes(report)))) {
                    throw failed("the file arrived as something else: SHA-256 " + said);
                }
                return said;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        stage.step(
                "A program inside the sandbox edits it",
                "A real program, in a machine of its own: the only network that it sees is its loopback.",
                () -> {
                    String interfaces =
                            alice.runs(docs, List.of("python3", "-c", PROGRAM)).strip();
                    if (!interfaces.equals("lo")) {
                        throw failed("inside there are network interfaces: \"%s\"".formatted(interfaces));
                    }
                    return interfaces;
                });
        Path back = folder.resolve("edited.txt");
        Download.Got got = stage.step(
                "The result comes out",
                "Only what is in the outbox can leave, and it is checked on the way.",
                () -> Download.into(alice.api(), Actor.of(docs) + "/outbox/report.txt", back, false));
        showChange(back);
        return got.sha256();
    }

    private void showChange(Path back) {
        List<String> before = REPORT.lines().toList();
        List<String> after;
        try {
            after = Files.readAllLines(back);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        before.stream().filter(line -> !after.contains(line)).forEach(line -> stage.show(Style.BAD, "- " + line));
        after.stream().filter(line -> !before.contains(line)).forEach(line -> stage.show(Style.GOOD, "+ " + line));
        if (!after.contains("Status: FINAL") || !after.contains("Profit: 300")) {
            throw failed("the report that came out is not the edited one");
        }
    }

    private void explained(WorkspaceId docs) {
        JsonNode explanation = stage.step(
                "Why is it alive, and what will end it?",
                "Each clock below can end it alone; the fuse even when nothing of Mayfly runs.",
                () -> alice.api().get(Actor.of(docs) + "/explanation").json());
        stage.show(Style.PLAIN, Fields.text(explanation, "because"));
        for (JsonNode deadline : Fields.items(explanation, "deadlines")) {
            String when = Fields.instant(deadline, "at")
                    .map(at -> Times.relative(at, session.now()))
                    .orElse("?");
            stage.show(
                    Style.PLAIN,
                    "%-14s %-8s %s".formatted(when, Fields.text(deadline, "kind"), Fields.text(deadline, "sentence")));
        }
    }

    private void crashed(WorkspaceId docs, Traces alive, String edited) {
        Crash crash = new Crash(session.dataDirectory());
        LocalServer killed = stage.step(
                "The server is killed (SIGKILL)",
                "API, workers and reaper are gone in one blow; nothing could tidy up.",
                crash::kill);
        stage.show(Style.WARN, "killed process %d".formatted(killed.pid()));
        LocalServer next = stage.step(
                "Its launcher starts it again",
                "Nobody had to do anything.",
                () -> crash.restarted(killed, alice.api(), stage::at));
        stage.show(Style.PLAIN, "now process %d".formatted(next.pid()));
        stage.step(
                "The same workspace is still in use",
                "Its workflow went on where it was, and the sandbox never noticed: the same processes live.",
                () -> {
                    JsonNode seen = Actor.patiently(() -> alice.sees(docs));
                    String phase = Fields.text(seen, "phase");
                    Traces now = Traces.of(docs, session.dataDirectory());
                    if (!phase.equals("IN_USE")) {
                        throw failed("after the crash %s is %s and not IN_USE".formatted(docs, phase));
                    }
                    if (now.processes().stream().noneMatch(alive.processes()::contains)) {
                        throw failed("none of the processes of %s outlived the crash".formatted(docs));
                    }
                    return seen;
                });
        stage.step("Its file is still there", "No work was lost: the SHA-256 is the one of before.", () -> {
            String now = Actor.patiently(() -> alice.runs(docs, READ_BACK)).strip();
            if (!now.equals(edited)) {
                throw failed("the file inside is another one after the crash: SHA-256 \"%s\"".formatted(now));
            }
            return now;
        });
    }

    private void approved(WorkspaceId api) {
        stage.step(
                "It waits for a person",
                "Its risk is medium: nothing is made before somebody else has said yes.",
                () -> alice.waitsUntil("waiting for approval", api, stage, now -> {
                    if (!Fields.text(now, "phase").equals("AWAITING_APPROVAL")) {
                        throw failed("%s did not wait for approval: %s".formatted(api, Fields.text(now, "phase")));
                    }
                    return !Fields.text(now, "approvalsNeeded").isEmpty();
                }));
        stage.step("alice cannot approve it herself", "The server refuses; that rule is not the page's.", () -> {
            try {
                alice.decides(api, "APPROVED", "I trust myself");
            } catch (Failure e) {
                if (e.exit() == Exit.REFUSED) {
                    return e.code();
                }
                throw e;
            }
            throw failed("alice approved her own request");
        });
        JsonNode decided = stage.step(
                "bob approves",
                "Who decided, when and why is part of the record.",
                () -> bob.decides(api, "APPROVED", "known project, short time"));
        for (JsonNode decision : Fields.items(decided, "decisions")) {
            stage.show(
                    Style.PLAIN,
                    "%s by %s: %s"
                            .formatted(
                                    Fields.text(decision, "verdict"),
                                    Fields.text(decision, "by"),
                                    Fields.text(decision, "reason")));
        }
        stage.step("It becomes ready", "The approval started it; its time runs from here.", () -> {
            JsonNode ready = alice.waitsUntilReady(api, stage);
            looked(api);
            return ready;
        });
    }

    private void ended(WorkspaceId docs, WorkspaceId api) {
        stage.step(
                "Both are ended",
                "Ending is one walk backwards over what was made; it returns when each thing was seen to be gone.",
                () -> {
                    alice.ends(docs);
                    alice.ends(api);
                    alice.waitsUntilGone(docs, stage);
                    forget(docs);
                    JsonNode last = alice.waitsUntilGone(api, stage);
                    forget(api);
                    return last;
                });
    }

    private void proved(WorkspaceId workspace) {
        Verification verification = stage.step(
                "The receipt of %s is verified".formatted(workspace),
                "Canonical form, SHA-256 and every claim in it hold, and the audit log names the same SHA-256.",
                () -> verified(workspace));
        verification.receipt().ifPresent(receipt -> ReceiptView.print(session.terminal(), receipt));
    }

    private Verification verified(WorkspaceId workspace) {
        Answer answer = alice.api().get(Actor.of(workspace) + "/receipt");
        Verification verification = Verification.of(
                answer.bytes(), Optional.of(answer.header("X-Receipt-SHA256")).filter(said -> !said.isEmpty()));
        if (!verification.holds()) {
            throw failed("the receipt does not hold: " + String.join("; ", verification.faults()));
        }
        boolean logged = alice.history(workspace).stream()
                .filter(event -> Fields.text(event, "type").equals("CLOSED"))
                .anyMatch(event ->
                        Fields.text(event.path("data"), "receiptSha256").equals(verification.sha256()));
        if (!logged) {
            throw failed("the audit log does not name the receipt's SHA-256 " + verification.sha256());
        }
        return verification;
    }

    private void gone(WorkspaceId workspace) {
        stage.step(
                "This machine is looked at again: nothing is left of %s".formatted(workspace),
                "No process, cgroup, socket, mount or run directory carries its id any more.",
                () -> {
                    Traces left = Traces.of(workspace, session.dataDirectory());
                    if (!left.isEmpty()) {
                        throw failed("still there: " + left.inWords());
                    }
                    return left;
                });
    }

    private synchronized void remember(WorkspaceId workspace) {
        open.add(workspace);
    }

    private synchronized void forget(WorkspaceId workspace) {
        open.remove(workspace);
    }

    /** Ends what the story has left open; says what it could not end. */
    synchronized void cleanUp(Duration patience) {
        for (WorkspaceId workspace : open) {
            try {
                Actor.patiently(patience, () -> {
                    alice.ends(workspace);
                    return workspace;
                });
                session.terminal().note("Ended %s.".formatted(workspace));
            } catch (Failure e) {
                session.terminal()
                        .note("%s could not be ended now (%s); its own deadline ends it. By hand: %3$s end %1$s"
                                .formatted(workspace, e.getMessage(), session.mayfly()));
            }
        }
        open.clear();
    }

    private static Failure failed(String what) {
        return new Failure(Exit.UNEXPECTED, "demo-failed", "This should not be: " + what, "");
    }
}
