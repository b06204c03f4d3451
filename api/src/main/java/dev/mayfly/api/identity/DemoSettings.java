package dev.mayfly.api.identity;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The demo's sign-in.
 *
 * @param enabled whether the demo's users may sign in; only on a server bound to a loopback address
 * @param secretFile the file that holds the secret of their tokens, readable by its owner only
 */
@ConfigurationProperties("mayfly.demo")
public record DemoSettings(@Bindable(defaultValue = "false") boolean enabled, Optional<Path> secretFile) {}
