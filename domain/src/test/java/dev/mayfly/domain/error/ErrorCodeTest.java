package dev.mayfly.domain.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ErrorCodeTest {
    /** RFC 9110 and RFC 6585: these say that the same request may work later. */
    private static final Set<Integer> LATER = Set.of(429, 500, 502, 503);

    @ParameterizedTest
    @EnumSource
    void answersWithAnErrorStatus(ErrorCode code) {
        assertThat(code.httpStatus()).isBetween(400, 599);
    }

    @ParameterizedTest
    @EnumSource
    void answersA4xxWhereTheRequestIsAtFaultAndA5xxWhereItIsNot(ErrorCode code) {
        boolean clientError = code.httpStatus() < 500;
        switch (code.turn()) {
            case REQUESTER -> assertThat(clientError).isTrue();
            case MAYFLY -> assertThat(clientError).isFalse();
            case OPERATOR, PROVIDER ->
                assertThat(clientError)
                        .as("only a broken template and a lost thing concern the request itself")
                        .isEqualTo(code == ErrorCode.TEMPLATE_BROKEN || code == ErrorCode.LOST);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isRetriedOnlyWhereTheStatusSaysThatItMayWorkLater(ErrorCode code) {
        if (code.retryable()) {
            assertThat(LATER).contains(code.httpStatus());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PROVIDER_DENIED", "PROVIDER_FAILED", "STILL_THERE", "UNAVAILABLE", "INTERNAL"})
    void isRetriedWhereGivingUpWouldLeak(ErrorCode code) {
        assertThat(code.retryable()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void keepsItsCodeInTheException(ErrorCode code) {
        MayflyException exception = new MayflyException(code, "It did not work", new IllegalStateException("why"));

        assertThat(exception.code()).isEqualTo(code);
        assertThat(exception).hasMessage("It did not work").hasCauseInstanceOf(IllegalStateException.class);
    }
}
