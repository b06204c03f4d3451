package dev.mayfly.tests.documents;

import dev.mayfly.cli.Mayfly;
import dev.mayfly.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The verbs and options that exist, as the launcher and the command line themselves tell them. */
final class Vocabulary {
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--?[a-z][a-z-]*");
    private static final Pattern VERB = Pattern.compile("^  ([a-z]+) .*");
    private static final Pattern CALL = Pattern.compile("(?:^|[\\s(])(?:\\./)?mayfly((?: +[^ |;&)<>]+)*)");

    private final Map<String, Set<String>> launcher;
    private final Map<String, String> helps = new HashMap<>();

    Vocabulary(Path checkout) throws IOException, InterruptedException {
        launcher = launcher(checkout);
    }

    /** The launcher's own page: a line for each verb, whose options stand in it and below it. */
    private static Map<String, Set<String>> launcher(Path checkout) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(checkout.resolve("mayfly").toString(), "--help")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String page = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError("./mayfly --help ended with " + process.exitValue());
        }
        Map<String, Set<String>> verbs = new HashMap<>();
        Set<String> options = new HashSet<>();
        for (String line : page.lines().toList()) {
            Matcher verb = VERB.matcher(line);
            if (verb.matches()) {
                options = new HashSet<>();
                verbs.put(verb.group(1), options);
            }
            options.addAll(options(line));
        }
        return verbs;
    }

    /** What is wrong with the calls of Mayfly in a line; nothing when all of it is known. */
    List<String> wrongIn(String line) {
        List<String> wrong = new ArrayList<>();
        Matcher calls = CALL.matcher(line);
        while (calls.find()) {
            List<String> words = List.of(calls.group(1).strip().split(" +"));
            check(words).ifPresent(wrong::add);
        }
        return wrong;
    }

    private Optional<String> check(List<String> words) {
        String verb = words.getFirst();
        // A word in capitals stands for whichever verb.
        if (verb.isEmpty() || verb.equals("VERB")) {
            return Optional.empty();
        }
        String page = help(verb);
        if (!launcher.containsKey(verb) && page.isEmpty()) {
            return Optional.of("there is no verb " + verb);
        }
        Set<String> known = new HashSet<>(launcher.getOrDefault(verb, Set.of()));
        known.addAll(options(page));
        if (page.contains("\nCommands:") && words.size() > 1) {
            String second = help(verb + " " + words.get(1));
            // Of these, only `receipt` does something without a second verb.
            if (second.isEmpty() && !verb.equals("receipt")) {
                return Optional.of("there is no verb %s %s".formatted(verb, words.get(1)));
            }
            known.addAll(options(second));
        }
        for (String word : words) {
            if (word.equals("--")) {
                break;
            }
            String option = word.replaceFirst("=.*", "");
            if (word.startsWith("-") && !known.contains(option)) {
                return Optional.of("%s knows no %s".formatted(verb, option));
            }
        }
        return Optional.empty();
    }

    /** What the command line says of a verb; empty when it does not know it. */
    private String help(String verb) {
        return helps.computeIfAbsent(verb, words -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
            Terminal terminal = new Terminal(stream, stream, false, false, false, false, () -> 100);
            List<String> arguments = new ArrayList<>(List.of("help"));
            arguments.addAll(List.of(words.split(" ", -1)));
            int status = Mayfly.run(terminal, Map.of(), Clock.systemUTC(), arguments.toArray(String[]::new));
            terminal.flush();
            String said = out.toString(StandardCharsets.UTF_8);
            return status == 0 && said.startsWith("Usage: mayfly " + words) ? said : "";
        });
    }

    private static List<String> options(String page) {
        return OPTION.matcher(page).results().map(found -> found.group()).toList();
    }
}
