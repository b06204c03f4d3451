package dev.mayfly.store.log;

import static dev.mayfly.store.jooq.Tables.LOG_NODE;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.log.Hash;
import dev.mayfly.domain.log.Tile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;

/** The stored hashes, read a tile at a time and kept for as long as one question takes. */
final class Nodes implements dev.mayfly.domain.log.Nodes {
    private final DSLContext sql;
    private final Map<Tile, List<Hash>> tiles = new HashMap<>();

    Nodes(DSLContext sql) {
        this.sql = sql;
    }

    @Override
    public Hash at(int level, long ordinal) {
        List<Hash> tile = tile(new Tile(level, ordinal / Tile.FULL, Tile.FULL));
        int within = (int) (ordinal % Tile.FULL);
        if (within >= tile.size()) {
            throw new MayflyException(
                    ErrorCode.INTERNAL, "The log lacks its hash %d of level %d".formatted(ordinal, level));
        }
        return tile.get(within);
    }

    /** What is there of a tile, up to its width or the first gap. */
    List<Hash> tile(Tile tile) {
        return tiles.computeIfAbsent(tile, this::read);
    }

    private List<Hash> read(Tile tile) {
        List<Hash> hashes = new ArrayList<>();
        sql.select(LOG_NODE.ORDINAL, LOG_NODE.HASH)
                .from(LOG_NODE)
                .where(LOG_NODE.LEVEL.eq((short) tile.level()))
                .and(LOG_NODE.ORDINAL.ge(tile.first()))
                .and(LOG_NODE.ORDINAL.lt(tile.first() + tile.width()))
                .orderBy(LOG_NODE.ORDINAL)
                .forEach(row -> {
                    if (row.value1() == tile.first() + hashes.size()) {
                        hashes.add(Hash.of(row.value2()));
                    }
                });
        return hashes;
    }
}
