package dev.mayfly.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.domain.log.Checkpoint;
import dev.mayfly.domain.log.Hash;
import dev.mayfly.domain.log.SignedNote;
import dev.mayfly.domain.log.SignerKey;
import dev.mayfly.domain.log.Tile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditVerbsTest {
    private static final List<byte[]> ENTRIES = Stream.of("{\"id\":1}", "{\"id\":2}")
            .map(entry -> entry.getBytes(StandardCharsets.UTF_8))
            .toList();

    @TempDir
    private Path home = Path.of("");

    private Path log = Path.of("");

    @BeforeEach
    void export() throws IOException, GeneralSecurityException {
        log = home.resolve("log");
        SignerKey key = new SignerKey(
                "mayfly/main", KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        List<Hash> leaves = ENTRIES.stream().map(Hash::leaf).toList();
        write("tile/entries/000.p/2", Tile.bundle(ENTRIES));
        write("tile/0/000.p/2", Tile.write(leaves));
        write("verifiers", (key.verifier() + "\n").getBytes(StandardCharsets.UTF_8));
        write(
                "checkpoint",
                SignedNote.sign(
                                new Checkpoint("mayfly/main", 2, Hash.node(leaves.getFirst(), leaves.getLast())).text(),
                                List.of(key))
                        .toString()
                        .getBytes(StandardCharsets.UTF_8));
        write(
                "earlier",
                SignedNote.sign(new Checkpoint("mayfly/main", 3, leaves.getFirst()).text(), List.of(key))
                        .toString()
                        .getBytes(StandardCharsets.UTF_8));
    }

    private void write(String name, byte[] bytes) throws IOException {
        Path file = log.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private Cli.Result verify(String... more) {
        String[] all = Stream.concat(
                        Stream.of(
                                "audit",
                                "verify",
                                log.toString(),
                                "--key",
                                log.resolve("verifiers").toString()),
                        Stream.of(more))
                .toArray(String[]::new);
        // Nobody is asked: nothing listens there.
        return new Cli("http://127.0.0.1:1", home).run(all);
    }

    @Test
    void aLogThatHoldsIsSaidToHold() {
        Cli.Result result = verify();
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out()).contains("mayfly/main, 2 entries", "It holds");
        assertThat(verify("--json").out()).contains("\"holds\":true").contains("\"size\":2");
    }

    @Test
    void whatIsWrongIsNamed() throws IOException {
        write("tile/entries/000.p/2", Tile.bundle(ENTRIES.reversed()));
        Cli.Result result = verify();
        assertThat(result.exit()).isEqualTo(6);
        assertThat(result.out()).contains("It does not hold", "entry 0 was signed as entry 1: it was moved");
    }

    @Test
    void aLogThatWasSetBackIsNamed() {
        Cli.Result result = verify("--since", log.resolve("earlier").toString());
        assertThat(result.exit()).isEqualTo(6);
        assertThat(result.out()).contains("the log was set back: it has 2 entries, and the earlier checkpoint signs 3");
    }

    @Test
    void nonsenseIsRefused() {
        Cli cli = new Cli("http://127.0.0.1:1", home);
        assertThat(cli.run("audit", "verify", log.toString()).exit()).isEqualTo(64);
        assertThat(cli.run("audit", "verify", home.resolve("none").toString(), "--key", "a+00000000+AAAA")
                        .exit())
                .isEqualTo(64);
    }
}
