package dev.mayfly.store.installation;

import static dev.mayfly.store.jooq.Tables.INSTALLATION;

import dev.mayfly.domain.plan.InstallationId;
import dev.mayfly.store.database.Database;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** The identity of this installation. */
@Singleton
public class Installations {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int RANDOM_LENGTH = 7;

    private final Database database;
    private final SecureRandom random = new SecureRandom();

    /** Keeps its row in {@code database}. */
    public Installations(Database database) {
        this.database = database;
    }

    /** The id, which is made at the first call and never changes. */
    public InstallationId id() {
        return database.read("read the installation's id", Installations::known)
                .orElseGet(() -> database.write("make the installation's id", sql -> {
                    sql.insertInto(INSTALLATION)
                            .set(INSTALLATION.ID, newId())
                            .set(INSTALLATION.CREATED_AT, DSL.currentInstant())
                            .onConflictDoNothing()
                            .execute();
                    return known(sql).orElseThrow();
                }));
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
