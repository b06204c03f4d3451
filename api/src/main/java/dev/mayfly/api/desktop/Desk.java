package dev.mayfly.api.desktop;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.workspace.UserName;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who looks at one desktop, and who controls it: one at a time. The owner's first connection gets the control when nobody
 * has it; from then on it changes hands by a wish only, and is free once its holder goes.
 */
final class Desk {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final SequencedMap<String, Seat> seats = new LinkedHashMap<>();
    private final SequencedSet<String> asking = new LinkedHashSet<>();
    private volatile @Nullable String controller;
    private long version;

    /**
     * Everything at one moment.
     *
     * @param version grows with every change
     */
    record State(long version, List<Seat> viewers, Optional<Seat> controller, List<Seat> asking) {}

    /** Whether that connection controls the desktop at this moment. */
    boolean controls(String session) {
        return session.equals(controller);
    }

    State state() {
        lock.lock();
        try {
            return new State(
                    version,
                    List.copyOf(seats.values()),
                    Optional.ofNullable(controller).map(seats::get),
                    asking.stream().map(seats::get).map(Objects::requireNonNull).toList());
        } finally {
            lock.unlock();
        }
    }

    /** The state once it is newer than that version, or when the time is over. */
    State after(long known, Duration within) throws InterruptedException {
        lock.lock();
        try {
            long left = within.toNanos();
            while (version == known && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
        return state();
    }

    /** Somebody has come. */
    void join(Seat seat) {
        lock.lock();
        try {
            seats.put(seat.session(), seat);
            if (controller == null && seat.standing() == Seat.Standing.OWNER) {
                controller = seat.session();
            }
            change();
        } finally {
            lock.unlock();
        }
    }

    /** Somebody has gone. */
    void leave(String session) {
        lock.lock();
        try {
            seats.remove(session);
            asking.remove(session);
            if (controls(session)) {
                controller = null;
            }
            change();
        } finally {
            lock.unlock();
        }
    }

    /** Carries out what a user wishes for one of their own connections. */
    void wish(UserName user, String session, Wish wish) {
        lock.lock();
        try {
            Seat seat = Optional.ofNullable(seats.get(session))
                    .filter(found -> found.user().equals(user))
                    .orElseThrow(() -> new MayflyException(
                            ErrorCode.NOT_FOUND, "session: expected a connection of yours that is open, got another"));
            switch (wish) {
                case TAKE -> take(seat);
                case RELEASE -> release(seat);
                case REQUEST -> request(seat);
            }
            change();
        } finally {
            lock.unlock();
        }
    }

    private void take(Seat seat) {
        if (!seat.standing().mayTake()) {
            throw new MayflyException(
                    ErrorCode.FORBIDDEN, "The owner and operators may take the control; ask for it instead");
        }
        controller = seat.session();
        asking.remove(seat.session());
    }

    /** Only they may give it away, so nobody hands on what they were given. */
    private void release(Seat seat) {
        asking.remove(seat.session());
        if (!controls(seat.session())) {
            return;
        }
        controller = null;
        if (seat.standing().mayTake() && !asking.isEmpty()) {
            controller = asking.removeFirst();
        }
    }

    private void request(Seat seat) {
        if (seat.standing() == Seat.Standing.ONLOOKER) {
            throw new MayflyException(ErrorCode.FORBIDDEN, "You may look on, and not control");
        }
        if (controls(seat.session())) {
            return;
        }
        if (controller == null && seat.standing().mayTake()) {
            take(seat);
            return;
        }
        asking.add(seat.session());
    }

    private void change() {
        version++;
        changed.signalAll();
    }
}
