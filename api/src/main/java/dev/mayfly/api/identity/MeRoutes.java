package dev.mayfly.api.identity;

import static dev.mayfly.api.identity.Role.Named.APPROVER;
import static dev.mayfly.api.identity.Role.Named.AUDITOR;
import static dev.mayfly.api.identity.Role.Named.OPERATOR;
import static dev.mayfly.api.identity.Role.Named.REQUESTER;

import dev.mayfly.api.docs.Refusals;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;

/** Who the caller is. */
@Controller("/v1/me")
@Secured({REQUESTER, APPROVER, OPERATOR, AUDITOR})
@Tag(name = "Identity")
class MeRoutes {

    @Get
    @Refusals
    @Operation(summary = "Who am I", description = "The name and the roles under which the token signs you in.")
    Me me(@Parameter(hidden = true) Caller caller) {
        return new Me(caller.user().value(), caller.roles().stream().sorted().toList());
    }

    /** The caller. */
    @Schema(
            name = "Me",
            description = "Who is signed in",
            example = "{\"user\": \"alice\", \"roles\": [\"REQUESTER\"]}")
    record Me(
            @Schema(description = "The name") String user,
            @Schema(description = "What they may do") List<Role> roles) {}
}
