-- The audit log only grows: who did what is never changed and never goes.

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is append-only';
end;
$$;

create trigger audit_never_updated before update on audit
for each row execute function refuse_audit_change();
create trigger audit_never_deleted before delete on audit
for each row execute function refuse_audit_change();
create trigger audit_never_truncated before truncate on audit
for each statement execute function refuse_audit_change();
create trigger audit_subject_never_updated before update on audit_subject
for each row execute function refuse_audit_change();
create trigger audit_subject_never_deleted before delete on audit_subject
for each row execute function refuse_audit_change();
create trigger audit_subject_never_truncated before truncate on audit_subject
for each statement execute function refuse_audit_change();
