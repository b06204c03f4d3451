package dev.mayfly.store.workspace;

import static dev.mayfly.store.testing.Samples.START;
import static dev.mayfly.store.testing.Samples.event;
import static dev.mayfly.store.testing.Samples.requested;
import static dev.mayfly.store.testing.Samples.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mayfly.domain.approval.Decided;
import dev.mayfly.domain.approval.Decision;
import dev.mayfly.domain.approval.Verdict;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.event.Event;
import dev.mayfly.domain.event.EventType;
import dev.mayfly.domain.lease.Lease;
import dev.mayfly.domain.lease.LeaseChange;
import dev.mayfly.domain.template.TemplateName;
import dev.mayfly.domain.workspace.Ending;
import dev.mayfly.domain.workspace.Outcome;
import dev.mayfly.domain.workspace.Phase;
import dev.mayfly.domain.workspace.UserName;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.store.audit.AuditLog;
import dev.mayfly.store.audit.Entry;
import dev.mayfly.store.testing.Store;
import dev.mayfly.store.testing.Together;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class WorkspacesTest {
    private static final Store STORE = Store.start();
    private static final String SHA = "a".repeat(64);

    private final Workspaces workspaces = STORE.get(Workspaces.class);
    private final AuditLog audit = STORE.get(AuditLog.class);

    @AfterAll
    static void stop() {
        STORE.close();
    }

    @Test
    void anAcceptedWorkspaceIsFoundAsItWas() {
        Workspace workspace = requested("ada", START);

        Accepted accepted = workspaces.accept(workspace, "ada", Optional.empty(), SHA, Map.of());

        assertThat(accepted).isEqualTo(new Accepted(workspace, true));
        assertThat(workspaces.find(workspace.id())).contains(workspace);
        assertThat(workspaces.find(requested("ada", START).id())).isEmpty();
    }

    @Test
    void theSameKeyAndRequestGiveTheWorkspaceMadeBefore() {
        Workspace first = requested("ada", START);
        Workspace second = requested("ada", START);
        workspaces.accept(first, "ada", Optional.of("again"), SHA, Map.of());

        assertThat(workspaces.accept(second, "ada", Optional.of("again"), SHA, Map.of()))
                .isEqualTo(new Accepted(first, false));
        assertThat(workspaces.find(second.id())).isEmpty();
    }

    @Test
    void theSameKeyOfAnotherCallerIsAnotherKey() {
        workspaces.accept(requested("ada", START), "ada", Optional.of("shared"), SHA, Map.of());

        assertThat(workspaces
                        .accept(requested("bob", START), "bob", Optional.of("shared"), SHA, Map.of())
                        .created())
                .isTrue();
    }

    @Test
    void theSameKeyWithAnotherRequestIsRefused() {
        workspaces.accept(requested("ada", START), "ada", Optional.of("conflict"), SHA, Map.of());
        Workspace other = requested("ada", START);

        refused(
                ErrorCode.IDEMPOTENCY_CONFLICT,
                () -> workspaces.accept(other, "ada", Optional.of("conflict"), "b".repeat(64), Map.of()));
        assertThat(workspaces.find(other.id())).isEmpty();
    }

    @Test
    void ofManyWhoAcceptOneKeyAtOnceExactlyOneCreates() throws Exception {
        for (int round = 0; round < 20; round++) {
            String key = "race-" + round;
            Callable<Accepted> accept =
                    () -> workspaces.accept(requested("ada", START), "ada", Optional.of(key), SHA, Map.of());

            List<Accepted> results = Together.run(Collections.nCopies(6, accept));

            assertThat(results).filteredOn(Accepted::created).hasSize(1);
            assertThat(results)
                    .extracting(Accepted::workspace)
                    .containsOnly(results.getFirst().workspace());
        }
    }

    @Test
    void aWorkspaceWhoseWorkflowWasNotStartedIsFoundUntilItIs() {
        Workspace old = requested("ada", START.minus(Duration.ofDays(9)));
        Workspace older = requested("ada", START.minus(Duration.ofDays(10)));
        Workspace recent = requested("ada", START);
        for (Workspace each : List.of(old, older, recent)) {
            workspaces.accept(each, "ada", Optional.empty(), SHA, Map.of());
        }
        Instant limit = START.minus(Duration.ofDays(8));

        assertThat(workspaces.notStarted(limit, 10)).containsExactly(older, old);
        assertThat(workspaces.notStarted(limit, 1)).containsExactly(older);
        workspaces.started(older.id(), START);
        workspaces.project(old, List.of());
        assertThat(workspaces.notStarted(limit, 10)).isEmpty();
    }

    @Test
    void theFirstStartCounts() throws SQLException {
        Workspace workspace = requested("ada", START);
        workspaces.accept(workspace, "ada", Optional.empty(), SHA, Map.of());

        workspaces.started(workspace.id(), START);
        workspaces.started(workspace.id(), START.plusSeconds(5));
        workspaces.project(workspace.admitted(terms()), List.of());

        assertThat(value("select extract(epoch from started_at)::numeric(20,3) from workspace", workspace))
                .isEqualTo("1795248000.123");
    }

    @Test
    void anOlderRevisionChangesNothingButItsEventsAreKept() {
        Workspace first = requested("ada", START);
        Workspace second = first.admitted(terms());
        workspaces.accept(first, "ada", Optional.empty(), SHA, Map.of());

        workspaces.project(second, List.of(event(EventType.ADMITTED, START, "second")));
        workspaces.project(first, List.of(event(EventType.WARNED, START, "first")));

        assertThat(workspaces.find(first.id())).contains(second);
        assertThat(messages(first))
                .containsExactly("Requested " + first.request().template(), "second", "first");
    }

    @Test
    void aProjectionOfAnUnknownWorkspaceIsKept() {
        Workspace workspace = requested("ada", START);

        workspaces.project(workspace, List.of());

        assertThat(workspaces.find(workspace.id())).contains(workspace);
    }

    @Test
    void repeatedEventsAreAppendedOnceAndEachBatchOfOneRevisionIsKept() {
        Workspace workspace = requested("ada", START);
        List<Event> batch = List.of(
                event(EventType.STEP_REMOVED, START, "one"),
                event(EventType.STEP_REMOVED, START, "alike"),
                event(EventType.STEP_REMOVED, START, "alike"));

        workspaces.project(workspace, batch);
        workspaces.project(workspace, batch);
        workspaces.project(workspace, List.of(event(EventType.STEP_REMOVED, START, "another batch")));

        assertThat(messages(workspace)).containsExactly("one", "alike", "alike", "another batch");
    }

    @Test
    void oneBatchProjectedByManyAtOnceIsAppendedOnce() throws Exception {
        Workspace workspace = requested("ada", START);
        List<Event> batch = List.of(event(EventType.READY, START, "a"), event(EventType.WARNED, START, "b"));
        Callable<Boolean> project = () -> {
            workspaces.project(workspace, batch);
            return true;
        };

        Together.run(Collections.nCopies(6, project));

        assertThat(messages(workspace)).containsExactly("a", "b");
    }

    @Test
    void decisionsAndExtensionsBecomeRows() throws SQLException {
        Workspace used = inUse(requested("ada", START));
        LeaseChange longer = new LeaseChange(
                new UserName("ada"), START, START.plusSeconds(60), START.plusSeconds(120), "more to do");
        Workspace extended = used.extended(longer);

        workspaces.project(used, List.of());
        workspaces.project(extended, List.of());
        workspaces.project(extended.frozen(true), List.of());

        assertThat(value("select string_agg(approver || ' ' || verdict, ',') from approval", used))
                .isEqualTo("bob APPROVED");
        assertThat(value(
                        "select string_agg(ordinal || ' ' || changed_by || ' ' || reason, ',') from lease_change",
                        used))
                .isEqualTo("1 ada more to do");
        assertThat(value("select phase || ' ' || frozen || ' ' || (lease_ends_at is not null) from workspace", used))
                .isEqualTo("IN_USE true true");
    }

    @Test
    void theEndIsWrittenDownWithItsMoments() throws SQLException {
        Workspace closed = requested("ada", START)
                .ended(Ending.byItself(Outcome.LAPSED, "nobody-decided", "Nobody decided.", START.plusSeconds(1)))
                .movedTo(Phase.DESTROYING)
                .movedTo(Phase.CLOSED);

        workspaces.project(closed, List.of(event(EventType.CLOSED, START.plusSeconds(3), "closed")));

        assertThat(value(
                        "select outcome || ' ' || extract(epoch from ended_at)::bigint || ' '"
                                + " || extract(epoch from closed_at)::bigint from workspace",
                        closed))
                .isEqualTo("LAPSED 1795248001 1795248003");
    }

    @Test
    void aListingIsNewestFirstAndFiltered() {
        UserName requester = new UserName("lister");
        Workspace waiting = requested("lister", START);
        Workspace used = inUse(requested("lister", START.plusSeconds(1)));
        Workspace closed = requested("lister", START.plusSeconds(2))
                .movedTo(Phase.DESTROYING)
                .movedTo(Phase.CLOSED);
        Workspace stalled = requested("lister", START.plusSeconds(3)).movedTo(Phase.DESTROYING);
        for (int round = 0; round < Workspace.STALLED_AFTER_ROUNDS; round++) {
            stalled = stalled.removalFailed();
        }
        for (Workspace each : List.of(waiting, used, closed, stalled)) {
            workspaces.project(each, List.of());
        }

        assertThat(all(Filter.of(requester))).containsExactly(stalled, closed, used, waiting);
        assertThat(all(filter(requester, Set.of(Phase.IN_USE, Phase.DESTROYING), Optional.empty())))
                .containsExactly(stalled, used);
        assertThat(all(filter(requester, Set.of(Phase.CLOSED), Optional.empty())))
                .containsExactly(closed);
        assertThat(all(filter(requester, Set.of(), Optional.of(true)))).containsExactly(stalled);
        assertThat(all(filter(requester, Set.of(), Optional.of(false)))).containsExactly(closed, used, waiting);
        assertThat(all(new Filter(
                        Optional.of(requester),
                        Set.of(),
                        Optional.of(new TemplateName("other")),
                        Optional.empty(),
                        Optional.empty())))
                .isEmpty();
    }

    @Test
    void anInboxShowsWhatOnePersonMayStillDecide() {
        Workspace mine = requested("inbox-me", START).admitted(terms());
        Workspace theirs = requested("inbox-them", START).admitted(terms());
        Workspace decided = requested("inbox-them", START)
                .admitted(terms())
                .decided(new Decided(new Decision(new UserName("inbox-me"), Verdict.APPROVED, ""), START));
        for (Workspace each : List.of(mine, theirs, decided)) {
            workspaces.project(each, List.of());
        }

        assertThat(all(new Filter(
                        Optional.empty(),
                        Set.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new UserName("inbox-me")))))
                .contains(theirs)
                .doesNotContain(mine, decided);
    }

    @Test
    void pagesAreCompleteAndStableWhileNewOnesArrive() throws SQLException {
        int count = 5_000;
        Workspace model = requested("pager", START);
        // Groups of seven share a moment, so that the id must break the tie.
        execute("""
                insert into workspace (id, requester, project, template, template_digest, phase, frozen, stalled,
                    revision, state, requested_at)
                select 'ws-' || lpad(n::text, 12, '0'), requester, project, template, template_digest, phase, frozen,
                    stalled, revision, jsonb_set(state, '{request,id}', to_jsonb('ws-' || lpad(n::text, 12, '0'))),
                    requested_at - interval '1 second' * (n / 7)
                from workspace, generate_series(1, %d) n where id = '%s'
                """.formatted(count - 1, accepted(model).id()));
        Filter mine = Filter.of(new UserName("pager"));

        Set<WorkspaceId> seen = new HashSet<>();
        List<WorkspaceId> order = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Page page = workspaces.list(mine, cursor, 333);
            page.items().forEach(workspace -> {
                assertThat(seen.add(workspace.id())).isTrue();
                order.add(workspace.id());
            });
            cursor = page.next();
            accepted(requested("pager", START.plusSeconds(seen.size())));
        } while (cursor.isPresent());

        assertThat(seen).hasSize(count).contains(model.id());
        assertThat(order)
                .isEqualTo(ids(
                        "select id from workspace where requester = 'pager' and requested_at <= '%s'".formatted(START)
                                + " order by requested_at desc, id desc"));
    }

    @Test
    void aPageIsFastAmongAHundredThousandRows() throws SQLException {
        Workspace model = accepted(requested("planner", START));
        execute("""
                insert into workspace (id, requester, project, template, template_digest, phase, frozen, stalled,
                    revision, state, requested_at)
                select 'ws-p' || lpad(n::text, 11, '0'), 'user' || n %% 100, project, template, template_digest,
                    case when n %% 1000 = 0 then 'IN_USE' else 'CLOSED' end, frozen, stalled, revision,
                    jsonb_set(state, '{request,id}', to_jsonb('ws-p' || lpad(n::text, 11, '0'))),
                    requested_at - interval '1 second' * n
                from workspace, generate_series(1, 100000) n where id = '%s'
                """.formatted(model.id()));
        execute("analyze workspace");

        for (Filter filter : List.of(
                Filter.ALL,
                Filter.of(new UserName("user7")),
                Filter.in(Set.of(Phase.CLOSED)),
                Filter.in(Set.of(Phase.IN_USE, Phase.PROVISIONING, Phase.DESTROYING)))) {
            Page first = workspaces.list(filter, Optional.empty(), 50);
            Instant begun = Instant.now();
            Page second = workspaces.list(filter, first.next(), 50);
            assertThat(second.items()).isNotEmpty();
            assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(1));
        }
        assertThat(workspaces.countByPhase().get(Phase.CLOSED)).isGreaterThan(99_000);
        execute("delete from workspace where id like 'ws-p%'");
    }

    @Test
    void aCursorThatNobodyGaveIsRefused() {
        for (String cursor : List.of("", "x", "!!!", "MjAyNg", "bm90L2FuL2luc3RhbnQ", "a".repeat(10_000))) {
            refused(ErrorCode.INVALID_REQUEST, () -> workspaces.list(Filter.ALL, Optional.of(cursor), 10));
        }
        refused(ErrorCode.INVALID_REQUEST, () -> workspaces.list(Filter.ALL, Optional.empty(), 0));
        refused(ErrorCode.INVALID_REQUEST, () -> workspaces.list(Filter.ALL, Optional.empty(), 1_001));
    }

    @Test
    void everyPhaseIsCountedAlsoWhereThereIsNone() {
        long before = workspaces.countByPhase().getOrDefault(Phase.SNAPSHOTTING, 0L);
        workspaces.project(inUse(requested("ada", START)).movedTo(Phase.SNAPSHOTTING), List.of());

        assertThat(workspaces.countByPhase())
                .containsOnlyKeys(Phase.values())
                .containsEntry(Phase.SNAPSHOTTING, before + 1);
    }

    private Workspace accepted(Workspace workspace) {
        return workspaces
                .accept(workspace, "caller", Optional.empty(), SHA, Map.of())
                .workspace();
    }

    private static Workspace inUse(Workspace workspace) {
        return workspace
                .admitted(terms())
                .decided(new Decided(new Decision(new UserName("bob"), Verdict.APPROVED, ""), START))
                .leased(new Lease(START, START.plusSeconds(60), Duration.ofSeconds(30), Duration.ofHours(8)))
                .movedTo(Phase.PROVISIONING)
                .movedTo(Phase.IN_USE);
    }

    private List<Workspace> all(Filter filter) {
        return workspaces.list(filter, Optional.empty(), 1_000).items();
    }

    private static Filter filter(UserName requester, Set<Phase> phases, Optional<Boolean> stalled) {
        return new Filter(Optional.of(requester), phases, Optional.empty(), stalled, Optional.empty());
    }

    private List<String> messages(Workspace workspace) {
        return audit.after(workspace.id(), 0, 100).stream()
                .map(Entry::event)
                .map(Event::message)
                .toList();
    }

    private static void refused(ErrorCode code, Runnable act) {
        assertThatExceptionOfType(MayflyException.class)
                .isThrownBy(act::run)
                .extracting(MayflyException::code)
                .isEqualTo(code);
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = STORE.postgres().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** One value of the workspace's row of the table that {@code sql} reads. */
    private static String value(String sql, Workspace workspace) throws SQLException {
        String key = sql.endsWith("from workspace") ? "id" : "workspace_id";
        List<String> found = strings("%s where %s = '%s'".formatted(sql, key, workspace.id()));
        return found.getFirst();
    }

    private static List<WorkspaceId> ids(String sql) throws SQLException {
        return strings(sql).stream().map(WorkspaceId::new).toList();
    }

    private static List<String> strings(String sql) throws SQLException {
        try (Connection connection = STORE.postgres().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            return all;
        }
    }
}
