-- The explanation of an order: every transaction of its slips, and of a slip by its number alone.

create index ledger_transaction_by_order on ledger_transaction (tenant_id, order_number, id) where order_number <> '';
create index ledger_transaction_by_slip on ledger_transaction (tenant_id, slip_number, id);
