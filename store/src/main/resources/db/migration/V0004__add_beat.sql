-- When the parts that must never fall silent last did their work.

create table beat (
    part     text        not null check (part in ('REAPER', 'SWEEP')),
    host     text        not null,
    at       timestamptz not null,
    every_ms bigint      not null check (every_ms > 0),
    well     boolean     not null,
    sentence text        not null,
    primary key (part, host)
);
comment on table beat is
    'The last finished round of the reaper of each host, and of the sweep: one that is late is an alert, not silence.';
comment on column beat.every_ms is 'How often it is to come, in milliseconds: from this follows when it is late.';
comment on column beat.well is 'Whether the round saw everything and did all that it wanted to do.';
