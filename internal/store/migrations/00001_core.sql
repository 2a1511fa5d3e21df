-- +goose Up
-- One business. Every other table's key begins with it.
create table account (
    id         bigint primary key,
    name       text   not null,
    zone       text   not null, -- IANA time zone of the shop: days in reports are its days
    created_at bigint not null
);

-- A running process. Its number makes the ids it gives out its own; its heartbeat is the "workers alive" of the status page.
create table node (
    number     integer primary key,
    name       text    not null,
    serves     boolean not null, -- works jobs; a command of the command line does not
    started_at bigint  not null,
    seen_at    bigint  not null
);

create table member (
    account_id    bigint not null references account (id),
    id            bigint not null,
    email         text   not null,
    name          text   not null,
    role          text   not null, -- owner, operator, viewer
    password_hash text   not null, -- argon2id, in its own encoding
    created_at    bigint not null,
    primary key (account_id, id)
);
create unique index member_email on member (email);

-- Signed-in browsers. The token itself is only in the cookie.
create table session (
    token_hash text   primary key,
    data       bytea  not null,
    expires_at bigint not null
);
create index session_expiry on session (expires_at);

-- Links that work once: the first owner's.
create table invitation (
    account_id bigint not null,
    token_hash text   not null,
    role       text   not null,
    expires_at bigint not null,
    used_at    bigint not null,
    primary key (account_id, token_hash)
);

create table api_token (
    account_id   bigint not null,
    id           bigint not null,
    name         text   not null,
    role         text   not null,
    token_hash   text   not null,
    created_at   bigint not null,
    last_used_at bigint not null,
    primary key (account_id, id)
);
create unique index api_token_hash on api_token (token_hash);

-- What people did, with the reason they wrote.
create table audit (
    account_id bigint not null,
    at         bigint not null,
    id         bigint not null,
    actor      text   not null,
    action     text   not null,
    subject    text   not null,
    reason     text   not null,
    primary key (account_id, at, id)
);

create table connection (
    account_id    bigint  not null references account (id),
    id            bigint  not null,
    channel       text    not null,
    name          text    not null,
    state         text    not null, -- active, paused, needs_you
    problem       text    not null, -- JSON of the outcome that made it need a person
    settings      text    not null, -- JSON, without secrets
    secrets       bytea   not null, -- JSON, sealed by the vault
    tokens        bytea   not null, -- JSON of the token and the one before it, sealed; empty: none
    token_until   bigint  not null, -- a person must authorise anew before; 0: unknown or never
    renewing      bigint  not null, -- until then one node is asking for a new token; 0: none is
    policy        text    not null, -- JSON
    hook_key      text    not null, -- the unguessable part of its webhook address
    allow_private boolean not null, -- may call private addresses: said by whoever runs the machine
    created_at    bigint  not null,
    primary key (account_id, id)
);
create unique index connection_hook on connection (hook_key);
create unique index connection_name on connection (account_id, name);

-- How far ahead of the clock the requests to a shop are, of all nodes together. A row is made when the shop is first asked.
create table budget (
    account_id    bigint not null,
    connection_id bigint not null,
    spent_until   bigint not null, -- microseconds: the moment at which the requests made so far are paid for by the rate
    primary key (account_id, connection_id)
);

-- A merchant's browser on its way to a channel and back.
create table authorisation (
    account_id    bigint not null,
    state_hash    text   not null,
    channel       text   not null,
    connection_id bigint not null, -- to authorise anew; 0: a new one
    name          text   not null,
    actor         text   not null,
    settings      bytea  not null, -- JSON, sealed
    done          bigint not null, -- the connection that the channel's server has let us into by itself; 0: not yet
    expires_at    bigint not null,
    primary key (account_id, state_hash)
);

-- One lane of a connection: where it stands. This row is the status page, whatever wakes the work up.
create table lane (
    account_id      bigint  not null,
    connection_id   bigint  not null,
    lane            text    not null, -- orders
    version         bigint  not null, -- every page's transaction moves it by compare-and-set, so a woken ghost writes nothing
    watermark       bigint  not null, -- all that changed before this is in
    window_from     bigint  not null,
    window_to       bigint  not null, -- 0: no window under way
    cursor          text    not null, -- the connector's mark inside the window
    cycle_id        bigint  not null, -- the cycle under way; 0: idle
    done            bigint  not null,
    total           bigint  not null,
    next_at         bigint  not null,
    failures        integer not null, -- cycles failed in a row
    problem         text    not null, -- JSON of the last cycle's outcome; empty: it succeeded
    last_success_at bigint  not null,
    last_cycle_id   bigint  not null,
    primary key (account_id, connection_id, lane)
);
create index lane_due on lane (next_at);

create table cycle (
    account_id    bigint not null,
    id            bigint not null,
    connection_id bigint not null,
    lane          text   not null,
    sync_type     text   not null, -- auto, manual
    state         text   not null, -- running, done, failed, stopped
    started_at    bigint not null,
    ended_at      bigint not null,
    window_from   bigint not null,
    window_to     bigint not null,
    seen          bigint not null,
    fresh         bigint not null,
    changed       bigint not null,
    skipped       bigint not null,
    held          bigint not null,
    problem       text   not null,
    primary key (account_id, id)
);
create index cycle_of_connection on cycle (account_id, connection_id, id);

-- A channel's order as last read. The row is what lists need; the whole is in order_content.
create table orders (
    account_id    bigint  not null,
    id            bigint  not null,
    connection_id bigint  not null,
    channel       text    not null,
    ref           text    not null, -- the channel's stable id
    number        text    not null,
    stage         text    not null,
    raw_status    text    not null,
    tab           text    not null,
    total         bigint  not null,
    currency      text    not null,
    buyer         text    not null,
    cancelled_by  text    not null, -- buyer, seller, system; kept when a later reading does not tell
    hold_code     integer not null, -- 0: nothing holds it
    hold          text    not null, -- JSON of the outcome
    skip          text    not null, -- JSON of the rule that leaves it out
    released      boolean not null, -- a person let it through
    decision      text    not null, -- JSON of what a person decided
    failures      integer not null, -- entries about it that are failed and unresolved
    attempt       integer not null, -- times it was worked on
    hash          bytea   not null, -- of the snapshot: equal hash, nothing to do
    created_at    bigint  not null, -- at the channel
    updated_at    bigint  not null, -- at the channel
    seen_at       bigint  not null, -- when its last change was read
    primary key (account_id, id)
);
create unique index orders_ref on orders (account_id, connection_id, ref);
create index orders_newest on orders (account_id, updated_at, id);
create index orders_tab on orders (account_id, tab, updated_at, id);
create index orders_held on orders (account_id, connection_id) where hold_code > 200;

-- The figures of the tabs and of the status page, kept with the write.
create table order_count (
    account_id    bigint not null,
    connection_id bigint not null,
    channel       text   not null,
    tab           text   not null,
    n             bigint not null,
    held          bigint not null, -- of n
    primary key (account_id, connection_id, channel, tab)
);

create table order_content (
    account_id bigint not null,
    order_id   bigint not null,
    snapshot   text   not null, -- JSON in our words
    raw        bytea  not null, -- the channel's own answer, zstd
    primary key (account_id, order_id)
);

create table order_line (
    account_id bigint  not null,
    order_id   bigint  not null,
    position   integer not null,
    sku        text    not null,
    listing    text    not null,
    quantity   bigint  not null,
    total      bigint  not null,
    primary key (account_id, order_id, position)
);
create index order_line_sku on order_line (account_id, sku);

-- The built-in back office. The unique key is the last guard against a second document for the same thing.
create table document (
    account_id    bigint  not null,
    id            bigint  not null,
    kind          text    not null, -- sales_order, invoice, outbound, payment, credit_note
    connection_id bigint  not null,
    channel       text    not null,
    order_id      bigint  not null,
    order_ref     text    not null,
    sequence      integer not null,
    number        text    not null,
    state         text    not null, -- sales orders: open, converted, cancelled
    total         bigint  not null,
    currency      text    not null,
    paid          boolean not null,
    sent          boolean not null,
    voided_at     bigint  not null, -- 0: live
    by_person     boolean not null, -- voided by a person
    edited        boolean not null, -- changed by a person after the hub wrote it
    package       text    not null,
    digest        text    not null,
    content       text    not null, -- JSON: lines, parts of the total, buyer
    created_at    bigint  not null,
    primary key (account_id, id)
);
create unique index document_key on document (account_id, connection_id, order_ref, kind, sequence);
create index document_order on document (account_id, order_id);
create unique index document_number on document (account_id, kind, number);
create index document_newest on document (account_id, kind, id);

-- Numbers without gaps, one series per account and prefix.
create table number_series (
    account_id bigint not null,
    prefix     text   not null,
    last       bigint not null,
    primary key (account_id, prefix)
);

create table product (
    account_id bigint not null,
    sku        text   not null,
    name       text   not null,
    created_at bigint not null,
    created_by text   not null, -- a person's e-mail, or the order line that showed it
    primary key (account_id, sku)
);

-- Which listing of a connection is which SKU.
create table link (
    account_id    bigint not null,
    connection_id bigint not null,
    listing       text   not null,
    sku           text   not null,
    created_at    bigint not null,
    created_by    text   not null,
    primary key (account_id, connection_id, listing)
);

-- Webhooks as they came, before anything was done about them.
create table inbox (
    account_id    bigint not null,
    id            bigint not null,
    connection_id bigint not null,
    delivery      text   not null, -- the channel's id of the delivery: the same one comes once
    topic         text   not null,
    refs          text   not null, -- JSON list of order ids
    received_at   bigint not null,
    primary key (account_id, id)
);
create unique index inbox_delivery on inbox (account_id, connection_id, delivery);
create index inbox_age on inbox (received_at);

-- The report's figures, kept with the write: the number of entries by hour, connection, channel, operation and code.
create table tally (
    account_id    bigint  not null,
    hour          bigint  not null, -- start of the hour, microseconds
    connection_id bigint  not null,
    channel       text    not null, -- of the entries: another than the connection's for orders that come over it
    operation     text    not null,
    code          integer not null,
    n             bigint  not null,
    primary key (account_id, hour, connection_id, channel, operation, code)
);

-- Answers to writes that carried an idempotency key.
create table idempotency (
    account_id bigint  not null,
    key        text    not null,
    request    text    not null, -- fingerprint of method, address and body
    status     integer not null, -- 0: still being worked on
    kind       text    not null, -- content type of the answer
    answer     bytea   not null,
    at         bigint  not null,
    primary key (account_id, key)
);

-- +goose Down
drop table idempotency;
drop table tally;
drop table inbox;
drop table link;
drop table product;
drop table number_series;
drop table document;
drop table order_line;
drop table order_content;
drop table order_count;
drop table orders;
drop table cycle;
drop table lane;
drop table authorisation;
drop table budget;
drop table connection;
drop table audit;
drop table api_token;
drop table invitation;
drop table session;
drop table member;
drop table node;
drop table account;
