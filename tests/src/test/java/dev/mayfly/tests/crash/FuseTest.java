package dev.mayfly.tests.crash;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When nothing of Mayfly is left to end a workspace, it ends by itself. */
class FuseTest {
    private static final Duration LEASE = Duration.ofSeconds(6);
    private static final Duration MARGIN = Duration.ofSeconds(45);
    private static final Duration GRACE = Duration.ofSeconds(15);

    @Test
    void aWorkspaceEndsByItselfWhenEverythingElseIsDead() throws IOException {
        try (Server server = Server.fresh()) {
            Life life = Life.inUse(server, "sandbox-compute", LEASE);
            Instant end = Instant.parse(server.rest()
                    .workspace(life.id())
                    .json()
                    .at("/lease/endsAt")
                    .asText());
            server.killEverything();
            assertFalse(server.isAlive(), "the server lives");
            assertTrue(Instant.now().isBefore(end), "the lease was over before everything was killed");
            Duration within = Duration.between(Instant.now(), end.plus(MARGIN).plus(GRACE));
            Eventually.get("All of it is gone", within, () -> living(server, life), List::isEmpty);

            server.start();
            life.demandClosed();
        }
    }

    /** The reservation of a host user is no thing that lives: it stands until a removal has looked for that user. */
    private static List<String> living(Server server, Life life) {
        return server.oracle().leftOf(life.id()).stream()
                .filter(left -> !left.contains("/uids/"))
                .toList();
    }
}
