-- A first table, so that the build has something to generate from.
create table workspace (
    id         text        primary key,
    created_at timestamptz not null
);
