package dev.mayfly.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mayfly.cli.failure.Failure;
import java.util.Locale;

/** A failure of this side in the shape of the server's problems, so that a program reads one form only. */
final class ProblemJson {
    private ProblemJson() {}

    static String of(Failure failure, String advice) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "https://mayfly.dev/errors/" + failure.code())
                .put("title", failure.exit().meaning())
                .put("detail", String.valueOf(failure.getMessage()))
                .put("code", failure.code().toUpperCase(Locale.ROOT).replace('-', '_'))
                .put("advice", advice)
                .toString();
    }
}
