package dev.mayfly.worker;

import dev.mayfly.domain.plan.HostId;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * How this worker is set up.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><td>{@code mayfly.worker.roles}</td><td>{@code control}, {@code host} or both</td></tr>
 * <tr><td>{@code mayfly.worker.host}</td><td>the host's id; by default its host name</td></tr>
 * <tr><td>{@code mayfly.data-dir}</td><td>the folder of drivers' state and snapshots</td></tr>
 * </table>
 */
@Singleton
final class WorkerSettings {
    private final Set<Role> roles;
    private final HostId host;
    private final Path dataDirectory;

    WorkerSettings(
            @Value("${mayfly.worker.roles:control,host}") Set<Role> roles,
            @Value("${mayfly.worker.host:}") String host,
            @Value("${mayfly.data-dir}") Path dataDirectory) {
        this.roles = Set.copyOf(roles);
        this.host = new HostId(host.isEmpty() ? hostName() : host);
        this.dataDirectory = dataDirectory;
    }

    /** What a worker does. */
    enum Role {
        /** Runs workflows and what needs no particular host. */
        CONTROL,
        /** Makes and removes things on this host. */
        HOST
    }

    boolean has(Role role) {
        return roles.contains(role);
    }

    HostId host() {
        return host;
    }

    Path dataDirectory() {
        return dataDirectory;
    }

    private static String hostName() {
        try {
            String name = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
            return name.replaceAll("[^a-z0-9.-]", "-").replaceFirst("^[^a-z0-9]+", "");
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
