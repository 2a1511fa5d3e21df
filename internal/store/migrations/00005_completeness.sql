-- +goose Up
-- Where the completeness ledger of a connection stands. Days are the shop's ("2026-11-20"; empty: none), in account.zone.
create table ledger (
    account_id    bigint  not null,
    connection_id bigint  not null,
    version       bigint  not null, -- every step's transaction moves it by compare-and-set, so a woken ghost writes nothing
    check_id      bigint  not null, -- the check under way, or the last; see state
    state         text    not null, -- idle, running
    scope         text    not null, -- recent, wide, asked
    sync_type     text    not null, -- auto, manual
    actor         text    not null,
    phase         text    not null, -- list, missing, compare
    day_from      text    not null, -- of the check's span, both days within
    day_to        text    not null,
    judged_to     bigint  not null, -- orders created before this are judged
    day           text    not null, -- at work
    window_from   bigint  not null,
    window_to     bigint  not null,
    cursor        text    not null, -- of the phase: the connector's mark, a ref, or an order
    done          bigint  not null, -- orders looked at by this check
    figures       text    not null, -- JSON: of the day at work, as far as it is counted
    ask_from      text    not null, -- days that a person asked for, next
    ask_to        text    not null,
    ask_by        text    not null,
    recent_at     bigint  not null, -- when the last days are due again
    wide_at       bigint  not null, -- when the last thirty days are due again
    retry_at      bigint  not null, -- a check that failed is tried again then
    failures      integer not null, -- tries failed in a row
    problem       text    not null, -- JSON of the last try's outcome; empty: it succeeded
    checked_at    bigint  not null, -- when the last check ended
    silent_since  bigint  not null, -- 0: the shop is not silent
    silent_usual  bigint  not null, -- the fewest orders it had in the same hours of the four weeks before
    silent_entry  bigint  not null, -- the entry that tells of it
    primary key (account_id, connection_id)
);

-- One connection on one day, as the last check of it found it.
create table ledger_day (
    account_id    bigint not null,
    connection_id bigint not null,
    day           text   not null,
    from_at       bigint not null, -- orders created from here on were judged
    judged_to     bigint not null, -- up to here
    whole         boolean not null, -- judged to the day's end
    checked_at    bigint not null,
    check_id      bigint not null,
    channel       bigint not null, -- orders the channel has
    received      bigint not null, -- of these, those the hub has
    complete      bigint not null,
    held          bigint not null,
    pending       bigint not null,
    skipped       bigint not null,
    unequal       bigint not null, -- the books do not show what they should, and nothing says why
    unexplained   bigint not null, -- the channel has it, the hub does not
    gone          bigint not null, -- the hub has it, the channel does not tell of it any more
    orphans       bigint not null, -- documents without an order, written on this day
    healed        bigint not null, -- once unexplained or unequal, and brought right
    reasons       text   not null, -- JSON: held and skipped, by reason
    primary key (account_id, connection_id, day)
);

-- What a check found wrong. A finding is logged once, however often it is found.
create table ledger_finding (
    account_id    bigint not null,
    connection_id bigint not null,
    day           text   not null,
    kind          text   not null, -- unexplained, unequal, gone, orphan
    ref           text   not null, -- the order's id at the channel; of orphans the document's number
    state         text   not null, -- open, healed (brought right), over
    check_id      bigint not null, -- the last check that found it
    entry_id      bigint not null,
    order_id      bigint not null,
    document      text   not null,
    outcome       text   not null, -- JSON
    found_at      bigint not null,
    ended_at      bigint not null, -- 0: open
    primary key (account_id, connection_id, day, kind, ref)
);
create index ledger_finding_ref on ledger_finding (account_id, connection_id, ref);

-- The channel's list as far as a running check has read it.
create table ledger_seen (
    account_id bigint not null,
    check_id   bigint not null,
    ref        text   not null,
    day        text   not null,
    primary key (account_id, check_id, ref)
);

create index orders_created on orders (account_id, connection_id, created_at, id);

-- +goose Down
drop index orders_created;
drop table ledger_seen;
drop table ledger_finding;
drop table ledger_day;
drop table ledger;
