package dev.mayfly.providers.spi;

import dev.mayfly.domain.holding.Absence;
import dev.mayfly.domain.holding.Observation;
import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.Owner;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Makes and removes things of one kind. A driver keeps nothing in memory that it could not find again: it asks the world.
 *
 * <p>All methods may be called from several threads and several processes at once, and any call may be cut off at any
 * point by the death of its process. Errors are {@link dev.mayfly.domain.error.MayflyException}s; a driver does not retry
 * by itself beyond a single short wait.
 *
 * @param <S> what this driver needs to know to make a thing
 */
public interface Driver<S extends Spec> {

    /** The driver's name, the same in templates, plans, ledger and metrics. */
    DriverName name();

    /** The record that a template's specification is read into. */
    Class<S> specType();

    /**
     * Makes the thing of {@code owner}, or goes on making it, or finds it ready: idempotent by owner. The owner mark and
     * the fuse are set in, or before, the call that creates anything.
     *
     * @param fuseAt when the thing ends itself, even if nothing of Mayfly is alive then
     * @param progress told what is being done, at least every second; may throw to stop the work, and what was made by
     *     then stays to be found by {@link #remove}
     * @return what is there, once it is ready for use
     * @throws dev.mayfly.domain.error.MayflyException {@code ENDING} when {@link #remove} was already called for the
     *     owner where the driver can tell, {@code LOST} when the thing was made before and has died since
     */
    Observation ensure(Owner owner, S spec, Instant fuseAt, Progress progress);

    /**
     * Moves the fuse of a thing that is there.
     *
     * @throws dev.mayfly.domain.error.MayflyException {@code LOST} when it is not there
     */
    void rearm(Owner owner, Instant fuseAt);

    /**
     * Removes everything of {@code owner} and returns only when it has read back that it is gone. What never was is
     * already gone. Never overtakes a running {@link #ensure} of the same owner.
     *
     * @return the evidence of absence
     * @throws dev.mayfly.domain.error.MayflyException {@code STILL_THERE} when something is left, {@code PROVIDER_FAILED}
     *     or {@code PROVIDER_DENIED} when it cannot be known: only a definite "not found" is absence
     */
    Absence remove(Owner owner, Progress progress);

    /**
     * Everything that this installation holds here for any owner, whether the ledger knows it or not, read from the
     * world itself.
     *
     * @throws dev.mayfly.domain.error.MayflyException when the list would be incomplete: half a list gives no verdict
     */
    List<Holding> holdings();

    /** Cheap and harmless: would the next call likely work? */
    Health check();

    /**
     * An ability that only some drivers have: {@link Freezer}, {@link Snapshots}, {@link Files}, {@link Exec},
     * {@link Desktop}, {@link Terminal}.
     */
    default <E> Optional<E> extra(Class<E> kind) {
        return kind.isInstance(this) ? Optional.of(kind.cast(this)) : Optional.empty();
    }
}
