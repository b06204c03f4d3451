package dev.mayfly.tests.histories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.domain.approval.Decision;
import dev.mayfly.domain.approval.Risk;
import dev.mayfly.domain.approval.Verdict;
import dev.mayfly.domain.lease.Extension;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.template.TemplateStep;
import dev.mayfly.domain.workspace.Outcome;
import dev.mayfly.domain.workspace.Phase;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.providers.simulated.Fault;
import dev.mayfly.store.testing.Store;
import dev.mayfly.tests.installation.Installation;
import dev.mayfly.workflows.lifecycle.WorkspaceLifecycle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lives a few lives and keeps their histories under the version that {@code mayfly.record} names. Its name keeps it out
 * of the suite: it is run by hand, as the README beside the histories says.
 */
final class HistoryRecorder {
    private static final StepName NETWORK = new StepName("network");

    @TempDir
    @SuppressWarnings("NullAway.Init") // Set before each test.
    private Path folder;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private Store store;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private Installation mayfly;

    @BeforeEach
    void start() {
        store = Store.start();
        mayfly = new Installation(store, folder);
    }

    @AfterEach
    void stop() {
        mayfly.close();
        store.close();
    }

    @Test
    void completed() throws Exception {
        WorkspaceId id = mayfly.request(Risk.LOW, true, steps(List.of(), List.of()));
        await(id, Phase.IN_USE);
        mayfly.end(id);
        keep("completed", id, Outcome.COMPLETED);
    }

    @Test
    void denied() throws Exception {
        WorkspaceId id = mayfly.request(Risk.MEDIUM, true, steps(List.of(), List.of()));
        awaitAdmission(id);
        mayfly.lifecycle(id).decide(new Decision(Installation.BOB, Verdict.DENIED, "not this data"));
        keep("denied", id, Outcome.REJECTED);
    }

    @Test
    void extendedAndExpired() throws Exception {
        WorkspaceId id = mayfly.request(Risk.MEDIUM, false, steps(List.of(), List.of()));
        awaitAdmission(id);
        mayfly.lifecycle(id).decide(new Decision(Installation.BOB, Verdict.APPROVED, ""));
        await(id, Phase.IN_USE);
        mayfly.lifecycle(id).extend(new Extension(Installation.ALICE, Duration.ofMinutes(10), "not done"));
        mayfly.sleep(Duration.ofMinutes(35));
        mayfly.lifecycle(id).touch(mayfly.clock().instant());
        keep("extended-and-expired", id, Outcome.EXPIRED);
    }

    @Test
    void failedInProvision() throws Exception {
        WorkspaceId id = mayfly.request(Risk.LOW, true, steps(Collections.nCopies(5, Fault.FAIL), List.of()));
        keep("failed-in-provision", id, Outcome.FAILED);
    }

    @Test
    void frozen() throws Exception {
        WorkspaceId id = mayfly.request(Risk.LOW, true, steps(List.of(), List.of()));
        await(id, Phase.IN_USE);
        mayfly.lifecycle(id).freeze(Installation.ALICE);
        mayfly.lifecycle(id).thaw(Installation.ALICE);
        mayfly.lifecycle(id).freeze(Installation.ALICE);
        mayfly.end(id);
        keep("frozen", id, Outcome.COMPLETED);
    }

    @Test
    void stalledThenGone() throws Exception {
        WorkspaceId id = mayfly.request(Risk.LOW, false, steps(List.of(), Collections.nCopies(7, Fault.FAIL)));
        await(id, Phase.IN_USE);
        mayfly.end(id);
        keep("stalled-then-gone", id, Outcome.COMPLETED);
        assertThat(mayfly.lifecycle(id).view().stalled()).isTrue();
    }

    private static List<TemplateStep> steps(List<Fault> making, List<Fault> removing) {
        return List.of(
                Installation.step(NETWORK, List.of(), List.of()),
                Installation.step(
                        StepName.MACHINE,
                        making.stream().map(Fault::name).toList(),
                        removing.stream().map(Fault::name).toList()));
    }

    private void await(WorkspaceId id, Phase phase) throws InterruptedException {
        mayfly.await("it is " + phase, () -> mayfly.lifecycle(id).view().phase() == phase);
    }

    private void awaitAdmission(WorkspaceId id) throws InterruptedException {
        mayfly.await("it is admitted", () -> mayfly.lifecycle(id).view().terms().isPresent());
    }

    /** Refuses to write over a history that is there. */
    private void keep(String name, WorkspaceId id, Outcome expected) throws Exception {
        assertThat(mayfly.outcome(id)).isEqualTo(expected);
        assertThat(mayfly.things(id)).isEmpty();
        String version = Objects.requireNonNull(
                System.getProperty("mayfly.record"), "Say -Dmayfly.record=VERSION: where the histories go");
        Path target = Histories.FOLDER.resolve(version).resolve(name + ".json");
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        Files.writeString(
                target,
                mayfly.client().fetchHistory(WorkspaceLifecycle.workflowId(id)).toJson(true) + "\n",
                StandardOpenOption.CREATE_NEW);
    }
}
