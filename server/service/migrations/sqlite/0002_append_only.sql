-- The ledger only grows: whoever asks, a posting is never changed and never goes.

create trigger ledger_transaction_never_updated before update on ledger_transaction
begin select raise(abort, 'the ledger is append-only'); end;
create trigger ledger_transaction_never_deleted before delete on ledger_transaction
begin select raise(abort, 'the ledger is append-only'); end;
create trigger posting_never_updated before update on posting
begin select raise(abort, 'the ledger is append-only'); end;
create trigger posting_never_deleted before delete on posting
begin select raise(abort, 'the ledger is append-only'); end;
