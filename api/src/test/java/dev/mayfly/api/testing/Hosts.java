package dev.mayfly.api.testing;

import dev.mayfly.domain.approval.Risk;
import dev.mayfly.domain.event.Event;
import dev.mayfly.domain.holding.Absence;
import dev.mayfly.domain.holding.Observation;
import dev.mayfly.domain.holding.Part;
import dev.mayfly.domain.plan.HostId;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.domain.plan.Plan;
import dev.mayfly.domain.plan.Step;
import dev.mayfly.domain.plan.Terms;
import dev.mayfly.domain.receipt.Receipt;
import dev.mayfly.domain.template.Template;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.domain.workspace.WorkspaceRequest;
import dev.mayfly.json.Json;
import dev.mayfly.store.blob.Blob;
import dev.mayfly.store.blob.Blobs;
import dev.mayfly.store.holding.HoldingRow;
import dev.mayfly.store.holding.Ledger;
import dev.mayfly.store.receipt.Receipts;
import dev.mayfly.store.snapshot.Snapshot;
import dev.mayfly.store.snapshot.Snapshots;
import dev.mayfly.store.template.TemplateVersions;
import dev.mayfly.store.workspace.Workspaces;
import dev.mayfly.templates.Templates;
import dev.mayfly.workflows.activity.Admission;
import dev.mayfly.workflows.activity.Building;
import dev.mayfly.workflows.activity.Calling;
import dev.mayfly.workflows.activity.Chronicle;
import dev.mayfly.workflows.activity.Keeping;
import dev.mayfly.workflows.call.Call;
import dev.mayfly.workflows.call.Reply;
import io.micronaut.context.BeanContext;
import io.temporal.failure.ApplicationFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Activities that make nothing but what the store keeps: files live in memory, and whatever comes in also goes out. */
final class Hosts implements Admission, Building, Chronicle, Keeping, Calling {
    static final HostId HERE = new HostId("here");

    private final BeanContext beans;
    private final Map<WorkspaceId, Map<String, byte[]>> files = new ConcurrentHashMap<>();

    Hosts(BeanContext beans) {
        this.beans = beans;
    }

    @Override
    public Terms admit(WorkspaceRequest request) {
        Template template = Templates.fromDocument(
                beans.getBean(TemplateVersions.class).find(request.digest()).orElseThrow());
        Risk risk = template.risk();
        return new Terms(
                new Plan(template.steps().stream()
                        .map(step -> new Step(step.name(), step.driver(), step.spec(), HERE))
                        .toList()),
                risk,
                risk.approvals(),
                Duration.ofHours(1),
                template.lease().longest(),
                template.snapshotAtEnd());
    }

    @Override
    public void ensure(Owner owner, Step step, Instant fuseAt) {
        Ledger ledger = beans.getBean(Ledger.class);
        ledger.intend(owner, step, Instant.now());
        files.put(owner.workspace(), new ConcurrentHashMap<>());
        ledger.live(
                owner,
                new Observation(List.of(new Part("process", "<script>alert(1)</script>")), Map.of()),
                Instant.now());
    }

    @Override
    public void rearm(Owner owner, Step step, Instant fuseAt) {}

    @Override
    public void remove(Owner owner, Step step) {
        Ledger ledger = beans.getBean(Ledger.class);
        ledger.removing(owner, step, Instant.now());
        files.remove(owner.workspace());
        ledger.gone(owner, new Absence(List.of("looked for the process: none"), Instant.now()));
    }

    @Override
    public void record(Workspace workspace, List<Event> events) {
        beans.getBean(Workspaces.class).project(workspace, events);
    }

    @Override
    public String issueReceipt(Workspace workspace) {
        List<Receipt.Item> items = new ArrayList<>();
        for (HoldingRow row : beans.getBean(Ledger.class).of(workspace.id())) {
            items.add(new Receipt.Item(
                    row.owner().step(),
                    row.driver(),
                    row.host(),
                    row.parts(),
                    row.intendedAt(),
                    row.madeAt(),
                    row.goneAt().orElseThrow(),
                    row.evidence()));
        }
        Receipt receipt = new Receipt(
                Receipt.VERSION,
                workspace.request(),
                workspace.decisions(),
                workspace.lease(),
                workspace.leaseChanges(),
                items,
                List.of(),
                workspace.ending().orElseThrow(),
                Instant.now());
        String document = Json.canonical(receipt);
        return beans.getBean(Receipts.class)
                .save(workspace.id(), Json.sha256(document), document, receipt.issuedAt())
                .sha256();
    }

    @Override
    public void freeze(Owner owner, Step step) {}

    @Override
    public void thaw(Owner owner, Step step) {}

    @Override
    public Receipt.Kept snapshot(Owner owner, Step step) {
        Snapshot kept = new Snapshot(
                owner.thing(), owner.workspace(), owner.step(), HERE, "memory", 3, Json.sha256("abc"), Instant.now());
        beans.getBean(Snapshots.class).save(kept);
        return new Receipt.Kept("home", kept.bytes(), kept.sha256(), kept.takenAt());
    }

    @Override
    public Reply call(Call call) {
        Map<String, byte[]> box = files.computeIfAbsent(call.owner().workspace(), id -> new ConcurrentHashMap<>());
        return switch (call.kind()) {
            case PUT -> {
                box.put(call.name(), taken(call.blob()));
                yield new Reply("", 0, "");
            }
            case LIST -> {
                List<Map<String, Object>> list = new ArrayList<>();
                new TreeMap<>(box)
                        .forEach((name, content) -> list.add(
                                Map.of("name", name, "bytes", content.length, "modifiedAt", "2026-11-21T08:00:00Z")));
                yield kept(Json.write(list).getBytes(StandardCharsets.UTF_8));
            }
            case GET ->
                kept(Optional.ofNullable(box.get(call.name()))
                        .orElseThrow(() -> ApplicationFailure.newNonRetryableFailure("No such file", "NOT_FOUND")));
            case EXEC -> kept(echo(taken(call.blob())));
            case DESKTOP ->
                kept(place(FakeWorkspace.of(call.owner().workspace()).desktop()));
            case TERMINAL ->
                kept(place(FakeWorkspace.of(call.owner().workspace()).terminal()));
        };
    }

    private static byte[] place(Path socket) {
        return Json.write(Map.of("socket", socket.toString())).getBytes(StandardCharsets.UTF_8);
    }

    /** Gives back the command as its output, and its input as its errors. */
    private static byte[] echo(byte[] blob) {
        Map<?, ?> command = Json.read(new String(blob, StandardCharsets.UTF_8), Map.class);
        String words = String.valueOf(command.get("command"));
        Object input = command.get("input");
        return Json.write(Map.of(
                        "exitCode",
                        7,
                        "output",
                        Base64.getEncoder().encodeToString(words.getBytes(StandardCharsets.UTF_8)),
                        "errors",
                        input == null ? "" : input,
                        "timedOut",
                        false,
                        "truncated",
                        false))
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] taken(String blob) {
        try (InputStream content = beans.getBean(Blobs.class).open(blob)) {
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Reply kept(byte[] content) {
        Blob blob = beans.getBean(Blobs.class).put(new ByteArrayInputStream(content), Long.MAX_VALUE);
        return new Reply(blob.id(), blob.bytes(), blob.sha256());
    }
}
