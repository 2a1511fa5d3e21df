-- +goose Up
-- The sync log. Entries are written once; only their resolution changes.
create table entry (
    account_id    bigint  not null,
    at            bigint  not null,
    id            bigint  not null,
    connection_id bigint  not null,
    channel       text    not null,
    operation     text    not null,
    entity        text    not null, -- order, sku, connection
    ref           text    not null,
    order_id      bigint  not null,
    document      text    not null, -- number of the document written or found
    code          integer not null,
    reason        text    not null,
    args          text    not null, -- JSON: what the sentence needs
    subject       text    not null, -- the SKU, status word or endpoint it is about: issues group by it
    failed        boolean not null,
    sync_type     text    not null, -- auto, manual, webhook, rerun
    actor         text    not null,
    attempt       integer not null,
    cycle_id      bigint  not null,
    exchange_id   bigint  not null, -- 0: no call was made for it
    started_at    bigint  not null,
    took          bigint  not null, -- microseconds
    resolved_at   bigint  not null,
    resolved_by   text    not null,
    primary key (account_id, at, id)
);
create index entry_ref on entry (account_id, ref, at, id);
create index entry_connection on entry (account_id, connection_id, at, id);
create index entry_operation on entry (account_id, operation, at, id);
create index entry_failed on entry (account_id, code, at, id) where failed;
create index entry_open on entry (account_id, at, id) where failed and resolved_at = 0;
create index entry_words on entry (account_id, at, id, ref, document, reason, args) where failed; -- all that a search looks at
create index entry_subject on entry (account_id, subject, at, id) where failed;
create index entry_by_person on entry (account_id, sync_type, at, id) where sync_type in ('manual', 'rerun');

-- What was said to a channel and what it answered, redacted.
create table exchange (
    account_id bigint not null,
    at         bigint not null,
    id         bigint not null,
    content    bytea  not null, -- JSON, zstd
    primary key (account_id, at, id)
);
create index exchange_id on exchange (account_id, id);

-- For the beginning of a number, as people type it.
create index orders_number on orders (account_id, number);

-- +goose Down
drop index orders_number;
drop table exchange;
drop table entry;
