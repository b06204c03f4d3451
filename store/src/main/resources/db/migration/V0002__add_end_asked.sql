-- Endings that were asked and may not have reached their workflow yet.

create table end_asked (
    workspace_id text        primary key references workspace (id),
    ending       jsonb       not null,
    asked_at     timestamptz not null,
    tried_at     timestamptz not null,
    delivered_at timestamptz
);
comment on table end_asked is
    'The first ending that was asked for each workspace through the API: written before its workflow is told, so that it '
    'is not lost while Temporal is down.';
-- AskedEndings.undelivered, the one that was tried longest ago first.
create index end_asked_undelivered on end_asked (tried_at) where delivered_at is null;
