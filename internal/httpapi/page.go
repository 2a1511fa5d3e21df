package httpapi

import (
	"context"
	"encoding/base64"
	"fmt"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/phrase"
)

// Page is what every list takes. It is exported because huma fills embedded fields only then.
type Page struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"50" doc:"How many items at most."`
	Cursor string `query:"cursor" maxLength:"200" doc:"next_cursor of the page before."`
}

// cut takes the one item too many that tells that there is a next page.
func cut[T any](all []T, limit int, mark func(T) string) (items []T, next string) {
	if len(all) <= limit {
		return all, ""
	}
	return all[:limit], base64.RawURLEncoding.EncodeToString([]byte(mark(all[limit-1])))
}

func (p Page) mark() (string, error) {
	b, err := base64.RawURLEncoding.DecodeString(p.Cursor)
	if err != nil {
		return "", badCursor()
	}
	return string(b), nil
}

// after reads a cursor that is one id; 0 for the first page.
func (p Page) after() (int64, error) {
	if p.Cursor == "" {
		return 0, nil
	}
	mark, err := p.mark()
	if err != nil {
		return 0, err
	}
	id, err := ids.Parse(mark)
	if err != nil {
		return 0, badCursor()
	}
	return id, nil
}

func badCursor() error {
	return field("query.cursor", "is not a next_cursor of this list")
}

func field(location, message string) error {
	return huma.Error422UnprocessableEntity(location+" "+message, &huma.ErrorDetail{Location: location, Message: message})
}

// id reads an id from a path or a query; empty is 0 where that means "all".
func id(location, s string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	n, err := ids.Parse(s)
	if err != nil {
		return 0, field(location, fmt.Sprintf("%q is not an id", s))
	}
	return n, nil
}

// moment gives a time as the API shows it: nil when it has not happened.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

type listAnswer[T any] struct{ Body List[T] }

func answerList[T any](items []T, next string) *listAnswer[T] {
	if items == nil {
		items = []T{}
	}
	return &listAnswer[T]{List[T]{Items: items, NextCursor: next}}
}

// names gives the names of the connections an account ever had.
func (s *Server) names(ctx context.Context) (map[int64]string, error) {
	all, err := s.Connections.All(ctx, who(ctx).Account)
	if err != nil {
		return nil, err
	}
	names := make(map[int64]string, len(all))
	for _, c := range all {
		names[c.ID] = shopName(ctx, c)
	}
	return names, nil
}

// shopName is how a connection is called in lists; one that was removed is marked.
func shopName(ctx context.Context, c connection.Connection) string {
	if c.State == connection.Removed {
		return phrase.RemovedShop(readerOf(ctx), c.Name)
	}
	return c.Name
}

// connectionParam reads the connection filter of lists: an id, or a name, also of one that was removed.
func (s *Server) connectionParam(ctx context.Context, given string) (int64, error) {
	if given == "" {
		return 0, nil
	}
	all, err := s.Connections.All(ctx, who(ctx).Account)
	if err != nil {
		return 0, s.fail(ctx, err)
	}
	if c, ok := connection.Pick(all, given); ok {
		return c.ID, nil
	}
	return 0, field("query.connection", fmt.Sprintf("%q is no connection's id or name", given))
}
