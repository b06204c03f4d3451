package dev.mayfly.cli;

import dev.mayfly.cli.terminal.Terminal;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Finds out what the standard output and the standard error are. */
final class Console {
    private static final int USUAL_WIDTH = 80;
    private static final Pattern SIZE = Pattern.compile("[0-9]{1,4} ([1-9][0-9]{0,3})");

    private Console() {}

    static Terminal terminal(Map<String, String> environment) {
        String locale = environment.getOrDefault(
                "LC_ALL", environment.getOrDefault("LC_CTYPE", environment.getOrDefault("LANG", "")));
        boolean dumb = "dumb".equals(environment.get("TERM"));
        String refused = environment.getOrDefault("NO_COLOR", "");
        return new Terminal(
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                isTerminal(1),
                isTerminal(2) && !dumb,
                !dumb && refused.isEmpty(),
                locale.toUpperCase(Locale.ROOT).matches(".*UTF-?8.*"),
                () -> width(environment));
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor), 8_192), true, StandardCharsets.UTF_8);
    }

    /** Java's own console would load a line editor for the answer. */
    private static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static int width(Map<String, String> environment) {
        String columns = environment.getOrDefault("COLUMNS", "");
        if (columns.matches("[1-9][0-9]{1,3}")) {
            return Integer.parseInt(columns);
        }
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(Path.of("/dev/tty").toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(stty.getInputStream().readNBytes(64), StandardCharsets.US_ASCII).strip();
            var size = SIZE.matcher(said);
            return stty.waitFor(1, TimeUnit.SECONDS) && size.matches() ? Integer.parseInt(size.group(1)) : USUAL_WIDTH;
        } catch (IOException e) {
            return USUAL_WIDTH;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return USUAL_WIDTH;
        }
    }

    /** What picocli prints (help, the version) goes where everything goes. */
    static final class Out extends Writer {
        private final Terminal terminal;

        Out(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public void write(char[] characters, int offset, int length) {
            terminal.raw(new String(characters, offset, length).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void flush() {
            terminal.flush();
        }

        @Override
        public void close() {
            flush();
        }
    }
}
