package dev.mayfly.providers.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program of ours as the very Python compiled it that is to run it: it would do so again for each start otherwise, which
 * takes as long as the program's first steps. Where that does not work the source is run.
 */
final class Bytecode {
    private static final Logger LOG = LoggerFactory.getLogger(Bytecode.class);
    private static final int COMPILE_SECONDS = 10;
    private static final String COMPILE =
            "import py_compile, sys; py_compile.compile(sys.argv[1], sys.argv[2], doraise=True)";

    private final Path python;
    private final AtomicReference<@Nullable Compiled> last = new AtomicReference<>();

    Bytecode(Path python) {
        this.python = python;
    }

    /** By whom, from what, and into what. */
    private record Compiled(String python, Path source, Path code) {}

    /** What to run for {@code source}; compiled once in this process, and again whenever Python is replaced. */
    Path of(Path source) {
        try {
            BasicFileAttributes seen = Files.readAttributes(python.toRealPath(), BasicFileAttributes.class);
            String version = Long.toHexString(seen.lastModifiedTime().toMillis()) + "-" + Long.toHexString(seen.size());
            Compiled known = last.get();
            if (known != null
                    && known.python().equals(version)
                    && known.source().equals(source)
                    && Files.exists(known.code())) {
                return known.code();
            }
            Path code = source.resolveSibling(version).resolve(source.getFileName() + "c");
            if (!compile(source, code)) {
                return source;
            }
            last.set(new Compiled(version, source, code));
            return code;
        } catch (IOException e) {
            LOG.debug("{} is run as it is", source, e);
            return source;
        }
    }

    private boolean compile(Path source, Path code) throws IOException {
        Process process = new ProcessBuilder(
                        List.of(python.toString(), "-I", "-S", "-c", COMPILE, source.toString(), code.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        try {
            if (process.waitFor(COMPILE_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue() == 0 && Files.exists(code);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        return false;
    }
}
