package dev.mayfly.worker;

import dev.mayfly.activities.sweep.Finding;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.holding.Absence;
import dev.mayfly.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Evidence that could not be written into the ledger because it did not answer, kept on this host until it does. */
final class Spool {
    private static final String SUFFIX = ".json";

    private final Path folder;

    Spool(Path folder) {
        this.folder = folder;
    }

    /** What was established. */
    record Gone(Finding finding, Absence absence) {}

    /** Keeps it; the same thing once more takes the place of the first. */
    void keep(Gone gone) {
        try {
            Files.createDirectories(folder);
            Path whole = Files.createTempFile(folder, "new", ".tmp");
            Files.writeString(whole, Json.write(gone));
            Files.move(
                    whole,
                    folder.resolve(gone.finding().owner().thing() + SUFFIX),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    /** Hands over each that is kept, and forgets those that {@code taker} took without failing. */
    void drain(Consumer<Gone> taker) {
        try {
            for (Path each : kept()) {
                taker.accept(Json.read(Files.readString(each), Gone.class));
                Files.delete(each);
            }
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    private List<Path> kept() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static MayflyException unwritten(IOException e) {
        return new MayflyException(ErrorCode.HOST_EXHAUSTED, "Evidence cannot be kept on this host: " + e, e);
    }
}
