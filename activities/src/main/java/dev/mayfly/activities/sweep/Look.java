package dev.mayfly.activities.sweep;

import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.providers.spi.Holding;
import dev.mayfly.store.holding.HoldingRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One host as it is at a moment, seen from both sides.
 *
 * @param world what each driver lists; a driver that could not list all of it is left out, and gets no verdict
 * @param book what the records say; absent when they cannot be read, which is not the same as empty
 * @param seenSince since when each thing has been seen without a break
 */
public record Look(
        Instant now, Map<DriverName, List<Holding>> world, Optional<Book> book, Map<Owner, Instant> seenSince) {
    /** Keeps its own copies. */
    public Look {
        world = Map.copyOf(world);
        seenSince = Map.copyOf(seenSince);
    }

    /**
     * The records.
     *
     * @param rows each row of this host that is not closed, and the row of each thing that is there
     */
    public record Book(Map<Owner, HoldingRow> rows, Map<WorkspaceId, Life> lives) {
        /** Keeps its own copies. */
        public Book {
            rows = Map.copyOf(rows);
            lives = Map.copyOf(lives);
        }

        Life life(Owner owner) {
            return lives.getOrDefault(owner.workspace(), Life.UNKNOWN);
        }
    }
}
