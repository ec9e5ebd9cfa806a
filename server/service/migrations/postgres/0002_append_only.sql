-- The ledger only grows: whoever asks, a posting is never changed and never goes.

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the ledger is append-only';
end;
$$;

create trigger ledger_transaction_never_updated before update on ledger_transaction
for each row execute function refuse_change();
create trigger ledger_transaction_never_deleted before delete on ledger_transaction
for each row execute function refuse_change();
create trigger ledger_transaction_never_truncated before truncate on ledger_transaction
for each statement execute function refuse_change();
create trigger posting_never_updated before update on posting
for each row execute function refuse_change();
create trigger posting_never_deleted before delete on posting
for each row execute function refuse_change();
create trigger posting_never_truncated before truncate on posting
for each statement execute function refuse_change();
