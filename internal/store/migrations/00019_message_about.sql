-- +goose Up
-- Which shops a message is about, and of which shop a rule has told.
alter table notice add column connections text not null default '[]'; -- JSON list of ids as text; an empty one: no shop in particular
alter table notice_told add column connection_id bigint not null default 0;

-- What a delivery is about, as people call it: an order's or a document's number, an issue's subject. Empty: nothing that has a name.
alter table outhook_delivery add column reference text not null default '';
create index outhook_delivery_reference on outhook_delivery (account_id, outhook_id, reference, id) where reference <> '';

-- +goose Down
drop index outhook_delivery_reference;
alter table outhook_delivery drop column reference;
alter table notice_told drop column connection_id;
alter table notice drop column connections;
