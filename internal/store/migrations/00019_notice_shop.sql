-- +goose Up
-- Which shops a message is about, and of which shop a rule has told.
alter table notice add column connections text not null default '[]'; -- JSON list of ids as text; an empty one: no shop in particular
alter table notice_told add column connection_id bigint not null default 0;

-- +goose Down
alter table notice_told drop column connection_id;
alter table notice drop column connections;
