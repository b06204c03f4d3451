package dev.mayfly.domain.log;

import java.util.List;
import java.util.regex.Pattern;

/**
 * That one entry is in a log, in the text form of <a href="https://c2sp.org/tlog-proof">C2SP tlog-proof</a>.
 *
 * @param index of the entry, from 0
 * @param path from the entry to the root, from the bottom up
 * @param checkpoint the signed note that it leads to
 */
public record InclusionProof(long index, List<Hash> path, SignedNote checkpoint) {
    private static final String HEADER = "c2sp.org/tlog-proof@v1";
    private static final Pattern INDEX = Pattern.compile("index (0|[1-9][0-9]{0,17})");
    private static final int MAX_PATH = 63;

    /** Keeps its own copy. */
    public InclusionProof {
        path = List.copyOf(path);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static InclusionProof parse(String text) {
        int end = text.indexOf("\n\n");
        List<String> lines =
                end < 0 ? List.of() : text.substring(0, end).lines().toList();
        if (lines.size() < 2
                || lines.size() > MAX_PATH + 2
                || !lines.get(0).equals(HEADER)
                || !INDEX.matcher(lines.get(1)).matches()) {
            throw new IllegalArgumentException("it does not begin with the lines %s and index N".formatted(HEADER));
        }
        return new InclusionProof(
                Long.parseLong(lines.get(1).substring("index ".length())),
                lines.subList(2, lines.size()).stream().map(Hash::parse).toList(),
                SignedNote.parse(text.substring(end + 2)));
    }

    /** The text form. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("%s\nindex %d\n".formatted(HEADER, index));
        path.forEach(hash -> text.append(hash).append('\n'));
        return text.append('\n').append(checkpoint).toString();
    }
}
