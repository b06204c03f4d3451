package dev.mayfly.store.host;

import static dev.mayfly.store.jooq.Tables.HOST;

import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.HostId;
import dev.mayfly.store.database.Database;
import dev.mayfly.store.jooq.tables.records.HostRecord;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.impl.DSL;

/** The hosts and when each was last seen. */
@Singleton
public class Hosts {
    private final Database database;

    /** Keeps its rows in {@code database}. */
    public Hosts(Database database) {
        this.database = database;
    }

    /** Notes that a host's worker is there and what it offers. Whether it drains stays as it is. */
    public void seen(HostId id, Set<DriverName> drivers, Instant at) {
        String[] names = drivers.stream().map(DriverName::value).sorted().toArray(String[]::new);
        database.change(
                "note that host %s was seen".formatted(id),
                sql -> sql.insertInto(HOST)
                        .set(HOST.ID, id.value())
                        .set(HOST.DRIVERS, names)
                        .set(HOST.LAST_SEEN_AT, at)
                        .onConflict(HOST.ID)
                        .doUpdate()
                        .set(HOST.DRIVERS, names)
                        .set(HOST.LAST_SEEN_AT, DSL.greatest(HOST.LAST_SEEN_AT, DSL.excluded(HOST.LAST_SEEN_AT)))
                        .execute());
    }

    /** The hosts that were seen at {@code since} or later, by id. */
    public List<Host> seenSince(Instant since) {
        return database.read(
                "list the hosts",
                sql -> sql.selectFrom(HOST)
                        .where(HOST.LAST_SEEN_AT.ge(since))
                        .orderBy(HOST.ID)
                        .fetch(Hosts::host));
    }

    private static Host host(HostRecord row) {
        Set<DriverName> drivers =
                Arrays.stream(row.getDrivers()).map(DriverName::new).collect(Collectors.toUnmodifiableSet());
        return new Host(new HostId(row.getId()), drivers, row.getLastSeenAt(), row.getDraining());
    }
}
