package dev.mayfly.domain.log;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What a log commits itself to, as in <a href="https://c2sp.org/tlog-checkpoint">C2SP tlog-checkpoint</a>.
 *
 * @param origin which log it is
 * @param size how many entries it has
 * @param root of the tree over them
 */
public record Checkpoint(String origin, long size, Hash root) {
    private static final Pattern ORIGIN = Pattern.compile("[^\\s+\\p{Cntrl}]{1,200}");
    private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,17}");
    private static final int LINES = 3;

    /** Refuses an origin with blanks or plus signs, which no key could have as its name. */
    public Checkpoint {
        if (!ORIGIN.matcher(origin).matches()) {
            throw new IllegalArgumentException("an origin has 1 to 200 characters, none of them a blank or a plus");
        }
    }

    /**
     * Reads the text of a note. Lines behind the third are extensions, and are signed with the rest.
     *
     * @throws IllegalArgumentException saying what is wrong with its form
     */
    public static Checkpoint parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() < LINES || !SIZE.matcher(lines.get(1)).matches()) {
            throw new IllegalArgumentException("a checkpoint has an origin, a size and a root, each in a line");
        }
        return new Checkpoint(lines.get(0), Long.parseLong(lines.get(1)), Hash.parse(lines.get(2)));
    }

    /** The text that is signed. */
    public String text() {
        return "%s\n%d\n%s\n".formatted(origin, size, root);
    }
}
