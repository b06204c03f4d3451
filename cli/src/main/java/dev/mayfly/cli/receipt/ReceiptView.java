package dev.mayfly.cli.receipt;

import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.terminal.Line;
import dev.mayfly.cli.terminal.Style;
import dev.mayfly.cli.terminal.Table;
import dev.mayfly.cli.terminal.Table.Cell;
import dev.mayfly.cli.terminal.Terminal;
import dev.mayfly.cli.terminal.Times;
import dev.mayfly.domain.approval.Decided;
import dev.mayfly.domain.lease.Lease;
import dev.mayfly.domain.receipt.Receipt;
import java.time.Duration;
import java.util.Optional;

/** How a receipt and the verdict about it are shown. */
public final class ReceiptView {
    private static final int SHOWN_EVIDENCE = 6;

    private ReceiptView() {}

    /** Prints what a receipt says. */
    public static void print(Terminal terminal, Receipt receipt) {
        terminal.out(new Line()
                .add("Receipt of ")
                .add(Style.BOLD, receipt.request().id().value())
                .add(", %s for %s"
                        .formatted(
                                receipt.request().template(), receipt.request().requester())));
        field(terminal, "requested", receipt.request().requestedAt().toString());
        for (Decided decided : receipt.decisions()) {
            field(
                    terminal,
                    "decision",
                    "%s by %s at %s"
                            .formatted(
                                    decided.decision().verdict(),
                                    decided.decision().by(),
                                    decided.at()));
        }
        Optional<Lease> lease = receipt.lease();
        lease.ifPresent(
                granted -> field(terminal, "lease", "%s to %s".formatted(granted.startedAt(), granted.endsAt())));
        field(
                terminal,
                "ended",
                "%s at %s: %s"
                        .formatted(
                                receipt.ending().outcome(),
                                receipt.ending().at(),
                                receipt.ending().reason()));
        receipt.kept()
                .forEach(kept -> field(
                        terminal,
                        "kept",
                        "%s, %d bytes, sha256 %s".formatted(kept.what(), kept.bytes(), kept.sha256())));
        Table table = new Table(4, "WAS MADE", "DRIVER", "PARTS", "LIVED", "GONE AT", "LOOKS");
        for (Receipt.Item item : receipt.items()) {
            table.row(
                    new Cell(Style.BOLD, item.step().value()),
                    Cell.of(item.driver() + " on " + item.host()),
                    Cell.of(String.valueOf(item.parts().size())),
                    Cell.of(item.madeAt()
                            .map(made -> Times.words(Duration.between(made, item.goneAt())))
                            .orElse("never seen")),
                    Cell.of(item.goneAt().toString()),
                    Cell.of(String.valueOf(item.evidence().size())));
        }
        if (table.isEmpty()) {
            terminal.out("  Nothing was made.");
            return;
        }
        terminal.out(table);
        for (Receipt.Item item : receipt.items()) {
            item.evidence().stream()
                    .limit(SHOWN_EVIDENCE)
                    .forEach(look -> terminal.out(new Line()
                            .add(Style.DIM, "  %s: ".formatted(item.step()))
                            .add(look)));
            if (item.evidence().size() > SHOWN_EVIDENCE) {
                terminal.out(new Line()
                        .add(
                                Style.DIM,
                                "  %s: and %d more looks"
                                        .formatted(item.step(), item.evidence().size() - SHOWN_EVIDENCE)));
            }
        }
    }

    private static void field(Terminal terminal, String name, String value) {
        terminal.out(new Line().add(Style.DIM, "  %-10s".formatted(name)).add(value));
    }

    /** Prints whether it holds, and returns the exit status that follows. */
    public static int verdict(Terminal terminal, Verification verification) {
        terminal.out("sha256 " + verification.sha256());
        if (verification.holds()) {
            terminal.out(new Line()
                    .add(Style.GOOD, "It holds: ")
                    .add("it is whole, and everything that it says was made has evidence of being gone."));
            if (verification.signed()) {
                terminal.note("It is signed, and the audit log names it: so the keys say that you trust.");
                return Exit.OK.status();
            }
            terminal.note("That it is Mayfly's follows from the audit log: the event CLOSED has the same SHA-256.");
            return Exit.OK.status();
        }
        terminal.out(new Line()
                .add(Style.BAD, "It does not hold: ")
                .add(
                        verification.faults().size() == 1
                                ? "one fault"
                                : verification.faults().size() + " faults"));
        verification.faults().forEach(fault -> terminal.out("  - " + fault));
        return Exit.OUT_OF_BOUNDS.status();
    }
}
