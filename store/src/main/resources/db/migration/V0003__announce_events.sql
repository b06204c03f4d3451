-- Whoever follows a workspace is told that there is news, so that nobody has to ask again and again.
create function announce_event() returns trigger language plpgsql as $$
begin
    perform pg_notify('audit_event', coalesce(new.workspace_id, ''));
    return null;
end
$$;
create trigger audit_event_announced after insert on audit_event
    for each row execute function announce_event();
