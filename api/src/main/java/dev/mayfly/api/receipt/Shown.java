package dev.mayfly.api.receipt;

import dev.mayfly.domain.receipt.Receipt;
import dev.mayfly.domain.workspace.Workspace;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** A receipt in the words of its page. */
record Shown(
        String workspace,
        String outcome,
        String ended,
        List<Fact> facts,
        List<Decision> decisions,
        List<Change> changes,
        List<Item> items,
        List<Kept> kept,
        String issuedAt) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    static Shown of(Receipt receipt) {
        var request = receipt.request();
        List<Fact> facts = new java.util.ArrayList<>(List.of(
                new Fact("Requested by", request.requester().value()),
                new Fact("Requested at", time(request.requestedAt())),
                new Fact("Template", request.template().value()),
                new Fact("Template version", request.digest().value()),
                new Fact("Project", request.project().isEmpty() ? "none" : request.project()),
                new Fact("Reason", request.reason().isEmpty() ? "none given" : request.reason()),
                new Fact("Asked to live", Workspace.words(request.ttl())),
                new Fact("Ends without use after", Workspace.words(request.idle())),
                new Fact("Installation", request.installation().value())));
        receipt.lease().ifPresent(lease -> {
            facts.add(new Fact("Lease began", time(lease.startedAt())));
            facts.add(new Fact("Lease ended at the latest", time(lease.endsAt())));
        });
        facts.add(new Fact("End asked by", receipt.ending().by()));
        facts.add(new Fact("End asked at", time(receipt.ending().at())));
        return new Shown(
                request.id().value(),
                receipt.ending().outcome().name(),
                receipt.ending().reason(),
                facts,
                receipt.decisions().stream()
                        .map(decided -> new Decision(
                                decided.decision().by().value(),
                                decided.decision().verdict().name(),
                                decided.decision().reason(),
                                time(decided.at())))
                        .toList(),
                receipt.leaseChanges().stream()
                        .map(change -> new Change(
                                change.by().value(),
                                time(change.at()),
                                time(change.from()),
                                time(change.to()),
                                change.reason()))
                        .toList(),
                receipt.items().stream().map(Shown::item).toList(),
                receipt.kept().stream()
                        .map(kept -> new Kept(kept.what(), Long.toString(kept.bytes()), kept.sha256(), time(kept.at())))
                        .toList(),
                time(receipt.issuedAt()));
    }

    private static Item item(Receipt.Item item) {
        return new Item(
                item.step().value(),
                item.driver().value(),
                item.host().value(),
                item.parts().stream()
                        .map(part -> new Fact(part.kind(), part.id()))
                        .toList(),
                time(item.intendedAt()),
                item.madeAt().map(Shown::time).orElse("never seen"),
                time(item.goneAt()),
                item.evidence());
    }

    private static String time(Instant at) {
        return TIME.format(at);
    }

    record Fact(String name, String value) {}

    record Decision(String by, String verdict, String reason, String at) {}

    record Change(String by, String at, String from, String to, String reason) {}

    record Item(
            String step,
            String driver,
            String host,
            List<Fact> parts,
            String intendedAt,
            String madeAt,
            String goneAt,
            List<String> evidence) {}

    record Kept(String what, String bytes, String sha256, String at) {}
}
