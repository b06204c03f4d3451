package dev.mayfly.cli.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.domain.approval.Decided;
import dev.mayfly.domain.approval.Decision;
import dev.mayfly.domain.approval.Verdict;
import dev.mayfly.domain.holding.Part;
import dev.mayfly.domain.lease.Lease;
import dev.mayfly.domain.lease.LeaseChange;
import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.HostId;
import dev.mayfly.domain.plan.InstallationId;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.receipt.Receipt;
import dev.mayfly.domain.template.TemplateDigest;
import dev.mayfly.domain.template.TemplateName;
import dev.mayfly.domain.workspace.Ending;
import dev.mayfly.domain.workspace.Outcome;
import dev.mayfly.domain.workspace.UserName;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.domain.workspace.WorkspaceRequest;
import dev.mayfly.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerificationTest {
    private static final Instant T0 = Instant.parse("2026-11-21T10:00:00Z");
    private static final UserName ALICE = new UserName("alice");
    private static final UserName BOB = new UserName("bob");

    private static Instant after(long seconds) {
        return T0.plusSeconds(seconds);
    }

    private static Receipt receipt() {
        return new Receipt(
                Receipt.VERSION,
                new WorkspaceRequest(
                        new WorkspaceId("ws-0123456789ab"),
                        new InstallationId("main"),
                        ALICE,
                        "demo",
                        new TemplateName("api-dev"),
                        new TemplateDigest("a".repeat(64)),
                        "try it",
                        Duration.ofHours(1),
                        Duration.ofMinutes(20),
                        T0),
                List.of(new Decided(new Decision(BOB, Verdict.APPROVED, "fine"), after(50))),
                Optional.of(new Lease(after(60), after(60 + 5_400), Duration.ofMinutes(20), Duration.ofHours(4))),
                List.of(new LeaseChange(ALICE, after(300), after(60 + 3_600), after(60 + 5_400), "more")),
                List.of(new Receipt.Item(
                        new StepName("machine"),
                        new DriverName("sandbox"),
                        new HostId("h1"),
                        List.of(new Part("process", "42")),
                        after(61),
                        Optional.of(after(62)),
                        after(1_010),
                        List.of("process 42 does not exist", "cgroup does not exist"))),
                List.of(new Receipt.Kept("machine", 10, "b".repeat(64), after(1_005))),
                new Ending(Outcome.COMPLETED, "ended-by-requester", "alice ended it.", "alice", after(1_000)),
                after(1_011));
    }

    private static Verification verify(String text) {
        return Verification.of(text.getBytes(StandardCharsets.UTF_8), Optional.empty());
    }

    static String good() {
        return Json.canonical(receipt());
    }

    /** Changes the text and brings it into its canonical form again, as a careful forger would. */
    private static Verification tampered(UnaryOperator<String> change) throws IOException {
        String changed = change.apply(good());
        assertThat(changed).isNotEqualTo(good());
        return verify(new JsonCanonicalizer(changed).getEncodedString());
    }

    @Test
    void aReceiptAsItWasWrittenHolds() {
        Verification verification = verify(good());
        assertThat(verification.faults()).isEmpty();
        assertThat(verification.sha256()).isEqualTo(Json.sha256(good()));
        assertThat(verification.receipt()).contains(receipt());
    }

    @Test
    void aReceiptOfSomethingThatWasNeverApprovedHolds() {
        Receipt whole = receipt();
        Receipt lapsed = new Receipt(
                whole.version(),
                whole.request(),
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Ending.byItself(Outcome.LAPSED, "lapsed", "Nobody decided.", after(900)),
                after(901));
        assertThat(verify(Json.canonical(lapsed)).faults()).isEmpty();
    }

    @Test
    void anotherSha256ThanTheKnownOneIsSaid() {
        byte[] bytes = good().getBytes(StandardCharsets.UTF_8);
        assertThat(Verification.of(bytes, Optional.of(Json.sha256(good()))).holds())
                .isTrue();
        assertThat(Verification.of(bytes, Optional.of("c".repeat(64))).faults())
                .singleElement()
                .asString()
                .contains("should be " + "c".repeat(64));
    }

    @Test
    void everySingleChangedCharacterChangesTheSha256() {
        byte[] bytes = good().getBytes(StandardCharsets.UTF_8);
        String sha256 = Json.sha256(good());
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= 1;
            assertThat(Verification.of(changed, Optional.of(sha256)).holds())
                    .as("byte %d", i)
                    .isFalse();
        }
    }

    @Test
    void whatIsNotCanonicalIsSaid() {
        assertThat(verify(good().replace("\"version\":1", "\"version\": 1")).faults())
                .singleElement()
                .asString()
                .contains("canonical form");
        assertThat(verify(good() + "\n").holds()).isFalse();
    }

    @Test
    void whatIsNoReceiptIsSaid() {
        assertThat(verify("").holds()).isFalse();
        assertThat(verify("[]").holds()).isFalse();
        assertThat(verify("{}").faults()).anyMatch(fault -> fault.contains("version is 0"));
        assertThat(verify("{\"version\":1}").faults())
                .anyMatch(fault -> fault.contains("lacks") || fault.contains("cannot be read"));
        assertThat(Verification.of(new byte[] {(byte) 0xff, (byte) 0xfe}, Optional.empty())
                        .faults())
                .contains("it is not UTF-8 text");
        assertThat(verify(good().substring(0, good().length() - 5)).holds()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"evidence\":[\"process 42 does not exist\",\"cgroup does not exist\"] | \"evidence\":[] | machine has no evidence",
                "\"cgroup does not exist\" | \" \" | machine has no evidence",
                "\"goneAt\":\"2026-11-21T10:16:50Z\" | \"goneAt\":\"2026-11-21T10:00:30Z\" | machine was gone at 2026-11-21T10:00:30Z, which is before it was made",
                "\"goneAt\":\"2026-11-21T10:16:50Z\" | \"goneAt\":\"2026-11-21T11:16:50Z\" | the receipt was issued",
                "\"goneAt\":\"2026-11-21T10:16:50Z\" | \"goneAt\":null | goneAt, so it may still be there",
                "\"goneAt\":\"2026-11-21T10:16:50Z\" | \"goneAt\":\"soon\" | items[0].goneAt cannot be read",
                "\"madeAt\":\"2026-11-21T10:01:02Z\" | \"madeAt\":\"2026-11-21T10:00:31Z\" | machine was made at 2026-11-21T10:00:31Z, which is before it was intended",
                "\"madeAt\":\"2026-11-21T10:01:02Z\" | \"madeAt\":\"2026-11-21T10:16:49Z\",\"more\":1 | a field that no receipt has: items[0].more",
                "\"intendedAt\":\"2026-11-21T10:01:01Z\" | \"intendedAt\":\"2026-11-21T09:01:01Z\" | machine was intended at 2026-11-21T09:01:01Z, which is before it was requested",
                "\"issuedAt\":\"2026-11-21T10:16:51Z\" | \"issuedAt\":\"2026-11-21T10:10:00Z\" | it was issued at 2026-11-21T10:10:00Z, which is before it ended",
                "\"at\":\"2026-11-21T10:16:40Z\" | \"at\":\"2026-11-21T12:16:40Z\" | after its lease ended",
                "\"endsAt\":\"2026-11-21T11:31:00Z\" | \"endsAt\":\"2026-11-21T13:31:00Z\" | what was requested and extended ends at",
                "\"from\":\"2026-11-21T11:01:00Z\" | \"from\":\"2026-11-21T11:11:00Z\" | an extension moved the end from",
                "\"at\":\"2026-11-21T10:05:00Z\" | \"at\":\"2026-11-21T11:05:00Z\" | an extension was granted at 2026-11-21T11:05:00Z, after the lease had ended",
                "\"by\":\"bob\" | \"by\":\"alice\" | alice decided about their own request",
                "\"verdict\":\"APPROVED\" | \"verdict\":\"DENIED\" | denied and has a lease",
                "\"at\":\"2026-11-21T10:00:50Z\" | \"at\":\"2026-11-21T10:05:50Z\" | its lease began at 2026-11-21T10:01:00Z, which is before bob approved",
                "\"bytes\":10 | \"bytes\":-10 | less than no bytes",
                "bbbbbbbb\" | bbbbb\" | has no SHA-256",
                "\"version\":1 | \"version\":2 | its version is 2",
                "\"id\":\"ws-0123456789ab\" | \"id\":\"ws-x\" | expected a workspace id such as ws-0123456789ab",
                "\"outcome\":\"COMPLETED\" | \"outcome\":\"FINE\" | ending.outcome cannot be read"
            })
    void eachKindOfTamperingIsNamed(String from, String to, String fault) throws IOException {
        assertThat(tampered(text -> text.replace(from, to)).faults())
                .anySatisfy(said -> assertThat(said).contains(fault));
    }

    @Test
    void somethingMadeWithoutALeaseIsNamed() throws IOException {
        Verification verification = tampered(text -> text.replaceFirst("\"lease\":\\{[^}]*\\}", "\"lease\":null"));
        assertThat(verification.faults())
                .contains("machine was made, or begun, although there was no lease")
                .contains("a lease was extended that there never was");
    }

    @Test
    void twoVotesOfOnePersonAreNamed() {
        Receipt once = receipt();
        Receipt twice = new Receipt(
                once.version(),
                once.request(),
                List.of(once.decisions().getFirst(), once.decisions().getFirst()),
                once.lease(),
                once.leaseChanges(),
                once.items(),
                once.kept(),
                once.ending(),
                once.issuedAt());
        assertThat(verify(Json.canonical(twice)).faults()).containsExactly("bob is counted twice as a decider");
    }
}
