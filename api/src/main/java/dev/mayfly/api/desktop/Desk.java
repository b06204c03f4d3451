package dev.mayfly.api.desktop;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.workspace.UserName;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
    private final Map<String, Runnable> losing = new HashMap<>();
    private final SequencedSet<String> asking = new LinkedHashSet<>();
    private volatile @Nullable String controller;
    private long version;

    /**
     * Everything at one moment.
     *
     * @param version grows with every change
     */
    record State(long version, List<Seat> viewers, Optional<Seat> controller, List<Seat> asking) {}

    /**
     * The control has changed hands.
     *
     * @param to who has it now; empty when nobody has
     */
    record Handover(Optional<Seat> to) {}

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

    /**
     * Somebody has come.
     *
     * @param lost told, in a thread of its own, whenever they have lost the control and are still there
     */
    Optional<Handover> join(Seat seat, Runnable lost) {
        lock.lock();
        try {
            @Nullable String before = controller;
            seats.put(seat.session(), seat);
            losing.put(seat.session(), lost);
            if (controller == null && seat.standing() == Seat.Standing.OWNER) {
                controller = seat.session();
            }
            return change(before);
        } finally {
            lock.unlock();
        }
    }

    /** Somebody has gone. */
    Optional<Handover> leave(String session) {
        lock.lock();
        try {
            @Nullable String before = controller;
            seats.remove(session);
            losing.remove(session);
            asking.remove(session);
            if (controls(session)) {
                controller = null;
            }
            return change(before);
        } finally {
            lock.unlock();
        }
    }

    /** Carries out what a user wishes for one of their own connections. */
    Optional<Handover> wish(UserName user, String session, Wish wish) {
        lock.lock();
        try {
            @Nullable String before = controller;
            Seat seat = Optional.ofNullable(seats.get(session))
                    .filter(found -> found.user().equals(user))
                    .orElseThrow(() -> new MayflyException(
                            ErrorCode.NOT_FOUND, "session: expected a connection of yours that is open, got another"));
            switch (wish) {
                case TAKE -> take(seat);
                case RELEASE -> release(seat);
                case REQUEST -> request(seat);
            }
            return change(before);
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

    private Optional<Handover> change(@Nullable String before) {
        version++;
        changed.signalAll();
        if (Objects.equals(before, controller)) {
            return Optional.empty();
        }
        Optional.ofNullable(before).map(losing::get).ifPresent(Thread::startVirtualThread);
        return Optional.of(new Handover(Optional.ofNullable(controller).map(seats::get)));
    }
}
