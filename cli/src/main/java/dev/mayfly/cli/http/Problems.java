package dev.mayfly.cli.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.failure.Failure;
import dev.mayfly.domain.error.ErrorCode;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns the server's problems (RFC 9457) into failures with an exit and advice. */
final class Problems {
    private static final int LONGEST = 2_000;

    private Problems() {}

    static Failure of(int status, HttpHeaders headers, byte[] body) {
        String later = headers.firstValue("Retry-After")
                .filter(value -> value.matches("[0-9]{1,6}"))
                .map(seconds -> "Try again in " + seconds + " s.")
                .orElse("");
        JsonNode problem;
        try {
            problem = Answer.read(body);
        } catch (IOException e) {
            return foreign(status, later);
        }
        if (!problem.isObject() || !problem.path("code").isTextual()) {
            return foreign(status, later);
        }
        String name = problem.path("code").asText();
        String detail = problem.path("detail").asText(problem.path("title").asText("no reason given"));
        String message = detail.length() > LONGEST ? detail.substring(0, LONGEST) : detail;
        List<String> fields = new ArrayList<>();
        problem.path("fields")
                .forEach(field -> fields.add(field.path("field").asText("?") + ": "
                        + field.path("message").asText("?")));
        String text = new String(body, StandardCharsets.UTF_8);
        ErrorCode code = known(name);
        Exit exit = code == null ? Exit.ofStatus(status) : Exit.of(code);
        String advice = later.isEmpty() ? code == null ? "" : advice(code) : later;
        boolean retryable = code == null ? status >= 500 : code.retryable();
        return Failure.answered(exit, lowerHyphen(name), message, advice, retryable, fields, text);
    }

    private static @Nullable ErrorCode known(String name) {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.name().equals(name)) {
                return code;
            }
        }
        return null;
    }

    /** A proxy, or something else that is not Mayfly, answered. Its page is not repeated: it would not help. */
    private static Failure foreign(int status, String later) {
        Exit exit = Exit.ofStatus(status);
        return Failure.answered(
                exit,
                "http-" + status,
                "The server answered with status %d and not with one of Mayfly's errors".formatted(status),
                later.isEmpty() ? "Check the address: --url or MAYFLY_URL." : later,
                status >= 500 || status == 429,
                List.of(),
                "{\"code\":\"HTTP_%d\",\"status\":%d}".formatted(status, status));
    }

    static String lowerHyphen(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String advice(ErrorCode code) {
        return switch (code) {
            case INVALID_REQUEST -> "Change what it names; mayfly help VERB says what may be given.";
            case UNAUTHENTICATED -> "Sign in with --token, MAYFLY_TOKEN or, on a local demo server, --as USER.";
            case FORBIDDEN ->
                "Ask somebody who may. On a local demo server: --as bob approves, --as olga operates, --as adam audits.";
            case NOT_FOUND -> "mayfly list --all shows the workspaces that you may see.";
            case WRONG_PHASE -> "mayfly explain WORKSPACE says what it is doing and what comes next.";
            case ALREADY_DECIDED -> "mayfly show WORKSPACE says who decided what.";
            case IDEMPOTENCY_CONFLICT -> "Ask with another --idempotency-key, or with exactly the same request.";
            case ENDING -> "It is being taken away; request a new one.";
            case TOO_LARGE -> "mayfly templates NAME says how large a file may be.";
            case OUT_OF_BOUNDS -> "mayfly templates NAME says what may be asked for.";
            case TEMPLATE_BROKEN -> "Tell the operator; mayfly templates says what is wrong with it.";
            case RATE_LIMITED -> "Wait a little and try again.";
            case LIMIT_NOT_ENFORCEABLE, MISCONFIGURED -> "Tell the operator: this installation lacks something.";
            case NO_HOST, HOST_EXHAUSTED -> "Tell the operator, or try again later: no host has room for it.";
            case LOST -> "Its contents are gone; end it and request a new one.";
            case PROVIDER_DENIED -> "Tell the operator: the provider refuses Mayfly.";
            case PROVIDER_FAILED, STILL_THERE -> "Mayfly goes on trying by itself; mayfly events WORKSPACE tells how.";
            case UNAVAILABLE -> "Try again in a moment.";
            case INTERNAL -> "This is a defect of Mayfly; please report it with the request id in the server's log.";
        };
    }
}
