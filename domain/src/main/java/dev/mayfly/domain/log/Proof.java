package dev.mayfly.domain.log;

import java.util.List;

/** Checks proofs, by the algorithms of <a href="https://www.rfc-editor.org/rfc/rfc9162#section-2.1.3.2">RFC 9162</a>. */
public final class Proof {
    private Proof() {}

    /** Whether {@code path} leads from the leaf at {@code index} to the root of a tree of {@code size} leaves. */
    public static boolean includes(Hash leaf, long index, List<Hash> path, long size, Hash root) {
        if (index < 0 || index >= size) {
            return false;
        }
        long at = index;
        long last = size - 1;
        Hash whole = leaf;
        for (Hash beside : path) {
            if (last == 0) {
                return false;
            }
            if ((at & 1) == 1 || at == last) {
                whole = Hash.node(beside, whole);
                int up = (at & 1) == 1 ? 0 : Long.numberOfTrailingZeros(at);
                at >>= up;
                last >>= up;
            } else {
                whole = Hash.node(whole, beside);
            }
            at >>= 1;
            last >>= 1;
        }
        return last == 0 && whole.equals(root);
    }

    /** Whether {@code path} shows the tree of {@code earlier} leaves to be the beginning of the one of {@code size}. */
    public static boolean continues(long earlier, Hash before, List<Hash> path, long size, Hash root) {
        if (earlier < 1 || earlier > size) {
            return false;
        }
        if (earlier == size) {
            return path.isEmpty() && before.equals(root);
        }
        if (path.isEmpty()) {
            return false;
        }
        int up = Long.numberOfTrailingZeros(earlier);
        long at = (earlier - 1) >> up;
        long last = (size - 1) >> up;
        boolean complete = Long.bitCount(earlier) == 1;
        Hash old = complete ? before : path.getFirst();
        Hash now = old;
        for (Hash beside : complete ? path : path.subList(1, path.size())) {
            if (last == 0) {
                return false;
            }
            if ((at & 1) == 1 || at == last) {
                old = Hash.node(beside, old);
                now = Hash.node(beside, now);
                int over = (at & 1) == 1 ? 0 : Long.numberOfTrailingZeros(at);
                at >>= over;
                last >>= over;
            } else {
                now = Hash.node(now, beside);
            }
            at >>= 1;
            last >>= 1;
        }
        return last == 0 && old.equals(before) && now.equals(root);
    }
}
