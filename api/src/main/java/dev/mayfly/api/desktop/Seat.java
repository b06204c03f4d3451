package dev.mayfly.api.desktop;

import dev.mayfly.domain.workspace.UserName;
import java.time.Instant;

/**
 * One connection that looks at a desktop.
 *
 * @param session names it
 */
record Seat(String session, UserName user, Standing standing, Instant since) {

    /** What somebody may wish for. */
    enum Standing {
        /** Who had asked for the workspace: takes the control whenever they like. */
        OWNER,
        /** Takes it, too. */
        OPERATOR,
        /** May be given it. */
        GUEST,
        /** Only looks on. */
        ONLOOKER;

        boolean mayTake() {
            return this == OWNER || this == OPERATOR;
        }
    }
}
