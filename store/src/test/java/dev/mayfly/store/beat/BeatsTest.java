package dev.mayfly.store.beat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.domain.plan.HostId;
import dev.mayfly.store.testing.Samples;
import dev.mayfly.store.testing.Store;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class BeatsTest {
    private static final Duration EVERY = Duration.ofSeconds(10);

    @Test
    void keepsTheLatestRoundOfEachPartOnEachHost() {
        try (Store store = Store.start()) {
            Beats beats = store.get(Beats.class);
            Beat later = reaper(Samples.START.plusSeconds(10), "Two things were overdue.");
            beats.note(later);
            beats.note(reaper(Samples.START, "It was slow."));
            Beat sweep =
                    new Beat(Beat.Part.SWEEP, new HostId("here"), Samples.START, EVERY, true, "Nothing was found.");
            beats.note(sweep);

            assertThat(beats.all()).containsExactly(later, sweep);
        }
    }

    @Test
    void isLateOnceSeveralRoundsAreMissing() {
        Beat beat = reaper(Samples.START, "Nothing was found.");

        assertThat(beat.late(Samples.START.plusSeconds(40))).isFalse();
        assertThat(beat.late(Samples.START.plusSeconds(41))).isTrue();
    }

    private static Beat reaper(Instant at, String sentence) {
        return new Beat(Beat.Part.REAPER, new HostId("here"), at, EVERY, false, sentence);
    }
}
