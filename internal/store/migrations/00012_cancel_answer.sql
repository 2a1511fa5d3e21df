-- +goose Up
-- Answers to buyers who wish to cancel, on their way to the channel. A row goes when it is known what became of the answer.
create table cancel_answer (
    account_id    bigint not null,
    order_id      bigint not null,
    connection_id bigint not null,
    channel       text   not null, -- the order's
    ref           text   not null,
    answer        text   not null, -- accept, reject
    reason        text   not null,
    actor         text   not null,
    state         text   not null, -- claimed: nothing was sent; sending, unsure: it may have reached the channel
    busy_until    bigint not null, -- somebody works on it until then; whoever comes later looks first what became of it
    primary key (account_id, order_id)
);
create index cancel_answer_busy on cancel_answer (busy_until);

-- +goose Down
drop table cancel_answer;
