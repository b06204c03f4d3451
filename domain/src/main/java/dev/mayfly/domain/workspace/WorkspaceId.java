package dev.mayfly.domain.workspace;

import dev.mayfly.domain.Check;
import dev.mayfly.domain.Name;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Identity of a workspace: {@code ws-} and 12 characters of Crockford's base 32, 60 random bits. It is a DNS label
 * (RFC 1123), so that any substrate can carry it as a name.
 */
public record WorkspaceId(String value) implements Name {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final Pattern FORM = Pattern.compile("ws-[" + ALPHABET + "]{12}");
    private static final int LENGTH = 12;

    /** Refuses what is not a workspace id. */
    public WorkspaceId {
        Check.matches("workspace", value, FORM, "a workspace id such as ws-0123456789ab");
    }

    /** A new id from {@code random}, which must be cryptographically strong outside of tests. */
    public static WorkspaceId random(RandomGenerator random) {
        StringBuilder id = new StringBuilder("ws-");
        for (int i = 0; i < LENGTH; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new WorkspaceId(id.toString());
    }

    @Override
    public String toString() {
        return value;
    }
}
