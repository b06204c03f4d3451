package dev.mayfly.api.relay;

import dev.mayfly.domain.Check;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How much the relay carries.
 *
 * @param sockets how many WebSockets the server holds open
 * @param perWorkspace how many of them for one workspace
 * @param ticket how long a ticket may lie unused
 * @param greeting how long both sides have until the first picture may be asked for
 * @param patience how long a viewer may take nothing of what is sent to it
 */
@ConfigurationProperties("mayfly.relay")
public record RelaySettings(
        @Bindable(defaultValue = "256") int sockets,
        @Bindable(defaultValue = "8") int perWorkspace,
        @Bindable(defaultValue = "15s") Duration ticket,
        @Bindable(defaultValue = "10s") Duration greeting,
        @Bindable(defaultValue = "60s") Duration patience) {
    /** Refuses what would carry nothing. */
    public RelaySettings {
        Check.that(sockets > 0, "mayfly.relay.sockets", "more than zero", sockets);
        Check.that(perWorkspace > 0, "mayfly.relay.per-workspace", "more than zero", perWorkspace);
        Check.that(ticket.isPositive(), "mayfly.relay.ticket", "more than zero", ticket);
        Check.that(greeting.isPositive(), "mayfly.relay.greeting", "more than zero", greeting);
        Check.that(patience.isPositive(), "mayfly.relay.patience", "more than zero", patience);
    }
}
