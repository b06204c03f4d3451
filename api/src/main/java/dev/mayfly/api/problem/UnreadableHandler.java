package dev.mayfly.api.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.core.convert.exceptions.ConversionErrorException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.codec.CodecException;
import io.micronaut.http.server.exceptions.ConversionErrorHandler;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.http.server.exceptions.JacksonExceptionHandler;
import io.micronaut.http.server.exceptions.JsonExceptionHandler;
import io.micronaut.http.server.exceptions.UnsatisfiedRouteHandler;
import io.micronaut.json.JsonSyntaxException;
import io.micronaut.web.router.exceptions.UnsatisfiedRouteException;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells what was wrong with a body that could not be read, by the name of the field. */
final class UnreadableHandler {
    private static final int SHOWN = 80;

    private UnreadableHandler() {}

    /** A body or a parameter that could not be converted. */
    @Singleton
    @Replaces(ConversionErrorHandler.class)
    static final class Conversion implements ExceptionHandler<ConversionErrorException, HttpResponse<?>> {
        @Override
        @SuppressWarnings("rawtypes") // The framework's interface is.
        public HttpResponse<?> handle(HttpRequest request, ConversionErrorException e) {
            return answer(request, e, e.getArgument().getName());
        }
    }

    /** A body that is no JSON. */
    @Singleton
    @Replaces(JsonExceptionHandler.class)
    static final class Syntax implements ExceptionHandler<JsonSyntaxException, HttpResponse<?>> {
        @Override
        @SuppressWarnings("rawtypes") // The framework's interface is.
        public HttpResponse<?> handle(HttpRequest request, JsonSyntaxException e) {
            return answer(request, e, "body");
        }
    }

    /** A body that does not fit. */
    @Singleton
    @Replaces(JacksonExceptionHandler.class)
    static final class Jackson implements ExceptionHandler<JsonProcessingException, HttpResponse<?>> {
        @Override
        @SuppressWarnings("rawtypes") // The framework's interface is.
        public HttpResponse<?> handle(HttpRequest request, JsonProcessingException e) {
            return answer(request, e, "body");
        }
    }

    /** A body or an argument that is missing. */
    @Singleton
    @Replaces(UnsatisfiedRouteHandler.class)
    static final class Missing implements ExceptionHandler<UnsatisfiedRouteException, HttpResponse<?>> {
        @Override
        @SuppressWarnings("rawtypes") // The framework's interface is.
        public HttpResponse<?> handle(HttpRequest request, UnsatisfiedRouteException e) {
            return Problems.answer(
                    request, ErrorCode.INVALID_REQUEST, e.getArgument().getName() + ": expected a value, got none");
        }
    }

    /** A body that its codec could not read. */
    @Singleton
    static final class Codec implements ExceptionHandler<CodecException, HttpResponse<?>> {
        @Override
        @SuppressWarnings("rawtypes") // The framework's interface is.
        public HttpResponse<?> handle(HttpRequest request, CodecException e) {
            return answer(request, e, "body");
        }
    }

    private static HttpResponse<?> answer(HttpRequest<?> request, Throwable error, String argument) {
        @Nullable Throwable cause = error;
        while (cause != null) {
            if (cause instanceof MayflyException ours) {
                return Problems.answer(request, ours.code(), String.valueOf(ours.getMessage()));
            }
            cause = cause.getCause();
        }
        cause = error;
        while (cause != null) {
            if (cause instanceof JsonProcessingException json) {
                return Problems.answer(request, ErrorCode.INVALID_REQUEST, sentence(json));
            }
            cause = cause.getCause();
        }
        return Problems.answer(
                request, ErrorCode.INVALID_REQUEST, argument + ": expected another form, got something unreadable");
    }

    private static String sentence(JsonProcessingException error) {
        return switch (error) {
            case UnrecognizedPropertyException unknown ->
                "%s: expected one of %s, got an unknown property"
                        .formatted(
                                path(unknown),
                                unknown.getKnownPropertyIds().stream()
                                        .map(String::valueOf)
                                        .sorted()
                                        .collect(Collectors.joining(", ")));
            case InvalidFormatException format ->
                "%s: expected %s, got \"%s\""
                        .formatted(path(format), kind(format.getTargetType()), printable(format.getValue()));
            case MismatchedInputException mismatch ->
                "%s: expected %s, got something else".formatted(path(mismatch), kind(mismatch.getTargetType()));
            case JsonMappingException mapping -> path(mapping) + ": could not be read";
            default -> {
                var where = error.getLocation();
                yield where == null
                        ? "body: expected JSON"
                        : "body: expected JSON, and at line %d, column %d it is none"
                                .formatted(where.getLineNr(), where.getColumnNr());
            }
        };
    }

    private static String path(JsonMappingException error) {
        String path = error.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining());
        return path.isEmpty() ? "body" : printable(path.startsWith(".") ? path.substring(1) : path);
    }

    private static String kind(@Nullable Class<?> type) {
        if (type == null) {
            return "another type";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "));
        }
        if (type == String.class) {
            return "a string";
        }
        if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return "a number";
        }
        if (Iterable.class.isAssignableFrom(type)) {
            return "a list";
        }
        return type.isRecord() ? "an object" : "a " + type.getSimpleName();
    }

    private static String printable(Object value) {
        String text = String.valueOf(value);
        return (text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text).replaceAll("[\\p{C}\"]", "?");
    }
}
