package dev.mayfly.cli.failure;

import java.io.Serial;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A verb cannot go on: what happened, what to do about it, and the exit that follows. */
public final class Failure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final Exit exit;
    private final String code;
    private final String advice;
    private final boolean retryable;
    private final transient List<String> fields;
    private final @Nullable String problem;

    private Failure(
            Exit exit,
            String code,
            String message,
            String advice,
            boolean retryable,
            List<String> fields,
            @Nullable String problem,
            @Nullable Throwable cause) {
        super(message, cause);
        this.exit = exit;
        this.code = code;
        this.advice = advice;
        this.retryable = retryable;
        this.fields = List.copyOf(fields);
        this.problem = problem;
    }

    /** A failure that was found on this side. */
    public Failure(Exit exit, String code, String message, String advice) {
        this(exit, code, message, advice, false, List.of(), null, null);
    }

    /** A failure that was found on this side and that another one caused. */
    public Failure(Exit exit, String code, String message, String advice, Throwable cause) {
        this(exit, code, message, advice, false, List.of(), null, cause);
    }

    /** The command line is wrong. */
    public static Failure usage(String message, String advice) {
        return new Failure(Exit.USAGE, "usage", message, advice);
    }

    /** Something that may pass: the same call may work in a moment. */
    public static Failure passing(Exit exit, String code, String message, String advice, Throwable cause) {
        return new Failure(exit, code, message, advice, true, List.of(), null, cause);
    }

    /**
     * What the server answered with.
     *
     * @param fields what is wrong with each field, one sentence each
     * @param problem the answer as it came, for machines
     */
    public static Failure answered(
            Exit exit,
            String code,
            String message,
            String advice,
            boolean retryable,
            List<String> fields,
            String problem) {
        return new Failure(exit, code, message, advice, retryable, fields, problem, null);
    }

    /** The same failure with other advice. */
    public Failure advising(String other) {
        return new Failure(exit, code, String.valueOf(getMessage()), other, retryable, fields, problem, getCause());
    }

    /** How the verb ends. */
    public Exit exit() {
        return exit;
    }

    /** The code, in lower case with hyphens. */
    public String code() {
        return code;
    }

    /** What to do about it; may be empty. */
    public String advice() {
        return advice;
    }

    /** Whether the same call may work in a moment. */
    public boolean retryable() {
        return retryable;
    }

    /** Whether something is wrong with this field. */
    public boolean about(String field) {
        return fields.stream().anyMatch(each -> each.startsWith(field + ":"));
    }

    /** What is wrong with each field. */
    public List<String> fields() {
        return fields;
    }

    /** The server's answer as it came, if it was the server that refused. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }
}
