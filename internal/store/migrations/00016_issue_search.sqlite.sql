-- +goose Up
-- A search by a word reads all issues. With the words in the index, newest first, the rows of those that do not have it are never fetched.
drop index issue_newest;
create index issue_newest on issue (account_id, last_at, id, subject, reason, operation, args);

-- +goose Down
drop index issue_newest;
create index issue_newest on issue (account_id, last_at, id);
