-- The transparency log: each event of the audit log becomes an entry of a Merkle tree under signed checkpoints.

create table log_queue (
    event_id bigint primary key
);
comment on table log_queue is
    'The events that are not in the log yet: written with the event, taken away with its entry. It refers to no event, so '
    'that an event which was removed meanwhile is noticed.';

create function queue_event() returns trigger language plpgsql as $$
begin
    insert into log_queue (event_id) values (new.id);
    return null;
end
$$;
create trigger audit_event_queued after insert on audit_event
    for each row execute function queue_event();
insert into log_queue (event_id) select id from audit_event;

create table log_entry (
    ordinal  bigint primary key check (ordinal >= 0),
    event_id bigint not null unique,
    entry    text   not null check (octet_length(entry) <= 65535)
);
comment on table log_entry is
    'The entries of the log, canonical JSON, numbered without gaps. It refers to no event: it says what the event was.';

create table log_node (
    level   smallint not null check (level between 0 and 7),
    ordinal bigint   not null check (ordinal >= 0),
    hash    bytea    not null check (octet_length(hash) = 32),
    primary key (level, ordinal)
);
comment on table log_node is
    'The hashes that tiles hold: of each entry (level 0), and of each complete 256 of the level below.';

create table log_checkpoint (
    size      bigint      primary key check (size >= 0),
    note      text        not null,
    signed_at timestamptz not null
);
comment on table log_checkpoint is 'What the log committed itself to, and when: signed notes, as they were issued.';

create table receipt_signature (
    workspace_id text        primary key,
    ordinal      bigint      not null,
    signatures   jsonb       not null,
    signed_at    timestamptz not null
);
comment on table receipt_signature is
    'The signatures of a receipt (DSSE), and which entry of the log names it. It refers to no other table: it outlives them.';

create trigger log_entry_append_only before update or delete or truncate on log_entry
    for each statement execute function refuse_change();
create trigger log_node_append_only before update or delete or truncate on log_node
    for each statement execute function refuse_change();
create trigger log_checkpoint_append_only before update or delete or truncate on log_checkpoint
    for each statement execute function refuse_change();
create trigger receipt_signature_append_only before update or delete or truncate on receipt_signature
    for each statement execute function refuse_change();
