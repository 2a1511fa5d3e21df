package synclog

import (
	"context"
	"fmt"
	"time"

	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
)

// Figure is how many entries one hour has of a connection, channel, operation and code.
type Figure struct {
	Hour       time.Time
	Connection int64
	Channel    string // the connection's, or that of orders which come over it
	Operation  string
	Code       outcome.Code
	N          int64
}

// Figures gives the report's figures of a span, which is widened to whole hours. They are kept with the write, so this costs
// the same however long the log is.
func Figures(ctx context.Context, db store.Reader, account int64, from, to time.Time) ([]Figure, error) {
	rows, err := db.Query(ctx, `select hour, connection_id, channel, operation, code, n from tally where account_id = $1 and hour >= $2 and hour < $3`,
		account, store.Micros(from.Truncate(time.Hour)), store.Micros(to))
	if err != nil {
		return nil, fmt.Errorf("reading the report: %w", err)
	}
	defer rows.Close()
	var all []Figure
	for rows.Next() {
		var f Figure
		var at int64
		var code int
		if err := rows.Scan(&at, &f.Connection, &f.Channel, &f.Operation, &code, &f.N); err != nil {
			return nil, fmt.Errorf("reading the report: %w", err)
		}
		f.Hour, f.Code = store.Time(at), outcome.Code(code)
		all = append(all, f)
	}
	return all, rows.Err()
}
