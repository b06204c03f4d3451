package dev.mayfly.api.request;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.workspace.UserName;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** A limit on how much of one kind each caller may have open at once. */
public final class Slots {
    private final String what;
    private final int each;
    private final ConcurrentHashMap<UserName, Integer> taken = new ConcurrentHashMap<>();

    /** Slots for {@code what}, {@code each} for every caller. */
    public Slots(String what, int each) {
        this.what = what;
        this.each = each;
    }

    /** Takes one; closing gives it back. Refused with {@link ErrorCode#RATE_LIMITED} when all are taken. */
    public Slot take(UserName caller) {
        taken.merge(caller, 1, (held, one) -> {
            if (held >= each) {
                throw new MayflyException(
                        ErrorCode.RATE_LIMITED, "You have %d %s open, which is the most".formatted(held, what));
            }
            return held + one;
        });
        AtomicBoolean given = new AtomicBoolean();
        return () -> {
            if (given.compareAndSet(false, true)) {
                taken.computeIfPresent(caller, (user, held) -> held == 1 ? null : held - 1);
            }
        };
    }

    /** One of them. */
    public interface Slot extends AutoCloseable {
        /** Gives it back; a second time changes nothing. */
        @Override
        void close();
    }
}
