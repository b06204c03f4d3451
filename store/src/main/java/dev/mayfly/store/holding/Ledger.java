package dev.mayfly.store.holding;

import dev.mayfly.domain.holding.Absence;
import dev.mayfly.domain.holding.Observation;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.domain.plan.Step;
import dev.mayfly.domain.workspace.WorkspaceId;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ledger of holdings, and the fence between making and removing: once {@link #removing} has returned for an owner,
 * {@link #intend} refuses and {@link #live} says no, for ever. Each method is one transaction, committed when it
 * returns, together with its audit event.
 */
@Singleton
public class Ledger {
    /** The most that one page may hold. */
    public static final int MAX_LIMIT = 1_000;

    /**
     * Writes down that a thing is about to be made; to be called before the first call that could make it, and before
     * each later try.
     *
     * @throws dev.mayfly.domain.error.MayflyException {@code ENDING} when its removal has begun
     */
    public void intend(Owner owner, Step step, Instant at) {
        throw new UnsupportedOperationException();
    }

    /**
     * Writes down what was seen of a thing that is there and ready.
     *
     * @return false when its removal has begun meanwhile: then what was made must be removed again
     */
    public boolean live(Owner owner, Observation seen, Instant at) {
        throw new UnsupportedOperationException();
    }

    /**
     * Closes the owner to any later making, also where nothing was intended yet; what is gone stays gone.
     */
    public void removing(Owner owner, Step step, Instant at) {
        throw new UnsupportedOperationException();
    }

    /** Writes down that a thing is gone, with the evidence. The first evidence stays; {@link #removing} comes before. */
    public void gone(Owner owner, Absence absence) {
        throw new UnsupportedOperationException();
    }

    /** Writes down that making or removing a thing has failed. */
    public void failed(Owner owner, String error, Instant at) {
        throw new UnsupportedOperationException();
    }

    /** The row of one owner. */
    public Optional<HoldingRow> find(Owner owner) {
        throw new UnsupportedOperationException();
    }

    /** All rows of one workspace, in the order in which they were written. */
    public List<HoldingRow> of(WorkspaceId workspace) {
        throw new UnsupportedOperationException();
    }

    /**
     * A page of the rows that {@code filter} lets through, by workspace and step: a row that is there throughout is
     * shown exactly once, whatever else changes between the pages.
     *
     * @param cursor where the page before ended
     */
    public HoldingPage list(HoldingFilter filter, Optional<String> cursor, int limit) {
        throw new UnsupportedOperationException();
    }

    /** How many rows there are of each driver in each state; what is zero is left out. */
    public Map<DriverState, Long> counts() {
        throw new UnsupportedOperationException();
    }
}
