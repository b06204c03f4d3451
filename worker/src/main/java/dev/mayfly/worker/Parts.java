package dev.mayfly.worker;

import dev.mayfly.activities.admission.AdmissionActivity;
import dev.mayfly.activities.building.BuildingActivity;
import dev.mayfly.activities.calling.CallingActivity;
import dev.mayfly.activities.chronicle.ChronicleActivity;
import dev.mayfly.activities.driver.Drivers;
import dev.mayfly.activities.keeping.KeepingActivity;
import dev.mayfly.activities.sweep.SettlingActivity;
import dev.mayfly.activities.sweep.TemporalWorkflows;
import dev.mayfly.activities.sweep.Workflows;
import dev.mayfly.providers.spi.Driver;
import dev.mayfly.providers.spi.DriverContext;
import dev.mayfly.providers.spi.DriverFactory;
import dev.mayfly.store.audit.AuditLog;
import dev.mayfly.store.beat.Beats;
import dev.mayfly.store.blob.Blobs;
import dev.mayfly.store.holding.Ledger;
import dev.mayfly.store.host.Hosts;
import dev.mayfly.store.installation.Installations;
import dev.mayfly.store.lock.SessionLocks;
import dev.mayfly.store.receipt.Receipts;
import dev.mayfly.store.snapshot.Snapshots;
import dev.mayfly.store.template.TemplateVersions;
import dev.mayfly.store.workspace.Workspaces;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.env.Environment;
import io.micronaut.core.naming.conventions.StringConvention;
import io.temporal.client.WorkflowClient;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Puts the activities together. Drivers are found by the service loader and set up under {@code mayfly.drivers.NAME}. */
@Factory
final class Parts {
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Singleton
    Drivers drivers(WorkerSettings settings, Installations installations, Environment environment, Clock clock) {
        List<Driver<?>> drivers = new ArrayList<>();
        for (DriverFactory factory : ServiceLoader.load(DriverFactory.class)) {
            drivers.add(factory.create(new DriverContext(
                    installations.id(),
                    settings.host(),
                    settings.dataDirectory()
                            .resolve("drivers")
                            .resolve(factory.name().value()),
                    settingsOf(factory, environment),
                    clock)));
        }
        return new Drivers(drivers);
    }

    private static Map<String, String> settingsOf(DriverFactory factory, Environment environment) {
        return environment.getProperties("mayfly.drivers." + factory.name(), StringConvention.RAW).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, setting -> String.valueOf(setting.getValue())));
    }

    @Singleton
    AdmissionActivity admission(TemplateVersions templates, Hosts hosts, Ledger ledger, Drivers drivers, Clock clock) {
        return new AdmissionActivity(templates, hosts, ledger, drivers, clock);
    }

    @Singleton
    ChronicleActivity chronicle(
            Workspaces workspaces, Ledger ledger, Snapshots snapshots, Receipts receipts, Clock clock) {
        return new ChronicleActivity(workspaces, ledger, snapshots, receipts, clock);
    }

    @Singleton
    BuildingActivity building(Ledger ledger, Drivers drivers, Clock clock) {
        return new BuildingActivity(ledger, drivers, clock);
    }

    @Singleton
    KeepingActivity keeping(Drivers drivers, Snapshots snapshots, WorkerSettings settings, Clock clock) {
        return new KeepingActivity(drivers, snapshots, settings.dataDirectory().resolve("snapshots"), clock);
    }

    @Singleton
    CallingActivity calling(Ledger ledger, Drivers drivers, Blobs blobs, AuditLog audit, Clock clock) {
        return new CallingActivity(ledger, drivers, blobs, audit, clock);
    }

    @Singleton
    Reaper reaper(
            WorkerSettings settings,
            ReaperSettings how,
            Ledger ledger,
            Workspaces workspaces,
            SessionLocks locks,
            Drivers drivers,
            Clock clock) {
        return new Reaper(
                settings.host(),
                settings.dataDirectory().resolve("reaper"),
                new Reaper.Records(ledger, workspaces, locks),
                drivers,
                clock,
                how.manner());
    }

    @Singleton
    Workflows workflows(WorkflowClient client) {
        return new TemporalWorkflows(client);
    }

    @Singleton
    SettlingActivity settling(
            Workspaces workspaces,
            Ledger ledger,
            Hosts hosts,
            Beats beats,
            AuditLog audit,
            Workflows workflows,
            Clock clock) {
        return new SettlingActivity(
                new SettlingActivity.Records(workspaces, ledger, hosts, beats, audit), workflows, clock);
    }

    @Singleton
    HostSweeping hostSweeping(Reaper reaper, Workflows workflows) {
        return new HostSweeping(reaper, workflows);
    }
}
