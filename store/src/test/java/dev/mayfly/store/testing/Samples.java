package dev.mayfly.store.testing;

import dev.mayfly.domain.approval.Risk;
import dev.mayfly.domain.event.Event;
import dev.mayfly.domain.event.EventType;
import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.HostId;
import dev.mayfly.domain.plan.InstallationId;
import dev.mayfly.domain.plan.Plan;
import dev.mayfly.domain.plan.Step;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.plan.Terms;
import dev.mayfly.domain.template.TemplateDigest;
import dev.mayfly.domain.template.TemplateName;
import dev.mayfly.domain.workspace.UserName;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.domain.workspace.WorkspaceRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Values for tests: each as plain as it may be. */
public final class Samples {
    /** A moment to count from; whole milliseconds, as workflows have them. */
    public static final Instant START = Instant.parse("2026-11-21T08:00:00.123Z");

    /** A version of a template. */
    public static final TemplateDigest DIGEST = new TemplateDigest("0".repeat(64));

    /** The only step of the plans here. */
    public static final Step MACHINE = new Step(
            StepName.MACHINE, new DriverName("simulated"), Map.of("delay", "PT0S", "size", 3), new HostId("here"));

    private static final SecureRandom RANDOM = new SecureRandom();

    private Samples() {}

    /** An id that no other test has. */
    public static WorkspaceId id() {
        return WorkspaceId.random(RANDOM);
    }

    /** A workspace that {@code requester} just asked for. */
    public static Workspace requested(String requester, Instant at) {
        return Workspace.requested(new WorkspaceRequest(
                id(),
                new InstallationId("mtest"),
                new UserName(requester),
                "project",
                new TemplateName("desktop"),
                DIGEST,
                "to try it",
                Duration.ofHours(1),
                Duration.ofMinutes(10),
                at));
    }

    /** The terms of a plan with one machine. */
    public static Terms terms() {
        return new Terms(new Plan(List.of(MACHINE)), Risk.MEDIUM, 1, Duration.ofHours(1), Duration.ofHours(8), false);
    }

    /** Something that happened. */
    public static Event event(EventType type, Instant at, String message) {
        return new Event(type, at, "mayfly", message, Map.of("key", "value"));
    }
}
