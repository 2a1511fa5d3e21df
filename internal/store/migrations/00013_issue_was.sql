-- +goose Up
-- The state before the last write of entries: whoever wrote sees in one question which issues it moved. Empty: there was none before.
alter table issue add column was text not null default '';

-- +goose Down
alter table issue drop column was;
