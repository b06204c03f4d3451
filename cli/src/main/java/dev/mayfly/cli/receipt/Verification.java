package dev.mayfly.cli.receipt;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.mayfly.cli.http.Digest;
import dev.mayfly.domain.approval.Decided;
import dev.mayfly.domain.approval.Verdict;
import dev.mayfly.domain.lease.Lease;
import dev.mayfly.domain.lease.LeaseChange;
import dev.mayfly.domain.receipt.Receipt;
import dev.mayfly.domain.workspace.UserName;
import dev.mayfly.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.erdtman.jcs.JsonCanonicalizer;
import org.jspecify.annotations.Nullable;

/**
 * Checks a receipt without asking anybody: its form, its SHA-256, and whether what it says can be true. It proves that
 * the receipt is whole and says that everything is gone; who wrote it follows from comparing the SHA-256 with the one in
 * the audit log.
 *
 * @param sha256 of the bytes as they are
 * @param receipt absent when the bytes could not be read as one
 * @param signed whether it came with signatures, which count among what is checked
 * @param faults everything that is wrong, one sentence each; none when it holds
 */
public record Verification(String sha256, Optional<Receipt> receipt, List<String> faults, boolean signed) {
    /** Different machines' clocks are allowed to be so far apart. */
    private static final Duration CLOCKS_APART = Duration.ofSeconds(5);

    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    /** Keeps its own copy. */
    public Verification {
        faults = List.copyOf(faults);
    }

    /** Whether nothing is wrong. */
    public boolean holds() {
        return faults.isEmpty();
    }

    /** Checks the bytes of a receipt, and against its SHA-256 when that is known from elsewhere. */
    public static Verification of(byte[] bytes, Optional<String> expected) {
        List<String> faults = new ArrayList<>();
        String sha256 = Digest.hex(bytes);
        expected.filter(known -> !known.equals(sha256))
                .ifPresent(known -> faults.add("its SHA-256 is %s and should be %s".formatted(sha256, known)));
        Optional<Receipt> receipt = text(bytes, faults).flatMap(text -> read(text, faults));
        receipt.ifPresent(read -> new Checks(read, faults).all());
        return new Verification(sha256, receipt, faults, false);
    }

    private static Optional<String> text(byte[] bytes, List<String> faults) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            String canonical = new JsonCanonicalizer(text).getEncodedString();
            if (!canonical.equals(text)) {
                faults.add("it is not in its canonical form (RFC 8785): it differs at character %d"
                        .formatted(firstDifference(canonical, text)));
            }
            return Optional.of(text);
        } catch (CharacterCodingException e) {
            faults.add("it is not UTF-8 text");
        } catch (IOException e) {
            faults.add("it is not JSON: " + e.getMessage());
        }
        return Optional.empty();
    }

    private static int firstDifference(String a, String b) {
        int at = 0;
        while (at < Math.min(a.length(), b.length()) && a.charAt(at) == b.charAt(at)) {
            at++;
        }
        return at + 1;
    }

    private static Optional<Receipt> read(String text, List<String> faults) {
        try {
            int version = Json.MAPPER.readTree(text).path("version").asInt(0);
            if (version != Receipt.VERSION) {
                faults.add("its version is %d, and this command knows only version %d"
                        .formatted(version, Receipt.VERSION));
                return Optional.empty();
            }
            Receipt read = Json.MAPPER
                    .readerFor(Receipt.class)
                    .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .with(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .readValue(text);
            return whole(read, faults) ? Optional.of(read) : Optional.empty();
        } catch (UnrecognizedPropertyException e) {
            faults.add("it has a field that no receipt has: " + path(e));
        } catch (JsonMappingException e) {
            faults.add("%s cannot be read: %s".formatted(path(e), cause(e)));
        } catch (IOException e) {
            faults.add("it cannot be read: " + e.getMessage());
        }
        return Optional.empty();
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            String name = step.getFieldName();
            path.append(name == null ? "[" + step.getIndex() + "]" : (path.isEmpty() ? "" : ".") + name);
        }
        return path.isEmpty() ? "the receipt" : path.toString();
    }

    private static String cause(JsonMappingException e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        if (cause instanceof JsonMappingException mapping) {
            return mapping.getOriginalMessage().replaceFirst("^Unexpected IOException \\([^)]*\\): ", "");
        }
        return cause instanceof NullPointerException ? "a field is missing" : String.valueOf(cause.getMessage());
    }

    /** JSON may leave out what Java's types promise, so each is looked at before it is used. */
    private static boolean whole(Receipt receipt, List<String> faults) {
        int before = faults.size();
        Missing missing = new Missing(faults);
        missing.look("request", receipt.request());
        missing.look("ending", receipt.ending());
        missing.look("issuedAt", receipt.issuedAt());
        if (faults.size() == before) {
            missing.look("request.id", receipt.request().id());
            missing.look("request.requester", receipt.request().requester());
            missing.look("request.requestedAt", receipt.request().requestedAt());
            missing.look("request.ttl", receipt.request().ttl());
            missing.look("ending.at", receipt.ending().at());
            missing.look("ending.outcome", receipt.ending().outcome());
        }
        for (int i = 0; i < receipt.items().size(); i++) {
            Receipt.Item item = receipt.items().get(i);
            missing.look("items[%d].step".formatted(i), item.step());
            missing.look("items[%d].intendedAt".formatted(i), item.intendedAt());
            missing.look("items[%d].goneAt, so it may still be there".formatted(i), item.goneAt());
        }
        for (int i = 0; i < receipt.decisions().size(); i++) {
            Decided decided = receipt.decisions().get(i);
            missing.look("decisions[%d].decision".formatted(i), decided.decision());
            missing.look("decisions[%d].at".formatted(i), decided.at());
        }
        for (int i = 0; i < receipt.leaseChanges().size(); i++) {
            LeaseChange change = receipt.leaseChanges().get(i);
            missing.look("leaseChanges[%d].from".formatted(i), change.from());
            missing.look("leaseChanges[%d].to".formatted(i), change.to());
            missing.look("leaseChanges[%d].at".formatted(i), change.at());
        }
        for (int i = 0; i < receipt.kept().size(); i++) {
            Receipt.Kept kept = receipt.kept().get(i);
            missing.look("kept[%d].sha256".formatted(i), kept.sha256());
            missing.look("kept[%d].at".formatted(i), kept.at());
        }
        return faults.size() == before;
    }

    private record Missing(List<String> faults) {
        void look(String field, @Nullable Object value) {
            if (value == null) {
                faults.add("it lacks " + field);
            }
        }
    }

    /** Whether what it says can be true. */
    private record Checks(Receipt receipt, List<String> faults) {

        void all() {
            Instant requested = receipt.request().requestedAt();
            Instant ended = receipt.ending().at();
            Instant issued = receipt.issuedAt();
            order("it ended", ended, "it was requested", requested);
            order("it was issued", issued, "it ended", ended);
            decisions();
            receipt.lease().ifPresentOrElse(this::lease, this::unleased);
            receipt.items().forEach(this::item);
            receipt.kept().forEach(this::kept);
        }

        private void decisions() {
            Set<UserName> deciders = new HashSet<>();
            boolean denied = false;
            for (Decided decided : receipt.decisions()) {
                UserName by = decided.decision().by();
                if (by.equals(receipt.request().requester())) {
                    wrong("%s decided about their own request".formatted(by));
                }
                if (!deciders.add(by)) {
                    wrong("%s is counted twice as a decider".formatted(by));
                }
                denied |= decided.decision().verdict() == Verdict.DENIED;
                order(
                        "%s decided".formatted(by),
                        decided.at(),
                        "it was requested",
                        receipt.request().requestedAt());
                order("it was issued", receipt.issuedAt(), "%s decided".formatted(by), decided.at());
            }
            if (denied && receipt.lease().isPresent()) {
                wrong("it was denied and has a lease all the same");
            }
        }

        private void lease(Lease lease) {
            Instant started = lease.startedAt();
            order(
                    "its lease began",
                    started,
                    "it was requested",
                    receipt.request().requestedAt());
            receipt.decisions().stream()
                    .filter(decided -> decided.decision().verdict() == Verdict.APPROVED)
                    .forEach(decided -> order(
                            "its lease began",
                            started,
                            "%s approved".formatted(decided.decision().by()),
                            decided.at()));
            Instant end = started.plus(receipt.request().ttl());
            for (LeaseChange change : receipt.leaseChanges()) {
                if (!change.from().equals(end)) {
                    wrong("an extension moved the end from %s, but it was %s then".formatted(change.from(), end));
                }
                order("an extension's new end", change.to(), "its old end", change.from());
                order("an extension was granted", change.at(), "the lease began", started);
                if (change.at().isAfter(change.from().plus(CLOCKS_APART))) {
                    wrong("an extension was granted at %s, after the lease had ended at %s"
                            .formatted(change.at(), change.from()));
                }
                end = change.to();
            }
            if (!lease.endsAt().equals(end)) {
                wrong("its lease ends at %s, but what was requested and extended ends at %s"
                        .formatted(lease.endsAt(), end));
            }
            Instant latest = lease.fuseAt().plus(CLOCKS_APART);
            if (receipt.ending().at().isAfter(latest)) {
                wrong("it ended at %s, after its lease ended at %s and its fuse burned at %s"
                        .formatted(receipt.ending().at(), lease.endsAt(), lease.fuseAt()));
            }
        }

        private void unleased() {
            if (!receipt.leaseChanges().isEmpty()) {
                wrong("a lease was extended that there never was");
            }
            receipt.items()
                    .forEach(
                            item -> wrong("%s was made, or begun, although there was no lease".formatted(item.step())));
        }

        private void item(Receipt.Item item) {
            String what = item.step().value();
            if (item.evidence().isEmpty() || item.evidence().stream().anyMatch(String::isBlank)) {
                wrong("%s has no evidence that it is gone".formatted(what));
            }
            order(
                    what + " was intended",
                    item.intendedAt(),
                    "it was requested",
                    receipt.request().requestedAt());
            item.madeAt().ifPresent(made -> {
                order(what + " was made", made, "it was intended", item.intendedAt());
                order(what + " was gone", item.goneAt(), "it was made", made);
                if (made.isAfter(receipt.ending().at().plus(Lease.FUSE_MARGIN))) {
                    wrong("%s was made at %s, after the end at %s"
                            .formatted(what, made, receipt.ending().at()));
                }
            });
            order(what + " was gone", item.goneAt(), "it was intended", item.intendedAt());
            order("the receipt was issued", receipt.issuedAt(), what + " was gone", item.goneAt());
            receipt.lease()
                    .ifPresent(lease ->
                            order(what + " was intended", item.intendedAt(), "the lease began", lease.startedAt()));
        }

        private void kept(Receipt.Kept kept) {
            if (!SHA_256.matcher(kept.sha256()).matches()) {
                wrong("what was kept (%s) has no SHA-256".formatted(kept.what()));
            }
            if (kept.bytes() < 0) {
                wrong("what was kept (%s) has less than no bytes".formatted(kept.what()));
            }
            order(
                    "%s was kept".formatted(kept.what()),
                    kept.at(),
                    "it was requested",
                    receipt.request().requestedAt());
            order("the receipt was issued", receipt.issuedAt(), "%s was kept".formatted(kept.what()), kept.at());
        }

        /** Says so when what must be later is earlier, by more than clocks may differ. */
        private void order(String later, Instant at, String earlier, Instant before) {
            if (at.plus(CLOCKS_APART).isBefore(before)) {
                faults.add("%s at %s, which is before %s at %s".formatted(later, at, earlier, before));
            }
        }

        private void wrong(String sentence) {
            faults.add(sentence);
        }
    }
}
