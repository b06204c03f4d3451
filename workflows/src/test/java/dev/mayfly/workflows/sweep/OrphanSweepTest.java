package dev.mayfly.workflows.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.domain.plan.HostId;
import dev.mayfly.workflows.activity.HostSweep;
import dev.mayfly.workflows.activity.Settling;
import dev.mayfly.workflows.lifecycle.WorkspaceLifecycle;
import dev.mayfly.workflows.wire.Wire;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

final class OrphanSweepTest {
    private static final HostId HERE = new HostId("here");
    private static final HostId BROKEN = new HostId("broken");
    private static final HostId GONE = new HostId("gone");
    private static final SweepOrder ORDER = new SweepOrder(Duration.ofSeconds(20), Duration.ofSeconds(30), false);

    private final List<SweepReport> noted = new CopyOnWriteArrayList<>();

    @Test
    void aHostThatIsSilentShieldsNoneOfTheOthersAndGetsNoVerdict() {
        TestEnvironmentOptions options = TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(Wire.CONVERTER)
                        .build())
                .build();
        try (TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance(options)) {
            Worker control = temporal.newWorker(WorkspaceLifecycle.CONTROL_QUEUE);
            control.registerWorkflowImplementationTypes(OrphanSweepImpl.class);
            control.registerActivitiesImplementations(new Settled());
            temporal.newWorker(HERE.taskQueue())
                    .registerActivitiesImplementations((HostSweep) order -> new HostSweep.Swept(2, 1, true));
            temporal.newWorker(BROKEN.taskQueue()).registerActivitiesImplementations((HostSweep) order -> {
                throw new IllegalStateException("broken");
            });
            temporal.start();

            SweepReport report = temporal.getWorkflowClient()
                    .newWorkflowStub(
                            OrphanSweep.class,
                            WorkflowOptions.newBuilder()
                                    .setTaskQueue(WorkspaceLifecycle.CONTROL_QUEUE)
                                    .build())
                    .run(ORDER);

            assertThat(report).isEqualTo(new SweepReport(3, 2, 1, List.of(BROKEN, GONE)));
            assertThat(report.well()).isFalse();
            assertThat(noted).containsExactly(report);
        }
    }

    private final class Settled implements Settling {
        @Override
        public Settling.Settled settle(SweepOrder order) {
            return new Settling.Settled(3, 0, List.of(HERE, BROKEN, GONE));
        }

        @Override
        public void note(SweepOrder order, SweepReport report) {
            noted.add(report);
        }
    }
}
