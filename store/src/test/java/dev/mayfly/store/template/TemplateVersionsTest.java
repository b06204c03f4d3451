package dev.mayfly.store.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.domain.template.TemplateDigest;
import dev.mayfly.domain.template.TemplateName;
import dev.mayfly.json.Json;
import dev.mayfly.store.testing.Store;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TemplateVersionsTest {
    private static final Store STORE = Store.start();
    private static final TemplateName NAME = new TemplateName("desktop");

    private final TemplateVersions templates = STORE.get(TemplateVersions.class);

    @AfterAll
    static void stop() {
        STORE.close();
    }

    @Test
    void aPinnedVersionComesBackAsTheTextThatItsDigestIsOf() {
        String document = Json.canonical(
                Map.of("b", List.of(1, 2.5, 1e21), "a", "ü/\"\n", "price", new BigDecimal("0.10"), "z", true));
        TemplateDigest digest = new TemplateDigest(Json.sha256(document));

        templates.pin(digest, NAME, document);

        assertThat(templates.find(digest)).contains(document);
        assertThat(templates.find(new TemplateDigest("f".repeat(64)))).isEmpty();
    }

    @Test
    void aVersionIsPinnedOnce() {
        TemplateDigest digest = new TemplateDigest("e".repeat(64));
        templates.pin(digest, NAME, "{\"a\":1}");

        templates.pin(digest, NAME, "{\"a\":2}");

        assertThat(templates.find(digest)).contains("{\"a\":1}");
    }
}
