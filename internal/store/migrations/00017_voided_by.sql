-- +goose Up
-- Who had a document voided, and why: the person who did it by hand, or whose decision about the order did. Empty: the hub by itself.
alter table document add column voided_by text not null default '';
alter table document add column void_reason text not null default '';
-- The channel gives no amounts yet: the total stands at 0 and is not known.
alter table orders add column unpriced boolean not null default false;
-- The recycle bin, newest first.
create index document_voided on document (account_id, kind, voided_at, id) where voided_at > 0;

-- +goose Down
drop index document_voided;
alter table orders drop column unpriced;
alter table document drop column void_reason;
alter table document drop column voided_by;
