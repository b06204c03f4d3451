-- The tables of Mayfly. Names are singular, instants end in _at, and documents are JSON of the domain's own records.

create table installation (
    only_one   boolean     primary key default true check (only_one),
    id         text        not null,
    created_at timestamptz not null
);
comment on table installation is
    'Which Mayfly this database belongs to: exactly one row, made at the first start and never changed.';

create table template (
    digest     text        primary key check (digest ~ '^[0-9a-f]{64}$'),
    name       text        not null,
    document   jsonb       not null,
    created_at timestamptz not null
);
comment on table template is
    'Each version of a template that was ever asked for: a workspace keeps the version it was made from.';

create table workspace (
    id              text        primary key,
    requester       text        not null,
    project         text        not null,
    template        text        not null,
    template_digest text        not null,
    phase           text        not null check (phase in
        ('AWAITING_APPROVAL', 'PROVISIONING', 'IN_USE', 'SNAPSHOTTING', 'DESTROYING', 'CLOSED')),
    frozen          boolean     not null,
    stalled         boolean     not null,
    outcome         text        check (outcome in
        ('COMPLETED', 'IDLE', 'EXPIRED', 'REJECTED', 'LAPSED', 'REVOKED', 'OVERSPENT', 'FAILED')),
    revision        bigint      not null,
    state           jsonb       not null,
    requested_at    timestamptz not null,
    lease_ends_at   timestamptz,
    started_at      timestamptz,
    ended_at        timestamptz,
    closed_at       timestamptz
);
comment on table workspace is
    'What is known of each workspace: a projection of its workflow, which alone decides. state is the whole of it.';
comment on column workspace.project is 'Empty when the requester named none.';
comment on column workspace.started_at is 'When its workflow was started; null between the request and that.';
comment on column workspace.ended_at is 'When its end was asked; it may take a while until it is closed.';
-- Workspaces.list without a filter, newest first.
create index workspace_newest on workspace (requested_at desc, id desc);
-- Workspaces.list of one requester: "my workspaces".
create index workspace_by_requester on workspace (requester, requested_at desc, id desc);
-- Workspaces.list of one template.
create index workspace_by_template on workspace (template, requested_at desc, id desc);
-- Workspaces.list of some phases (all but a few rows are closed ones), and Workspaces.countByPhase from the index alone.
create index workspace_by_phase on workspace (phase, requested_at desc, id desc);
-- Workspaces.list of stalled ones, of which there should be none.
create index workspace_stalled on workspace (requested_at desc, id desc) where stalled;
-- Workspaces.notStarted: a crash came between the row and its workflow.
create index workspace_not_started on workspace (requested_at) where started_at is null;

create table idempotency_key (
    caller         text        not null,
    key            text        not null,
    request_sha256 text        not null,
    workspace_id   text        not null references workspace (id) deferrable initially deferred,
    created_at     timestamptz not null,
    primary key (caller, key)
);
comment on table idempotency_key is
    'Which workspace a caller''s key made, so that a repeated request makes no second one. The reference is checked at '
    'commit, because the key is claimed before the workspace is written.';

create table holding (
    workspace_id text        not null,
    step         text        not null,
    installation text        not null,
    driver       text        not null,
    host         text        not null,
    state        text        not null check (state in ('INTENT', 'LIVE', 'REMOVING', 'GONE')),
    parts        jsonb       not null default '[]',
    endpoints    jsonb       not null default '{}',
    intended_at  timestamptz not null,
    made_at      timestamptz,
    removing_at  timestamptz check (state not in ('REMOVING', 'GONE') or removing_at is not null),
    gone_at      timestamptz check ((state = 'GONE') = (gone_at is not null)),
    evidence     jsonb       not null default '[]'
        check (case when state = 'GONE' then jsonb_array_length(evidence) > 0 else true end),
    last_error   text,
    failures     integer     not null default 0,
    primary key (workspace_id, step)
);
comment on table holding is
    'The ledger: a row is written before the first call that could make the thing, and closes only with evidence of its '
    'absence. It refers to no workspace row: what the sweep finds must be written down even where that row is lost.';
comment on column holding.last_error is 'What stands in the way at present; null once it was overcome.';
-- Ledger.list of what is held on a host: the reaper's and the sweep's question.
create index holding_held on holding (host, workspace_id, step) where state <> 'GONE';
-- Ledger.counts, from the index alone.
create index holding_by_driver on holding (driver, state);

create table approval (
    workspace_id text        not null references workspace (id),
    approver     text        not null,
    verdict      text        not null check (verdict in ('APPROVED', 'DENIED')),
    reason       text        not null,
    decided_at   timestamptz not null,
    primary key (workspace_id, approver)
);
comment on table approval is 'Who decided what about a request; written from the projection.';

create table lease_change (
    workspace_id text        not null references workspace (id),
    ordinal      integer     not null,
    changed_by   text        not null,
    changed_at   timestamptz not null,
    from_at      timestamptz not null,
    to_at        timestamptz not null,
    reason       text        not null,
    primary key (workspace_id, ordinal)
);
comment on table lease_change is 'Each extension of a lease; written from the projection.';

create table snapshot (
    id           text        primary key,
    workspace_id text        not null,
    step         text        not null,
    host         text        not null,
    location     text        not null,
    bytes        bigint      not null check (bytes >= 0),
    sha256       text        not null check (sha256 ~ '^[0-9a-f]{64}$'),
    taken_at     timestamptz not null
);
comment on table snapshot is 'The archives that were deliberately kept, and where they lie.';
-- Snapshots.of a workspace.
create index snapshot_by_workspace on snapshot (workspace_id, taken_at);

create table receipt (
    workspace_id text        primary key,
    sha256       text        not null check (sha256 ~ '^[0-9a-f]{64}$'),
    document     text        not null,
    issued_at    timestamptz not null
);
comment on table receipt is
    'The receipts, text as issued: a document type would not keep the bytes that the SHA-256 is of.';

create table host (
    id           text        primary key,
    drivers      text[]      not null,
    last_seen_at timestamptz not null,
    draining     boolean     not null default false
);
comment on table host is 'The machines whose workers have announced themselves, and the drivers they offer.';

create table audit_event (
    id           bigint      generated always as identity primary key,
    workspace_id text,
    type         text        not null,
    actor        text        not null,
    at           timestamptz not null,
    message      text        not null,
    data         jsonb       not null,
    dedup_key    text        unique
);
comment on table audit_event is
    'What happened, in the order of commit within a workspace; appended only. It refers to no other table: it outlives '
    'them. Its types are an open set, so no check lists them.';
comment on column audit_event.dedup_key is 'Makes a repeated append harmless; null where an event is never repeated.';
-- AuditLog.after: what a reader of one workspace has not seen yet.
create index audit_event_by_workspace on audit_event (workspace_id, id);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end
$$;
create trigger audit_event_append_only before update or delete or truncate on audit_event
    for each statement execute function refuse_change();
