package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	pretty "github.com/jedib0t/go-pretty/v6/table"
)

// table is rows under a head: a table for people, a list of objects as JSON.
type table struct {
	head []string
	rows [][]any
	none string // said when there is no row
}

func (t *table) add(cells ...any) { t.rows = append(t.rows, cells) }

// list prints a table.
func (e *env) list(t table) error {
	if e.cli.JSON {
		items := make([]map[string]any, len(t.rows))
		for i, row := range t.rows {
			items[i] = map[string]any{}
			for j, cell := range row {
				items[i][key(t.head[j])] = cell
			}
		}
		return e.json(map[string]any{"items": items})
	}
	if len(t.rows) == 0 {
		if t.none == "" {
			t.none = "Nothing there."
		}
		fmt.Fprintln(e.stdout, t.none)
		return nil
	}
	w := pretty.NewWriter()
	w.SetOutputMirror(e.stdout)
	w.SetStyle(pretty.StyleLight)
	w.Style().Options = pretty.OptionsNoBordersAndSeparators
	head := make(pretty.Row, len(t.head))
	for i, h := range t.head {
		head[i] = h
	}
	w.AppendHeader(head)
	for _, row := range t.rows {
		w.AppendRow(row)
	}
	w.Render()
	return nil
}

// key is a column's name in JSON: "Last used" is "last_used".
func key(head string) string {
	return strings.ReplaceAll(strings.ToLower(strings.ReplaceAll(head, "-", "")), " ", "_")
}

// print writes v as JSON when asked to, else what human prints.
func (e *env) print(v any, human func()) error {
	if e.cli.JSON {
		return e.json(v)
	}
	human()
	return nil
}

// json prints one line.
func (e *env) json(v any) error {
	enc := json.NewEncoder(e.stdout)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// when is a time for a table.
func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format("2006-01-02 15:04:05")
}
