package dev.mayfly.api.docs;

import dev.mayfly.api.identity.DemoSettings;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Hidden;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The description of the API, and a page to browse it whose every part comes from here. */
@Controller
@Secured(SecurityRule.IS_ANONYMOUS)
@Hidden
class DocsRoutes {
    private static final String DESCRIPTION = "META-INF/swagger/mayfly.yml";
    private static final String OURS = "dev/mayfly/api/docs/";
    private static final String WEBJAR = "META-INF/resources/webjars/swagger-ui/";
    private static final String WEBJAR_VERSION = "META-INF/maven/org.webjars/swagger-ui/pom.properties";

    private static final String BANNER =
            "<p class=\"demo\">Demo: anybody on this machine who can read its secret may sign"
                    + " in. Nothing here is to be trusted.</p>";

    private final byte[] description;
    private final byte[] page;
    private final Map<String, Asset> assets;

    DocsRoutes(DemoSettings demo) {
        String library = WEBJAR + libraryVersion() + "/";
        // The processor that writes it leaves a field of its own model behind, which means nothing to others.
        description = new String(read(DESCRIPTION), StandardCharsets.UTF_8)
                .replaceAll("(?m)^ *exampleSetFlag: true\\R", "")
                .getBytes(StandardCharsets.UTF_8);
        page = new String(read(OURS + "index.html"), StandardCharsets.UTF_8)
                .replace("<!--banner-->", demo.enabled() ? BANNER : "")
                .getBytes(StandardCharsets.UTF_8);
        assets = Map.of(
                "swagger-ui.css", new Asset("text/css", read(library + "swagger-ui.css")),
                "swagger-ui-bundle.js", new Asset("text/javascript", read(library + "swagger-ui-bundle.js")),
                "start.js", new Asset("text/javascript", read(OURS + "start.js")),
                "page.css", new Asset("text/css", read(OURS + "page.css")));
    }

    @Get("/openapi.yaml")
    @Produces("application/yaml")
    byte[] describe() {
        return description;
    }

    @Get("/docs")
    @Produces(MediaType.TEXT_HTML)
    byte[] browse() {
        return page;
    }

    @Get("/docs/{asset}")
    @Produces(MediaType.ALL)
    HttpResponse<byte[]> asset(String asset) {
        @Nullable Asset found = assets.get(asset);
        if (found == null) {
            throw new MayflyException(ErrorCode.NOT_FOUND, "There is no such part of the page");
        }
        return HttpResponse.ok(found.content)
                .contentType(MediaType.of(found.type + "; charset=utf-8"))
                .header(HttpHeaders.CACHE_CONTROL, "public, max-age=3600");
    }

    private static String libraryVersion() {
        Properties properties = new Properties();
        try (InputStream in = open(WEBJAR_VERSION)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }

    private static byte[] read(String resource) {
        try (InputStream in = open(resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String resource) throws IOException {
        @Nullable InputStream in = DocsRoutes.class.getClassLoader().getResourceAsStream(resource);
        if (in == null) {
            throw new IOException("The build left out " + resource);
        }
        return in;
    }

    /** A class, because an array has no place in a record. */
    private static final class Asset {
        private final String type;
        private final byte[] content;

        private Asset(String type, byte[] content) {
            this.type = type;
            this.content = content;
        }
    }
}
