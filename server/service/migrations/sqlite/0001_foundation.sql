-- Foundation for SQLite. Texts compare by their bytes on both engines.

-- Who: companies, people, sessions, tokens.

create table tenant (
    id bigint not null primary key,
    customer_id text not null,
    name text not null,
    time_zone text not null,
    negative_stock text not null,
    created_at bigint not null,
    version bigint not null,
    constraint tenant_customer_id_unique unique (customer_id),
    constraint tenant_negative_stock_known check (negative_stock in ('forbid', 'warn', 'allow'))
);

create table user_account (
    tenant_id bigint not null references tenant (id),
    id bigint not null,
    login text not null,
    name text not null,
    role text not null,
    password_hash text not null,
    must_change_password bigint not null,
    language text not null,
    all_warehouses bigint not null,
    last_warehouse_id bigint,
    active bigint not null,
    last_sign_in_at bigint,
    created_at bigint not null,
    version bigint not null,
    constraint user_account_pk primary key (tenant_id, id),
    constraint user_account_login_unique unique (tenant_id, login),
    constraint user_account_role_known check (role in ('viewer', 'worker', 'manager', 'administrator'))
);

create table session (
    tenant_id bigint not null,
    secret_hash text not null,
    user_id bigint not null,
    created_at bigint not null,
    rotated_at bigint not null,
    last_seen_at bigint not null,
    expires_at bigint not null,
    address text not null,
    user_agent text not null,
    constraint session_pk primary key (tenant_id, secret_hash),
    constraint session_user_fk foreign key (tenant_id, user_id) references user_account (tenant_id, id)
);
create index session_by_user on session (tenant_id, user_id);
create index session_by_expiry on session (tenant_id, expires_at);

create table api_token (
    tenant_id bigint not null,
    id bigint not null,
    user_id bigint not null,
    name text not null,
    secret_hash text not null,
    created_at bigint not null,
    last_used_at bigint,
    revoked_at bigint,
    constraint api_token_pk primary key (tenant_id, id),
    constraint api_token_secret_unique unique (tenant_id, secret_hash),
    constraint api_token_user_fk foreign key (tenant_id, user_id) references user_account (tenant_id, id)
);
create index api_token_by_user on api_token (tenant_id, user_id);

-- Failures by user and by address, counted before a tenant is known.
create table sign_in_failure (
    subject text not null primary key,
    failures bigint not null,
    last_failed_at bigint not null,
    blocked_until bigint not null
);

-- Repeatable commands and who did what.

create table idempotency (
    tenant_id bigint not null references tenant (id),
    caller text not null,
    key text not null,
    command text not null,
    body_hash text not null,
    answer text not null,
    created_at bigint not null,
    constraint idempotency_pk primary key (tenant_id, caller, key)
);
create index idempotency_by_age on idempotency (tenant_id, created_at);

create table audit (
    tenant_id bigint not null references tenant (id),
    id bigint not null,
    recorded_at bigint not null,
    user_id bigint,
    user_login text not null,
    via text not null,
    address text not null,
    device text not null,
    command text not null,
    occurred_at bigint,
    constraint audit_pk primary key (tenant_id, id)
);

-- What an entry is about, in the order in which the command named it.
create table audit_subject (
    tenant_id bigint not null,
    audit_id bigint not null,
    place bigint not null,
    subject text not null,
    constraint audit_subject_pk primary key (tenant_id, audit_id, place),
    constraint audit_subject_audit_fk foreign key (tenant_id, audit_id) references audit (tenant_id, id)
);
create index audit_subject_by_subject on audit_subject (tenant_id, subject, audit_id);

create table slip_counter (
    tenant_id bigint not null references tenant (id),
    kind text not null,
    last_number bigint not null,
    constraint slip_counter_pk primary key (tenant_id, kind)
);

-- Masters.

create table warehouse (
    tenant_id bigint not null references tenant (id),
    id bigint not null,
    code text not null,
    name text not null,
    postal_code text not null,
    address text not null,
    phone text not null,
    search_key text not null,
    active bigint not null,
    version bigint not null,
    constraint warehouse_pk primary key (tenant_id, id),
    constraint warehouse_code_unique unique (tenant_id, code)
);

create table user_warehouse (
    tenant_id bigint not null,
    user_id bigint not null,
    warehouse_id bigint not null,
    constraint user_warehouse_pk primary key (tenant_id, user_id, warehouse_id),
    constraint user_warehouse_user_fk foreign key (tenant_id, user_id) references user_account (tenant_id, id),
    constraint user_warehouse_warehouse_fk foreign key (tenant_id, warehouse_id) references warehouse (tenant_id, id)
);

-- Physical locations belong to a warehouse; virtual ones (supplier, customer, production, loss, in transit) to none.
create table location (
    tenant_id bigint not null references tenant (id),
    id bigint not null,
    warehouse_id bigint,
    code text not null,
    name text not null,
    kind text not null,
    walk_order bigint not null,
    allocatable bigint not null,
    receivable bigint not null,
    search_key text not null,
    active bigint not null,
    version bigint not null,
    constraint location_pk primary key (tenant_id, id),
    constraint location_code_unique unique (tenant_id, warehouse_id, code),
    constraint location_warehouse_fk foreign key (tenant_id, warehouse_id) references warehouse (tenant_id, id),
    constraint location_kind_known check (kind in ('physical', 'supplier', 'customer', 'production', 'loss', 'in_transit')),
    constraint location_physical_in_warehouse check ((kind = 'physical') = (warehouse_id is not null))
);
create unique index location_virtual_unique on location (tenant_id, kind) where warehouse_id is null;
create index location_by_code on location (tenant_id, code, id);
create index location_by_walk on location (tenant_id, warehouse_id, walk_order, code, id);

create table stock_status (
    tenant_id bigint not null references tenant (id),
    id bigint not null,
    code text not null,
    name text not null,
    shippable bigint not null,
    active bigint not null,
    constraint stock_status_pk primary key (tenant_id, id),
    constraint stock_status_code_unique unique (tenant_id, code)
);

create table reason (
    tenant_id bigint not null references tenant (id),
    id bigint not null,
    code text not null,
    name text not null,
    active bigint not null,
    constraint reason_pk primary key (tenant_id, id),
    constraint reason_code_unique unique (tenant_id, code)
);

create table item (
    tenant_id bigint not null references tenant (id),
    id bigint not null,
    code text not null,
    name text not null,
    name2 text not null,
    kana text not null,
    category text not null,
    unit text not null,
    lot_managed bigint not null,
    expiry text not null,
    receive_limit_days bigint,
    ship_limit_days bigint,
    safety_stock bigint not null,
    reorder_point bigint not null,
    tax text not null,
    temperature text not null,
    unit_price bigint not null,
    note text not null,
    search_key text not null,
    active bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    version bigint not null,
    constraint item_pk primary key (tenant_id, id),
    constraint item_code_unique unique (tenant_id, code),
    constraint item_expiry_known check (expiry in ('none', 'best_before', 'use_by')),
    constraint item_tax_known check (tax in ('standard', 'reduced', 'exempt')),
    constraint item_temperature_known check (temperature in ('ambient', 'chilled', 'frozen'))
);
create index item_by_active_code on item (tenant_id, active, code);
create index item_by_name on item (tenant_id, active, name, code);
create index item_by_category on item (tenant_id, active, category, code);
create index item_by_category_name on item (tenant_id, active, category, name, code);
create index item_by_category_update on item (tenant_id, active, category, updated_at, code);
create index item_by_update on item (tenant_id, active, updated_at, code);

create table item_barcode (
    tenant_id bigint not null,
    id bigint not null,
    item_id bigint not null,
    text text not null,
    lookup_key text not null,
    pack_quantity bigint not null,
    active bigint not null,
    constraint item_barcode_pk primary key (tenant_id, id),
    constraint item_barcode_item_fk foreign key (tenant_id, item_id) references item (tenant_id, id),
    constraint item_barcode_pack_positive check (pack_quantity > 0)
);
create unique index item_barcode_unique on item_barcode (tenant_id, lookup_key) where active = 1;
create index item_barcode_by_item on item_barcode (tenant_id, item_id);

create table partner (
    tenant_id bigint not null references tenant (id),
    id bigint not null,
    code text not null,
    name text not null,
    kana text not null,
    supplier bigint not null,
    customer bigint not null,
    ship_to bigint not null,
    postal_code text not null,
    address text not null,
    phone text not null,
    email text not null,
    note text not null,
    search_key text not null,
    active bigint not null,
    updated_at bigint not null,
    version bigint not null,
    constraint partner_pk primary key (tenant_id, id),
    constraint partner_code_unique unique (tenant_id, code)
);
create index partner_by_active_code on partner (tenant_id, active, code);
create index partner_by_name on partner (tenant_id, active, name, code);
create index partner_supplier_by_code on partner (tenant_id, active, code) where supplier = 1;
create index partner_supplier_by_name on partner (tenant_id, active, name, code) where supplier = 1;
create index partner_customer_by_code on partner (tenant_id, active, code) where customer = 1;
create index partner_customer_by_name on partner (tenant_id, active, name, code) where customer = 1;
create index partner_ship_to_by_code on partner (tenant_id, active, code) where ship_to = 1;
create index partner_ship_to_by_name on partner (tenant_id, active, name, code) where ship_to = 1;

-- 1- and 2-grams of search keys; kind is 'i' item, 'p' partner, 'l' location, or the letters before the number of a
-- slip. Rows lie in the order of the results (code, or number).
create table search_gram (
    tenant_id bigint not null,
    kind text not null,
    gram text not null,
    code text not null,
    target_id bigint not null,
    constraint search_gram_pk primary key (tenant_id, kind, gram, code, target_id)
) without rowid;

-- Stock.

create table lot (
    tenant_id bigint not null,
    id bigint not null,
    item_id bigint not null,
    number text not null,
    date_kind text not null,
    date text not null,
    produced_on text not null,
    created_at bigint not null,
    constraint lot_pk primary key (tenant_id, id),
    constraint lot_unique unique (tenant_id, item_id, number, date_kind, date),
    constraint lot_item_fk foreign key (tenant_id, item_id) references item (tenant_id, id),
    constraint lot_date_kind_known check (date_kind in ('none', 'best_before', 'use_by')),
    constraint lot_date_with_kind check ((date_kind = 'none') = (date = ''))
);

create table ledger_transaction (
    tenant_id bigint not null references tenant (id),
    id bigint not null,
    recorded_at bigint not null,
    business_date text not null,
    kind text not null,
    slip_number text not null,
    order_number text not null,
    warehouse_id bigint,
    user_id bigint,
    device text not null,
    reason_id bigint,
    note text not null,
    reverses_id bigint,
    constraint ledger_transaction_pk primary key (tenant_id, id),
    constraint ledger_transaction_slip_unique unique (tenant_id, kind, slip_number),
    constraint ledger_transaction_reversed_once unique (tenant_id, reverses_id),
    constraint ledger_transaction_reverses_fk foreign key (tenant_id, reverses_id) references ledger_transaction (tenant_id, id),
    constraint ledger_transaction_warehouse_fk foreign key (tenant_id, warehouse_id) references warehouse (tenant_id, id),
    constraint ledger_transaction_user_fk foreign key (tenant_id, user_id) references user_account (tenant_id, id),
    constraint ledger_transaction_reason_fk foreign key (tenant_id, reason_id) references reason (tenant_id, id)
);
create index ledger_transaction_by_date on ledger_transaction (tenant_id, business_date, id);
create index ledger_transaction_by_warehouse on ledger_transaction (tenant_id, warehouse_id, id);

-- Signed quantities in thousandths that sum to zero an item and transaction. key_seq and on_hand_after belong to
-- physical locations only; unit_cost is in 1/10,000 yen.
create table posting (
    tenant_id bigint not null,
    transaction_id bigint not null,
    line bigint not null,
    item_id bigint not null,
    location_id bigint not null,
    lot_id bigint not null,
    status_id bigint not null,
    quantity bigint not null,
    key_seq bigint,
    on_hand_after bigint,
    unit_cost bigint,
    constraint posting_pk primary key (tenant_id, transaction_id, line),
    constraint posting_key_seq_unique unique (tenant_id, item_id, location_id, lot_id, status_id, key_seq),
    constraint posting_not_zero check (quantity <> 0),
    constraint posting_seq_with_balance check ((key_seq is null) = (on_hand_after is null)),
    constraint posting_transaction_fk foreign key (tenant_id, transaction_id) references ledger_transaction (tenant_id, id),
    constraint posting_item_fk foreign key (tenant_id, item_id) references item (tenant_id, id),
    constraint posting_location_fk foreign key (tenant_id, location_id) references location (tenant_id, id),
    constraint posting_lot_fk foreign key (tenant_id, lot_id) references lot (tenant_id, id),
    constraint posting_status_fk foreign key (tenant_id, status_id) references stock_status (tenant_id, id)
);
create index posting_by_item on posting (tenant_id, item_id, transaction_id, line);
create index posting_by_location on posting (tenant_id, location_id, transaction_id, line);
create index posting_by_status on posting (tenant_id, status_id, transaction_id, line);

-- Balances stay when nothing is left of them; `holds` tells them apart, for indexes that know only the others. It is a
-- column, since an index with on_hand in its condition would be rewritten at every posting.
create table stock_balance (
    tenant_id bigint not null,
    item_id bigint not null,
    location_id bigint not null,
    lot_id bigint not null,
    status_id bigint not null,
    on_hand bigint not null,
    allocated bigint not null,
    last_seq bigint not null,
    first_received_at bigint not null,
    holds bigint not null generated always as (case when on_hand <> 0 or allocated <> 0 then 1 else 0 end) stored,
    constraint stock_balance_pk primary key (tenant_id, item_id, location_id, lot_id, status_id),
    constraint stock_balance_allocated_not_negative check (allocated >= 0),
    constraint stock_balance_item_fk foreign key (tenant_id, item_id) references item (tenant_id, id),
    constraint stock_balance_location_fk foreign key (tenant_id, location_id) references location (tenant_id, id),
    constraint stock_balance_lot_fk foreign key (tenant_id, lot_id) references lot (tenant_id, id),
    constraint stock_balance_status_fk foreign key (tenant_id, status_id) references stock_status (tenant_id, id)
);
create index stock_balance_held_by_item on stock_balance (tenant_id, item_id, location_id) where holds = 1;
create index stock_balance_held_by_location on stock_balance (tenant_id, location_id, status_id, item_id) where holds = 1;
create index stock_balance_held_by_status on stock_balance (tenant_id, status_id, item_id) where holds = 1;

-- Receiving.

create table receiving_order (
    tenant_id bigint not null,
    id bigint not null,
    number text not null,
    warehouse_id bigint not null,
    supplier_id bigint,
    supplier_code text not null,
    supplier_name text not null,
    supplier_postal_code text not null,
    supplier_address text not null,
    supplier_phone text not null,
    original_number text not null,
    planned_on text not null,
    note text not null,
    state text not null,
    search_key text not null,
    line_count bigint not null,
    planned bigint not null,
    received bigint not null,
    created_at bigint not null,
    created_by bigint,
    version bigint not null,
    constraint receiving_order_pk primary key (tenant_id, id),
    constraint receiving_order_number_unique unique (tenant_id, number),
    constraint receiving_order_warehouse_fk foreign key (tenant_id, warehouse_id) references warehouse (tenant_id, id),
    constraint receiving_order_supplier_fk foreign key (tenant_id, supplier_id) references partner (tenant_id, id),
    constraint receiving_order_state_known check (state in ('planned', 'partial', 'received', 'cancelled'))
);
create index receiving_order_by_state on receiving_order (tenant_id, warehouse_id, state, planned_on, number);
create index receiving_order_by_number on receiving_order (tenant_id, warehouse_id, number);
create index receiving_order_by_plan on receiving_order (tenant_id, warehouse_id, planned_on, number);
create index receiving_order_by_state_number on receiving_order (tenant_id, warehouse_id, state, number);
create index receiving_order_by_plan_anywhere on receiving_order (tenant_id, planned_on, number);

create table receiving_line (
    tenant_id bigint not null,
    id bigint not null,
    order_id bigint not null,
    line bigint not null,
    item_id bigint not null,
    lot_id bigint not null,
    status_id bigint not null,
    planned bigint not null,
    received bigint not null,
    unit_price bigint not null,
    is_open bigint not null generated always as (case when planned > received then 1 else 0 end) stored,
    constraint receiving_line_pk primary key (tenant_id, id),
    constraint receiving_line_unique unique (tenant_id, order_id, line),
    constraint receiving_line_planned_positive check (planned > 0),
    constraint receiving_line_received_not_negative check (received >= 0),
    constraint receiving_line_order_fk foreign key (tenant_id, order_id) references receiving_order (tenant_id, id),
    constraint receiving_line_item_fk foreign key (tenant_id, item_id) references item (tenant_id, id),
    constraint receiving_line_lot_fk foreign key (tenant_id, lot_id) references lot (tenant_id, id),
    constraint receiving_line_status_fk foreign key (tenant_id, status_id) references stock_status (tenant_id, id)
);
create index receiving_line_open on receiving_line (tenant_id, item_id) where is_open = 1;

create table receipt (
    tenant_id bigint not null,
    id bigint not null,
    number text not null,
    warehouse_id bigint not null,
    order_id bigint,
    supplier_name text not null,
    original_number text not null,
    transaction_id bigint not null,
    business_date text not null,
    received_at bigint not null,
    received_by bigint,
    note text not null,
    line_count bigint not null,
    quantity bigint not null,
    reversed_by text,
    search_key text not null,
    constraint receipt_pk primary key (tenant_id, id),
    constraint receipt_number_unique unique (tenant_id, number),
    constraint receipt_warehouse_fk foreign key (tenant_id, warehouse_id) references warehouse (tenant_id, id),
    constraint receipt_order_fk foreign key (tenant_id, order_id) references receiving_order (tenant_id, id),
    constraint receipt_transaction_fk foreign key (tenant_id, transaction_id) references ledger_transaction (tenant_id, id)
);
create index receipt_by_order on receipt (tenant_id, order_id, number);
create index receipt_by_number on receipt (tenant_id, warehouse_id, number);
create index receipt_by_date on receipt (tenant_id, warehouse_id, business_date);

create table receipt_line (
    tenant_id bigint not null,
    id bigint not null,
    receipt_id bigint not null,
    line bigint not null,
    receiving_line_id bigint,
    item_id bigint not null,
    location_id bigint not null,
    lot_id bigint not null,
    status_id bigint not null,
    quantity bigint not null,
    unit_price bigint not null,
    constraint receipt_line_pk primary key (tenant_id, id),
    constraint receipt_line_unique unique (tenant_id, receipt_id, line),
    constraint receipt_line_quantity_positive check (quantity > 0),
    constraint receipt_line_receipt_fk foreign key (tenant_id, receipt_id) references receipt (tenant_id, id),
    constraint receipt_line_order_fk foreign key (tenant_id, receiving_line_id) references receiving_line (tenant_id, id),
    constraint receipt_line_item_fk foreign key (tenant_id, item_id) references item (tenant_id, id),
    constraint receipt_line_location_fk foreign key (tenant_id, location_id) references location (tenant_id, id),
    constraint receipt_line_lot_fk foreign key (tenant_id, lot_id) references lot (tenant_id, id),
    constraint receipt_line_status_fk foreign key (tenant_id, status_id) references stock_status (tenant_id, id)
);

-- Shipping.

create table shipping_order (
    tenant_id bigint not null,
    id bigint not null,
    number text not null,
    warehouse_id bigint not null,
    customer_id bigint,
    customer_code text not null,
    customer_name text not null,
    customer_postal_code text not null,
    customer_address text not null,
    customer_phone text not null,
    ship_to_id bigint,
    ship_to_code text not null,
    ship_to_name text not null,
    ship_to_postal_code text not null,
    ship_to_address text not null,
    ship_to_phone text not null,
    original_number text not null,
    planned_on text not null,
    note text not null,
    state text not null,
    search_key text not null,
    line_count bigint not null,
    ordered bigint not null,
    allocated bigint not null,
    checked bigint not null,
    shipped bigint not null,
    created_at bigint not null,
    created_by bigint,
    version bigint not null,
    constraint shipping_order_pk primary key (tenant_id, id),
    constraint shipping_order_number_unique unique (tenant_id, number),
    constraint shipping_order_warehouse_fk foreign key (tenant_id, warehouse_id) references warehouse (tenant_id, id),
    constraint shipping_order_customer_fk foreign key (tenant_id, customer_id) references partner (tenant_id, id),
    constraint shipping_order_ship_to_fk foreign key (tenant_id, ship_to_id) references partner (tenant_id, id),
    constraint shipping_order_state_known check (state in ('open', 'short', 'allocated', 'checking', 'checked', 'partly_shipped', 'shipped', 'cancelled'))
);
create index shipping_order_by_state on shipping_order (tenant_id, warehouse_id, state, planned_on, number);
create index shipping_order_by_number on shipping_order (tenant_id, warehouse_id, number);
create index shipping_order_by_plan on shipping_order (tenant_id, warehouse_id, planned_on, number);
create index shipping_order_by_state_number on shipping_order (tenant_id, warehouse_id, state, number);
create index shipping_order_by_plan_anywhere on shipping_order (tenant_id, planned_on, number);

create table shipping_line (
    tenant_id bigint not null,
    id bigint not null,
    order_id bigint not null,
    line bigint not null,
    item_id bigint not null,
    pinned_lot_id bigint,
    status_id bigint,
    ordered bigint not null,
    allocated bigint not null,
    checked bigint not null,
    shipped bigint not null,
    unit_price bigint not null,
    is_open bigint not null generated always as (case when ordered > shipped + allocated then 1 else 0 end) stored,
    constraint shipping_line_pk primary key (tenant_id, id),
    constraint shipping_line_unique unique (tenant_id, order_id, line),
    constraint shipping_line_ordered_positive check (ordered > 0),
    constraint shipping_line_within_order check (allocated >= 0 and shipped >= 0 and allocated + shipped <= ordered),
    constraint shipping_line_checked_of_allocated check (checked >= 0 and checked <= allocated),
    constraint shipping_line_order_fk foreign key (tenant_id, order_id) references shipping_order (tenant_id, id),
    constraint shipping_line_item_fk foreign key (tenant_id, item_id) references item (tenant_id, id),
    constraint shipping_line_lot_fk foreign key (tenant_id, pinned_lot_id) references lot (tenant_id, id),
    constraint shipping_line_status_fk foreign key (tenant_id, status_id) references stock_status (tenant_id, id)
);
create index shipping_line_open on shipping_line (tenant_id, item_id) where is_open = 1;

-- What an order holds. A row lives while it is open: shipping and releasing take from it, an empty row goes.
create table allocation (
    tenant_id bigint not null,
    id bigint not null,
    order_id bigint not null,
    shipping_line_id bigint not null,
    item_id bigint not null,
    location_id bigint not null,
    lot_id bigint not null,
    status_id bigint not null,
    quantity bigint not null,
    checked bigint not null,
    reason text not null,
    created_at bigint not null,
    constraint allocation_pk primary key (tenant_id, id),
    constraint allocation_unique unique (tenant_id, shipping_line_id, location_id, lot_id, status_id),
    constraint allocation_quantity_positive check (quantity > 0),
    constraint allocation_checked_within check (checked >= 0 and checked <= quantity),
    constraint allocation_order_fk foreign key (tenant_id, order_id) references shipping_order (tenant_id, id),
    constraint allocation_line_fk foreign key (tenant_id, shipping_line_id) references shipping_line (tenant_id, id),
    constraint allocation_balance_fk foreign key (tenant_id, item_id, location_id, lot_id, status_id)
        references stock_balance (tenant_id, item_id, location_id, lot_id, status_id)
);
create index allocation_by_order on allocation (tenant_id, order_id);
create index allocation_by_balance on allocation (tenant_id, item_id, location_id, lot_id, status_id, id);

create table shipment (
    tenant_id bigint not null,
    id bigint not null,
    number text not null,
    warehouse_id bigint not null,
    order_id bigint not null,
    transaction_id bigint not null,
    business_date text not null,
    shipped_at bigint not null,
    shipped_by bigint,
    line_count bigint not null,
    quantity bigint not null,
    reversed_by text,
    search_key text not null,
    constraint shipment_pk primary key (tenant_id, id),
    constraint shipment_number_unique unique (tenant_id, number),
    constraint shipment_warehouse_fk foreign key (tenant_id, warehouse_id) references warehouse (tenant_id, id),
    constraint shipment_order_fk foreign key (tenant_id, order_id) references shipping_order (tenant_id, id),
    constraint shipment_transaction_fk foreign key (tenant_id, transaction_id) references ledger_transaction (tenant_id, id)
);
create index shipment_by_order on shipment (tenant_id, order_id, number);
create index shipment_by_number on shipment (tenant_id, warehouse_id, number);
create index shipment_by_date on shipment (tenant_id, warehouse_id, business_date);

create table shipment_line (
    tenant_id bigint not null,
    id bigint not null,
    shipment_id bigint not null,
    line bigint not null,
    shipping_line_id bigint not null,
    item_id bigint not null,
    location_id bigint not null,
    lot_id bigint not null,
    status_id bigint not null,
    quantity bigint not null,
    reason text not null,
    constraint shipment_line_pk primary key (tenant_id, id),
    constraint shipment_line_unique unique (tenant_id, shipment_id, line),
    constraint shipment_line_quantity_positive check (quantity > 0),
    constraint shipment_line_shipment_fk foreign key (tenant_id, shipment_id) references shipment (tenant_id, id),
    constraint shipment_line_order_fk foreign key (tenant_id, shipping_line_id) references shipping_line (tenant_id, id),
    constraint shipment_line_item_fk foreign key (tenant_id, item_id) references item (tenant_id, id),
    constraint shipment_line_location_fk foreign key (tenant_id, location_id) references location (tenant_id, id),
    constraint shipment_line_lot_fk foreign key (tenant_id, lot_id) references lot (tenant_id, id),
    constraint shipment_line_status_fk foreign key (tenant_id, status_id) references stock_status (tenant_id, id)
);
