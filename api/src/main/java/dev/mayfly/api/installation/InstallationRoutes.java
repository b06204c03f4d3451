package dev.mayfly.api.installation;

import static dev.mayfly.api.identity.Role.Named.AUDITOR;
import static dev.mayfly.api.identity.Role.Named.OPERATOR;

import dev.mayfly.api.docs.Refusals;
import dev.mayfly.api.temporal.Lives;
import dev.mayfly.api.temporal.TemporalSettings;
import dev.mayfly.domain.holding.HoldingState;
import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.workspace.Phase;
import dev.mayfly.store.beat.Beat;
import dev.mayfly.store.beat.Beats;
import dev.mayfly.store.holding.Ledger;
import dev.mayfly.store.host.Host;
import dev.mayfly.store.host.Hosts;
import dev.mayfly.store.installation.Installations;
import dev.mayfly.store.workspace.Workspaces;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the whole installation is, for those who keep it running. */
@Controller("/v1/installation")
@Secured({OPERATOR, AUDITOR})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Operation")
class InstallationRoutes {
    /** As in admission: whoever is silent for longer gets nothing new. */
    private static final Duration HOST_SILENCE = Duration.ofSeconds(30);

    /** A host that was silent for so long was taken away, and is no part of the installation any more. */
    private static final Duration HOST_FORGOTTEN = Duration.ofDays(7);

    private final Installations installations;
    private final Workspaces workspaces;
    private final Ledger ledger;
    private final Hosts hosts;
    private final Beats beats;
    private final Lives lives;
    private final TemporalSettings temporal;

    InstallationRoutes(
            Installations installations,
            Workspaces workspaces,
            Ledger ledger,
            Hosts hosts,
            Beats beats,
            Lives lives,
            TemporalSettings temporal) {
        this.installations = installations;
        this.workspaces = workspaces;
        this.ledger = ledger;
        this.hosts = hosts;
        this.beats = beats;
        this.lives = lives;
        this.temporal = temporal;
    }

    @Get
    @Refusals
    @Operation(
            summary = "Read how the installation is",
            description =
                    "For operators and auditors: each part and whether it answers, and how much there is. That it "
                            + "is answered at all says that the API and the store are up.")
    InstallationView read() {
        @Nullable String version = InstallationRoutes.class.getPackage().getImplementationVersion();
        Map<Phase, Long> phases = workspaces.countByPhase();
        return new InstallationView(
                installations.id().value(),
                Optional.ofNullable(version),
                new TemporalView(temporal.namespace(), temporal.ui().filter(ui -> !ui.isBlank())),
                parts(),
                Arrays.stream(Phase.values())
                        .map(phase -> new PhaseCount(phase, phases.getOrDefault(phase, 0L)))
                        .toList(),
                ledger.counts().entrySet().stream()
                        .map(count -> new HoldingCount(
                                count.getKey().driver().value(), count.getKey().state(), count.getValue()))
                        .sorted(Comparator.comparing(HoldingCount::driver).thenComparing(HoldingCount::state))
                        .toList());
    }

    private List<PartView> parts() {
        Instant now = Instant.now();
        List<PartView> parts = new ArrayList<>();
        parts.add(new PartView(Kind.API, "api", Status.UP, "It answers.", Optional.of(now), List.of()));
        parts.add(new PartView(Kind.STORE, "store", Status.UP, "It answers.", Optional.of(now), List.of()));
        boolean answers = lives.answering();
        parts.add(new PartView(
                Kind.TEMPORAL,
                "temporal",
                answers ? Status.UP : Status.DOWN,
                answers
                        ? "It answers."
                        : "It does not answer. Requests and ends are kept until it does; nothing else moves on.",
                answers ? Optional.of(now) : Optional.empty(),
                List.of()));
        List<Host> known = hosts.seenSince(now.minus(HOST_FORGOTTEN));
        if (known.isEmpty()) {
            parts.add(new PartView(
                    Kind.HOST,
                    "host",
                    Status.DOWN,
                    "No host has announced itself. Start a worker with the role host.",
                    Optional.empty(),
                    List.of()));
        }
        known.stream().map(host -> part(host, now)).forEach(parts::add);
        beats.all().stream()
                .filter(beat -> beat.at().isAfter(now.minus(HOST_FORGOTTEN)))
                .map(beat -> part(beat, now))
                .forEach(parts::add);
        return parts;
    }

    private static PartView part(Beat beat, Instant now) {
        boolean late = beat.late(now);
        return new PartView(
                switch (beat.part()) {
                    case REAPER -> Kind.REAPER;
                    case SWEEP -> Kind.SWEEP;
                },
                beat.host().value(),
                late ? Status.DOWN : beat.well() ? Status.UP : Status.DEGRADED,
                late
                        ? ("It has not come round since, and is to come every %d s. Until it does, workspaces end by "
                                        + "their workflows and fuses alone.")
                                .formatted(beat.every().toSeconds())
                        : beat.sentence(),
                Optional.of(beat.at()),
                List.of());
    }

    private static PartView part(Host host, Instant now) {
        Status status;
        String sentence;
        if (host.lastSeenAt().isBefore(now.minus(HOST_SILENCE))) {
            status = Status.DOWN;
            sentence = "Its worker is silent. It gets nothing new, and what lives on it is removed when it is back.";
        } else if (host.drivers().isEmpty()) {
            status = Status.DEGRADED;
            sentence = "Its worker is there, and none of its drivers is usable. Its log says why.";
        } else if (host.draining()) {
            status = Status.DEGRADED;
            sentence = "It is draining: it gets nothing new.";
        } else {
            status = Status.UP;
            sentence = "Its worker is there.";
        }
        return new PartView(
                Kind.HOST,
                host.id().value(),
                status,
                sentence,
                Optional.of(host.lastSeenAt()),
                host.drivers().stream().map(DriverName::value).sorted().toList());
    }

    /** What a part is. */
    enum Kind {
        /** This process. */
        API,
        /** The database. */
        STORE,
        /** What drives the workflows. */
        TEMPORAL,
        /** A machine that workspaces live on. */
        HOST,
        /** What ends, on one host, whatever is past its time. */
        REAPER,
        /** What compares the world with ledger and workflows. */
        SWEEP
    }

    /** How a part is. */
    enum Status {
        /** As it should be. */
        UP,
        /** There, and not able to do all. */
        DEGRADED,
        /** Not there. */
        DOWN
    }

    /** The whole. */
    @Schema(name = "Installation", description = "How the whole installation is")
    record InstallationView(
            @Schema(description = "Its id") String id,

            @Schema(
                    description = "The version of Mayfly; left out where it was not packaged",
                    requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            Optional<String> version,

            @Schema(description = "Where its workflows are") TemporalView temporal,
            @Schema(description = "What it is made of") List<PartView> parts,

            @Schema(description = "How many workspaces there are in each phase")
            List<PhaseCount> workspaces,

            @Schema(description = "How many holdings there are of each driver in each state; none is left out")
            List<HoldingCount> holdings) {}

    /** Temporal. */
    @Schema(name = "TemporalPlace", description = "Where the workflows are")
    record TemporalView(
            @Schema(description = "The namespace") String namespace,

            @Schema(
                    description = "The address of Temporal's own pages; left out where none is configured",
                    requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            Optional<String> ui) {}

    /** A part. */
    @Schema(name = "InstallationPart", description = "A part of the installation, and how it is")
    record PartView(
            @Schema(description = "What it is") Kind kind,
            @Schema(description = "Its name") String name,
            @Schema(description = "How it is") Status status,
            @Schema(description = "The same in a sentence") String sentence,

            @Schema(description = "When it was last known to be there", requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            Optional<Instant> seenAt,

            @Schema(description = "The drivers that a host offers, those alone that are usable now")
            List<String> drivers) {}

    /** A count. */
    @Schema(name = "PhaseCount", description = "How many workspaces are in a phase")
    record PhaseCount(
            @Schema(description = "The phase") Phase phase,
            @Schema(description = "How many") long count) {}

    /** A count. */
    @Schema(name = "HoldingCount", description = "How many holdings of a driver are in a state")
    record HoldingCount(
            @Schema(description = "The driver") String driver,
            @Schema(description = "The state") HoldingState state,
            @Schema(description = "How many") long count) {}
}
