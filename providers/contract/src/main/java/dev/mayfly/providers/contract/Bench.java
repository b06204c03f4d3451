package dev.mayfly.providers.contract;

import dev.mayfly.domain.plan.InstallationId;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.providers.spi.Driver;
import dev.mayfly.providers.spi.Spec;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a driver's author gives to the kit: a world to test in, and a way to look at it that is not the driver.
 *
 * @param <S> the driver's specification
 */
public interface Bench<S extends Spec> {
    /** A driver that has just been made and remembers nothing; all of them share one world. */
    Driver<S> freshDriver();

    /** The same world as seen by another installation that shares it. */
    Driver<S> strangersDriver();

    /** The installation that {@link #freshDriver} works for. */
    InstallationId installation();

    /** The smallest thing that the driver can make. */
    S spec();

    /**
     * What is there for an owner, found without the driver: processes, folders, the cloud's own listing. Empty means
     * that nothing is.
     */
    List<String> world(Owner owner);

    /** How late a fuse may burn. */
    default Duration fuseLateness() {
        return Duration.ofSeconds(10);
    }

    /** An owner that never was before. */
    default Owner newOwner() {
        return new Owner(installation(), WorkspaceId.random(new SecureRandom()), StepName.MACHINE);
    }

    /** A fuse that does not burn during a test. */
    default Instant later() {
        return Instant.now().plus(Duration.ofMinutes(10));
    }
}
