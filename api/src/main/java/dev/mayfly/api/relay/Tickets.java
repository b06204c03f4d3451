package dev.mayfly.api.relay;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.workspace.UserName;
import dev.mayfly.json.Json;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * The tickets that were sold and not yet used. Only their hashes are kept, in memory: after a restart none is left, and
 * whoever held one buys another.
 */
@Singleton
public class Tickets {
    private static final int MOST = 10_000;
    private static final int MOST_EACH = 32;
    private static final int BYTES = 32;
    private static final int LONGEST = 64;

    private final SecureRandom random = new SecureRandom();
    private final RelaySettings settings;
    private final Cache<String, Ticket> sold;

    Tickets(RelaySettings settings) {
        this.settings = settings;
        sold = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(settings.ticket())
                .build();
    }

    /**
     * What the buyer gets.
     *
     * @param secret opens the WebSocket, once
     */
    record Sold(String secret, Instant expiresAt) {}

    /** Refuses who has too many unused. */
    void demandModesty(UserName user) {
        sold.cleanUp();
        long unused = sold.asMap().values().stream()
                .filter(ticket -> ticket.caller().user().equals(user))
                .count();
        if (unused >= MOST_EACH) {
            throw new MayflyException(
                    ErrorCode.RATE_LIMITED, "You have %d tickets that are not used yet".formatted(unused));
        }
    }

    Sold sell(Ticket ticket) {
        String secret = random();
        Instant expiresAt = Instant.now().plus(settings.ticket());
        sold.put(Json.sha256(secret), ticket);
        return new Sold(secret, expiresAt);
    }

    /** A text that nobody guesses. */
    String random() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** What a ticket is for; it is worth nothing afterwards, whatever comes of it. */
    public Optional<Ticket> redeem(String secret) {
        return secret.length() > LONGEST
                ? Optional.empty()
                : Optional.ofNullable(sold.asMap().remove(Json.sha256(secret)));
    }
}
