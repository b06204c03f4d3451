package dev.mayfly.worker;

import dev.mayfly.domain.plan.Owner;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** When what failed is tried again: ever more slowly, and for ever. Forgotten with the process: then all is tried. */
final class Pacing {
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final int DOUBLINGS = 10;

    private final Duration first;
    private final Map<Owner, Failed> failures = new ConcurrentHashMap<>();

    /** Waits for {@code first} after the first failure. */
    Pacing(Duration first) {
        this.first = first;
    }

    private record Failed(int times, Instant again) {}

    /** Whether it is its turn. */
    boolean due(Owner owner, Instant now) {
        Failed failed = failures.get(owner);
        return failed == null || !failed.again().isAfter(now);
    }

    /** It failed; gives when it is tried again. */
    Instant failed(Owner owner, Instant now) {
        return failures.merge(owner, after(1, now), (before, any) -> after(before.times() + 1, now))
                .again();
    }

    /** It is done. */
    void done(Owner owner) {
        failures.remove(owner);
    }

    /** Forgets all that is no more to be done. */
    void only(Set<Owner> owners) {
        failures.keySet().retainAll(owners);
    }

    private Failed after(int times, Instant now) {
        Duration pause = first.multipliedBy(1L << Math.min(times - 1, DOUBLINGS));
        return new Failed(times, now.plus(pause.compareTo(LONGEST) > 0 ? LONGEST : pause));
    }
}
