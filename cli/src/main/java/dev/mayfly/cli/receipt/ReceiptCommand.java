package dev.mayfly.cli.receipt;

import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.failure.Failure;
import dev.mayfly.cli.http.Answer;
import dev.mayfly.cli.http.Api;
import dev.mayfly.cli.http.Digest;
import dev.mayfly.cli.session.Session;
import dev.mayfly.domain.receipt.Receipt;
import dev.mayfly.domain.workspace.WorkspaceId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mayfly receipt}: the proof of a workspace's whole life. */
@Command(
        name = "receipt",
        description = "The proof of a closed workspace's whole life: what was made, and the evidence that it is gone.",
        footer = {
            "",
            "With --json or --output it is the document itself, byte for byte and without a line end: its SHA-256 is the",
            "one that the event CLOSED of the audit log names. Check a file with: mayfly receipt verify FILE"
        },
        synopsisSubcommandLabel = "[verify FILE]")
public final class ReceiptCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(arity = "0..1", paramLabel = "WORKSPACE", description = "its id, such as ws-0123456789ab")
    private @Nullable WorkspaceId workspace;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "write it there, with its SHA-256 beside it in FILE.sha256")
    private @Nullable Path output;

    @Option(names = "--html", description = "as a page to read and to print")
    private boolean html;

    @Option(
            names = "--signed",
            description = "signed and with its proof from the audit log, for: mayfly receipt verify FILE --key KEYS")
    private boolean signed;

    @Option(names = "--force", description = "replace the file when it is there already")
    private boolean force;

    private ReceiptCommand(Session session) {
        this.session = session;
    }

    /** The command with its own verb. */
    public static CommandLine with(Session session) {
        return new CommandLine(new ReceiptCommand(session)).addSubcommand(new VerifyCommand(session));
    }

    @Override
    public Integer call() {
        if (workspace == null) {
            throw Failure.usage("receipt needs a workspace", "mayfly list --all names them.");
        }
        String path = Api.path("v1", "workspaces", workspace.value(), "receipt");
        if (signed) {
            deliver(session.api().get(path + "/signed").bytes());
            return Exit.OK.status();
        }
        if (html) {
            Answer page = session.api().get(path, "text/html");
            deliver(page.bytes());
            return Exit.OK.status();
        }
        Answer answer = session.api().get(path);
        byte[] bytes = answer.bytes();
        String sha256 = Digest.hex(bytes);
        String said = answer.header("X-Receipt-SHA256");
        if (!said.isEmpty() && !said.equals(sha256)) {
            throw new Failure(
                    Exit.TROUBLE,
                    "digest-mismatch",
                    "The receipt cannot be trusted: its SHA-256 should be %s and is %s".formatted(said, sha256),
                    "Fetch it again; if that does not help, tell the operator.");
        }
        Path target = output;
        if (target != null) {
            deliver(bytes);
            NewFile.write(
                    Path.of(target + ".sha256"),
                    "%s  %s%n".formatted(sha256, target.getFileName()).getBytes(StandardCharsets.UTF_8),
                    true);
            session.terminal()
                    .note("Wrote %s (sha256 %s); check it: %s receipt verify %s"
                            .formatted(target, sha256, session.mayfly(), target));
            return Exit.OK.status();
        }
        if (session.json()) {
            // Not a byte more: with a line end behind it, its SHA-256 would be another.
            deliver(bytes);
            return Exit.OK.status();
        }
        Verification verification = Verification.of(bytes, Optional.of(said).filter(known -> !known.isEmpty()));
        Optional<Receipt> receipt = verification.receipt();
        receipt.ifPresent(read -> ReceiptView.print(session.terminal(), read));
        return ReceiptView.verdict(session.terminal(), verification);
    }

    private void deliver(byte[] bytes) {
        if (output != null) {
            NewFile.write(output, bytes, force);
        } else if (session.terminal().outIsTerminal()) {
            session.terminal().json(new String(bytes, StandardCharsets.UTF_8));
        } else {
            session.terminal().raw(bytes);
        }
    }
}
