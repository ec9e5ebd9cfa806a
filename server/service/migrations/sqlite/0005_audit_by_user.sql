-- What one person did, latest first.

create index audit_by_user on audit (tenant_id, user_login, id);
