package dev.mayfly.domain.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tools that Mayfly did not write come to the same: Go's packages sumdb/tlog and sumdb/note, by a small program beside
 * this test. It is left out where there is no Go.
 */
class GoAgreesTest {
    private static final SignerKey KEY = CheckpointTest.key("mayfly/test");

    @TempDir
    private static Path tools;

    @TempDir
    private Path folder;

    private record Run(int status, String output) {}

    @BeforeAll
    static void build() throws Exception {
        boolean go = Arrays.stream(
                        Objects.requireNonNullElse(System.getenv("PATH"), "").split(":", -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, "go")));
        assumeTrue(go, "needs Go on the PATH");
        Run built = run(
                Path.of("src/test/go"),
                "go",
                "build",
                "-buildvcs=false",
                "-o",
                tools.resolve("logcheck").toString(),
                ".");
        assertThat(built.status()).as(built.output()).isZero();
    }

    private static Run run(Path place, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(place.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }

    private Run logcheck(String mode, Path what) throws IOException, InterruptedException {
        return run(
                folder,
                tools.resolve("logcheck").toString(),
                mode,
                KEY.verifier().toString(),
                what.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 256, 257, 600, 66_000})
    void goVerifiesTheWholeLog(int size) throws Exception {
        Exported.of(Exported.entries(size), KEY).write(folder);

        assertThat(logcheck("log", folder)).isEqualTo(new Run(0, size + " entries hold\n"));
    }

    @Test
    void goVerifiesOneEntryByItsProof() throws Exception {
        List<byte[]> entries = Exported.entries(600);
        Trees trees = Trees.of(entries);
        SignedNote note = SignedNote.parse(Exported.of(entries, KEY).checkpoint());
        for (int index : new int[] {0, 255, 256, 511, 512, 599}) {
            InclusionProof proof = new InclusionProof(index, trees.tree(600).inclusion(index), note);
            Path file = folder.resolve("proof");
            Files.writeString(file, new String(entries.get(index), StandardCharsets.UTF_8) + "\n" + proof);
            assertThat(logcheck("proof", file)).isEqualTo(new Run(0, "entry %d holds\n".formatted(index)));

            Files.writeString(file, "{\"id\":-1}\n" + proof);
            assertThat(logcheck("proof", file).status()).isEqualTo(1);
        }
    }

    @Test
    void goAndMayflyRefuseTheSame() throws Exception {
        List<byte[]> entries = Exported.entries(600);
        Exported log = Exported.of(entries, KEY);
        List<byte[]> forged = new ArrayList<>(entries);
        forged.set(77, new byte[] {7});
        List<Exported> tampered = Stream.of(
                        log.flipped("tile/entries/001", 10),
                        log.flipped("tile/0/001", 40),
                        log.flipped("tile/1/000.p/2", 40),
                        log.flipped("checkpoint", 14),
                        log.bundle("tile/entries/000", all -> all.add(7, all.remove(8))),
                        log.bundle("tile/entries/002.p/88", all -> all.remove(10)),
                        log.bundle("tile/entries/000", all -> all.add(3, new byte[] {1})),
                        log.without("tile/entries/002.p/88"),
                        Exported.of(forged, KEY).with("checkpoint", log.file("checkpoint")),
                        Exported.of(entries, CheckpointTest.key("mayfly/test")))
                .toList();
        for (int i = 0; i < tampered.size(); i++) {
            Path place = Files.createDirectory(folder.resolve(Integer.toString(i)));
            tampered.get(i).write(place);

            assertThat(tampered.get(i).faults(KEY.verifier(), Optional.empty()))
                    .as("%d", i)
                    .isNotEmpty();
            assertThat(logcheck("log", place).status()).as("%d", i).isEqualTo(1);
        }
    }
}
