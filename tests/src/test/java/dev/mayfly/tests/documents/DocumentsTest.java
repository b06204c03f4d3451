package dev.mayfly.tests.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mayfly.tests.crash.Server;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command that a document shows exists, and does what it is shown for. */
class DocumentsTest {
    private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();
    private static final long PATIENCE_SECONDS = 240;

    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*(?:Test|Contract))\\.(\\w+)`");

    /** What begins so is not run here, and why. Its verb and its options are looked at all the same. */
    private static final Map<String, String> NOT_RUN = notRun();

    private static List<Document> documents = List.of();

    private static Map<String, String> notRun() {
        Map<String, String> notRun = new LinkedHashMap<>();
        notRun.put("./mayfly doctor", "its verdict is about the machine");
        notRun.put("./mayfly up", "it sets a machine up; the tests of crashes start the same server");
        notRun.put("./mayfly down", "it ends what `up` began");
        notRun.put("./mayfly test", "it would run this test again");
        notRun.put("./mayfly demo", "it takes half a minute and kills the server");
        notRun.put("./mayfly list --data-dir /tmp/try", "it asks the server of an `up` that is not run");
        notRun.put("./mvnw ", "it would build under the feet of the build that runs this");
        return notRun;
    }

    @TempDir
    private Path folder;

    @BeforeAll
    static void readDocuments() throws IOException {
        documents = Document.all(CHECKOUT);
        assertTrue(documents.stream().anyMatch(each -> each.name().equals("README.md")), "no README in " + CHECKOUT);
    }

    @Test
    void everyVerbAndOptionThatADocumentShowsIsKnown() throws Exception {
        Vocabulary vocabulary = new Vocabulary(CHECKOUT);
        assertEquals(List.of("there is no verb nosuch"), vocabulary.wrongIn("X=$(./mayfly nosuch --as bob)"));
        assertEquals(List.of("files knows no --nosuch"), vocabulary.wrongIn("./mayfly files put A b --nosuch"));
        assertEquals(List.of("up knows no --nosuch"), vocabulary.wrongIn("./mayfly up --nosuch=5"));
        List<String> wrong = new ArrayList<>();
        for (Document document : documents) {
            Stream.concat(document.typed().stream(), document.named().stream())
                    .forEach(line -> vocabulary
                            .wrongIn(line.text())
                            .forEach(each -> wrong.add(
                                    "%s:%d: %s: %s".formatted(document.name(), line.number(), line.text(), each))));
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void everyTestThatADocumentNamesIsThere() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> files = Files.walk(CHECKOUT)) {
            for (Path file : files.filter(each ->
                            each.toString().contains("/src/") && each.toString().endsWith(".java"))
                    .toList()) {
                sources.put(String.valueOf(file.getFileName()), Files.readString(file));
            }
        }
        List<String> missing = new ArrayList<>();
        int named = 0;
        for (Document document : documents) {
            for (Matcher test = TEST.matcher(Files.readString(CHECKOUT.resolve(document.name())));
                    test.find();
                    named++) {
                String source = sources.getOrDefault(test.group(1) + ".java", "");
                if (!source.contains("void %s(".formatted(test.group(2)))) {
                    missing.add("%s: %s".formatted(document.name(), test.group()));
                }
            }
        }
        assertEquals(List.of(), missing);
        assertTrue(named > 0, "no document names a test; docs/teardown.md should");
    }

    @Test
    void nothingIsLeftOutThatNoDocumentShows() {
        List<String> stale = NOT_RUN.keySet().stream()
                .filter(beginning -> documents.stream()
                        .flatMap(document -> document.typed().stream())
                        .noneMatch(line -> line.text().startsWith(beginning)))
                .toList();
        assertEquals(List.of(), stale);
    }

    @Test
    void whatTheDocumentsShowWorksFromTheFirstLineToTheLast() throws Exception {
        try (Server server = Server.fresh()) {
            for (Document document : documents) {
                List<Document.Line> lines = document.typed().stream()
                        .filter(line -> reasonNotToRun(line).isEmpty())
                        .toList();
                if (!lines.isEmpty()) {
                    String said = run(server, document.name(), lines);
                    if (document.name().equals("README.md")) {
                        assertTrue(said.contains("HELLO, MAYFLY"), () -> "the program changed no file:\n" + said);
                        assertTrue(said.contains("It holds: "), () -> "the receipt was not verified:\n" + said);
                    }
                }
            }
        }
    }

    private static Optional<String> reasonNotToRun(Document.Line line) {
        return NOT_RUN.entrySet().stream()
                .filter(each -> line.text().startsWith(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** All lines in one shell, as a reader would type them: what one keeps in a variable, the next one uses. */
    private String run(Server server, String name, List<Document.Line> lines) throws Exception {
        Path launcher = folder.resolve("mayfly");
        Files.writeString(launcher, "#!/bin/sh\nexec %s \"$@\"\n".formatted(String.join(" ", Server.mayfly())));
        assertTrue(launcher.toFile().setExecutable(true));
        StringBuilder script = new StringBuilder("set -euo pipefail\n");
        lines.forEach(line -> script.append("echo '+ %s:%d' >&2\n%s\n".formatted(name, line.number(), line.text())));
        File log = folder.resolve("said").toFile();
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script.toString())
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(log);
        // Nothing that the account running the tests has set or signed in with may help.
        builder.environment().keySet().removeIf(variable -> variable.startsWith("MAYFLY_"));
        builder.environment().put("HOME", folder.toString());
        builder.environment().remove("XDG_CONFIG_HOME");
        builder.environment().put("MAYFLY_DATA_DIR", server.data().toString());
        builder.environment().put("MAYFLY_URL", server.url());
        Process shell = builder.start();
        if (!shell.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly();
            throw new AssertionError(
                    "Not done after %d s:%n%s".formatted(PATIENCE_SECONDS, Files.readString(log.toPath())));
        }
        String said = Files.readString(log.toPath());
        if (shell.exitValue() != 0) {
            throw new AssertionError("The last line named here failed with %d:%n%s".formatted(shell.exitValue(), said));
        }
        return said;
    }
}
