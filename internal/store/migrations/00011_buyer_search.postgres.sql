-- +goose Up
-- The words of buyers' names, for the search in the orders. Punctuation only parts words: else "j.smith" would be taken for the name
-- of a host.
create index orders_buyer on orders using gin (to_tsvector('simple', translate(buyer, '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', repeat(' ', 32))));

-- +goose Down
drop index orders_buyer;
