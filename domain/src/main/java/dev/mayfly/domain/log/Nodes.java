package dev.mayfly.domain.log;

/**
 * The hashes that tiles hold: those of the leaves (level 0), of each complete 256 of them (level 1), of each complete 256
 * of those (level 2), and so on. What lies between is computed.
 */
@FunctionalInterface
public interface Nodes {
    /**
     * The hash at a level of tiles.
     *
     * @param ordinal from 0, left to right
     */
    Hash at(int level, long ordinal);
}
