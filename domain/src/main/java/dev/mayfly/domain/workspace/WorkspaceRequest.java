package dev.mayfly.domain.workspace;

import dev.mayfly.domain.Check;
import dev.mayfly.domain.plan.InstallationId;
import dev.mayfly.domain.template.TemplateDigest;
import dev.mayfly.domain.template.TemplateName;
import java.time.Duration;
import java.time.Instant;

/**
 * What was asked for, by whom, why and for how long. It was checked against its template before it was accepted.
 *
 * @param digest the version of the template that the workspace is made from, whatever the template becomes later
 * @param project whose money and data it is; empty when the requester named none
 * @param reason why it is needed; may be empty when the template does not demand one
 * @param ttl how long it may live from its approval on
 * @param idle after how long without use it ends
 */
public record WorkspaceRequest(
        WorkspaceId id,
        InstallationId installation,
        UserName requester,
        String project,
        TemplateName template,
        TemplateDigest digest,
        String reason,
        Duration ttl,
        Duration idle,
        Instant requestedAt) {
    /** The longest project name, in characters. */
    public static final int MAX_PROJECT = 100;
    /** The longest reason, in characters. */
    public static final int MAX_REASON = 2_000;

    /** Refuses what is out of bounds whatever the template. */
    public WorkspaceRequest {
        Check.text("project", project, MAX_PROJECT);
        Check.text("reason", reason, MAX_REASON);
        Check.that(ttl.isPositive(), "ttl", "more than zero", ttl);
        Check.that(idle.isPositive(), "idle", "more than zero", idle);
    }
}
