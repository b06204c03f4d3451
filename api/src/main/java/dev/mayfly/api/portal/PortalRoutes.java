package dev.mayfly.api.portal;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Hidden;

/**
 * Serves the portal: one page at each of its addresses, and the files that the page asks for. There is nothing in them
 * that is not public; what they show comes from the API and is held there.
 */
@Controller
@Secured(SecurityRule.IS_ANONYMOUS)
@Hidden
class PortalRoutes {
    private final Portal portal;

    PortalRoutes(Portal portal) {
        this.portal = portal;
    }

    /** Only where the portal has pages: what is below /v1 or unknown is none. */
    @Get(
            uris = {
                "/",
                "/sign-in",
                "/templates/{+rest}",
                "/workspaces",
                "/workspaces/{+rest}",
                "/approvals",
                "/operator",
                "/operator/{+rest}",
                "/audit",
                "/receipts"
            })
    @Produces(MediaType.TEXT_HTML)
    HttpResponse<?> page() {
        return portal.page(HttpStatus.OK);
    }

    @Get("/assets/{name}")
    @Produces(MediaType.ALL)
    HttpResponse<?> asset(HttpRequest<?> request, String name) {
        return file("assets/" + name, request);
    }

    @Get("/favicon.svg")
    @Produces(MediaType.ALL)
    HttpResponse<?> icon(HttpRequest<?> request) {
        return file("favicon.svg", request);
    }

    private HttpResponse<?> file(String name, HttpRequest<?> request) {
        return portal.file(name, request)
                .orElseThrow(() -> new MayflyException(ErrorCode.NOT_FOUND, "The portal has no such file"));
    }
}
