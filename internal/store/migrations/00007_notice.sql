-- +goose Up
-- Members who have chosen their rules of notices; all others have the default ones. Member 0 is the account itself.
create table notice_person (
    account_id bigint not null,
    member_id  bigint not null,
    since      bigint not null,
    primary key (account_id, member_id)
);

create table notice_rule (
    account_id bigint  not null,
    member_id  bigint  not null,
    id         bigint  not null, -- made from whose, what, way and place: a changed time forgets nothing
    what       text    not null, -- errors, person, no_access, silent_worker, token_expiry, silent_shop
    timing     text    not null, -- at_once, ten_minutes, hourly, daily
    at_minute  integer not null, -- daily: minutes after midnight in the account's zone
    way        text    not null, -- mail, webhook, slack, discord, chat
    place      text    not null, -- the mail address, or the URL's host
    target     bytea   not null, -- JSON of the URL and the signing secret, sealed by the vault; empty: mail
    primary key (account_id, id)
);
create index notice_rule_of on notice_rule (account_id, member_id);

-- What a rule has told of what is not over yet.
create table notice_told (
    account_id bigint  not null,
    rule_id    bigint  not null,
    subject    text    not null, -- issue/12, no_access/5, worker
    told_at    bigint  not null,
    times      integer not null, -- since there was anything new
    size       bigint  not null, -- the least since it was told
    state      text    not null, -- there, gone, back
    title      text    not null, -- what it is called when it is over
    primary key (account_id, rule_id, subject)
);

-- When somebody last looked. The row is also the lock that lets one node look at a time.
create table notice_watch (
    account_id  bigint not null primary key,
    looked_at   bigint not null,
    silent_from bigint not null, -- the last span in which nobody did; 0: there was none
    silent_to   bigint not null
);

-- Every message, with its text.
create table notice (
    account_id bigint  not null,
    id         bigint  not null, -- also when it was written
    rule_id    bigint  not null, -- 0: none, a test to an address
    member_id  bigint  not null,
    sort       text    not null, -- open, clear, test
    what       text    not null,
    way        text    not null,
    recipient  text    not null, -- the mail address, or the URL's host
    title      text    not null,
    content    text    not null, -- plain text
    body       text    not null, -- as it goes out: HTML or JSON
    state      text    not null, -- waiting, sending, sent, failed
    attempts   integer not null,
    lost       integer not null, -- attempts of which nobody lived to note the end
    next_at    bigint  not null, -- waiting: not before; sending: whoever sends has given up by then
    sent_at    bigint  not null,
    problem    text    not null, -- JSON of the last attempt's outcome
    primary key (account_id, id)
);
create index notice_due on notice (next_at) where state in ('waiting', 'sending');
create index notice_of_rule on notice (account_id, rule_id, id);

-- +goose Down
drop table notice;
drop table notice_watch;
drop table notice_told;
drop table notice_rule;
drop table notice_person;
