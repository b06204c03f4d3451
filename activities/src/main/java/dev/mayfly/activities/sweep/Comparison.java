package dev.mayfly.activities.sweep;

import dev.mayfly.domain.Check;
import dev.mayfly.domain.holding.HoldingState;
import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.providers.spi.Holding;
import dev.mayfly.store.holding.HoldingRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The one rule by which the reaper and the sweep judge. It asks nobody: the same look gives the same findings.
 *
 * <p>An extension moves the fuse of the thing before anything else, so that a thing's own fuse, where it can be read, is
 * never earlier than the lease that was granted; the projection of the lease counts only where there is no such fuse.
 *
 * @param overdueGrace how long after its fuse a thing counts as overdue
 * @param creationGrace how long a thing must have been seen before what is judged by records alone is believed
 */
public record Comparison(Duration overdueGrace, Duration creationGrace) {
    /** Of what lives, one in so many may go at once by records alone. */
    private static final int STOP_SHARE = 5;

    /** So few may always go: a fifth of a small number is nothing. */
    private static final int STOP_FROM = 5;

    private static final Comparator<Finding> ORDER =
            Comparator.comparing(finding -> finding.owner().mark());

    /** Refuses negative times. */
    public Comparison {
        Check.that(!overdueGrace.isNegative(), "overdueGrace", "not negative", overdueGrace);
        Check.that(!creationGrace.isNegative(), "creationGrace", "not negative", creationGrace);
    }

    /** The rate stop: whether so many of those that live are too many to go at once by records alone. */
    static boolean tooMany(long going, long lives) {
        return going > STOP_FROM && going * STOP_SHARE > lives;
    }

    /** Judges. */
    public Findings of(Look look) {
        List<Finding> found =
                Stream.concat(things(look), missing(look)).sorted(ORDER).toList();
        long lives = look.world().values().stream().mapToLong(List::size).sum();
        long byRecords = found.stream()
                .filter(finding -> finding.reason().restsOnRecords())
                .count();
        if (!tooMany(byRecords, lives)) {
            return new Findings(found, List.of());
        }
        return new Findings(
                found.stream()
                        .filter(finding -> !finding.reason().restsOnRecords())
                        .toList(),
                found.stream()
                        .filter(finding -> finding.reason().restsOnRecords())
                        .toList());
    }

    private Stream<Finding> things(Look look) {
        List<Finding> found = new ArrayList<>();
        look.world()
                .forEach((driver, holdings) ->
                        holdings.forEach(thing -> thing(look, driver, thing).ifPresent(found::add)));
        return found.stream();
    }

    private Optional<Finding> thing(Look look, DriverName driver, Holding thing) {
        Owner owner = thing.owner();
        if (thing.fuseAt().filter(at -> past(at, look.now())).isPresent()) {
            return found(
                    owner,
                    driver,
                    Reason.OVERDUE,
                    "It should have ended itself at %s."
                            .formatted(thing.fuseAt().get()));
        }
        return look.book().flatMap(book -> {
            Optional<HoldingRow> row = Optional.ofNullable(book.rows().get(owner));
            Life life = book.life(owner);
            boolean believed = Optional.ofNullable(look.seenSince().get(owner))
                    .filter(since -> !since.plus(creationGrace).isAfter(look.now()))
                    .isPresent();
            if (thing.fuseAt().isEmpty() && leaseIsOver(life, look.now())) {
                return found(owner, driver, Reason.EXPIRED, "Its lease is over and its fuse cannot be read.");
            }
            if (!believed) {
                return Optional.empty();
            }
            if (row.filter(each -> each.state() == HoldingState.GONE).isPresent()) {
                return found(owner, driver, Reason.GHOST, "It was established that it is gone, and it is there.");
            }
            if (life.closed()) {
                return found(owner, driver, Reason.CLOSED, "Its workspace is closed, and it is there.");
            }
            if (!life.known() && life.driven() == Life.Driven.NO) {
                return found(owner, driver, Reason.UNDRIVEN, "No workspace is known that it is for.");
            }
            return Optional.empty();
        });
    }

    /** Rows that are open although there is nothing: only a driver that listed all of it can tell. */
    private Stream<Finding> missing(Look look) {
        Set<Owner> there = new HashSet<>();
        look.world().values().forEach(holdings -> holdings.forEach(thing -> there.add(thing.owner())));
        return look.book().stream()
                .flatMap(book -> book.rows().values().stream()
                        .filter(row -> row.state() != HoldingState.GONE)
                        .filter(row -> look.world().containsKey(row.driver()))
                        .filter(row -> !there.contains(row.owner()))
                        .filter(row -> over(book.life(row.owner()), look.now()))
                        .map(row -> new Finding(
                                row.owner(),
                                row.driver(),
                                Reason.EXPIRED,
                                "Its lease is over and its row was left open.")));
    }

    private boolean over(Life life, Instant now) {
        return life.closed() || leaseIsOver(life, now);
    }

    private boolean leaseIsOver(Life life, Instant now) {
        return life.fuseAt().filter(at -> past(at, now)).isPresent();
    }

    private boolean past(Instant fuseAt, Instant now) {
        return !fuseAt.plus(overdueGrace).isAfter(now);
    }

    private static Optional<Finding> found(Owner owner, DriverName driver, Reason reason, String why) {
        return Optional.of(new Finding(owner, driver, reason, why));
    }
}
