package dev.mayfly.tests.installation;

import dev.mayfly.activities.admission.AdmissionActivity;
import dev.mayfly.activities.building.BuildingActivity;
import dev.mayfly.activities.chronicle.ChronicleActivity;
import dev.mayfly.activities.driver.Drivers;
import dev.mayfly.activities.failure.FailureInterceptor;
import dev.mayfly.activities.keeping.KeepingActivity;
import dev.mayfly.domain.approval.Risk;
import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.HostId;
import dev.mayfly.domain.plan.InstallationId;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.template.Inputs;
import dev.mayfly.domain.template.LeaseBounds;
import dev.mayfly.domain.template.Template;
import dev.mayfly.domain.template.TemplateDigest;
import dev.mayfly.domain.template.TemplateName;
import dev.mayfly.domain.template.TemplateStep;
import dev.mayfly.domain.workspace.Ending;
import dev.mayfly.domain.workspace.Outcome;
import dev.mayfly.domain.workspace.UserName;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.domain.workspace.WorkspaceRequest;
import dev.mayfly.json.Json;
import dev.mayfly.providers.simulated.SimulatedFactory;
import dev.mayfly.providers.simulated.SimulatedSpec;
import dev.mayfly.providers.spi.Driver;
import dev.mayfly.providers.spi.DriverContext;
import dev.mayfly.store.audit.AuditLog;
import dev.mayfly.store.holding.Ledger;
import dev.mayfly.store.host.Hosts;
import dev.mayfly.store.receipt.Receipts;
import dev.mayfly.store.snapshot.Snapshots;
import dev.mayfly.store.template.TemplateVersions;
import dev.mayfly.store.testing.Store;
import dev.mayfly.store.workspace.Workspaces;
import dev.mayfly.workflows.lifecycle.WorkspaceLifecycle;
import dev.mayfly.workflows.lifecycle.WorkspaceLifecycleImpl;
import dev.mayfly.workflows.wire.Attributes;
import dev.mayfly.workflows.wire.Wire;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Real workflows, activities and store with the simulated driver; time is skipped while nothing works. */
public final class Installation implements AutoCloseable {
    /** Who asks. */
    public static final UserName ALICE = new UserName("alice");
    /** Who approves. */
    public static final UserName BOB = new UserName("bob");
    /** How long a workspace lives when nothing ends it. */
    public static final Duration TTL = Duration.ofHours(1);
    /** How long it may be left alone. */
    public static final Duration IDLE = Duration.ofMinutes(40);

    private static final HostId HOST = new HostId("here");
    private static final InstallationId ID = new InstallationId("mtest");
    private static final DriverName SIMULATED = new DriverName("simulated");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Store store;
    private final Path folder;
    private final TestWorkflowEnvironment temporal;
    private final Clock clock;
    private final Driver<SimulatedSpec> driver;
    private final WorkerFactory control;
    private WorkerFactory host;

    /** Starts with the rows of {@code store}; everything else it keeps in {@code folder}. */
    public Installation(Store store, Path folder) {
        this.store = store;
        this.folder = folder;
        this.temporal = TestWorkflowEnvironment.newInstance(options());
        InstantSource time = () -> Instant.ofEpochMilli(temporal.currentTimeMillis());
        this.clock = time.withZone(ZoneOffset.UTC);
        this.driver = new SimulatedFactory().create(new DriverContext(ID, HOST, world(), Map.of(), clock));
        this.control = factory();
        Worker worker = control.newWorker(WorkspaceLifecycle.CONTROL_QUEUE);
        worker.registerWorkflowImplementationTypes(WorkspaceLifecycleImpl.class);
        worker.registerActivitiesImplementations(
                new AdmissionActivity(
                        get(TemplateVersions.class), get(Hosts.class), ledger(), new Drivers(List.of(driver)), clock),
                new ChronicleActivity(
                        get(Workspaces.class), ledger(), get(Snapshots.class), get(Receipts.class), clock));
        control.start();
        this.host = hostWorker();
    }

    /** What every client and worker of a test shares. */
    public static TestEnvironmentOptions options() {
        TestEnvironmentOptions.Builder options = TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(Wire.CONVERTER)
                        .setIdentity("tests")
                        .build());
        Attributes.ALL.forEach(options::registerSearchAttribute);
        return options.build();
    }

    private WorkerFactory factory() {
        return WorkerFactory.newInstance(
                temporal.getWorkflowClient(),
                WorkerFactoryOptions.newBuilder()
                        .setWorkerInterceptors(new FailureInterceptor())
                        .build());
    }

    private WorkerFactory hostWorker() {
        WorkerFactory made = factory();
        Drivers drivers = new Drivers(List.of(driver));
        // A cancellation is told in answer to a heartbeat, so heartbeats are not held back.
        made.newWorker(
                        HOST.taskQueue(),
                        WorkerOptions.newBuilder()
                                .setMaxHeartbeatThrottleInterval(Duration.ofMillis(100))
                                .setDefaultHeartbeatThrottleInterval(Duration.ofMillis(100))
                                .build())
                .registerActivitiesImplementations(
                        new BuildingActivity(ledger(), drivers, clock),
                        new KeepingActivity(drivers, get(Snapshots.class), folder.resolve("snapshots"), clock));
        made.start();
        return made;
    }

    /** Stops the host's worker in the middle of whatever it does, and starts another. */
    public void replaceHostWorker() {
        host.shutdownNow();
        host.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (!host.isTerminated()) {
            throw new AssertionError("The worker did not stop");
        }
        host = hostWorker();
    }

    /** Asks for a workspace of these steps; a name stands with the specification of the simulated driver. */
    public WorkspaceId request(Risk risk, boolean snapshotAtEnd, List<TemplateStep> steps) {
        Template template = new Template(
                new TemplateName("simulated"),
                "Simulated",
                "Made of nothing.",
                risk,
                List.of("role:requester"),
                false,
                new LeaseBounds(TTL, Duration.ofHours(8), IDLE, Duration.ofHours(8)),
                new Inputs(true, true, 1, false, false),
                snapshotAtEnd,
                false,
                BigDecimal.ZERO,
                "EUR",
                steps);
        String document = Json.canonical(template);
        TemplateDigest digest = new TemplateDigest(Json.sha256(document));
        get(TemplateVersions.class).pin(digest, template.name(), document);
        get(Hosts.class).seen(HOST, Set.of(SIMULATED), clock.instant());
        WorkspaceId id = WorkspaceId.random(RANDOM);
        WorkspaceRequest request = new WorkspaceRequest(
                id, ID, ALICE, "", template.name(), digest, "to try it", TTL, IDLE, clock.instant());
        WorkflowClient.start(stub(id)::run, Workspace.requested(request));
        return id;
    }

    private WorkspaceLifecycle stub(WorkspaceId id) {
        return client().newWorkflowStub(
                        WorkspaceLifecycle.class,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(WorkspaceLifecycle.workflowId(id))
                                .setTaskQueue(WorkspaceLifecycle.CONTROL_QUEUE)
                                .build());
    }

    /** A step of the simulated driver. */
    public static TemplateStep step(StepName name, List<String> ensureFaults, List<String> removeFaults) {
        return new TemplateStep(
                name, SIMULATED, Map.of("millis", 0, "ensureFaults", ensureFaults, "removeFaults", removeFaults));
    }

    /** The workflow of a workspace. */
    public WorkspaceLifecycle lifecycle(WorkspaceId id) {
        return client().newWorkflowStub(WorkspaceLifecycle.class, WorkspaceLifecycle.workflowId(id));
    }

    /** The workflow of a workspace, untyped. */
    public WorkflowStub workflow(WorkspaceId id) {
        return client().newUntypedWorkflowStub(WorkspaceLifecycle.workflowId(id));
    }

    /** The requester has had enough. */
    public void end(WorkspaceId id) {
        lifecycle(id).end(Ending.asked(ALICE, ALICE, "", clock.instant()));
    }

    /** Waits for its end, while time is skipped. */
    public Outcome outcome(WorkspaceId id) throws Exception {
        return workflow(id).getResult(PATIENCE.toSeconds(), TimeUnit.SECONDS, Outcome.class);
    }

    /** Waits in real time for something that is to happen soon. */
    public void await(String what, BooleanSupplier happened) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!happened.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("It did not happen within " + PATIENCE + ": " + what);
            }
            Thread.sleep(10);
        }
    }

    /** Lets so much time pass. */
    public void sleep(Duration time) {
        temporal.sleep(time);
    }

    /** What the world's own folder lists for a workspace, read without any code of the driver. */
    public List<String> things(WorkspaceId id) {
        return files(".thing").filter(name -> name.contains(id.value())).toList();
    }

    /** How many faults are still to come of a step; -1 when nothing was tried yet. */
    public int faultsLeft(WorkspaceId id, StepName step, String act) {
        Path file = world().resolve("%s-%s-%s.faults".formatted(ID, id, step));
        if (!Files.exists(file)) {
            return -1;
        }
        Properties properties = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String left = properties.getProperty(act, "");
        return left.isEmpty() ? 0 : left.split(",", -1).length;
    }

    private Stream<String> files(String suffix) {
        if (!Files.isDirectory(world())) {
            return Stream.of();
        }
        try (Stream<Path> all = Files.list(world())) {
            return all
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(suffix))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path world() {
        return folder.resolve("world");
    }

    /** The driver. */
    public Driver<SimulatedSpec> driver() {
        return driver;
    }

    /** The ledger. */
    public Ledger ledger() {
        return get(Ledger.class);
    }

    /** The events. */
    public AuditLog audit() {
        return get(AuditLog.class);
    }

    /** A bean of the store. */
    public <T> T get(Class<T> bean) {
        return store.get(bean);
    }

    /** The client. */
    public WorkflowClient client() {
        return temporal.getWorkflowClient();
    }

    /** The time that skips. */
    public Clock clock() {
        return clock;
    }

    @Override
    public void close() {
        host.shutdownNow();
        control.shutdownNow();
        host.awaitTermination(5, TimeUnit.SECONDS);
        control.awaitTermination(5, TimeUnit.SECONDS);
        temporal.close();
    }
}
