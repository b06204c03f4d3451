package dev.mayfly.cli.receipt;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.cli.audit.KnownKeys;
import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.failure.Failure;
import dev.mayfly.cli.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mayfly receipt verify}: whether a receipt holds; no server is asked. */
@Command(
        name = "verify",
        description = "Whether a receipt holds: its canonical form, its SHA-256, and whether what it says can be true;"
                + " and of a signed one, its signature and its place in the audit log. No server is asked.")
final class VerifyCommand implements Callable<Integer> {
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final long LARGEST = 64L << 20;

    private final Session session;

    @Parameters(paramLabel = "FILE", description = "the receipt; beside it, FILE.sha256 is compared when it is there")
    private Path file = Path.of("");

    @Option(names = "--sha256", paramLabel = "HEX", description = "what its SHA-256 should be, such as the audit log's")
    private @Nullable String sha256;

    @Option(
            names = "--key",
            paramLabel = "KEYS",
            description = "the public keys of the log: a file, or one itself; for a signed receipt")
    private List<String> keys = List.of();

    VerifyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (sha256 != null && !SHA_256.matcher(sha256).matches()) {
            throw Failure.usage("--sha256: expected 64 hexadecimal digits in lower case", "Copy it again.");
        }
        Verification verification;
        try {
            if (Files.size(file) > LARGEST) {
                throw new Failure(
                        Exit.OUT_OF_BOUNDS, "too-large", "%s is too large to be a receipt".formatted(file), "");
            }
            byte[] bytes = Files.readAllBytes(file);
            boolean signed = SignedVerification.isSigned(bytes);
            if (signed && keys.isEmpty()) {
                throw Failure.usage("%s is signed".formatted(file), "Verify it with --key and the log's public keys.");
            }
            if (!signed && !keys.isEmpty()) {
                throw Failure.usage("%s is not signed".formatted(file), "Fetch it with: mayfly receipt ID --signed");
            }
            verification = signed
                    ? SignedVerification.of(bytes, KnownKeys.of(keys), Optional.ofNullable(sha256))
                    : Verification.of(bytes, expected());
        } catch (IOException e) {
            throw Failure.usage("%s cannot be read".formatted(file), "Name the file of a receipt.");
        }
        if (session.json()) {
            ObjectNode result = JsonNodeFactory.instance
                    .objectNode()
                    .put("holds", verification.holds())
                    .put("sha256", verification.sha256());
            verification.faults().forEach(result.putArray("faults")::add);
            session.terminal().json(result.toString());
            return verification.holds() ? Exit.OK.status() : Exit.OUT_OF_BOUNDS.status();
        }
        verification.receipt().ifPresent(receipt -> ReceiptView.print(session.terminal(), receipt));
        return ReceiptView.verdict(session.terminal(), verification);
    }

    private Optional<String> expected() throws IOException {
        if (sha256 != null) {
            return Optional.of(sha256);
        }
        Path beside = Path.of(file + ".sha256");
        if (!Files.isRegularFile(beside)) {
            return Optional.empty();
        }
        String[] words = Files.readString(beside).strip().split("\\s+", 2);
        if (!SHA_256.matcher(words[0]).matches()) {
            throw Failure.usage("%s does not begin with a SHA-256".formatted(beside), "Remove it or give --sha256.");
        }
        return Optional.of(words[0]);
    }
}
