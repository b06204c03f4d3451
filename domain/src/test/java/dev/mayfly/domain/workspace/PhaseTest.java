package dev.mayfly.domain.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class PhaseTest {
    /** The table as the design states it, written once more by hand: what is not in it is not allowed. */
    private static final Set<Move> ALLOWED = Set.of(
            new Move(Phase.AWAITING_APPROVAL, Phase.PROVISIONING),
            new Move(Phase.AWAITING_APPROVAL, Phase.DESTROYING),
            new Move(Phase.PROVISIONING, Phase.IN_USE),
            new Move(Phase.PROVISIONING, Phase.DESTROYING),
            new Move(Phase.IN_USE, Phase.SNAPSHOTTING),
            new Move(Phase.IN_USE, Phase.DESTROYING),
            new Move(Phase.SNAPSHOTTING, Phase.DESTROYING),
            new Move(Phase.DESTROYING, Phase.CLOSED));

    private record Move(Phase from, Phase to) {}

    static Stream<Move> everyPair() {
        return Arrays.stream(Phase.values())
                .flatMap(from -> Arrays.stream(Phase.values()).map(to -> new Move(from, to)));
    }

    @ParameterizedTest
    @MethodSource("everyPair")
    void allowsTheMovesOfTheTableAndNoOther(Move move) {
        assertThat(move.from().mayMoveTo(move.to())).isEqualTo(ALLOWED.contains(move));
    }

    @ParameterizedTest
    @EnumSource
    void mayEndFromEveryPhaseThatIsNotOver(Phase phase) {
        Set<Phase> reached = new HashSet<>();
        List<Phase> next = new ArrayList<>(List.of(phase));
        while (!next.isEmpty()) {
            Phase from = next.removeLast();
            if (reached.add(from)) {
                Arrays.stream(Phase.values()).filter(from::mayMoveTo).forEach(next::add);
            }
        }
        assertThat(reached).contains(Phase.CLOSED);
        boolean over = phase == Phase.DESTROYING || phase == Phase.CLOSED;
        assertThat(phase.mayMoveTo(Phase.DESTROYING)).isEqualTo(!over);
    }

    @Test
    void buildsNothingOnceItIsOnTheWayOut() {
        assertThat(Arrays.stream(Phase.values()).filter(Phase::building))
                .containsExactly(Phase.AWAITING_APPROVAL, Phase.PROVISIONING, Phase.IN_USE);
    }
}
