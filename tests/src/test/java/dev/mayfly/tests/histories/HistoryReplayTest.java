package dev.mayfly.tests.histories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.tests.installation.Installation;
import dev.mayfly.workflows.lifecycle.WorkspaceLifecycle;
import dev.mayfly.workflows.lifecycle.WorkspaceLifecycleImpl;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever was begun by a version that was released can be finished by this one. */
final class HistoryReplayTest {
    static List<Path> everyHistory() {
        return Histories.all();
    }

    @Test
    void hasEachKindOfLifeOfEachVersion() {
        assertThat(Histories.all())
                .isNotEmpty()
                .extracting(file -> String.valueOf(file.getFileName()))
                .contains(
                        "completed.json",
                        "denied.json",
                        "extended-and-expired.json",
                        "failed-in-provision.json",
                        "frozen.json",
                        "stalled-then-gone.json");
    }

    @ParameterizedTest
    @MethodSource("everyHistory")
    void isReplayed(Path history) throws Exception {
        replay(Files.readString(history));
    }

    @ParameterizedTest
    @MethodSource("everyHistory")
    void isNotReplayedByCodeThatWouldHaveActedOtherwise(Path history) throws Exception {
        String otherwise = Files.readString(history).replace("\"IssueReceipt\"", "\"IssueNothing\"");

        assertThatThrownBy(() -> replay(otherwise)).isNotNull();
    }

    private static void replay(String json) throws Exception {
        try (TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance(Installation.options())) {
            Worker worker = temporal.newWorker(WorkspaceLifecycle.CONTROL_QUEUE);
            worker.registerWorkflowImplementationTypes(WorkspaceLifecycleImpl.class);
            WorkflowReplayer.replayWorkflowExecution(WorkflowExecutionHistory.fromJson(json), worker);
        }
    }
}
