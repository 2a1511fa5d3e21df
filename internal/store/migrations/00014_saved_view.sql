-- +goose Up
-- Addresses of the app that a member has given a name, to open them again.
create table saved_view (
    account_id bigint not null,
    member_id  bigint not null,
    page       text   not null, -- "/orders": the address without its filters
    name       text   not null,
    address    text   not null, -- "/orders?stage=paid"
    primary key (account_id, member_id, page, name)
);

-- +goose Down
drop table saved_view;
