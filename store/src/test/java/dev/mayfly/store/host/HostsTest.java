package dev.mayfly.store.host;

import static dev.mayfly.store.testing.Samples.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.HostId;
import dev.mayfly.store.testing.Store;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class HostsTest {
    private static final Store STORE = Store.start();
    private static final DriverName SANDBOX = new DriverName("sandbox");
    private static final DriverName SIMULATED = new DriverName("simulated");

    private final Hosts hosts = STORE.get(Hosts.class);

    @AfterAll
    static void stop() {
        STORE.close();
    }

    @Test
    void aHostIsKnownByWhatItSaidLast() {
        HostId first = new HostId("a.example");
        HostId second = new HostId("b.example");
        hosts.seen(second, Set.of(SANDBOX), START);
        hosts.seen(first, Set.of(SANDBOX), START);
        hosts.seen(first, Set.of(SIMULATED, SANDBOX), START.plusSeconds(10));
        // A message that was overtaken does not make the host look older.
        hosts.seen(first, Set.of(SIMULATED), START.plusSeconds(5));

        assertThat(hosts.seenSince(START))
                .containsExactly(
                        new Host(first, Set.of(SIMULATED), START.plusSeconds(10), false),
                        new Host(second, Set.of(SANDBOX), START, false));
        assertThat(hosts.seenSince(START.plusMillis(1))).extracting(Host::id).containsExactly(first);
        assertThat(hosts.seenSince(START.plusSeconds(11))).isEmpty();
    }

    @Test
    void aHostMayOfferNothing() {
        HostId idle = new HostId("idle");

        hosts.seen(idle, Set.of(), START.minusSeconds(100));

        assertThat(hosts.seenSince(START.minusSeconds(100)))
                .filteredOn(host -> host.id().equals(idle))
                .containsExactly(new Host(idle, Set.of(), START.minusSeconds(100), false));
    }
}
