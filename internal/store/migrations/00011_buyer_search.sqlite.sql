-- +goose Up
-- The words of buyers' names, for the search in the orders. The text stays in orders; what is taken out of there leaves the index at
-- once, so that a buyer who is forgotten is not found again.
create virtual table order_buyer using fts5 (buyer, content = 'orders', content_rowid = 'id', detail = 'none', columnsize = 0, tokenize = 'unicode61 remove_diacritics 0');
insert into order_buyer (order_buyer, rank) values ('secure-delete', 1);
insert into order_buyer (rowid, buyer) select id, buyer from orders where buyer <> '';

-- +goose StatementBegin
create trigger order_buyer_new after insert on orders when new.buyer <> '' begin
    insert into order_buyer (rowid, buyer) values (new.id, new.buyer);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger order_buyer_changed after update of buyer on orders when new.buyer <> old.buyer begin
    insert into order_buyer (order_buyer, rowid, buyer) select 'delete', old.id, old.buyer where old.buyer <> '';
    insert into order_buyer (rowid, buyer) select new.id, new.buyer where new.buyer <> '';
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger order_buyer_gone after delete on orders when old.buyer <> '' begin
    insert into order_buyer (order_buyer, rowid, buyer) values ('delete', old.id, old.buyer);
end;
-- +goose StatementEnd

-- +goose Down
drop trigger order_buyer_gone;
drop trigger order_buyer_changed;
drop trigger order_buyer_new;
drop table order_buyer;
