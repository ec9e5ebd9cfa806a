-- The audit log only grows: who did what is never changed and never goes.

create trigger audit_never_updated before update on audit
begin select raise(abort, 'the audit log is append-only'); end;
create trigger audit_never_deleted before delete on audit
begin select raise(abort, 'the audit log is append-only'); end;
create trigger audit_subject_never_updated before update on audit_subject
begin select raise(abort, 'the audit log is append-only'); end;
create trigger audit_subject_never_deleted before delete on audit_subject
begin select raise(abort, 'the audit log is append-only'); end;
