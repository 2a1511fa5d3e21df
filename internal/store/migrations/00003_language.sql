-- +goose Up
-- The language a member has chosen to read, "id"; empty until they choose: what their browser asks for counts.
alter table member add column language text not null default '';
