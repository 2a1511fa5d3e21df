-- +goose Up
-- How long an account keeps its sync log. An account without a row keeps it as long as the program's flags say.
create table retention (
    account_id    bigint  primary key references account (id),
    log_days      integer not null,
    exchange_days integer not null
);

-- The trend of issues is cut issue by issue, where their failures are counted.
drop index issue_hour_age;

-- +goose Down
create index issue_hour_age on issue_hour (hour);
drop table retention;
