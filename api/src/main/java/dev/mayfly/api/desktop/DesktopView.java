package dev.mayfly.api.desktop;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.mayfly.domain.template.Inputs;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A desktop as the API shows it. */
@Schema(name = "Desktop", description = "Who looks at the desktop, and who controls it")
record DesktopView(
        @Schema(description = "Who looks at it, the longest first")
        List<ViewerView> viewers,

        @Schema(description = "Who controls it; null when nobody does", nullable = true)
        @JsonInclude(JsonInclude.Include.ALWAYS)
        Optional<SeatView> controller,

        @Schema(description = "Who has asked for the control, the longest first")
        List<SeatView> asking,

        @Schema(description = "Whether text may be pasted into it")
        boolean clipboardIn,

        @Schema(description = "Whether text that is copied in it reaches the one who controls it")
        boolean clipboardOut) {

    static DesktopView of(Desk.State state, Inputs inputs) {
        return new DesktopView(
                state.viewers().stream()
                        .map(seat -> new ViewerView(seat.session(), seat.user().value(), seat.since()))
                        .toList(),
                state.controller().map(SeatView::of),
                state.asking().stream().map(SeatView::of).toList(),
                inputs.clipboardIn(),
                inputs.clipboardOut());
    }

    /** A viewer. */
    @Schema(name = "DesktopViewer", description = "A connection that looks at the desktop")
    record ViewerView(
            @Schema(description = "Names the connection") String session,
            @Schema(description = "Whose it is") String user,
            @Schema(description = "Since when") Instant since) {}

    /** A connection. */
    @Schema(name = "DesktopSession", description = "A connection to the desktop")
    record SeatView(
            @Schema(description = "Names the connection") String session,
            @Schema(description = "Whose it is") String user) {

        static SeatView of(Seat seat) {
            return new SeatView(seat.session(), seat.user().value());
        }
    }
}
