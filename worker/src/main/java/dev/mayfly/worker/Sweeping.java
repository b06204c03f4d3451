package dev.mayfly.worker;

import dev.mayfly.workflows.lifecycle.WorkspaceLifecycle;
import dev.mayfly.workflows.sweep.OrphanSweep;
import dev.mayfly.workflows.sweep.SweepOrder;
import io.grpc.StatusRuntimeException;
import io.micronaut.context.annotation.Value;
import io.micronaut.scheduling.annotation.Scheduled;
import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.schedules.Schedule;
import io.temporal.client.schedules.ScheduleActionStartWorkflow;
import io.temporal.client.schedules.ScheduleAlreadyRunningException;
import io.temporal.client.schedules.ScheduleClient;
import io.temporal.client.schedules.ScheduleClientOptions;
import io.temporal.client.schedules.ScheduleException;
import io.temporal.client.schedules.ScheduleIntervalSpec;
import io.temporal.client.schedules.ScheduleOptions;
import io.temporal.client.schedules.SchedulePolicy;
import io.temporal.client.schedules.ScheduleSpec;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the sweep's schedule is there, also when Temporal's database was lost and began anew.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><td>{@code mayfly.sweep.every}</td><td>how often it comes; 20 s by default</td></tr>
 * <tr><td>{@code mayfly.sweep.creation-grace}</td><td>how long a workspace must have been started before the absence
 * of its workflow counts; 30 s</td></tr>
 * <tr><td>{@code mayfly.sweep.dry-run}</td><td>whether it only logs what it would do; {@code false}</td></tr>
 * </table>
 */
@Singleton
class Sweeping {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeping.class);

    /** Sweeps that were missed while Temporal was down are not made up for: the next one sees all. */
    private static final Duration CATCH_UP = Duration.ofSeconds(10);

    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final WorkerSettings settings;
    private final ScheduleClient schedules;
    private final SweepOrder order;
    private boolean current;

    Sweeping(
            WorkerSettings settings,
            WorkflowClient client,
            @Value("${mayfly.sweep.every:20s}") Duration every,
            @Value("${mayfly.sweep.creation-grace:30s}") Duration creationGrace,
            @Value("${mayfly.sweep.dry-run:false}") boolean dryRun) {
        this.settings = settings;
        this.order = new SweepOrder(every, creationGrace, dryRun);
        this.schedules = ScheduleClient.newInstance(
                client.getWorkflowServiceStubs(),
                ScheduleClientOptions.newBuilder()
                        .setNamespace(client.getOptions().getNamespace())
                        .setIdentity(client.getOptions().getIdentity())
                        .setDataConverter(client.getOptions().getDataConverter())
                        .build());
    }

    /** Makes it where it is missing; the first time, one that is there gets the settings of this worker. */
    @Scheduled(fixedDelay = "20s", initialDelay = "5s")
    void arrange() {
        if (!settings.has(WorkerSettings.Role.CONTROL)) {
            return;
        }
        try {
            schedules.createSchedule(
                    OrphanSweep.SCHEDULE,
                    schedule(),
                    ScheduleOptions.newBuilder().setTriggerImmediately(true).build());
            LOG.info("The sweep comes every {}", order.every());
            current = true;
        } catch (ScheduleAlreadyRunningException e) {
            update();
        } catch (ScheduleException | StatusRuntimeException e) {
            LOG.warn("The schedule of the sweep could not be looked after: {}", e.getMessage());
        }
    }

    private void update() {
        if (current) {
            return;
        }
        try {
            schedules
                    .getHandle(OrphanSweep.SCHEDULE)
                    .update(input -> new io.temporal.client.schedules.ScheduleUpdate(schedule()));
            current = true;
        } catch (ScheduleException | StatusRuntimeException e) {
            LOG.warn("The schedule of the sweep keeps its settings for now: {}", e.getMessage());
        }
    }

    private Schedule schedule() {
        return Schedule.newBuilder()
                .setAction(ScheduleActionStartWorkflow.newBuilder()
                        .setWorkflowType(OrphanSweep.class)
                        .setArguments(order)
                        .setOptions(WorkflowOptions.newBuilder()
                                .setWorkflowId(OrphanSweep.SCHEDULE)
                                .setTaskQueue(WorkspaceLifecycle.CONTROL_QUEUE)
                                .setWorkflowExecutionTimeout(LONGEST)
                                .build())
                        .build())
                .setSpec(ScheduleSpec.newBuilder()
                        .setIntervals(List.of(new ScheduleIntervalSpec(order.every())))
                        .build())
                .setPolicy(SchedulePolicy.newBuilder()
                        .setOverlap(ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_SKIP)
                        .setCatchupWindow(CATCH_UP)
                        .build())
                .build();
    }
}
