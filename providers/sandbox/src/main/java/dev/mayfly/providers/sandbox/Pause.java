package dev.mayfly.providers.sandbox;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import java.time.Duration;

/** The one way to wait a little in this driver; an interrupt ends the work, not only the wait. */
final class Pause {
    private Pause() {}

    static void of(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MayflyException(ErrorCode.PROVIDER_FAILED, "the work was interrupted", e);
        }
    }
}
