package dev.mayfly.api.request;

import dev.mayfly.domain.Check;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Value;
import io.micronaut.runtime.server.EmbeddedServer;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The web pages that are this server's own. What the request says of its host proves nothing, because a name of
 * somebody else's may be made to lead here; so the origin has to be the address that the server listens on, or one that
 * the operator has named.
 */
@Singleton
public class Origins {
    private static final Pattern FORM = Pattern.compile("https?://[a-z0-9.\\-\\[\\]:]{1,253}");

    private final BeanProvider<EmbeddedServer> server;
    private final String host;
    private final Set<String> named;

    Origins(
            BeanProvider<EmbeddedServer> server,
            @Value("${micronaut.server.host:}") String host,
            @Property(name = "mayfly.origins") @Nullable List<String> named) {
        this.server = server;
        this.host = host;
        this.named = named == null ? Set.of() : Set.copyOf(named);
        this.named.forEach(origin -> Check.matches(
                "mayfly.origins", origin, FORM, "scheme, host and port in lower case, such as https://mayfly.example"));
    }

    /** Whether a request's headers name exactly one origin, and it is ours. */
    public boolean ours(List<String> headers) {
        return headers.size() == 1 && (named.contains(headers.getFirst()) || own().contains(headers.getFirst()));
    }

    private Set<String> own() {
        Set<String> own = new HashSet<>();
        EmbeddedServer listening = server.get();
        String scheme = listening.getScheme();
        int port = listening.getPort();
        if (!host.isBlank()) {
            own.add(origin(scheme, host, port));
            if (loopback(host)) {
                own.add(origin(scheme, "localhost", port));
            }
        }
        return own;
    }

    /** Browsers leave out the port that goes without saying. */
    private static String origin(String scheme, String host, int port) {
        boolean plain = scheme.equals("https") ? port == 443 : port == 80;
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return plain ? scheme + "://" + name : scheme + "://" + name + ":" + port;
    }

    private static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
