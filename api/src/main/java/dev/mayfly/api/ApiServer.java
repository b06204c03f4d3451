package dev.mayfly.api;

import io.micronaut.runtime.Micronaut;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.info.License;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.security.SecurityScheme;
import io.swagger.v3.oas.annotations.servers.Server;
import io.swagger.v3.oas.annotations.tags.Tag;

/** Runs the API as a process of its own. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Mayfly",
                        version = "1",
                        description = """
                                Short-lived, isolated workspaces for AI agents and people, taken away again, provably.

                                Errors are problems (RFC 9457) with a code and whose turn it is. Times are ISO 8601, in \
                                UTC. What is absent is left out. Every answer has an X-Request-Id, yours where you sent \
                                a valid one. Whoever may not see a workspace is told that it is not there (404); whoever \
                                sees it and may not act on it is told that (403).""",
                        license =
                                @License(name = "Apache-2.0", url = "https://www.apache.org/licenses/LICENSE-2.0.txt")),
        servers = @Server(url = "/", description = "This server"),
        security = @SecurityRequirement(name = "token"),
        tags = {
            @Tag(name = "Identity", description = "Who the caller is"),
            @Tag(name = "Templates", description = "What may be asked for"),
            @Tag(name = "Workspaces", description = "Asking for workspaces, deciding, following and ending them"),
            @Tag(name = "Events", description = "What happened to one workspace"),
            @Tag(name = "Files", description = "Files into and out of a workspace in use"),
            @Tag(name = "Programs", description = "Programs run in a workspace in use"),
            @Tag(name = "Desktop", description = "Looking at the desktop of a workspace in use, and controlling it"),
            @Tag(name = "Receipts", description = "The proof of a whole life"),
            @Tag(name = "Snapshots", description = "What was deliberately kept"),
            @Tag(name = "Holdings", description = "The ledger of what is held"),
            @Tag(name = "Audit", description = "Everything that happened"),
            @Tag(name = "Operation", description = "Keeping Mayfly running")
        })
@SecurityScheme(
        name = "token",
        type = SecuritySchemeType.HTTP,
        scheme = "bearer",
        description = "Authorization: Bearer TOKEN. In a demo: demo.USER.SECRET")
public final class ApiServer {
    /** The environment under which the API's own settings, application-api.yml, are read. */
    public static final String ENVIRONMENT = "api";

    private ApiServer() {}

    /** Starts the server and returns; it ends with the process. */
    public static void main(String[] args) {
        Micronaut.build(args)
                .mainClass(ApiServer.class)
                .environments(ENVIRONMENT)
                .start();
    }
}
