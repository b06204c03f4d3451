package dev.mayfly.store.template;

import static dev.mayfly.store.jooq.Tables.TEMPLATE;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.domain.template.TemplateDigest;
import dev.mayfly.domain.template.TemplateName;
import dev.mayfly.json.Json;
import dev.mayfly.store.database.Database;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jooq.JSONB;
import org.jooq.impl.DSL;

/** The versions of templates that were ever asked for. */
@Singleton
public class TemplateVersions {
    private final Database database;

    /** Keeps its rows in {@code database}. */
    public TemplateVersions(Database database) {
        this.database = database;
    }

    /** Keeps a version; one that is kept already stays as it is. */
    public void pin(TemplateDigest digest, TemplateName name, String documentJson) {
        database.change(
                "pin template %s as %s".formatted(name, digest),
                sql -> sql.insertInto(TEMPLATE)
                        .set(TEMPLATE.DIGEST, digest.value())
                        .set(TEMPLATE.NAME, name.value())
                        .set(TEMPLATE.DOCUMENT, JSONB.valueOf(documentJson))
                        .set(TEMPLATE.CREATED_AT, DSL.currentInstant())
                        .onConflictDoNothing()
                        .execute());
    }

    /** The document of a version, as canonical JSON (RFC 8785), whose SHA-256 is the digest again. */
    public Optional<String> find(TemplateDigest digest) {
        return database.read(
                "find template version " + digest,
                sql -> sql.select(TEMPLATE.DOCUMENT)
                        .from(TEMPLATE)
                        .where(TEMPLATE.DIGEST.eq(digest.value()))
                        .fetchOptional(
                                row -> Json.canonical(Json.read(row.value1().data(), JsonNode.class))));
    }
}
