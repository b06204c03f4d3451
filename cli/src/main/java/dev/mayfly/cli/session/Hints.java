package dev.mayfly.cli.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts command lines into hints, ready to be copied: with the command as the caller typed it, and with what they said
 * about the server and about who they are.
 */
final class Hints {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");
    private static final Pattern WORKSPACE = Pattern.compile("ws-[0-9a-z]{12}");
    private static final Pattern COMMAND = Pattern.compile("(?<![\\w./-])(?:\\./)?mayfly (--help|[a-z]+)");
    /** What only the launcher of a checkout does, and whether it takes a data directory. */
    private static final Map<String, Boolean> LAUNCHER =
            Map.of("up", true, "down", true, "status", true, "doctor", false);

    private final String called;
    private final Map<String, String> options = new LinkedHashMap<>();
    private final List<String> arguments;
    private final boolean launched;

    /** A token itself is left out: a hint stands on the screen for everybody to read. */
    Hints(Globals globals, Optional<String> launcher, List<String> arguments) {
        this.called = launcher.orElse("mayfly");
        this.launched = launcher.isPresent();
        this.arguments = arguments;
        keep("--data-dir", globals.dataDirectory());
        keep("--url", globals.url());
        keep("--token-file", globals.tokenFile());
        keep("--as", globals.user());
    }

    private void keep(String name, @Nullable Object value) {
        if (value != null) {
            options.put(name, name + " " + quoted(value.toString()));
        }
    }

    /** How the caller calls this command. */
    String command() {
        return options.isEmpty() ? called : called + " " + String.join(" ", options.values());
    }

    /** The caller's command line once more, with more behind it. */
    String again(String more) {
        List<String> words = new ArrayList<>(List.of(command()));
        Set<String> before = options.keySet();
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            if (before.contains(word)) {
                i++;
            } else if (before.stream().noneMatch(name -> word.startsWith(name + "="))) {
                words.add(quoted(word));
            }
        }
        return String.join(" ", words) + more;
    }

    /** The advice with the command and the workspace of this command line, ready to be copied. */
    String in(String advice) {
        // What stands in single quotes is the caller's own words, which stay as they are.
        String[] parts = advice.split("'", -1);
        for (int i = 0; i < parts.length; i += 2) {
            parts[i] = COMMAND.matcher(parts[i]).replaceAll(found -> Matcher.quoteReplacement(line(found.group(1))));
        }
        String line = String.join("'", parts);
        return arguments.stream()
                .filter(WORKSPACE.asMatchPredicate())
                .findFirst()
                .map(id -> line.replace("WORKSPACE", id))
                .orElse(line);
    }

    private String line(String verb) {
        Boolean takesData = LAUNCHER.get(verb);
        if (takesData == null) {
            return command() + " " + verb;
        }
        String data = takesData && options.containsKey("--data-dir") ? " " + options.get("--data-dir") : "";
        return (launched ? called : "./mayfly") + " " + verb + data;
    }

    static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
