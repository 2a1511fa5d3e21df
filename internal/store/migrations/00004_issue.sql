-- +goose Up
-- Failing entries with one cause. The counters are kept with the entries, in the same transaction.
create table issue (
    account_id     bigint  not null,
    id             bigint  not null, -- made from the cause itself, so that whoever writes an entry knows it
    connection_id  bigint  not null,
    channel        text    not null,
    operation      text    not null,
    code           integer not null,
    reason         text    not null,
    subject        text    not null, -- the SKU, the status word, the listing
    args           text    not null, -- JSON: of the newest entry, for the sentence
    state          text    not null, -- open, acknowledged, snoozed, resolved, regressed
    state_by       text    not null, -- who brought it there: a person, success, check; empty: new failures did
    state_at       bigint  not null,
    first_at       bigint  not null,
    last_at        bigint  not null,
    entries        bigint  not null, -- failures there ever were
    unresolved     bigint  not null, -- of these; 0 exactly when the state is resolved
    assignee       bigint  not null, -- member; 0: nobody
    snooze_until   bigint  not null, -- 0: not by time
    snooze_entries bigint  not null, -- wakes up when there are so many entries; 0: not by count
    primary key (account_id, id)
);
create index issue_newest on issue (account_id, last_at, id);
create index issue_state on issue (account_id, state, last_at, id);
create index issue_snoozed on issue (snooze_until) where state = 'snoozed';

-- Its trend: new failures by hour, so that every zone can have its own days.
create table issue_hour (
    account_id bigint not null,
    issue_id   bigint not null,
    hour       bigint not null, -- start of the hour, microseconds
    n          bigint not null,
    primary key (account_id, issue_id, hour)
);
create index issue_hour_age on issue_hour (hour);

-- What it holds up.
create table issue_hold (
    account_id bigint not null,
    issue_id   bigint not null,
    currency   text   not null,
    orders     bigint not null,
    total      bigint not null,
    primary key (account_id, issue_id, currency)
);

create table issue_comment (
    account_id bigint not null,
    id         bigint not null,
    issue_id   bigint not null,
    actor      text   not null,
    content    text   not null,
    primary key (account_id, id)
);
create index issue_comment_of on issue_comment (account_id, issue_id, id);

-- One action on many entries or orders: a preview's counts, then progress, then a result.
create table bulk (
    account_id bigint  not null,
    id         bigint  not null, -- entries are taken that are older
    kind       text    not null, -- rerun_fetch, rerun_stored, resolve, unresolve, resolve_and_rerun, decide
    selection  text    not null, -- JSON
    choice     text    not null, -- decide: void_and_restock, keep, credit_note
    reason     text    not null, -- what the person wrote
    actor      text    not null,
    state      text    not null, -- running, stopped, done, failed
    version    bigint  not null, -- every slice moves it by compare-and-set
    position   bigint  not null, -- id of the last entry or order looked at; 0: none yet
    total      bigint  not null, -- to do, as the preview counted
    done       bigint  not null,
    succeeded  bigint  not null,
    failed     bigint  not null,
    skipped    bigint  not null,
    codes      text    not null, -- JSON: failed, by code
    skips      text    not null, -- JSON: skipped, by reason
    problem    text    not null, -- JSON of the outcome that ended it
    started_at bigint  not null,
    moved_at   bigint  not null,
    ended_at   bigint  not null,
    primary key (account_id, id)
);
create index bulk_running on bulk (moved_at) where state = 'running';

-- Orders that a bulk action has worked on, each once.
create table bulk_ref (
    account_id    bigint not null,
    bulk_id       bigint not null,
    connection_id bigint not null,
    ref           text   not null,
    outcome       text   not null, -- JSON; empty: it went through
    primary key (account_id, bulk_id, connection_id, ref)
);

alter table entry add column issue_id bigint not null default 0; -- 0: no failure
alter table entry add column bulk_id bigint not null default 0; -- the bulk action that wrote it; 0: none
create index entry_issue on entry (account_id, issue_id, at, id) where failed;
create index entry_bulk on entry (account_id, bulk_id, at, id) where bulk_id <> 0;

alter table orders add column issue_id bigint not null default 0; -- the issue of what holds it; 0: none
alter table orders add column overrides text not null default ''; -- JSON: SKUs that a person gave to lines of this order
create index orders_issue on orders (account_id, issue_id, id) where issue_id <> 0;
drop index orders_held;
create index orders_held on orders (account_id, connection_id, id) where hold_code > 200; -- by id, so that those who wait can be walked through

-- +goose Down
drop index orders_held;
create index orders_held on orders (account_id, connection_id) where hold_code > 200;
drop index orders_issue;
alter table orders drop column overrides;
alter table orders drop column issue_id;
drop index entry_bulk;
drop index entry_issue;
alter table entry drop column bulk_id;
alter table entry drop column issue_id;
drop table bulk_ref;
drop table bulk;
drop table issue_comment;
drop table issue_hold;
drop table issue_hour;
drop table issue;
