package dev.mayfly.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule holds for Mayfly, and each is seen to fail on code that breaks it. */
final class ArchitectureTest {
    private static final String BROKEN = "dev.mayfly.tests.architecture.broken";

    private static final JavaClasses MAYFLY = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.mayfly");

    private static final JavaClasses BREACHES = new ClassFileImporter().importPackages(BROKEN);

    static Stream<String> everyRule() {
        return Rules.of("dev.mayfly").keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("everyRule")
    void isHeld(String rule) {
        find("dev.mayfly", rule).check(MAYFLY);
    }

    @ParameterizedTest
    @MethodSource("everyRule")
    void isSeenToBeBroken(String rule) {
        assertThat(find(BROKEN, rule).evaluate(BREACHES).getFailureReport().getDetails())
                .as("a rule that nothing can break is no rule")
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"clock", "ticks", "chance", "files", "thread", "swallows"})
    void seesEachWhimOfAWorkflow(String method) {
        List<String> found = Stream.of("clock and chance", "threads and files", "catching")
                .flatMap(rule -> find(BROKEN, rule).evaluate(BREACHES).getFailureReport().getDetails().stream())
                .toList();

        assertThat(found).anySatisfy(breach -> assertThat(breach).contains("Whimsical." + method + "()"));
    }

    @Test
    void looksAtEveryModule() {
        assertThat(MAYFLY.stream()
                        .map(type -> type.getPackageName().split("\\.", -1))
                        .filter(parts -> parts.length > 2)
                        .map(parts -> parts[2]))
                .contains(
                        "domain",
                        "json",
                        "workflows",
                        "activities",
                        "providers",
                        "store",
                        "templates",
                        "worker",
                        "api",
                        "cli");
        assertThat(MAYFLY.contain("dev.mayfly.workflows.lifecycle.WorkspaceLifecycleImpl"))
                .isTrue();
    }

    private static ArchRule find(String root, String rule) {
        return Objects.requireNonNull(Rules.of(root).get(rule), rule);
    }
}
