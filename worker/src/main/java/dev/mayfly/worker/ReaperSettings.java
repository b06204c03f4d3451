package dev.mayfly.worker;

import dev.mayfly.activities.sweep.Comparison;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * How the reaper is set up.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><td>{@code mayfly.reaper.every}</td><td>how often it goes round; 10 s by default</td></tr>
 * <tr><td>{@code mayfly.reaper.overdue-grace}</td><td>how long after its fuse a thing is overdue; 10 s</td></tr>
 * <tr><td>{@code mayfly.reaper.creation-grace}</td><td>how long a thing must be there before records alone count
 * against it; 30 s</td></tr>
 * <tr><td>{@code mayfly.reaper.dry-run}</td><td>whether it only logs what it would take away; {@code false}</td></tr>
 * </table>
 */
@Singleton
final class ReaperSettings {
    private final Reaper.Manner manner;

    ReaperSettings(
            @Value("${mayfly.reaper.every:10s}") Duration every,
            @Value("${mayfly.reaper.overdue-grace:10s}") Duration overdueGrace,
            @Value("${mayfly.reaper.creation-grace:30s}") Duration creationGrace,
            @Value("${mayfly.reaper.dry-run:false}") boolean dryRun) {
        manner = new Reaper.Manner(new Comparison(overdueGrace, creationGrace), every, dryRun);
    }

    Reaper.Manner manner() {
        return manner;
    }
}
