package dev.mayfly.tests.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that is killed in every phase loses nothing and leaves nothing. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CrashTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private static @Nullable Server running;

    @BeforeAll
    static void start() throws IOException {
        running = Server.fresh();
    }

    @AfterAll
    static void stop() throws IOException {
        if (running != null) {
            running.close();
        }
    }

    private static Server server() {
        return Objects.requireNonNull(running);
    }

    /** Who is killed. */
    enum Killed {
        SERVER,
        EVERYTHING
    }

    /** One crash catches a workspace in each phase; the delays move it through making and through removing. */
    @Order(1)
    @ParameterizedTest(name = "{0} after {1} ms")
    @CsvSource({
        "SERVER, 0",
        "SERVER, 150",
        "SERVER, 450",
        "SERVER, 900",
        "EVERYTHING, 0",
        "EVERYTHING, 200",
        "EVERYTHING, 600"
    })
    void workspacesInAllPhasesGoOnAfterACrash(Killed killed, int millis) {
        Life awaiting = Life.asked(server(), "api-dev", Life.LONG);
        awaiting.await("AWAITING_APPROVAL");
        Life used = Life.inUse(server(), "sandbox-compute", Life.LONG);
        used.leaveProof();
        Life snapshotted = Life.inUse(server(), "docs-editor", Life.LONG);
        Life destroyed = Life.inUse(server(), "sandbox-compute", Life.LONG);

        snapshotted.end();
        destroyed.end();
        Life provisioned = Life.asked(server(), "sandbox-compute", Life.LONG);
        Eventually.pause(Duration.ofMillis(millis));
        switch (killed) {
            case SERVER -> server().kill();
            case EVERYTHING -> server().killEverything();
        }
        used.demandPresence();
        server().start();

        assertEquals("AWAITING_APPROVAL", awaiting.phase());
        used.awaitInUse();
        used.demandProof();
        provisioned.awaitInUse();
        provisioned.demandPresence();
        server().rest().approve(awaiting.id());
        snapshotted.demandClosed();
        destroyed.demandClosed();
        awaiting.awaitInUse();
        awaiting.demandPresence();
        for (Life life : List.of(used, provisioned, awaiting)) {
            life.end();
        }
        for (Life life : List.of(used, provisioned, awaiting)) {
            life.demandClosed();
        }
    }

    @Test
    @Order(2)
    void noAcknowledgedRequestIsLost() {
        List<Life> lives = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            lives.add(Life.asked(server(), "sandbox-compute", Life.LONG));
            server().kill();
            server().start();
        }
        lives.forEach(Life::awaitInUse);
        lives.forEach(Life::end);
        lives.forEach(Life::demandClosed);
    }

    @Test
    @Order(3)
    void workspacesSurviveAnOrderlyStopThatLeavesNoServerBehind() throws InterruptedException {
        Life life = Life.inUse(server(), "sandbox-compute", Life.LONG);
        life.leaveProof();
        server().stop();
        assertFalse(server().temporal().isPresent(), "Temporal still runs");
        assertFalse(server().postgres().isPresent(), "Postgres still runs");
        life.demandPresence();
        server().start();
        life.demandProof();

        // The same where the server that stops has adopted what another one had started.
        server().kill();
        assertTrue(server().postgres().isPresent(), "Postgres lives on without its server");
        server().start();
        server().stop();
        assertFalse(server().temporal().isPresent(), "Temporal still runs");
        assertFalse(server().postgres().isPresent(), "Postgres still runs");
        server().start();
        life.awaitInUse();
        life.demandProof();
        life.end();
        life.demandClosed();
    }

    @Test
    @Order(4)
    void aLeaseThatEndsWhileTheServerIsDownIsEndedByTheNext() {
        Life life = Life.inUse(server(), "sandbox-compute", Duration.ofSeconds(6));
        server().kill();
        Eventually.pause(Duration.ofSeconds(7));
        server().start();
        life.demandClosed();
        assertEquals(
                "EXPIRED",
                server().rest()
                        .workspace(life.id())
                        .json()
                        .at("/ending/outcome")
                        .asText());
    }

    @Test
    @Order(5)
    void anEndThatIsAcceptedWhileTemporalIsDownIsCarriedOut() {
        Life life = Life.inUse(server(), "sandbox-compute", Life.LONG);
        server().killTemporal();
        life.end();
        server().kill();
        server().start();
        life.demandClosed();
    }

    @Test
    @Order(6)
    void workspacesSurviveTheLossOfPostgresAlone() {
        Life life = Life.inUse(server(), "sandbox-compute", Life.LONG);
        life.leaveProof();
        server().killPostgres();
        life.demandPresence();
        server().kill();
        server().start();
        life.awaitInUse();
        life.demandProof();
        life.end();
        life.demandClosed();
    }

    /** Nobody starts the server again here: it brings back by itself what it lost. */
    @Test
    @Order(7)
    void aServerStartsAgainWhatDiesBesideIt() {
        server().killTemporal();
        Eventually.get("Temporal runs again", SOON, () -> server().temporal().isPresent(), runs -> runs);
        Life life = Life.inUse(server(), "sandbox-compute", Life.LONG);
        server().killPostgres();
        Eventually.get("Postgres runs again", SOON, () -> server().postgres().isPresent(), runs -> runs);
        server().awaitWell();
        life.awaitInUse();
        life.end();
        life.demandClosed();
    }

    /** What stands in its way is its port, which another one holds. */
    @Test
    @Order(8)
    void aStartThatFailsLeavesNoServerBehind() throws IOException, InterruptedException {
        server().stop();
        server().startInVain();
        assertFalse(server().temporal().isPresent(), "Temporal still runs");
        assertFalse(server().postgres().isPresent(), "Postgres still runs");
    }
}
