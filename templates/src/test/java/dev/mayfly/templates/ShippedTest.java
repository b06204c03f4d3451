package dev.mayfly.templates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.domain.approval.Risk;
import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.template.Template;
import dev.mayfly.domain.template.TemplateName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ShippedTest {
    private final Catalogue catalogue = Templates.open(Optional.empty(), true).catalogue();

    @Test
    void shipsFourTemplatesAndNoneIsBroken() {
        assertThat(catalogue.broken()).isEmpty();
        assertThat(catalogue.usable())
                .extracting(Loaded::name)
                .containsExactly("api-dev", "data-reader", "docs-editor", "sandbox-compute");
        assertThat(catalogue.usable())
                .extracting(usable -> usable.template().title())
                .containsExactly("API-Dev", "Data-Reader", "Docs-Editor", "Sandbox-Compute");
    }

    @Test
    void theListOfShippedTemplatesIsThatOfTheDirectory() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("catalogue"))) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(file -> !file.equals(Sources.SCHEMA))
                            .sorted())
                    .isEqualTo(Sources.SHIPPED);
        }
    }

    @Test
    void eachIsMadeOfOneSandboxForOneToFourHours() {
        for (Loaded.Usable usable : catalogue.usable()) {
            Template template = usable.template();
            assertThat(template.steps()).as(usable.name()).singleElement().satisfies(step -> {
                assertThat(step.name()).isEqualTo(StepName.MACHINE);
                assertThat(step.driver()).isEqualTo(new DriverName("sandbox"));
                assertThat(step.spec())
                        .containsOnlyKeys(
                                "desktop",
                                "memoryMiB",
                                "cpus",
                                "processes",
                                "homeMiB",
                                "tmpMiB",
                                "fileSizeMiB",
                                "openFiles",
                                "geometry");
            });
            assertThat(template.lease().ttl()).isBetween(Duration.ofHours(1), Duration.ofHours(4));
            assertThat(template.lease().idle()).isBetween(Duration.ofMinutes(20), Duration.ofMinutes(30));
            assertThat(template.pricePerHour()).isPositive();
        }
    }

    @Test
    void onlyApiDevNeedsAnApprovalAndAReason() {
        for (Loaded.Usable usable : catalogue.usable()) {
            boolean api = usable.name().equals("api-dev");
            assertThat(usable.template().risk()).isEqualTo(api ? Risk.MEDIUM : Risk.LOW);
            assertThat(usable.template().reasonRequired()).isEqualTo(api);
        }
    }

    @Test
    void nothingLeavesTheDataReader() {
        Template reader = catalogue.require(new TemplateName("data-reader")).template();
        assertThat(reader.inputs().upload()).isTrue();
        assertThat(reader.inputs().download()).isFalse();
        assertThat(reader.snapshotAtEnd()).isFalse();
    }

    @Test
    void everyPropertyOfTheSchemaIsDocumentedAndSaysWhatIsAllowed() {
        List<String> lines = Sources.schema().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).matches("  ?(fixed )?[a-z]\\w*: .*|[a-z]\\w*: .*")) {
                assertThat(lines.get(i - 1))
                        .as(lines.get(i))
                        .startsWith((lines.get(i).startsWith(" ") ? "  " : "") + "/// Allowed: ");
                assertThat(lines.get(i - 3).strip()).as(lines.get(i)).startsWith("/// ");
            }
        }
    }

    @Test
    void theExamplesOfTheReadmeAreTemplates(@TempDir Path directory) throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        List<String> names = Pattern.compile("This is `([a-z-]+\\.pkl)`")
                .matcher(readme)
                .results()
                .map(found -> found.group(1))
                .toList();
        List<MatchResult> texts = Pattern.compile("```pkl\n(.*?)```", Pattern.DOTALL)
                .matcher(readme)
                .results()
                .toList();
        assertThat(texts).hasSameSizeAs(names).hasSize(2);
        for (int i = 0; i < texts.size(); i++) {
            Files.writeString(directory.resolve(names.get(i)), texts.get(i).group(1));
        }
        Catalogue own = Templates.open(Optional.of(directory), false).catalogue();
        assertThat(own.broken()).isEmpty();
        assertThat(own.usable()).extracting(Loaded::name).containsExactly("notebook", "notebook-large");
        Template large = own.require(new TemplateName("notebook-large")).template();
        assertThat(large.requesters()).containsExactly("group:analysts");
        assertThat(large.steps().getFirst().spec())
                .containsEntry("memoryMiB", 4096)
                .containsEntry("desktop", false);
    }
}
