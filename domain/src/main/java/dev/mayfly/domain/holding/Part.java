package dev.mayfly.domain.holding;

import dev.mayfly.domain.Check;

/**
 * One child of a thing that was made: a process, a cgroup, a socket, a volume, an address. All are inventoried when made
 * and each is looked for again when it is to be gone.
 *
 * @param kind what it is, in the substrate's own word
 * @param id how the substrate names it; never a secret
 */
public record Part(String kind, String id) {
    private static final int MAX = 512;

    /** Refuses over-long names. */
    public Part {
        Check.text("part.kind", kind, MAX);
        Check.text("part.id", id, MAX);
    }
}
