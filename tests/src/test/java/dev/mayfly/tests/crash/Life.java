package dev.mayfly.tests.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.List;

/** What a test does with one workspace, and what it demands of its end. */
record Life(Server server, String id) {
    static final Duration LONG = Duration.ofMinutes(10);

    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final String PROOF = "kept through it all";

    static Life asked(Server server, String template, Duration ttl) {
        return new Life(server, server.rest().request(template, ttl));
    }

    /** One that is in use, and whose presence the oracle has seen: the control without which its silence means nothing. */
    static Life inUse(Server server, String template, Duration ttl) {
        Life life = asked(server, template, ttl);
        life.awaitInUse();
        life.demandPresence();
        return life;
    }

    String phase() {
        return server.rest().phase(id);
    }

    void await(String phase) {
        Eventually.get("%s is %s".formatted(id, phase), WITHIN, this::phase, phase::equals);
    }

    void awaitInUse() {
        await("IN_USE");
    }

    void demandPresence() {
        List<String> there = server.oracle().leftOf(id);
        for (String kind : List.of("process", "cgroup", "socket", "run folder")) {
            assertFalse(
                    there.stream().noneMatch(thing -> thing.startsWith(kind)),
                    () -> "The oracle sees no %s of %s, which is in use; it sees %s".formatted(kind, id, there));
        }
    }

    void leaveProof() {
        server.rest().run(id, PROOF, "sh", "-c", "cat > proof");
    }

    void demandProof() {
        assertEquals(PROOF, server.rest().run(id, "", "cat", "proof"));
    }

    void end() {
        server.rest().end(id);
    }

    /** It is closed, its receipt is there and names it, and the host has nothing of it. */
    void demandClosed() {
        await("CLOSED");
        assertEquals(List.of(), server.oracle().leftOf(id), () -> "left of " + id);
        assertFalse(
                server.rest().receipt(id).expect(200).json().isEmpty(),
                () -> "the receipt of %s is empty".formatted(id));
    }
}
