package dev.mayfly.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mayfly.domain.approval.Risk;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.template.Inputs;
import dev.mayfly.domain.template.LeaseBounds;
import dev.mayfly.domain.template.Template;
import dev.mayfly.domain.template.TemplateName;
import dev.mayfly.domain.template.TemplateStep;
import dev.mayfly.domain.workspace.UserName;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class BoundsTest {
    private static final UserName ALICE = new UserName("alice");
    private static final Optional<Duration> NOT_ASKED = Optional.empty();

    private final Template template = template(false, List.of("role:requester"));

    @Test
    void fillsInWhatWasNotAsked() {
        assertThat(Bounds.check(template, "", NOT_ASKED, NOT_ASKED))
                .isEqualTo(new Bounds(Duration.ofHours(1), Duration.ofMinutes(20)));
    }

    @Test
    void takesWhatIsWithinTheBoundsToTheLastSecond() {
        assertThat(Bounds.check(template, "", ask(Duration.ofHours(4)), ask(Duration.ofHours(1))))
                .isEqualTo(new Bounds(Duration.ofHours(4), Duration.ofHours(1)));
        assertThat(Bounds.check(template, "", ask(Duration.ofSeconds(5)), ask(Duration.ofSeconds(5))))
                .isEqualTo(new Bounds(Duration.ofSeconds(5), Duration.ofSeconds(5)));
    }

    @Test
    void refusesWhatIsOutsideAndNamesTheField() {
        refuses(
                ErrorCode.OUT_OF_BOUNDS,
                "ttl: expected 5 seconds to 4 hours, got 4 hours 1 second",
                () -> Bounds.check(template, "", ask(Duration.ofHours(4).plusSeconds(1)), NOT_ASKED));
        refuses(
                ErrorCode.OUT_OF_BOUNDS,
                "ttl: expected 5 seconds to 4 hours, got 4 seconds",
                () -> Bounds.check(template, "", ask(Duration.ofSeconds(4)), NOT_ASKED));
        refuses(
                ErrorCode.OUT_OF_BOUNDS,
                "idle: expected 5 seconds to 1 hour, got 2 days",
                () -> Bounds.check(template, "", NOT_ASKED, ask(Duration.ofDays(2))));
        refuses(
                ErrorCode.OUT_OF_BOUNDS,
                "idle: expected 5 seconds to 1 hour, got PT1H0.001S",
                () -> Bounds.check(
                        template, "", NOT_ASKED, ask(Duration.ofHours(1).plusMillis(1))));
    }

    @Test
    void refusesNonsenseAsMalformed() {
        refuses(
                ErrorCode.INVALID_REQUEST,
                "ttl: expected more than zero, got \"PT0S\"",
                () -> Bounds.check(template, "", ask(Duration.ZERO), NOT_ASKED));
        refuses(
                ErrorCode.INVALID_REQUEST,
                "idle: expected more than zero, got \"PT-1S\"",
                () -> Bounds.check(template, "", NOT_ASKED, ask(Duration.ofSeconds(-1))));
        refuses(
                ErrorCode.INVALID_REQUEST,
                "reason: expected at most 2000 characters, got 2001",
                () -> Bounds.check(template, "x".repeat(2001), NOT_ASKED, NOT_ASKED));
    }

    @Test
    void asksForAReasonWhenTheTemplateDoes() {
        Template strict = template(true, List.of("role:requester"));
        refuses(
                ErrorCode.INVALID_REQUEST,
                "reason: expected why the workspace is needed, because demo asks for it, got \" \"",
                () -> Bounds.check(strict, " ", NOT_ASKED, NOT_ASKED));
        assertThat(Bounds.check(strict, "A bug", NOT_ASKED, NOT_ASKED).ttl()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void letsRolesGroupsAndUsersAskForWhatIsTheirs() {
        Bounds.checkRequester(template, ALICE, Set.of("requester"), Set.of());
        Bounds.checkRequester(template(false, List.of("group:x", "user:alice")), ALICE, Set.of(), Set.of());
        Bounds.checkRequester(template(false, List.of("group:analysts")), ALICE, Set.of(), Set.of("analysts"));
        refuses(
                ErrorCode.FORBIDDEN,
                "template: alice may not ask for demo, which is for role:requester",
                () -> Bounds.checkRequester(template, ALICE, Set.of("auditor"), Set.of("requester")));
        refuses(
                ErrorCode.FORBIDDEN,
                "template: alice may not ask for demo, which is for group:alice, user:bob",
                () -> Bounds.checkRequester(
                        template(false, List.of("group:alice", "user:bob")),
                        ALICE,
                        Set.of("requester", "operator"),
                        Set.of("bob")));
    }

    private static Optional<Duration> ask(Duration duration) {
        return Optional.of(duration);
    }

    private static void refuses(ErrorCode code, String message, ThrowingCallable call) {
        assertThatExceptionOfType(MayflyException.class)
                .isThrownBy(call)
                .withMessage(message)
                .matches(e -> e.code() == code);
    }

    private static Template template(boolean reasonRequired, List<String> requesters) {
        return new Template(
                new TemplateName("demo"),
                "Demo",
                "Nothing real.",
                Risk.LOW,
                requesters,
                reasonRequired,
                new LeaseBounds(Duration.ofHours(1), Duration.ofHours(4), Duration.ofMinutes(20), Duration.ofHours(1)),
                new Inputs(false, false, 100, false, false),
                false,
                false,
                BigDecimal.ZERO,
                "EUR",
                List.of(new TemplateStep(StepName.MACHINE, new DriverName("simulated"), Map.of())));
    }
}
