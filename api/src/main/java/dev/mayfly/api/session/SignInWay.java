package dev.mayfly.api.session;

import dev.mayfly.api.identity.Caller;
import java.util.Optional;

/**
 * A way to sign in. Each session remembers the way it came by, and is worth nothing once that way is closed or no longer
 * knows the user.
 */
interface SignInWay {
    /** What it is. */
    Kind kind();

    /** The user as this way knows them now; empty for those it does not let in any more. */
    Optional<Caller> known(Caller remembered);

    /** The ways there are. */
    enum Kind {
        /** One of the demo's fixed users, by the demo's code. */
        DEMO
    }
}
