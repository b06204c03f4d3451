package dev.mayfly.api.desktop;

import dev.mayfly.api.file.Calls;
import dev.mayfly.api.identity.Caller;
import dev.mayfly.api.identity.Role;
import dev.mayfly.api.relay.CloseCode;
import dev.mayfly.api.relay.FarEnd;
import dev.mayfly.api.relay.NearEnd;
import dev.mayfly.api.relay.Relay;
import dev.mayfly.api.relay.RelaySettings;
import dev.mayfly.api.relay.Sockets;
import dev.mayfly.api.relay.Ticket;
import dev.mayfly.api.relay.Wire;
import dev.mayfly.api.rfb.Dialogue;
import dev.mayfly.api.rfb.FromDesktop;
import dev.mayfly.api.rfb.FromViewer;
import dev.mayfly.api.rfb.Inlet;
import dev.mayfly.api.rfb.Outlet;
import dev.mayfly.api.rfb.Rights;
import dev.mayfly.api.template.PinnedTemplates;
import dev.mayfly.domain.event.EventType;
import dev.mayfly.domain.template.Inputs;
import dev.mayfly.domain.workspace.Workspace;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One viewer and its own connection to the desktop. */
final class DesktopRelay extends Relay {
    private final Parts parts;
    private @Nullable Desk desk;
    private @Nullable Permitted permitted;
    private volatile @Nullable FromViewer fromViewer;
    private @Nullable FromDesktop fromDesktop;

    DesktopRelay(Wire wire, Ticket ticket, Parts parts) {
        super(wire, ticket, parts.sockets, parts.settings);
        this.parts = parts;
    }

    /** What each of them needs. */
    @Singleton
    static final class Parts {
        private final Desks desks;
        private final Sockets sockets;
        private final RelaySettings settings;
        private final PinnedTemplates templates;
        private final Calls calls;
        private final Notes notes;

        Parts(
                Desks desks,
                Sockets sockets,
                RelaySettings settings,
                PinnedTemplates templates,
                Calls calls,
                Notes notes) {
            this.desks = desks;
            this.sockets = sockets;
            this.settings = settings;
            this.templates = templates;
            this.calls = calls;
            this.notes = notes;
        }

        RelaySettings settings() {
            return settings;
        }
    }

    @Override
    protected void attached(Workspace workspace) {
        Inputs inputs = parts.templates.of(workspace).inputs();
        // Nobody looks on without a trace: what cannot be written down does not happen.
        parts.notes.append(
                workspace.id(),
                EventType.DESKTOP_ATTACHED,
                ticket().caller().user(),
                "Opened the desktop",
                Map.of("session", ticket().session()));
        Desk shared = parts.desks.take(workspace.id());
        desk = shared;
        permitted = new Permitted(workspace, shared, inputs);
        shared.join(seat(), this::lost)
                .ifPresent(handover ->
                        parts.notes.append(workspace.id(), ticket().caller().user(), handover));
    }

    /** What is held down is let go of at once, and not only with the viewer's next message. */
    private void lost() {
        FromViewer viewer = fromViewer;
        if (viewer != null) {
            try {
                viewer.letGo();
            } catch (IOException e) {
                end(CloseCode.RESTARTING, "The connection cannot go on; try again.");
            }
        }
    }

    private Seat seat() {
        return new Seat(ticket().session(), ticket().caller().user(), standing(ticket()), Instant.now());
    }

    static Seat.Standing standing(Ticket ticket) {
        Caller caller = ticket.caller();
        if (ticket.owner()) {
            return Seat.Standing.OWNER;
        }
        if (caller.any(Role.OPERATOR)) {
            return Seat.Standing.OPERATOR;
        }
        return caller.any(Role.APPROVER) ? Seat.Standing.GUEST : Seat.Standing.ONLOOKER;
    }

    @Override
    protected void detached() {
        Desk left = desk;
        if (left == null) {
            return; // it was never noted that they had come
        }
        try {
            left.leave(ticket().session())
                    .ifPresent(handover -> parts.notes.append(
                            ticket().workspace(), ticket().caller().user(), handover));
            parts.notes.append(
                    ticket().workspace(),
                    EventType.DESKTOP_DETACHED,
                    ticket().caller().user(),
                    "Left the desktop",
                    Map.of("session", ticket().session()));
        } finally {
            parts.desks.give(ticket().workspace());
        }
    }

    @Override
    protected void greet(Wire client, FarEnd workspace) throws IOException {
        Permitted rights = Objects.requireNonNull(permitted);
        Outlet toViewer = NearEnd.outlet(client);
        Outlet toDesktop = workspace.outlet();
        Inlet ofViewer = NearEnd.inlet(client, toDesktop);
        Inlet ofDesktop = workspace.inlet(toViewer);
        Dialogue dialogue =
                Dialogue.withDesktop(ofDesktop, toDesktop, ticket().workspace().value());
        dialogue.withViewer(ofViewer, toViewer);
        fromViewer = new FromViewer(ofViewer, toDesktop, dialogue, rights);
        fromDesktop = new FromDesktop(ofDesktop, toViewer, dialogue, rights);
    }

    @Override
    protected void listen() throws IOException {
        Objects.requireNonNull(fromViewer).read();
    }

    @Override
    protected void show() throws IOException {
        Objects.requireNonNull(fromDesktop).read();
    }

    @Override
    protected void farEnded() {
        end(CloseCode.FAULT, "The desktop closed the connection.");
    }

    /** What this viewer may do, as of now. */
    private final class Permitted implements Rights {
        private final Workspace workspace;
        private final Desk shared;
        private final Inputs inputs;

        private Permitted(Workspace workspace, Desk shared, Inputs inputs) {
            this.workspace = workspace;
            this.shared = shared;
            this.inputs = inputs;
        }

        /** What is typed while all programs are stopped would arrive when they go on, unseen. */
        @Override
        public boolean mayControl() {
            return shared.controls(ticket().session()) && !isFrozen();
        }

        @Override
        public boolean clipboardIn() {
            return inputs.clipboardIn();
        }

        @Override
        public boolean clipboardOut() {
            return inputs.clipboardOut();
        }

        @Override
        public void used() {
            parts.calls.noteInput(workspace);
        }
    }
}
