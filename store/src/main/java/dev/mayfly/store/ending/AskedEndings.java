package dev.mayfly.store.ending;

import static dev.mayfly.store.jooq.Tables.END_ASKED;

import dev.mayfly.domain.Check;
import dev.mayfly.domain.workspace.Ending;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.json.Json;
import dev.mayfly.store.database.Database;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import org.jooq.JSONB;

/** The endings that were asked, kept until their workflows know of them: asking once is enough, come what may. */
@Singleton
public class AskedEndings {
    /** The most that one batch may hold. */
    public static final int MAX_LIMIT = 1_000;

    private final Database database;

    AskedEndings(Database database) {
        this.database = database;
    }

    /** Keeps an ending, unless one was asked for that workspace before: the first one counts. */
    public void ask(WorkspaceId workspace, Ending ending) {
        database.change(
                "write down that the end of %s was asked".formatted(workspace),
                sql -> sql.insertInto(END_ASKED)
                        .set(END_ASKED.WORKSPACE_ID, workspace.value())
                        .set(END_ASKED.ENDING, JSONB.valueOf(Json.write(ending)))
                        .set(END_ASKED.ASKED_AT, ending.at())
                        .set(END_ASKED.TRIED_AT, ending.at())
                        .onConflictDoNothing()
                        .execute());
    }

    /** Notes that the workflow has it, or has ended. */
    public void delivered(WorkspaceId workspace, Instant at) {
        database.change(
                "note that %s knows of its end".formatted(workspace),
                sql -> sql.update(END_ASKED)
                        .set(END_ASKED.DELIVERED_AT, at)
                        .where(END_ASKED.WORKSPACE_ID.eq(workspace.value()))
                        .and(END_ASKED.DELIVERED_AT.isNull())
                        .execute());
    }

    /** Notes that it was tried once more in vain, so that the others have their turn. */
    public void tried(WorkspaceId workspace, Instant at) {
        database.change(
                "note that %s was told of its end in vain".formatted(workspace),
                sql -> sql.update(END_ASKED)
                        .set(END_ASKED.TRIED_AT, at)
                        .where(END_ASKED.WORKSPACE_ID.eq(workspace.value()))
                        .execute());
    }

    /** Those that were last tried before {@code olderThan} and are not delivered, the one tried longest ago first. */
    public List<AskedEnding> undelivered(Instant olderThan, int limit) {
        Check.that(limit >= 1 && limit <= MAX_LIMIT, "limit", "1 to " + MAX_LIMIT, limit);
        return database.read(
                "list the endings that were asked",
                sql -> sql.select(END_ASKED.WORKSPACE_ID, END_ASKED.ENDING)
                        .from(END_ASKED)
                        .where(END_ASKED.DELIVERED_AT.isNull())
                        .and(END_ASKED.TRIED_AT.lt(olderThan))
                        .orderBy(END_ASKED.TRIED_AT)
                        .limit(limit)
                        .fetch(row -> new AskedEnding(
                                new WorkspaceId(row.value1()),
                                Json.read(row.value2().data(), Ending.class))));
    }
}
