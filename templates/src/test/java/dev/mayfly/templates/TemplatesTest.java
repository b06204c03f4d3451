package dev.mayfly.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.template.Template;
import dev.mayfly.domain.template.TemplateDigest;
import dev.mayfly.domain.template.TemplateName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TemplatesTest {
    private static final TemplateName DEMO = new TemplateName("demo");
    private static final String TEXT = """
            amends "Template.pkl"
            title = "Demo"
            description = "Nothing real."
            risk = "low"
            runtime = new Simulated {
              millis = 5
              ensureFaults { "FAIL"; "ACT_TWICE" }
            }
            """;

    @TempDir
    private Path directory;

    @Test
    void aDocumentReadBackIsTheTemplateAndHasItsDigest() throws IOException {
        Loaded.Usable demo = demo(TEXT);
        assertThat(Templates.fromDocument(demo.document())).isEqualTo(demo.template());
        assertThat(Templates.document(demo.template())).isEqualTo(demo.document());
        assertThat(Templates.digest(demo.document())).isEqualTo(demo.digest());
        assertThat(demo.template().steps().getFirst().spec())
                .isEqualTo(
                        Map.of("millis", 5, "ensureFaults", List.of("FAIL", "ACT_TWICE"), "removeFaults", List.of()));
    }

    @Test
    void theDigestIsTheSameToday() throws IOException {
        // Workspaces pin it: when this fails, templates that did not change would seem to have changed.
        assertThat(demo(TEXT).digest())
                .isEqualTo(new TemplateDigest("25c6ad5adf5f7e45bfffb1a7a52431c980c1065e16a1f940296b590e5d671648"));
    }

    @Test
    void aTemplateFromBeforeTheClipboardHadAPolicyLetsNoTextThrough() throws IOException {
        String before = demo(TEXT).document().replaceAll("\"clipboard(In|Out)\":false,", "");
        assertThat(before).doesNotContain("clipboard");
        assertThat(Templates.fromDocument(before).inputs())
                .isEqualTo(demo(TEXT).template().inputs());
        assertThat(Templates.fromDocument(before).inputs().clipboardIn()).isFalse();
    }

    @Test
    void theDigestDependsOnValuesAndNotOnHowTheyAreWritten() throws IOException {
        TemplateDigest digest = demo(TEXT).digest();
        String reordered = """
                // Another way to say the same.
                amends "Template.pkl"
                runtime = new Simulated { ensureFaults { "FAIL"; "ACT_TWICE" }; millis = 2 + 3 }
                lease { ttl = 60.min }
                risk = "low"
                description = "Nothing real."
                title = "Demo"
                pricePerHour = 0.0
                """;
        assertThat(demo(reordered).digest()).isEqualTo(digest);
    }

    @Test
    void theDigestChangesWithEachField() throws IOException {
        List<String> changes = List.of(
                "",
                "title = \"Other\"",
                "description = \"Other\"",
                "risk = \"high\"",
                "requesters = Set(\"user:alice\")",
                "reasonRequired = true",
                "lease { ttl = 61.min }",
                "lease { longest = 5.h }",
                "lease { idle = 21.min }",
                "lease { longestIdle = 2.h }",
                "inputs { upload = true }",
                "inputs { download = true }",
                "inputs { maxFile = 1.mib }",
                "snapshotAtEnd = true",
                "recorded = true",
                "pricePerHour = 0.01",
                "currency = \"USD\"",
                "runtime { millis = 6 }",
                "runtime = new Sandbox {}");
        for (int i = 0; i < changes.size(); i++) {
            Files.writeString(directory.resolve("Base.pkl"), TEXT);
            Files.writeString(directory.resolve("change-" + i + ".pkl"), "amends \"Base.pkl\"\n" + changes.get(i));
        }
        Catalogue catalogue = Templates.open(Optional.of(directory), false).catalogue();
        assertThat(catalogue.broken()).isEmpty();
        assertThat(catalogue.usable().stream()
                        .map(Loaded.Usable::template)
                        .map(template -> Templates.document(template).replaceAll("change-\\d+", "name"))
                        .distinct())
                .hasSize(changes.size());
        assertThat(catalogue.usable().stream().map(Loaded.Usable::digest).distinct())
                .hasSize(changes.size());
    }

    @Test
    void refusesADocumentThatIsNone() {
        for (String document : List.of("", "null", "{}", "[]", "no", "{\"name\":\"x\"}")) {
            assertThatExceptionOfType(MayflyException.class)
                    .as(document)
                    .isThrownBy(() -> Templates.fromDocument(document))
                    .matches(e -> e.code() == ErrorCode.TEMPLATE_BROKEN);
        }
    }

    @Test
    void readsADocumentOfANewerMayfly() throws IOException {
        Loaded.Usable demo = demo(TEXT);
        assertThat(Templates.fromDocument(demo.document().replaceFirst("\\{", "{\"later\":true,")))
                .isEqualTo(demo.template());
    }

    @Test
    void noticesChangesByItself() throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("demo.pkl"), TEXT);
        Templates templates = Templates.open(Optional.of(directory), false);
        Catalogue before = templates.catalogue();
        Template pinned = before.require(DEMO).template();

        Files.writeString(file, TEXT.replace("\"low\"", "\"none\""));
        Catalogue broken = awaitAnother(templates, before);
        assertThat(broken.broken()).singleElement().satisfies(one -> {
            assertThat(one.name()).isEqualTo("demo");
            assertThat(one.reason()).contains("line 4, risk: expected \"low\", \"medium\" or \"high\", got \"none\"");
        });

        Files.delete(file);
        assertThat(awaitAnother(templates, broken).templates()).isEmpty();
        assertThat(before.require(DEMO).template()).isSameAs(pinned);
    }

    @Test
    void doesNotReadAgainWhatDidNotChange() throws IOException, InterruptedException {
        Files.writeString(directory.resolve("demo.pkl"), TEXT);
        Templates templates = Templates.open(Optional.of(directory), false);
        Catalogue before = templates.catalogue();
        Thread.sleep(Duration.ofMillis(2_100));
        assertThat(templates.catalogue()).isSameAs(before);
        Thread.sleep(Duration.ofMillis(1_500));
        assertThat(templates.catalogue()).isSameAs(before);
        assertThat(templates.reload()).isNotSameAs(before);
    }

    @Test
    void doesNotWaitForTheFirstReadingUnlessAsked() {
        long began = System.nanoTime();
        Templates templates = Templates.open(Optional.empty(), true);
        Duration opened = Duration.ofNanos(System.nanoTime() - began);
        assertThat(templates.catalogue().usable()).hasSize(4);
        Duration read = Duration.ofNanos(System.nanoTime() - began);
        System.out.printf("Templates: opened in %d ms, read in %d ms%n", opened.toMillis(), read.toMillis());
        assertThat(opened).isLessThan(Duration.ofMillis(250));
    }

    private Loaded.Usable demo(String text) throws IOException {
        Files.writeString(directory.resolve("demo.pkl"), text);
        return Templates.open(Optional.of(directory), false).catalogue().require(DEMO);
    }

    private static Catalogue awaitAnother(Templates templates, Catalogue old) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        Catalogue now = templates.catalogue();
        while (now.equals(old) && System.nanoTime() < end) {
            Thread.sleep(Duration.ofMillis(100));
            now = templates.catalogue();
        }
        return now;
    }
}
