package dev.mayfly.store.host;

import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.HostId;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** The hosts and when each was last seen. */
@Singleton
public class Hosts {
    /** Notes that a host's worker is there and what it offers. Whether it drains stays as it is. */
    public void seen(HostId id, Set<DriverName> drivers, Instant at) {
        throw new UnsupportedOperationException();
    }

    /** The hosts that were seen at {@code since} or later, by id. */
    public List<Host> seenSince(Instant since) {
        throw new UnsupportedOperationException();
    }
}
