package dev.mayfly.templates;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Turns what Pkl says into one sentence: file, line and field, what was expected and what came. What was expected is
 * quoted from the schema's own documentation, after "Allowed".
 */
final class Reason {
    private static final int MAX_LENGTH = 500;
    private static final int MAX_VALUE = 80;

    private static final Pattern FRAME = Pattern.compile(
            "^(?:│ )?at (.+) \\(%s:/([^#)]+)#(\\d+)\\)$".formatted(Evaluator.SCHEME), Pattern.MULTILINE);
    private static final Pattern CONSTRAINT =
            Pattern.compile("Type constraint `(.*)` violated\\.\nValue: (.*)", Pattern.DOTALL);
    private static final Pattern TYPE =
            Pattern.compile("Expected value of type `(.*)`, but got type `(.*)`\\.\nValue: (.*)", Pattern.DOTALL);
    private static final Pattern VALUE =
            Pattern.compile("Expected value of type `(.*)`, but got `(.*)`\\.", Pattern.DOTALL);
    private static final Pattern UNDEFINED =
            Pattern.compile("Tried to read property `(.*)` but its value is undefined\\.");
    private static final Pattern UNKNOWN = Pattern.compile("Cannot find property `(.*)` in (?:object|module) .*");
    private static final Pattern MODULE = Pattern.compile(
            "(?:No module loader is registered for module|Refusing to (?:load|import) module|Cannot find module) `([^`]*)`.*",
            Pattern.DOTALL);
    private static final Pattern NO_FILE = Pattern.compile(".*FileNotFoundException: (.*)", Pattern.DOTALL);
    private static final Pattern RESOURCE = Pattern.compile("Refusing to read resource `([^`]*)`.*", Pattern.DOTALL);

    private Reason() {}

    /** A place in a file. */
    private record Frame(String member, String file, int line) {
        /** The member without its module, such as {@code lease.ttl}; empty for the module itself. */
        String field() {
            return member.substring(member.indexOf('#') + 1, member.contains("#") ? member.length() : 0);
        }
    }

    /**
     * The reason why Pkl refused a file.
     *
     * @param said what Pkl said
     * @param schema the text of the schema
     */
    static String of(String file, String said, String schema) {
        String message = said.replaceFirst("^–– Pkl Error ––\n", "");
        String head = message.split("\n\n", 2)[0];
        List<Frame> frames = frames(message);
        Optional<Frame> bySchema = frames.stream()
                .filter(frame -> frame.file().equals(Sources.SCHEMA))
                .findFirst();
        Optional<Frame> byAuthor =
                frames.stream().filter(frame -> frame.file().equals(file)).findFirst();
        if (byAuthor.isEmpty()) {
            byAuthor = frames.stream()
                    .filter(frame -> !frame.file().equals(Sources.SCHEMA))
                    .findFirst();
        }
        String field = byAuthor.map(Frame::field)
                .orElseGet(() -> bySchema.map(Reason::schemaField).orElse(""));
        Optional<String> allowed = bySchema.flatMap(frame -> allowed(schema, frame.line()));
        String where =
                byAuthor.map(frame -> frame.file() + ", line " + frame.line()).orElse(file);
        return printable(where, MAX_VALUE) + printable(what(head, message, field, allowed), MAX_LENGTH);
    }

    private static String what(String head, String message, String field, Optional<String> allowed) {
        Matcher matcher = CONSTRAINT.matcher(head);
        if (matcher.matches()) {
            return differs(field, allowed.orElse(matcher.group(1)), value(matcher.group(2)));
        }
        matcher = TYPE.matcher(head);
        if (matcher.matches()) {
            String expected = allowed.orElse("a value of type " + type(matcher.group(1)));
            return differs(field, expected, value(matcher.group(3)) + " (" + type(matcher.group(2)) + ")");
        }
        matcher = VALUE.matcher(head);
        if (matcher.matches()) {
            return differs(field, allowed.orElse(type(matcher.group(1))), value(matcher.group(2)));
        }
        matcher = UNDEFINED.matcher(head);
        if (matcher.matches()) {
            String missing =
                    field.equals(matcher.group(1)) || field.endsWith("." + matcher.group(1)) ? field : matcher.group(1);
            return differs(missing, allowed.orElse("a value"), "nothing");
        }
        matcher = UNKNOWN.matcher(head);
        if (matcher.matches()) {
            String unknown = matcher.group(1);
            return differs(
                    field.isEmpty() ? unknown : field + "." + unknown,
                    "a property that the schema knows" + known(message),
                    "the unknown \"" + unknown + "\"");
        }
        matcher = MODULE.matcher(head);
        if (matcher.matches()) {
            return differs(field, "a module of the same directory", value(matcher.group(1)));
        }
        matcher = NO_FILE.matcher(head);
        if (matcher.matches()) {
            return differs(field, "a module of the same directory", value(matcher.group(1)));
        }
        matcher = RESOURCE.matcher(head);
        if (matcher.matches()) {
            return differs(
                    field,
                    "nothing to be read, because a template has no files, variables or network",
                    value(matcher.group(1)));
        }
        if (head.startsWith("A stack overflow occurred")) {
            return differs(field, "an end", "a definition that calls itself without end");
        }
        return (field.isEmpty() ? ": " : ", " + field + ": ") + head;
    }

    private static String differs(String field, String expected, String got) {
        return (field.isEmpty() ? "" : ", " + field) + ": expected " + expected + ", got " + got;
    }

    private static List<Frame> frames(String message) {
        List<Frame> frames = new ArrayList<>();
        Matcher matcher = FRAME.matcher(message);
        while (matcher.find()) {
            frames.add(new Frame(matcher.group(1), matcher.group(2), Integer.parseInt(matcher.group(3))));
        }
        return frames;
    }

    /** The schema speaks of classes where an author speaks of properties: Lease.ttl is lease.ttl. */
    private static String schemaField(Frame frame) {
        String field = frame.field();
        return field.substring(0, Math.min(1, field.length())).toLowerCase(Locale.ROOT)
                + field.substring(Math.min(1, field.length()));
    }

    /** What the documentation above a line of the schema says is allowed. */
    private static Optional<String> allowed(String schema, int line) {
        List<String> lines = schema.lines().limit(line).map(String::strip).toList();
        for (int i = lines.size() - 1; i >= 0 && !lines.get(i).isEmpty(); i--) {
            String text = lines.get(i).replaceFirst("^///\\s*", "");
            if (text.startsWith("Allowed: ")) {
                return Optional.of(text.substring("Allowed: ".length()));
            }
        }
        return Optional.empty();
    }

    /** The properties that Pkl proposes, without those that an author cannot set. */
    private static String known(String message) {
        Matcher matcher = Pattern.compile("(?:Did you mean any of the following\\?|Available properties[^\n]*:)\n")
                .matcher(message);
        if (!matcher.find()) {
            return "";
        }
        String names = message.substring(matcher.end())
                .lines()
                .takeWhile(name -> name.matches("[a-z]\\w*|[A-Z]\\w*"))
                .filter(name -> name.matches("[a-z]\\w*")
                        && !List.of("output", "driver", "spec", "steps").contains(name))
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : " (" + names + ")";
    }

    private static String type(String type) {
        return type.replace("mayfly.Template#", "");
    }

    private static String value(String value) {
        return printable(value, MAX_VALUE);
    }

    /** What a template says is shown to people: it is cut and made one printable line. */
    private static String printable(String text, int max) {
        String cut = text.length() > max ? text.substring(0, max) + "..." : text;
        return cut.replaceAll("\\s+", " ").replaceAll("\\p{C}", "?").strip();
    }
}
