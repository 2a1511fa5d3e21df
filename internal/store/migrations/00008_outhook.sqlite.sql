-- +goose Up
-- Webhooks out. An endpoint is somebody's address that is told what happens here.
create table outhook (
    account_id    bigint  not null references account (id),
    id            bigint  not null,
    url           text    not null,
    description   text    not null,
    types         text    not null, -- JSON list of event types; an empty one: every type
    secret        bytea   not null, -- JSON of the secret and the one before it, sealed
    both_until    bigint  not null, -- the secret before signs, too, until then; 0: there is none
    state         text    not null, -- enabled, disabled
    problem       text    not null, -- JSON of the outcome that made the hub disable it; empty: a person did, or nobody
    failing_since bigint  not null, -- the first failed attempt since one succeeded; 0: the last one did
    failures      integer not null, -- failed attempts in a row
    rest_until    bigint  not null, -- nothing is sent before: it did not keep up
    busy_until    bigint  not null, -- until then one worker is sending to it; 0: none is
    allow_private boolean not null, -- may be at a private address: said by whoever runs the machine
    created_at    bigint  not null,
    primary key (account_id, id)
);

-- What happened, written in the transaction in which it happened; only what an endpoint wants. The id is also its time.
create table outhook_event (
    account_id bigint not null,
    id         bigint not null,
    type       text   not null,
    payload    text   not null, -- JSON as it is sent
    primary key (account_id, id)
);

-- An event on its way to one endpoint. The id is also the time it was written.
create table outhook_delivery (
    account_id bigint  not null,
    id         bigint  not null,
    outhook_id bigint  not null,
    event_id   bigint  not null,
    type       text    not null,
    state      text    not null, -- waiting, delivered, failed
    attempts   integer not null, -- since it was written, or sent again by a person
    next_at    bigint  not null, -- of the next attempt; 0: none is to come
    status     integer not null, -- of the last answer; 0: there was none
    tried_at   bigint  not null, -- the last attempt; 0: there was none yet
    primary key (account_id, id)
);
create index outhook_delivery_due on outhook_delivery (account_id, outhook_id, next_at, id) where state = 'waiting';
create index outhook_delivery_newest on outhook_delivery (account_id, outhook_id, id);
create index outhook_delivery_state on outhook_delivery (account_id, outhook_id, state, id);
create index outhook_delivery_event on outhook_delivery (account_id, event_id);

-- What an endpoint answered, attempt by attempt. The id is also its time.
create table outhook_attempt (
    account_id  bigint  not null,
    id          bigint  not null,
    delivery_id bigint  not null,
    status      integer not null, -- 0: there was no answer
    problem     text    not null, -- JSON of the outcome; empty: delivered
    answer      text    not null, -- beginning of the body
    took        bigint  not null, -- microseconds
    primary key (account_id, id)
);
create index outhook_attempt_of on outhook_attempt (account_id, delivery_id, id);

-- +goose Down
drop table outhook_attempt;
drop table outhook_delivery;
drop table outhook_event;
drop table outhook;
