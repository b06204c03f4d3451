package dev.mayfly.activities.admission;

import dev.mayfly.activities.driver.Drivers;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.HostId;
import dev.mayfly.domain.plan.Plan;
import dev.mayfly.domain.plan.Step;
import dev.mayfly.domain.plan.Terms;
import dev.mayfly.domain.template.Template;
import dev.mayfly.domain.template.TemplateStep;
import dev.mayfly.domain.workspace.WorkspaceRequest;
import dev.mayfly.json.Json;
import dev.mayfly.store.holding.HoldingFilter;
import dev.mayfly.store.holding.Ledger;
import dev.mayfly.store.host.Host;
import dev.mayfly.store.host.Hosts;
import dev.mayfly.store.template.TemplateVersions;
import dev.mayfly.templates.Bounds;
import dev.mayfly.workflows.activity.Admission;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The built-in rule of admission: the template's tier of risk says how many people must approve. A policy engine takes
 * this place behind the same interface.
 */
public final class AdmissionActivity implements Admission {
    private static final Duration DECIDE_WITHIN = Duration.ofHours(24);

    /** Hosts say every few seconds that they are there; one that is silent for longer gets nothing new. */
    private static final Duration HOST_SILENCE = Duration.ofSeconds(30);

    private final TemplateVersions templates;
    private final Hosts hosts;
    private final Ledger ledger;
    private final Drivers drivers;
    private final Clock clock;

    /** Works with what it is given. */
    public AdmissionActivity(TemplateVersions templates, Hosts hosts, Ledger ledger, Drivers drivers, Clock clock) {
        this.templates = templates;
        this.hosts = hosts;
        this.ledger = ledger;
        this.drivers = drivers;
        this.clock = clock;
    }

    @Override
    public Terms admit(WorkspaceRequest request) {
        Template template = templates
                .find(request.digest())
                .map(document -> Json.read(document, Template.class))
                .orElseThrow(() -> new MayflyException(
                        ErrorCode.TEMPLATE_BROKEN,
                        "The pinned version of template %s is not in the store".formatted(request.template())));
        Bounds.check(template, request.reason(), Optional.of(request.ttl()), Optional.of(request.idle()));
        HostId host = host(template);
        Plan plan = new Plan(template.steps().stream()
                .map(step -> new Step(step.name(), step.driver(), step.spec(), host))
                .toList());
        plan.steps().forEach(drivers::check);
        return new Terms(
                plan,
                template.risk(),
                template.risk().approvals(),
                DECIDE_WITHIN,
                template.lease().longest(),
                template.snapshotAtEnd());
    }

    /** The least loaded host that is alive and has every driver that the template needs. */
    private HostId host(Template template) {
        Set<DriverName> needed =
                template.steps().stream().map(TemplateStep::driver).collect(Collectors.toSet());
        return hosts.seenSince(clock.instant().minus(HOST_SILENCE)).stream()
                .filter(host -> !host.draining() && host.drivers().containsAll(needed))
                .min(Comparator.comparing(this::load))
                .map(Host::id)
                .orElseThrow(() -> new MayflyException(
                        ErrorCode.NO_HOST,
                        "No live host has the drivers %s; start a host worker, or look at its health"
                                .formatted(needed)));
    }

    private int load(Host host) {
        return ledger.list(HoldingFilter.heldOn(host.id()), Optional.empty(), Ledger.MAX_LIMIT)
                .items()
                .size();
    }
}
