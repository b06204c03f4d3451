package dev.mayfly.tests.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.tests.crash.Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Types every command of the README, in its order, into one shell in front of a real server. */
class ReadmeTest {
    private static final Pattern BLOCK = Pattern.compile("^```sh\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /** What sets up the machine or starts a server of its own is proved elsewhere; here the launcher must know it. */
    private static final String LAUNCHERS = "doctor|up|down|status|test|demo|bench";

    /** Tests run in the folder of their module. */
    private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void everyCommandOfTheReadmeWorks(@TempDir Path folder) throws IOException, InterruptedException {
        List<String> blocks = BLOCK.matcher(Files.readString(CHECKOUT.resolve("README.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(blocks).hasSizeGreaterThan(5).anyMatch(block -> block.contains("./mayfly request"));
        try (Server server = Server.fresh()) {
            Path typed = Files.writeString(
                    folder.resolve("typed.sh"), "set -euo pipefail\nset -v\n" + String.join("\n", blocks));
            executable(folder.resolve("mayfly"), stand());

            Run run = run(
                    folder,
                    Map.of(
                            "MAYFLY_URL",
                            server.url(),
                            "MAYFLY_DATA_DIR",
                            server.data().toString()),
                    "bash",
                    typed.toString());

            assertThat(run.status()).as(run.output()).isZero();
            assertThat(folder.resolve("HELLO.txt")).hasContent("HELLO, MAYFLY");
            assertThat(folder.resolve("receipt.json")).isNotEmptyFile();
        }
    }

    @Test
    void theLauncherKnowsEachVerbThatIsNotTyped(@TempDir Path folder) throws IOException, InterruptedException {
        String readme = Files.readString(CHECKOUT.resolve("README.md"));
        Matcher verbs = Pattern.compile("\\./mayfly (" + LAUNCHERS + ")\\b").matcher(readme);
        List<String> named = new ArrayList<>();
        while (verbs.find()) {
            named.add(verbs.group(1));
        }
        assertThat(named).contains("up", "test");

        String help = run(folder, Map.of(), CHECKOUT.resolve("mayfly").toString(), "--help")
                .output();

        assertThat(named.stream().distinct())
                .allSatisfy(verb -> assertThat(help).containsPattern("(?m)^\\s+(./mayfly )?" + verb + "\\b"));
    }

    /** Takes the place of the checkout's command: the same program without the setting up, which the build has done. */
    private static String stand() {
        String line = Server.mayfly().stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        return """
                #!/bin/sh
                case $1 in %s) exit 0 ;; esac
                exec %s "$@"
                """.formatted(LAUNCHERS, line);
    }

    private record Run(int status, String output) {}

    private static Run run(Path folder, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        Path said = folder.resolve("said.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String output = new String(Files.readAllBytes(said), StandardCharsets.UTF_8);
        assertThat(ended).as("It did not end within %s: %s", PATIENCE, output).isTrue();
        return new Run(process.exitValue(), output);
    }

    private static void executable(Path file, String content) throws IOException {
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
