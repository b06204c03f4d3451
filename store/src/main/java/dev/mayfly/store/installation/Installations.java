package dev.mayfly.store.installation;

import dev.mayfly.domain.plan.InstallationId;
import jakarta.inject.Singleton;

/** The identity of this installation. */
@Singleton
public class Installations {
    /** The id, which is made at the first call and never changes. */
    public InstallationId id() {
        throw new UnsupportedOperationException();
    }
}
