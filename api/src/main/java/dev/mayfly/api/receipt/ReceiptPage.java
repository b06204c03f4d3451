package dev.mayfly.api.receipt;

import dev.mayfly.domain.receipt.Receipt;
import dev.mayfly.json.Json;
import dev.mayfly.store.receipt.Stored;
import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** A receipt as a page for people: every value in it is escaped, since workspaces and people wrote them. */
@Singleton
class ReceiptPage {
    private final PebbleTemplate template;

    ReceiptPage() {
        ClasspathLoader loader = new ClasspathLoader(ReceiptPage.class.getClassLoader());
        loader.setPrefix("dev/mayfly/api/receipt");
        loader.setSuffix(".html");
        template = new PebbleEngine.Builder()
                .loader(loader)
                .autoEscaping(true)
                .strictVariables(true)
                .defaultLocale(Locale.ROOT)
                .build()
                .getTemplate("receipt");
    }

    byte[] render(Stored stored) {
        Receipt receipt = Json.read(stored.document(), Receipt.class);
        StringWriter page = new StringWriter();
        try {
            template.evaluate(page, Map.of("sha256", stored.sha256(), "receipt", Shown.of(receipt)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return page.toString().getBytes(StandardCharsets.UTF_8);
    }
}
