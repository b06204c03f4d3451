package dev.mayfly.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.activities.driver.Drivers;
import dev.mayfly.domain.holding.Observation;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.domain.workspace.Ending;
import dev.mayfly.domain.workspace.Outcome;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.providers.simulated.SimulatedFactory;
import dev.mayfly.providers.simulated.SimulatedSpec;
import dev.mayfly.providers.spi.Driver;
import dev.mayfly.providers.spi.DriverContext;
import dev.mayfly.providers.spi.Progress;
import dev.mayfly.store.holding.Ledger;
import dev.mayfly.store.testing.Samples;
import dev.mayfly.store.testing.Store;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WatchTest {
    private final Map<WorkspaceId, Ending> ended = new ConcurrentHashMap<>();
    private final Owner owner = Samples.requested("alice", Samples.START).owner(Samples.MACHINE.name());

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it before each test.
    Path world;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private Driver<SimulatedSpec> driver;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private Store store;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private Ledger ledger;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private Watch watch;

    @BeforeEach
    void start() {
        driver = new SimulatedFactory()
                .create(new DriverContext(
                        owner.installation(), Samples.MACHINE.host(), world, Map.of(), Clock.systemUTC()));
        store = Store.start();
        ledger = store.get(Ledger.class);
        watch = new Watch(
                Samples.MACHINE.host(),
                ledger,
                new Drivers(List.of(driver)),
                Clock.systemUTC(),
                (lost, ending) -> ended.put(lost.workspace(), ending));
    }

    @AfterEach
    void stop() {
        store.close();
    }

    @Test
    void leavesAloneWhatIsThere() {
        make(Instant.now().plusSeconds(600));

        watch.look();
        watch.look();

        assertThat(ended).isEmpty();
        driver.remove(owner, Progress.SILENT);
    }

    @Test
    void endsAWorkspaceWhoseMachineDied() {
        make(Instant.now().minusSeconds(1));

        watch.look();
        assertThat(ended).as("one look is not enough").isEmpty();
        watch.look();

        assertThat(ended).hasEntrySatisfying(owner.workspace(), ending -> {
            assertThat(ending.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(ending.code()).isEqualTo("lost");
        });
    }

    @Test
    void leavesAloneWhatIsBeingRemoved() {
        make(Instant.now().plusSeconds(600));
        ledger.removing(owner, Samples.MACHINE, Instant.now());
        driver.remove(owner, Progress.SILENT);

        watch.look();
        watch.look();

        assertThat(ended).isEmpty();
    }

    /** A fuse in the past has burnt by the next look. */
    private void make(Instant fuseAt) {
        ledger.intend(owner, Samples.MACHINE, Instant.now());
        driver.ensure(owner, SimulatedSpec.simple(), Instant.now().plusSeconds(600), Progress.SILENT);
        ledger.live(owner, new Observation(List.of(), Map.of()), Instant.now());
        driver.rearm(owner, fuseAt);
    }
}
