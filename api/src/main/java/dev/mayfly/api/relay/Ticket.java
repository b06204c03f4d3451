package dev.mayfly.api.relay;

import dev.mayfly.api.identity.Caller;
import dev.mayfly.domain.workspace.WorkspaceId;
import io.micronaut.security.authentication.Authentication;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;

/**
 * What a ticket was bought for.
 *
 * @param caller who bought it
 * @param owner whether the caller had asked for the workspace
 * @param session names the connection that it opens
 * @param socket what is to be connected
 * @param signIn which of the caller's sign-ins bought it, where that has a name
 * @param signedInUntil when that sign-in ends, where it does by itself
 */
public record Ticket(
        Kind kind,
        WorkspaceId workspace,
        Caller caller,
        boolean owner,
        String session,
        Path socket,
        Optional<String> signIn,
        Optional<Instant> signedInUntil) {

    /** The name of a sign-in, as tokens carry it. */
    public static Optional<String> signIn(Authentication signedIn) {
        return Optional.ofNullable(signedIn.getAttributes().get("sid")).map(String::valueOf);
    }

    /** When a sign-in ends by itself, as tokens carry it. */
    public static Optional<Instant> signedInUntil(Authentication signedIn) {
        return switch (signedIn.getAttributes().get("exp")) {
            case Instant instant -> Optional.of(instant);
            case Date date -> Optional.of(date.toInstant());
            case Number seconds -> Optional.of(Instant.ofEpochSecond(seconds.longValue()));
            case null, default -> Optional.empty();
        };
    }
}
