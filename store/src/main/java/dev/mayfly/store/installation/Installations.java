package dev.mayfly.store.installation;

import static dev.mayfly.store.jooq.Tables.INSTALLATION;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.plan.InstallationId;
import dev.mayfly.store.database.Database;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * The identity of this installation: in the database, and in a file of each host (setting {@code
 * mayfly.installation-file}), because it is the mark by which the hosts find what is theirs when the database is lost.
 */
@Singleton
public class Installations {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int RANDOM_LENGTH = 7;

    private final Database database;
    private final SecureRandom random = new SecureRandom();

    private final Optional<Path> file;

    /** Keeps its row in {@code database}, and a copy in {@code file} unless that is empty. */
    public Installations(Database database, @Value("${mayfly.installation-file:}") String file) {
        this.database = database;
        this.file = file.isBlank() ? Optional.empty() : Optional.of(Path.of(file));
    }

    /**
     * The id, which is made at the first call and never changes. An empty database takes it over from the file.
     *
     * @throws MayflyException {@code MISCONFIGURED} when the database is of another installation than the file
     */
    public InstallationId id() {
        Optional<InstallationId> noted = file.flatMap(Installations::noted);
        InstallationId id = inDatabase(noted);
        if (noted.isEmpty()) {
            file.ifPresent(path -> note(path, id));
        } else if (!noted.get().equals(id)) {
            throw new MayflyException(
                    ErrorCode.MISCONFIGURED,
                    "The database is of installation %s, and this data folder of %s (%s): each needs its own"
                            .formatted(id, noted.get(), file.get()));
        }
        return id;
    }

    private InstallationId inDatabase(Optional<InstallationId> noted) {
        return database.read("read the installation's id", Installations::known)
                .orElseGet(() -> database.write("make the installation's id", sql -> {
                    sql.insertInto(INSTALLATION)
                            .set(
                                    INSTALLATION.ID,
                                    noted.map(InstallationId::value).orElseGet(this::newId))
                            .set(INSTALLATION.CREATED_AT, DSL.currentInstant())
                            .onConflictDoNothing()
                            .execute();
                    return known(sql).orElseThrow();
                }));
    }

    private static Optional<InstallationId> noted(Path file) {
        try {
            return Optional.of(new InstallationId(Files.readString(file).strip()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static void note(Path file, InstallationId id) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Path whole = Files.createTempFile(folder, "installation", ".tmp");
            Files.writeString(whole, id + "\n");
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static MayflyException unusable(Path file, IOException e) {
        return new MayflyException(ErrorCode.MISCONFIGURED, "mayfly.installation-file: %s: %s".formatted(file, e), e);
    }

    private static Optional<InstallationId> known(DSLContext sql) {
        return sql.select(INSTALLATION.ID).from(INSTALLATION).fetchOptional(row -> new InstallationId(row.value1()));
    }

    private String newId() {
        StringBuilder id = new StringBuilder("m");
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
