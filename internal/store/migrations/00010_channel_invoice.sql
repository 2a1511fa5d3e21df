-- +goose Up
-- Orders that their channel has yet to invoice (order_download_mode auto_invoice). A row goes when the channel shows the invoice.
create table channel_invoice (
    account_id    bigint  not null,
    connection_id bigint  not null,
    order_id      bigint  not null,
    ref           text    not null,
    attempt       integer not null, -- that failed
    due_at        bigint  not null, -- when to ask the channel; 0: not again by itself, the order has to change or be run again
    primary key (account_id, connection_id, order_id)
);
create index channel_invoice_due on channel_invoice (due_at) where due_at > 0;

-- +goose Down
drop table channel_invoice;
