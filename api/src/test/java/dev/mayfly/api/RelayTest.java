package dev.mayfly.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.api.testing.FakeWorkspace;
import dev.mayfly.api.testing.Http;
import dev.mayfly.api.testing.Running;
import dev.mayfly.api.testing.Socket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Desktops and terminals over real WebSockets, with an inside that does what each test wants. */
final class RelayTest {
    private static final byte[] KEY_A = {4, 1, 0, 0, 0, 0, 0, 'a'};
    private static final byte[] REQUEST = {3, 1, 0, 0, 0, 0, 0, 64, 0, 48};
    private static final byte[] FENCE = {(byte) 248, 0, 0, 0, 0, 0, 0, 1, 1, 42};

    /** A picture of one pixel. */
    private static final byte[] PICTURE = {0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4};

    private final Running api = Running.shared();

    // --- tickets ----------------------------------------------------------------------------------------------------

    @Test
    void aTicketOpensOnceWhatItWasBoughtFor() {
        String id = api.as("alice").inUse("low");
        Http.Answer bought = Socket.ticket(api, "alice", id, "DESKTOP");
        assertThat(bought.status()).as(bought.text()).isEqualTo(201);
        Instant expiresAt = Instant.parse(bought.at("expiresAt"));
        assertThat(Duration.between(Instant.now(), expiresAt)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(15));
        assertThat(bought.at("session")).hasSize(16);
        String ticket = bought.at("ticket");
        try (Socket desktop = Socket.open(api, id, "DESKTOP", ticket, api.origin(), true)) {
            desktop.greet();
            assertThat(look(id).at("/viewers/0/session").asText()).isEqualTo(bought.at("session"));
            refused(() -> Socket.open(api, id, "DESKTOP", ticket, api.origin(), true));
        }
    }

    @Test
    void aTicketOpensNothingElse() {
        String id = api.as("alice").inUse("low");
        String other = api.as("alice").inUse("low");
        String forDesktop = Socket.ticket(api, "alice", id, "DESKTOP").at("ticket");
        refused(() -> Socket.open(api, other, "DESKTOP", forDesktop, api.origin(), true));
        refused(() -> Socket.open(api, id, "DESKTOP", forDesktop, api.origin(), true));
        String forTerminal = Socket.ticket(api, "alice", id, "TERMINAL").at("ticket");
        refused(() -> Socket.open(api, id, "DESKTOP", forTerminal, api.origin(), true));
        refused(() -> Socket.open(api, id, "DESKTOP", "", api.origin(), true));
        refused(() -> Socket.open(api, id, "DESKTOP", "x".repeat(5_000), api.origin(), true));
        assertThat(FakeWorkspace.of(id).lines()).isEmpty();
    }

    @Test
    void aTicketIsWorthNothingAfterItsTime() throws InterruptedException {
        try (Running quick = Running.with(Map.of("mayfly.relay.ticket", "300ms"))) {
            String id = quick.as("alice").inUse("low");
            String ticket = Socket.ticket(quick, "alice", id, "DESKTOP").at("ticket");
            Thread.sleep(400);
            refused(() -> Socket.open(quick, id, "DESKTOP", ticket, quick.origin(), true));
        }
    }

    @Test
    void othersGetNoTicket() {
        String id = api.as("alice").inUse("low");
        assertThat(Socket.ticket(api, "mallory", id, "DESKTOP").status()).isEqualTo(404);
        assertThat(Socket.ticket(api, "mallory", id, "TERMINAL").status()).isEqualTo(404);
        assertThat(Socket.ticket(api, "olga", id, "TERMINAL").status()).isEqualTo(403);
        assertThat(Socket.ticket(api, "olga", id, "DESKTOP").status()).isEqualTo(201);
    }

    @Test
    void aTicketIsForAWorkspaceInUse() {
        Http alice = api.as("alice");
        String closed = alice.closed("low");
        assertThat(Socket.ticket(api, "alice", closed, "DESKTOP").at("code")).isEqualTo("WRONG_PHASE");
        String frozen = alice.inUse("low");
        alice.post("/v1/workspaces/" + frozen + "/freeze", "{}");
        until(() -> Socket.ticket(api, "alice", frozen, "DESKTOP").at("code").equals("WRONG_PHASE"));
        String sealed = alice.inUse("sealed");
        assertThat(Socket.ticket(api, "alice", sealed, "DESKTOP").status()).isEqualTo(201);
        assertThat(Socket.ticket(api, "alice", sealed, "TERMINAL").at("code")).isEqualTo("OUT_OF_BOUNDS");
        for (String body : List.of("{}", "{\"kind\": null}", "{\"kind\": \"SHELL\"}", "{\"kind\": 0}", "[]")) {
            assertThat(alice.post("/v1/workspaces/" + frozen + "/tickets", body).status())
                    .as(body)
                    .isEqualTo(400);
        }
    }

    @Test
    void nobodyHoardsTickets() {
        String id = api.as("alice").inUse("low");
        try (Running own = Running.with(Map.of())) {
            String there = own.as("alice").inUse("low");
            int sold = 0;
            while (Socket.ticket(own, "alice", there, "DESKTOP").status() == 201) {
                sold++;
                assertThat(sold).isLessThanOrEqualTo(32);
            }
            assertThat(Socket.ticket(own, "alice", there, "DESKTOP").at("code")).isEqualTo("RATE_LIMITED");
            assertThat(Socket.ticket(own, "olga", there, "DESKTOP").status()).isEqualTo(201);
        }
        assertThat(Socket.ticket(api, "alice", id, "DESKTOP").status()).isEqualTo(201);
    }

    @Test
    void pagesOfOthersOpenNothing() {
        String id = api.as("alice").inUse("low");
        String port = api.origin().substring(api.origin().lastIndexOf(':'));
        for (@Nullable
        String origin : Arrays.asList(
                null,
                "",
                "null",
                "https://evil.example",
                "http://evil.example" + port,
                "http://127.0.0.1",
                "http://127.0.0.1:1",
                "https://127.0.0.1" + port,
                "http://127.0.0.1" + port + ".evil.example",
                "http://user@127.0.0.1" + port,
                api.origin() + "/",
                api.origin() + " " + api.origin())) {
            String ticket = Socket.ticket(api, "alice", id, "DESKTOP").at("ticket");
            refused(() -> Socket.open(api, id, "DESKTOP", ticket, origin, true));
            // A page of somebody else's does not even use it up.
            Socket.open(api, id, "DESKTOP", ticket, api.origin(), true).close();
        }
        String ticket = Socket.ticket(api, "alice", id, "DESKTOP").at("ticket");
        Socket.open(api, id, "DESKTOP", ticket, "http://localhost" + port, true).close();
    }

    @Test
    void anOperatorMayNameMoreOrigins() {
        try (Running behind = Running.with(Map.of("mayfly.origins", List.of("https://mayfly.example")))) {
            String id = behind.as("alice").inUse("low");
            String ticket = Socket.ticket(behind, "alice", id, "DESKTOP").at("ticket");
            Socket.open(behind, id, "DESKTOP", ticket, "https://mayfly.example", true)
                    .close();
        }
    }

    // --- desktops ---------------------------------------------------------------------------------------------------

    @Test
    void aViewerSeesTheDesktopAndTypesIntoIt() {
        String id = api.as("alice").inUse("low");
        try (Socket desktop = Socket.open(api, "alice", id, "DESKTOP")) {
            ByteBuffer start = ByteBuffer.wrap(desktop.greet());
            assertThat(start.getShort()).isEqualTo((short) 64);
            assertThat(start.getShort()).isEqualTo((short) 48);
            desktop.say(REQUEST).say(KEY_A);
            FakeWorkspace.Line inside = inside(id, 0);
            until(() -> inside.heard().length == REQUEST.length + KEY_A.length);
            inside.say(PICTURE);
            assertThat(desktop.hear(PICTURE.length)).isEqualTo(PICTURE);
        }
        until(() -> look(id).path("viewers").isEmpty());
        assertThat(events(id)).containsSubsequence("DESKTOP_ATTACHED", "DESKTOP_CONTROLLED", "DESKTOP_DETACHED");
    }

    @Test
    void onlyOneControls() {
        String id = api.as("alice").inUse("low");
        try (Socket first = Socket.open(api, "alice", id, "DESKTOP")) {
            first.greet();
            try (Socket second = Socket.open(api, "alice", id, "DESKTOP");
                    Socket third = Socket.open(api, "bob", id, "DESKTOP");
                    Socket fourth = Socket.open(api, "adam", id, "DESKTOP")) {
                List<Socket> viewers = List.of(second, third, fourth);
                viewers.forEach(Socket::greet);
                until(() -> look(id).path("viewers").size() == 4);
                String controller = look(id).at("/controller/session").asText();
                assertThat(controller).isEqualTo(session(id, 0));
                for (Socket viewer : viewers) {
                    viewer.say(KEY_A).say(FENCE);
                }
                for (int i = 1; i <= 3; i++) {
                    FakeWorkspace.Line inside = inside(id, i);
                    until(() -> inside.heard().length >= FENCE.length);
                    assertThat(inside.heard()).isEqualTo(FENCE);
                }

                // The owner takes it with the other connection, and the first one has lost it.
                assertThat(wish("alice", id, session(id, 1), "TAKE")
                                .at("/controller/session")
                                .asText())
                        .isEqualTo(session(id, 1));
                second.say(KEY_A);
                first.say(KEY_A).say(FENCE);
                until(() -> inside(id, 1).heard().length == FENCE.length + KEY_A.length);
                until(() -> inside(id, 0).heard().length >= FENCE.length);
                assertThat(inside(id, 0).heard()).isEqualTo(FENCE);

                // Whoever may not take it asks, and is given it.
                assertThat(status("bob", id, session(id, 2), "TAKE")).isEqualTo(403);
                assertThat(status("adam", id, session(id, 3), "TAKE")).isEqualTo(403);
                assertThat(status("adam", id, session(id, 3), "REQUEST")).isEqualTo(403);
                assertThat(status("bob", id, session(id, 1), "REQUEST")).isEqualTo(404);
                assertThat(status("bob", id, "nonsense", "REQUEST")).isEqualTo(404);
                assertThat(wish("bob", id, session(id, 2), "REQUEST")
                                .at("/asking/0/user")
                                .asText())
                        .isEqualTo("bob");
                assertThat(look(id).at("/controller/session").asText()).isEqualTo(session(id, 1));
                JsonNode given = wish("alice", id, session(id, 1), "RELEASE");
                assertThat(given.at("/controller/user").asText()).isEqualTo("bob");
                assertThat(given.path("asking")).isEmpty();
                third.say(KEY_A);
                until(() -> inside(id, 2).heard().length == FENCE.length + KEY_A.length);
                // Who was given it gives it to nobody else.
                wish("alice", id, session(id, 0), "REQUEST");
                assertThat(wish("bob", id, session(id, 2), "RELEASE")
                                .path("controller")
                                .isNull())
                        .isTrue();
            }
            until(() -> look(id).path("viewers").size() == 1);
        }
    }

    /** Its viewer says nothing more, and nothing is said in its place but this. */
    @Test
    void whoLosesTheControlLetsGoOfEverything() {
        byte[] press = {5, 1, 0, 3, 0, 4};
        byte[] letGo = {4, 0, 0, 0, 0, 0, 0, 'a', 5, 0, 0, 3, 0, 4};
        String id = api.as("alice").inUse("low");
        try (Socket first = Socket.open(api, "alice", id, "DESKTOP")) {
            first.greet();
            first.say(KEY_A).say(press);
            int before = KEY_A.length + press.length;
            until(() -> inside(id, 0).heard().length == before);
            try (Socket second = Socket.open(api, "olga", id, "DESKTOP")) {
                second.greet();
                wish("olga", id, session(id, 1), "TAKE");
                until(() -> inside(id, 0).heard().length == before + letGo.length);
                assertThat(inside(id, 0).heard()).endsWith(letGo);
            }
        }
    }

    @Test
    void theControlIsFreeOnceItsHolderGoes() {
        String id = api.as("alice").inUse("low");
        try (Socket onlooker = Socket.open(api, "olga", id, "DESKTOP")) {
            onlooker.greet();
            assertThat(look(id).path("controller").isNull()).isTrue();
            Socket owner = Socket.open(api, "alice", id, "DESKTOP");
            owner.greet();
            assertThat(look(id).at("/controller/user").asText()).isEqualTo("alice");
            owner.close();
            until(() -> look(id).path("controller").isNull());
            assertThat(wish("olga", id, session(id, 0), "TAKE")
                            .at("/controller/user")
                            .asText())
                    .isEqualTo("olga");
        }
    }

    @Test
    void changesAreToldAsTheyHappen() throws IOException {
        String id = api.as("alice").inUse("low");
        var answer = api.as("bob").open("/v1/workspaces/" + id + "/desktop/changes");
        assertThat(answer.statusCode()).isEqualTo(200);
        try (InputStream stream = answer.body()) {
            assertThat(event(stream))
                    .contains("event: desktop")
                    .contains("\"viewers\":[]")
                    .contains("\"controller\":null");
            try (Socket desktop = Socket.open(api, "alice", id, "DESKTOP")) {
                desktop.greet();
                assertThat(event(stream)).contains("\"controller\":{\"session\":", "\"user\":\"alice\"");
            }
            assertThat(event(stream)).contains("\"viewers\":[]");
            api.as("alice").post("/v1/workspaces/" + id + "/end", "{}");
            assertThat(stream.readAllBytes()).asString(StandardCharsets.UTF_8).doesNotContain("event:");
        }
    }

    @Test
    void textGoesOnlyTheWayThatTheTemplateOpens() {
        byte[] text = {6, 0, 0, 0, 0, 0, 0, 2, 'h', 'i'};
        byte[] copied = {3, 0, 0, 0, 0, 0, 0, 2, 'h', 'o'};
        for (String template : List.of("low", "pasting")) {
            String id = api.as("alice").inUse(template);
            boolean open = template.equals("pasting");
            try (Socket desktop = Socket.open(api, "alice", id, "DESKTOP")) {
                desktop.greet();
                assertThat(look(id).path("clipboardIn").asBoolean()).isEqualTo(open);
                assertThat(look(id).path("clipboardOut").asBoolean()).isEqualTo(open);
                desktop.say(text).say(FENCE);
                FakeWorkspace.Line inside = inside(id, 0);
                int expected = FENCE.length + (open ? text.length : 0);
                until(() -> inside.heard().length >= expected);
                assertThat(inside.heard()).hasSize(expected);
                inside.say(copied);
                inside.say(new byte[] {2});
                assertThat(desktop.hear(1)[0]).isEqualTo((byte) (open ? 3 : 2));
            }
        }
    }

    @Test
    void aDesktopThatAnswersWronglyIsShutOut() {
        List<byte[]> nonsense = new ArrayList<>(
                List.of(new byte[] {77}, new byte[] {0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 5}, new byte[] {
                    3, 0, 0, 0, 127, 0, 0, 0
                }));
        for (byte[] said : nonsense) {
            String id = api.as("alice").inUse("low");
            try (Socket desktop = Socket.open(api, "alice", id, "DESKTOP")) {
                desktop.greet();
                desktop.say(REQUEST);
                until(() -> inside(id, 0).heard().length == REQUEST.length);
                inside(id, 0).say(said);
                Socket.Closed closed = desktop.closed();
                assertThat(closed.code()).as(closed.reason()).isEqualTo(4004);
                assertThat(closed.reason()).startsWith("The desktop ").endsWith(".");
            }
        }
    }

    @Test
    void aDesktopThatGreetsWronglyOrNotAtAllIsShutOut() {
        try (Running quick = Running.with(Map.of("mayfly.relay.greeting", "1s"))) {
            byte[] random = new byte[200];
            new Random(7).nextBytes(random);
            for (byte[] greeting : List.of(new byte[0], random, "RFB 003.008\n".getBytes(StandardCharsets.US_ASCII))) {
                String id = quick.as("alice").inUse("low");
                FakeWorkspace.of(id).greet(greeting);
                try (Socket desktop = Socket.open(quick, "alice", id, "DESKTOP")) {
                    assertThat(desktop.closed().code()).isEqualTo(4004);
                }
            }
        }
    }

    @Test
    void aDesktopThatClosesIsTold() {
        String id = api.as("alice").inUse("low");
        try (Socket desktop = Socket.open(api, "alice", id, "DESKTOP")) {
            desktop.greet();
            inside(id, 0).close();
            assertThat(desktop.closed()).isEqualTo(new Socket.Closed(4004, "The desktop closed the connection."));
        }
    }

    @Test
    void aViewerThatBreaksTheProtocolIsShutOut() {
        for (byte[] said : List.of(new byte[] {99}, new byte[] {6, 0, 0, 0, 127, 0, 0, 0}, new byte[] {7, 7, 7, 7})) {
            String id = api.as("alice").inUse("low");
            try (Socket desktop = Socket.open(api, "alice", id, "DESKTOP")) {
                desktop.greet();
                desktop.say(said);
                assertThat(desktop.closed().code()).isEqualTo(1002);
            }
        }
        String id = api.as("alice").inUse("low");
        try (Socket desktop = Socket.open(api, "alice", id, "DESKTOP")) {
            desktop.greet();
            desktop.say("text");
            assertThat(desktop.closed().code()).isEqualTo(1003);
        }
        try (Socket desktop = Socket.open(api, "alice", id, "DESKTOP")) {
            desktop.greet();
            // The server may be gone before all of it was said.
            desktop.trySay(new byte[2 * 1024 * 1024]);
            assertThat(desktop.closed().code()).isIn(1006, 1009);
        }
    }

    /** Random bytes of both sides at once: whatever comes of it is told by a code, and the server goes on. */
    @Test
    void nonsenseOfBothSidesHarmsNobodyElse() {
        long seed = System.nanoTime();
        System.out.println("RelayTest seed " + seed);
        Random random = new Random(seed);
        String calm = api.as("alice").inUse("low");
        String wild = api.as("alice").inUse("low");
        try (Socket undisturbed = Socket.open(api, "alice", calm, "DESKTOP")) {
            undisturbed.greet();
            for (int round = 0; round < 30; round++) {
                try (Socket desktop = Socket.open(api, "alice", wild, "DESKTOP")) {
                    desktop.greet();
                    FakeWorkspace.Line inside = inside(wild, round);
                    byte[] bytes = new byte[1 + random.nextInt(300)];
                    random.nextBytes(bytes);
                    if (random.nextBoolean()) {
                        desktop.say(bytes);
                    } else {
                        inside.say(bytes);
                    }
                    inside.close();
                    assertThat(desktop.closed().code()).as("seed %d", seed).isIn(1002, 4004);
                }
            }
            undisturbed.say(KEY_A);
            until(() -> inside(calm, 0).heard().length == KEY_A.length);
        }
    }

    // --- the end ----------------------------------------------------------------------------------------------------

    @Test
    void everythingClosesTheMomentThatTheWorkspaceEnds() {
        String id = api.as("alice").inUse("low");
        try (Socket desktop = Socket.open(api, "alice", id, "DESKTOP");
                Socket onlooker = Socket.open(api, "bob", id, "DESKTOP");
                Socket terminal = Socket.open(api, "alice", id, "TERMINAL")) {
            desktop.greet();
            onlooker.greet();
            long begun = System.nanoTime();
            api.as("alice").post("/v1/workspaces/" + id + "/end", "{}");
            for (Socket socket : List.of(desktop, onlooker, terminal)) {
                assertThat(socket.closed()).isEqualTo(new Socket.Closed(4001, "The workspace is in use no longer."));
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void aFrozenDesktopStaysOpenAndHearsNothingMeanwhile() {
        Http alice = api.as("alice");
        String id = alice.inUse("low");
        try (Socket desktop = Socket.open(api, "alice", id, "DESKTOP")) {
            desktop.greet();
            alice.post("/v1/workspaces/" + id + "/freeze", "{}");
            until(() -> {
                int before = inside(id, 0).heard().length;
                desktop.say(KEY_A).say(FENCE);
                until(() -> inside(id, 0).heard().length >= before + FENCE.length);
                return inside(id, 0).heard().length == before + FENCE.length;
            });
            assertThat(desktop.isOpen()).isTrue();
            alice.post("/v1/workspaces/" + id + "/thaw", "{}");
            until(() -> {
                int before = inside(id, 0).heard().length;
                desktop.say(KEY_A).say(FENCE);
                until(() -> inside(id, 0).heard().length >= before + FENCE.length);
                return inside(id, 0).heard().length > before + FENCE.length;
            });
        }
    }

    @Test
    void whoSignsOutSeesNothingMore() {
        String id = api.as("alice").inUse("low");
        Http browser = api.anonymous();
        String code = "{\"user\": \"alice\", \"code\": \"%s\"}".formatted(Running.SECRET);
        String[] signedIn = {
            "Origin",
            api.origin(),
            "Cookie",
            browser.post("/v1/session", code).header("Set-Cookie").split(";", 2)[0]
        };
        String tickets = "/v1/workspaces/" + id + "/tickets";
        String ticket =
                browser.post(tickets, "{\"kind\": \"DESKTOP\"}", signedIn).at("ticket");
        String unused =
                browser.post(tickets, "{\"kind\": \"TERMINAL\"}", signedIn).at("ticket");
        try (Socket desktop = Socket.open(api, id, "DESKTOP", ticket, api.origin(), true);
                Socket otherBrowser = Socket.open(api, "alice", id, "DESKTOP");
                Socket onlooker = Socket.open(api, "bob", id, "DESKTOP")) {
            desktop.greet();
            otherBrowser.greet();
            onlooker.greet();
            browser.send("DELETE", "/v1/session", BodyPublishers.noBody(), signedIn);
            assertThat(desktop.closed()).isEqualTo(new Socket.Closed(4002, "You have signed out."));
            try (Socket late = Socket.open(api, id, "TERMINAL", unused, api.origin(), true)) {
                assertThat(late.closed()).isEqualTo(new Socket.Closed(4002, "You have signed out."));
            }
            assertThat(otherBrowser.isOpen()).isTrue();
            assertThat(onlooker.isOpen()).isTrue();
        }
    }

    @Test
    void nobodyUsesTheTicketOfSomebodyElseWhileSignedIn() {
        String id = api.as("alice").inUse("low");
        String ticket = Socket.ticket(api, "alice", id, "DESKTOP").at("ticket");
        String bob = "Bearer demo.bob." + Running.SECRET;
        refused(() -> Socket.open(api, id, "DESKTOP", ticket, api.origin(), true, "Authorization", bob));
        String other = Socket.ticket(api, "alice", id, "DESKTOP").at("ticket");
        String alice = "Bearer demo.alice." + Running.SECRET;
        Socket.open(api, id, "DESKTOP", other, api.origin(), true, "Authorization", alice)
                .close();
    }

    @Test
    void aSignInThatEndsTakesItsDesktopWithIt() {
        String id = api.as("alice").inUse("low");
        Running.Signed brief = api.brief("alice", Instant.now().plusSeconds(4));
        String ticket = brief.http()
                .post("/v1/workspaces/" + id + "/tickets", "{\"kind\": \"DESKTOP\"}")
                .at("ticket");
        try (Socket desktop = Socket.open(api, id, "DESKTOP", ticket, api.origin(), true)) {
            desktop.greet();
            assertThat(desktop.closed()).isEqualTo(new Socket.Closed(4002, "Your sign-in has ended."));
            assertThat(Instant.now()).isAfterOrEqualTo(brief.until());
        }
    }

    @Test
    void aServerThatStopsSaysSo() {
        Running stopping = Running.with(Map.of());
        String id = stopping.as("alice").inUse("low");
        try (Socket desktop = Socket.open(stopping, "alice", id, "DESKTOP")) {
            desktop.greet();
            stopping.stop();
            assertThat(desktop.closed()).isEqualTo(new Socket.Closed(1012, "The server is restarting."));
        }
    }

    // --- limits -----------------------------------------------------------------------------------------------------

    @Test
    void aWorkspaceHasOnlySoManyConnections() {
        try (Running small = Running.with(Map.of("mayfly.relay.per-workspace", 2))) {
            String id = small.as("alice").inUse("low");
            String third = Socket.ticket(small, "alice", id, "DESKTOP").at("ticket");
            Socket one = Socket.open(small, "alice", id, "DESKTOP");
            try (Socket two = Socket.open(small, "alice", id, "TERMINAL")) {
                until(() -> Socket.ticket(small, "alice", id, "DESKTOP").status() == 429);
                try (Socket refused = Socket.open(small, id, "DESKTOP", third, small.origin(), true)) {
                    assertThat(refused.closed().code()).isEqualTo(4005);
                }
                assertThat(two.isOpen()).isTrue();
                one.close();
                until(() -> Socket.ticket(small, "alice", id, "DESKTOP").status() == 201);
            }
        }
    }

    @Test
    void aServerHasOnlySoManyConnections() {
        try (Running small = Running.with(Map.of("mayfly.relay.sockets", 1))) {
            String id = small.as("alice").inUse("low");
            String other = small.as("alice").inUse("low");
            try (Socket one = Socket.open(small, "alice", id, "DESKTOP")) {
                one.greet();
                assertThat(Socket.ticket(small, "alice", other, "DESKTOP").status())
                        .isEqualTo(429);
            }
        }
    }

    /** The desktop has far more to show than the client takes: it has to wait, and the server keeps next to nothing. */
    @Test
    void aSlowViewerMakesTheDesktopWait() {
        String id = api.as("alice").inUse("low");
        String ticket = Socket.ticket(api, "alice", id, "DESKTOP").at("ticket");
        try (Socket quick = Socket.open(api, "alice", id, "DESKTOP")) {
            quick.greet();
            try (Socket slow = Socket.open(api, id, "DESKTOP", ticket, api.origin(), false)) {
                greetThenStopListening(slow);
                until(() -> FakeWorkspace.of(id).lines().size() == 2);
                FakeWorkspace.Line inside = inside(id, 1);
                until(() -> inside.heard().length == REQUEST.length);
                Thread talking = Thread.ofVirtual().start(() -> {
                    byte[] much = new byte[64 * 1024];
                    Arrays.fill(much, (byte) 2); // bells: each byte is a message
                    for (int i = 0; i < 1_024; i++) {
                        inside.say(much);
                    }
                });
                long before;
                do {
                    before = inside.sent();
                    pause(Duration.ofMillis(500));
                } while (inside.sent() != before);
                assertThat(before)
                        .as("taken of 64 MiB for a client that takes nothing")
                        .isLessThan(16 << 20);
                // The other one does not notice.
                quick.say(KEY_A);
                until(() -> inside(id, 0).heard().length == KEY_A.length);
                slow.listen();
                until(() -> slow.heard() >= 64 << 20);
                until(() -> !talking.isAlive());
            }
        }
    }

    @Test
    void aViewerThatTakesNothingAtAllIsShutOut() {
        try (Running strict = Running.with(Map.of("mayfly.relay.patience", "1s"))) {
            String id = strict.as("alice").inUse("low");
            String ticket = Socket.ticket(strict, "alice", id, "DESKTOP").at("ticket");
            try (Socket slow = Socket.open(strict, id, "DESKTOP", ticket, strict.origin(), false)) {
                greetThenStopListening(slow);
                until(() -> inside(id, 0).heard().length == REQUEST.length);
                FakeWorkspace.Line inside = inside(id, 0);
                byte[] much = new byte[32 << 20];
                Arrays.fill(much, (byte) 2);
                assertThatThrownBy(() -> inside.say(much)).isInstanceOf(java.io.UncheckedIOException.class);
                until(() -> strict.as("alice")
                        .get("/v1/workspaces/" + id + "/desktop")
                        .json()
                        .path("viewers")
                        .isEmpty());
            }
        }
    }

    /** The inside reads nothing: the client's messages wait in the client's own kernel in the end. */
    @Test
    void aDeafDesktopMakesTheViewerWait() {
        String id = api.as("alice").inUse("low");
        FakeWorkspace.of(id).beDeaf();
        try (Socket desktop = Socket.open(api, "alice", id, "DESKTOP")) {
            desktop.greet();
            byte[] many = new byte[1024 * 1000];
            for (int i = 0; i < many.length; i += FENCE.length) {
                System.arraycopy(FENCE, 0, many, i, FENCE.length);
            }
            int taken = 0;
            while (desktop.trySay(many)) {
                taken++;
                assertThat(taken)
                        .as("MiB taken for a desktop that takes nothing")
                        .isLessThan(32);
            }
        }
    }

    /** A hostile inside, and clients that come and go at any moment. */
    @Test
    void nothingStaysOpenForThoseWhoHaveGone() throws IOException {
        String silent = api.as("alice").inUse("low");
        FakeWorkspace.of(silent).greet(new byte[0]);
        String deaf = api.as("alice").inUse("low");
        FakeWorkspace.of(deaf).beDeaf();
        String quick = api.as("alice").inUse("low");
        int before = descriptors();
        byte[] many = new byte[1_000_000];
        for (int round = 0; round < 6; round++) {
            Socket.open(api, "alice", silent, "DESKTOP").close();
            Socket.open(api, "alice", quick, "DESKTOP").close();
            try (Socket desktop = Socket.open(api, "alice", deaf, "DESKTOP")) {
                desktop.greet();
                // More than any buffer holds.
                for (int i = 0; i < many.length; i += FENCE.length) {
                    System.arraycopy(FENCE, 0, many, i, FENCE.length);
                }
                desktop.trySay(many);
            }
            until(() -> List.of(silent, deaf, quick).stream()
                    .allMatch(id -> look(id).path("viewers").isEmpty()));
        }
        until(() -> descriptors() <= before + 6);
    }

    private static int descriptors() {
        return Objects.requireNonNull(new java.io.File("/proc/self/fd").list()).length;
    }

    // --- terminals --------------------------------------------------------------------------------------------------

    @Test
    void aTerminalCarriesBytesAndSizes() {
        String id = api.as("alice").inUse("low");
        try (Socket terminal = Socket.open(api, "alice", id, "TERMINAL")) {
            terminal.say("ls\r".getBytes(StandardCharsets.US_ASCII));
            terminal.say("{\"type\":\"resize\",\"cols\":132,\"rows\":43}");
            byte[] expected = {0, 0, 0, 0, 3, 'l', 's', '\r', 1, 0, 0, 0, 4, 0, (byte) 132, 0, 43};
            until(() -> !FakeWorkspace.of(id).lines().isEmpty() && inside(id, 0).heard().length >= expected.length);
            assertThat(inside(id, 0).heard()).isEqualTo(expected);
            inside(id, 0).say(new byte[] {27, '[', 'H', (byte) 0xC3, (byte) 0xA4});
            assertThat(terminal.hear(5)).containsExactly(27, '[', 'H', 0xC3, 0xA4);
            inside(id, 0).close();
            assertThat(terminal.closed()).isEqualTo(new Socket.Closed(1000, "The shell has ended."));
        }
        until(() -> events(id).contains("TERMINAL_DETACHED"));
        assertThat(events(id)).contains("TERMINAL_ATTACHED");
    }

    @Test
    void aTerminalTakesNoOtherText() {
        String id = api.as("alice").inUse("low");
        for (String text : List.of(
                "",
                "{}",
                "[]",
                "null",
                "{\"type\":\"resize\",\"cols\":0,\"rows\":24}",
                "{\"type\":\"resize\",\"cols\":80,\"rows\":1001}",
                "{\"type\":\"resize\",\"cols\":-1,\"rows\":24}",
                "{\"type\":\"resize\",\"cols\":99999999999,\"rows\":24}",
                "{\"type\":\"exec\",\"cols\":80,\"rows\":24}",
                "{\"type\":\"resize\",\"cols\":80,\"rows\":24,\"x\":\"" + "x".repeat(1_000) + "\"}")) {
            try (Socket terminal = Socket.open(api, "alice", id, "TERMINAL")) {
                terminal.say(text);
                assertThat(terminal.closed().code()).as(text).isEqualTo(1003);
            }
        }
    }

    // --- idle -------------------------------------------------------------------------------------------------------

    @Test
    void onlyRealInputOfTheControllerKeepsAWorkspaceAlive() {
        Http alice = api.as("alice");
        String id = alice.inUse("low");
        try (Socket desktop = Socket.open(api, "alice", id, "DESKTOP");
                Socket onlooker = Socket.open(api, "bob", id, "DESKTOP")) {
            desktop.greet();
            onlooker.greet();
            String before = touchedAt(alice, id);
            desktop.say(REQUEST).say(FENCE);
            onlooker.say(KEY_A).say(FENCE);
            until(() -> inside(id, 0).heard().length == REQUEST.length + FENCE.length);
            until(() -> inside(id, 1).heard().length == FENCE.length);
            pause(Duration.ofMillis(500));
            assertThat(touchedAt(alice, id)).isEqualTo(before);
            desktop.say(KEY_A);
            until(() -> !touchedAt(alice, id).equals(before));
            String once = touchedAt(alice, id);
            desktop.say(KEY_A).say(KEY_A);
            pause(Duration.ofMillis(500));
            assertThat(touchedAt(alice, id)).as("once a minute").isEqualTo(once);
        }
    }

    // ----------------------------------------------------------------------------------------------------------------

    private static String touchedAt(Http alice, String id) {
        return alice.get("/v1/workspaces/" + id + "/explanation").text().replaceAll("\"now\":\"[^\"]*\"", "");
    }

    /** The JDK's client asks for messages one by one here, as many as the greeting has. */
    private static void greetThenStopListening(Socket slow) {
        slow.ask(4);
        slow.greet();
        slow.say(REQUEST);
    }

    private JsonNode look(String id) {
        return api.as("alice").get("/v1/workspaces/" + id + "/desktop").json();
    }

    private String session(String id, int viewer) {
        return look(id).at("/viewers/" + viewer + "/session").asText();
    }

    private Http.Answer control(String user, String id, String session, String wish) {
        return api.as(user)
                .post(
                        "/v1/workspaces/" + id + "/desktop/control",
                        "{\"session\": \"%s\", \"wish\": \"%s\"}".formatted(session, wish));
    }

    private JsonNode wish(String user, String id, String session, String wish) {
        Http.Answer answer = control(user, id, session, wish);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private int status(String user, String id, String session, String wish) {
        return control(user, id, session, wish).status();
    }

    private static FakeWorkspace.Line inside(String id, int connection) {
        return FakeWorkspace.of(id).lines().get(connection);
    }

    private List<String> events(String id) {
        return StreamSupport.stream(
                        api.as("alice")
                                .get("/v1/workspaces/" + id + "/history?limit=200")
                                .json()
                                .path("items")
                                .spliterator(),
                        false)
                .map(event -> event.path("type").asText())
                .toList();
    }

    /** The next server-sent event that is not a comment. */
    private static String event(InputStream stream) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        while (true) {
            int next = stream.read();
            assertThat(next).as("the stream ended after " + lines).isNotNegative();
            lines.write(next);
            String text = lines.toString(StandardCharsets.UTF_8);
            if (text.endsWith("\n\n")) {
                if (text.contains("event:")) {
                    return text;
                }
                lines.reset();
            }
        }
    }

    private static void refused(Runnable opening) {
        assertThatThrownBy(opening::run)
                .isInstanceOfSatisfying(
                        Socket.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(403));
    }

    private static void until(BooleanSupplier happened) {
        long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!happened.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it did not happen").isLessThan(giveUp);
            Http.pause();
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
