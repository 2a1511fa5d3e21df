-- +goose Up
-- Signed-in browsers. The token itself is only in the cookie, and a session is worth nothing without its member.
drop table session;
create table session (
    account_id bigint not null,
    id         bigint not null, -- how people name it; it lets nobody in
    member_id  bigint not null,
    token_hash text   not null,
    browser    text   not null, -- "Firefox on Linux"
    network    text   not null, -- where it was last seen, an address without its last part
    created_at bigint not null,
    seen_at    bigint not null, -- to the minute
    expires_at bigint not null,
    primary key (account_id, id)
);
create unique index session_token on session (token_hash);
create index session_of_member on session (account_id, member_id);
create index session_expiry on session (expires_at);

-- Links that work once.
drop table invitation;
create table invitation (
    account_id bigint not null,
    id         bigint not null,
    token_hash text   not null,
    email      text   not null, -- whom it is for; empty: whoever has the link
    role       text   not null,
    invited_by text   not null,
    expires_at bigint not null,
    used_at    bigint not null,
    primary key (account_id, id)
);
create unique index invitation_token on invitation (token_hash);

-- Who a member is at the provider of the single sign-on.
create table identity (
    account_id bigint not null,
    issuer     text   not null,
    subject    text   not null,
    member_id  bigint not null,
    created_at bigint not null,
    primary key (account_id, issuer, subject)
);
create index identity_of_member on identity (account_id, member_id);

-- Wrong guesses at a name, from a network, or both. Whose account it is about is not known before somebody is in, so that this is
-- the one table whose key does not begin with it.
create table guess (
    key_hash text    primary key,
    n        integer not null,
    until    bigint  not null, -- no guess is looked at before
    last_at  bigint  not null
);
create index guess_age on guess (last_at);

alter table api_token add column subjects text not null default ''; -- parts of the API it is for, separated by spaces; empty: all
alter table api_token add column expires_at bigint not null default 0; -- 0: never
alter table api_token add column created_by text not null default '';

-- When the buyer's personal data was deleted; it is not written again. 0: it was not.
alter table orders add column forgotten_at bigint not null default 0;

create index audit_actor on audit (account_id, actor, at, id);
create index audit_action on audit (account_id, action, at, id);
create index audit_subject on audit (account_id, subject, at, id);

-- +goose Down
drop index audit_subject;
drop index audit_action;
drop index audit_actor;
alter table orders drop column forgotten_at;
alter table api_token drop column created_by;
alter table api_token drop column expires_at;
alter table api_token drop column subjects;
drop table guess;
drop table identity;
drop table invitation;
create table invitation (
    account_id bigint not null,
    token_hash text   not null,
    role       text   not null,
    expires_at bigint not null,
    used_at    bigint not null,
    primary key (account_id, token_hash)
);
drop table session;
create table session (
    token_hash text   primary key,
    data       bytea  not null,
    expires_at bigint not null
);
create index session_expiry on session (expires_at);
