package dev.mayfly.api.template;

import dev.mayfly.templates.Templates;
import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;

/**
 * Has the templates read as soon as the server listens. The first reading takes a second or more, and whoever opens the
 * portal first shall not be the one to wait for it.
 */
@Singleton
class EarlyReading {
    @EventListener
    void begin(ServerStartupEvent event) {
        event.getSource().getApplicationContext().getBean(Templates.class);
    }
}
