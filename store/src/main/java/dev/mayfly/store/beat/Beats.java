package dev.mayfly.store.beat;

import static dev.mayfly.store.jooq.Tables.BEAT;

import dev.mayfly.domain.plan.HostId;
import dev.mayfly.store.database.Database;
import dev.mayfly.store.jooq.tables.records.BeatRecord;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.jooq.impl.DSL;

/** When the reaper of each host and the sweep last came. */
@Singleton
public class Beats {
    private final Database database;

    /** Keeps its rows in {@code database}. */
    public Beats(Database database) {
        this.database = database;
    }

    /** Notes a finished round; one that finished earlier than the known one changes nothing. */
    public void note(Beat beat) {
        BeatRecord row = new BeatRecord();
        row.setPart(beat.part().name());
        row.setHost(beat.host().value());
        row.setAt(beat.at());
        row.setEveryMs(beat.every().toMillis());
        row.setWell(beat.well());
        row.setSentence(beat.sentence());
        database.change(
                "note a round of the " + beat.part(),
                sql -> sql.insertInto(BEAT)
                        .set(row)
                        .onConflict(BEAT.PART, BEAT.HOST)
                        .doUpdate()
                        .setNonKeyToExcluded()
                        .where(BEAT.AT.lt(DSL.excluded(BEAT.AT)))
                        .execute());
    }

    /** The last round of each part on each host, by part and host. */
    public List<Beat> all() {
        return database.read(
                "list the last rounds of reapers and sweep",
                sql -> sql.selectFrom(BEAT).orderBy(BEAT.PART, BEAT.HOST).fetch(Beats::beat));
    }

    private static Beat beat(BeatRecord row) {
        return new Beat(
                Beat.Part.valueOf(row.getPart()),
                new HostId(row.getHost()),
                row.getAt(),
                Duration.ofMillis(row.getEveryMs()),
                row.getWell(),
                row.getSentence());
    }
}
