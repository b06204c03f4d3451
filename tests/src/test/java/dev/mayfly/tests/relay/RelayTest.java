package dev.mayfly.tests.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.tests.crash.Eventually;
import dev.mayfly.tests.crash.Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Desktops and terminals of real sandboxes: what people do reaches the programs inside, and nobody else's does. */
class RelayTest {
    private static final Duration TTL = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Long enough for what does come where it may: the same is tried with it. */
    private static final Duration LONG_ENOUGH = Duration.ofMillis(1_500);

    private static @Nullable Server running;

    @BeforeAll
    static void start(@TempDir Path templates) throws IOException {
        for (String name : List.of("open", "paste-only", "copy-only")) {
            boolean in = !name.equals("copy-only");
            boolean out = !name.equals("paste-only");
            Files.writeString(templates.resolve(name + ".pkl"), """
                    amends "Template.pkl"
                    title = "For tests"
                    description = "A desktop."
                    risk = "low"
                    inputs { upload = true; download = true; clipboardIn = %s; clipboardOut = %s }
                    runtime = new Sandbox {}
                    """.formatted(in, out));
        }
        running = Server.fresh(Map.of("MAYFLY_TEMPLATES_DIRECTORY", templates.toString()));
    }

    @AfterAll
    static void stop() throws IOException {
        if (running != null) {
            running.close();
        }
    }

    @Test
    void whatIsTypedReachesThePrograms() {
        Desktop desktop = Desktop.of(server(), "open");
        try (Viewer alice = Viewer.open(server(), "alice", desktop.id())) {
            // The display server is ready before the panel has drawn itself.
            Eventually.get(
                    "There is more than a plain colour",
                    PATIENCE,
                    () -> {
                        alice.look();
                        return alice.colours();
                    },
                    colours -> colours > 10);
            int[] before = alice.picture();
            desktop.openTerminal(alice, "typed");
            alice.type("the quick brown fox\n");
            desktop.awaitFile("typed", "the quick brown fox");
            alice.look();
            assertThat(Arrays.equals(alice.picture(), before)).isFalse();
        }
        desktop.end();
    }

    @Test
    void onlyTheOneWhoControlsIsHeard() {
        Desktop desktop = Desktop.of(server(), "open");
        try (Viewer alice = Viewer.open(server(), "alice", desktop.id());
                Viewer bob = Viewer.open(server(), "bob", desktop.id())) {
            desktop.openTerminal(alice, "typed");
            bob.copy("bob's text");
            bob.click(5, 5);
            bob.type("not this ");
            // Messages are read in order, so once the picture comes the keys have been dropped.
            bob.look();
            alice.type("this\n");
            desktop.awaitFile("typed", "this");

            assertThat(desktop.wish("bob", bob, "REQUEST")).isEqualTo("alice");
            assertThat(desktop.wish("alice", alice, "RELEASE")).isEqualTo("bob");
            alice.type("nor this ");
            alice.look();
            bob.type("but that\n");
            desktop.awaitFile("typed", "this\nbut that");

            assertThat(desktop.wish("alice", alice, "TAKE")).isEqualTo("alice");
            bob.type("never ");
            bob.look();
            alice.type("in the end\n");
            desktop.awaitFile("typed", "this\nbut that\nin the end");
        }
        assertThat(desktop.events())
                .containsSubsequence(
                        "alice DESKTOP_ATTACHED",
                        "alice DESKTOP_CONTROLLED",
                        "bob DESKTOP_ATTACHED",
                        "alice DESKTOP_CONTROLLED",
                        "alice DESKTOP_CONTROLLED");
        desktop.end();
    }

    @Test
    void textGoesOnlyTheWaysThatTheTemplateOpens() {
        for (String template : List.of("open", "paste-only", "copy-only")) {
            Desktop desktop = Desktop.of(server(), template);
            try (Viewer alice = Viewer.open(server(), "alice", desktop.id())) {
                desktop.openTerminal(alice, "typed");
                alice.copy("pasted ");
                alice.key(Viewer.SHIFT, true);
                alice.press(Viewer.INSERT);
                alice.key(Viewer.SHIFT, false);
                alice.listen(Duration.ofMillis(300));
                alice.type("typed\n");
                desktop.awaitFile("typed", template.equals("copy-only") ? "typed" : "pasted typed");

                desktop.copyInside("copied inside");
                if (template.equals("paste-only")) {
                    alice.listen(LONG_ENOUGH);
                    assertThat(alice.texts()).isEmpty();
                } else {
                    Eventually.get(
                            "The text comes out",
                            PATIENCE,
                            () -> {
                                alice.listen(Duration.ofMillis(100));
                                return alice.texts();
                            },
                            texts -> texts.contains("copied inside"));
                }
            }
            desktop.end();
        }
    }

    @Test
    void theDesktopTakesTheSizeOfTheOneWhoControls() {
        Desktop desktop = Desktop.of(server(), "open");
        try (Viewer alice = Viewer.open(server(), "alice", desktop.id());
                Viewer bob = Viewer.open(server(), "bob", desktop.id())) {
            alice.look();
            bob.look();
            bob.resize(640, 480);
            bob.look();
            alice.resize(1000, 700);
            for (Viewer viewer : List.of(alice, bob)) {
                Eventually.get(
                        "It has the new size",
                        PATIENCE,
                        () -> {
                            viewer.look();
                            return viewer.width() + "x" + viewer.height();
                        },
                        "1000x700"::equals);
            }
        }
        desktop.end();
    }

    @Test
    void everythingClosesWhenTheWorkspaceEnds() {
        Desktop desktop = Desktop.of(server(), "open");
        try (Viewer alice = Viewer.open(server(), "alice", desktop.id());
                Viewer bob = Viewer.open(server(), "bob", desktop.id());
                Socket terminal = Socket.open(server(), "alice", desktop.id(), "TERMINAL")) {
            alice.look();
            desktop.end();
            for (Socket socket : List.of(alice.socket(), bob.socket(), terminal)) {
                assertThat(socket.closed()).isEqualTo(4001);
            }
        }
    }

    @Test
    void aTerminalIsAShellOfItsOwn() {
        Desktop compute = Desktop.of(server(), "sandbox-compute");
        try (Socket terminal = Socket.open(server(), "alice", compute.id(), "TERMINAL");
                Socket other = Socket.open(server(), "alice", compute.id(), "TERMINAL")) {
            terminal.say("{\"type\":\"resize\",\"cols\":101,\"rows\":37}");
            terminal.say("stty size; echo $((6 * 7))\r".getBytes(StandardCharsets.US_ASCII));
            assertThat(terminal.readUntil("42\r\n")).contains("37 101");
            terminal.say("exit\r".getBytes(StandardCharsets.US_ASCII));
            assertThat(terminal.closed()).isEqualTo(1000);
            other.say("echo still $((40 + 2))\r".getBytes(StandardCharsets.US_ASCII));
            other.readUntil("still 42");
        }
        compute.end();
    }

    /** What is typed while the programs are stopped reaches nobody, and then it goes on. */
    @Test
    void aFrozenDesktopGoesOnWhereItStood() {
        Desktop desktop = Desktop.of(server(), "open");
        try (Viewer alice = Viewer.open(server(), "alice", desktop.id())) {
            desktop.openTerminal(alice, "typed");
            alice.type("before ");
            alice.look();
            desktop.post("/freeze");
            Eventually.get("It is frozen", PATIENCE, desktop::isFrozen, frozen -> frozen);
            alice.listen(Duration.ofSeconds(3));
            alice.type("meanwhile ");
            alice.listen(Duration.ofMillis(500));
            desktop.post("/thaw");
            Eventually.get("It goes on", PATIENCE, desktop::isFrozen, frozen -> !frozen);
            alice.listen(Duration.ofSeconds(3));
            alice.type("after\n");
            desktop.awaitFile("typed", "before after");
            assertThat(alice.socket().isOpen()).isTrue();
        }
        desktop.end();
    }

    @Test
    void nonsenseOfOneViewerHurtsNobodyElse() {
        long seed = System.nanoTime();
        System.out.println("RelayTest seed " + seed);
        Random random = new Random(seed);
        Desktop desktop = Desktop.of(server(), "open");
        try (Viewer alice = Viewer.open(server(), "alice", desktop.id())) {
            desktop.openTerminal(alice, "typed");
            for (int round = 0; round < 20; round++) {
                try (Viewer wild = Viewer.open(server(), "bob", desktop.id())) {
                    byte[] bytes = new byte[1 + random.nextInt(2_000)];
                    random.nextBytes(bytes);
                    // It may be shut out in the middle of it.
                    wild.socket().trySay(bytes);
                    wild.socket().trySay(new byte[] {99, 99, 99, 99});
                }
            }
            alice.type("undisturbed\n");
            desktop.awaitFile("typed", "undisturbed");
            alice.look();
        }
        desktop.end();
    }

    /** Whoever is inside stops the display server, and then kills it: another one gets up. */
    @Test
    void anInsideThatDoesNotAnswerIsTold() {
        Desktop desktop = Desktop.of(server(), "open");
        try (Viewer alice = Viewer.open(server(), "alice", desktop.id())) {
            alice.look();
            desktop.run("pkill -STOP Xtigervnc");
            try (Socket silent = Socket.open(server(), "alice", desktop.id(), "DESKTOP")) {
                assertThat(silent.closed()).isEqualTo(4004);
            }
            assertThat(alice.socket().isOpen()).isTrue();
            desktop.run("pkill -KILL Xtigervnc");
            assertThat(alice.socket().closed()).isEqualTo(4004);
        }
        try (Viewer again = Viewer.open(server(), "alice", desktop.id())) {
            again.look();
        }
        desktop.end();
    }

    @Test
    void aDesktopIsThereAgainAfterTheServerWasKilled() {
        Desktop desktop = Desktop.of(server(), "open");
        try (Viewer alice = Viewer.open(server(), "alice", desktop.id())) {
            desktop.openTerminal(alice, "typed");
            alice.type("before ");
            alice.look();
            server().kill();
            assertThat(alice.socket().closed()).isEqualTo(1006);
        }
        server().start();
        try (Viewer again = Viewer.open(server(), "alice", desktop.id())) {
            again.type("and after\n");
            desktop.awaitFile("typed", "before and after");
        }
        desktop.end();
    }

    private static Server server() {
        return Objects.requireNonNull(running);
    }

    /** A workspace of alice's in use. */
    private record Desktop(Server server, String id) {
        static Desktop of(Server server, String template) {
            Desktop desktop = new Desktop(server, server.rest().request(template, TTL));
            Eventually.get(
                    desktop.id() + " is in use", PATIENCE, () -> server.rest().phase(desktop.id()), "IN_USE"::equals);
            return desktop;
        }

        String run(String script) {
            return server.rest().run(id, "", "sh", "-c", script);
        }

        /** Opens a terminal on the desktop that writes into a file what is typed in it. */
        void openTerminal(Viewer viewer, String file) {
            run("DISPLAY=:0 setsid xterm -geometry 80x20+100+100 -e sh -c 'touch open; exec cat > %s' >/dev/null 2>&1 &"
                    .formatted(file));
            Eventually.get("The terminal is open", PATIENCE, () -> run("ls"), files -> files.contains("open"));
            viewer.listen(Duration.ofMillis(300));
            viewer.click(300, 250);
        }

        /** Has a program inside put a text into the clipboard of the desktop. */
        void copyInside(String text) {
            run(("DISPLAY=:0 setsid xterm -xrm '*allowWindowOps: true' -xrm '*disallowedWindowOps: ' -e sh -c"
                            + " \"printf '\\033]52;c;%s\\007'; sleep 60\" >/dev/null 2>&1 &")
                    .formatted(java.util.Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII))));
        }

        void awaitFile(String file, String content) {
            Eventually.get(
                    "What was typed is in the file",
                    PATIENCE,
                    () -> run("cat " + file).strip(),
                    content::equals);
        }

        /** Who controls once that was wished. */
        String wish(String user, Viewer viewer, String wish) {
            return server.rest()
                    .post(
                            user,
                            "/v1/workspaces/" + id + "/desktop/control",
                            Map.of("session", viewer.session(), "wish", wish))
                    .expect(200)
                    .json()
                    .at("/controller/user")
                    .asText();
        }

        List<String> events() {
            return server.rest()
                    .get("alice", "/v1/workspaces/" + id + "/history?limit=200")
                    .expect(200)
                    .json()
                    .get("items")
                    .valueStream()
                    .map(event -> event.get("actor").asText() + " "
                            + event.get("type").asText())
                    .toList();
        }

        boolean isFrozen() {
            return server.rest()
                    .get("alice", "/v1/workspaces/" + id)
                    .expect(200)
                    .json()
                    .get("frozen")
                    .asBoolean();
        }

        void post(String path) {
            int status = server.rest()
                    .post("alice", "/v1/workspaces/" + id + path, Map.of())
                    .status();
            assertThat(status).isLessThan(300);
        }

        void end() {
            server.rest().end(id);
        }
    }
}
