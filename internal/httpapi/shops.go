package httpapi

import (
	"context"
	"slices"
	"strings"

	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/orders"
)

// shop is a connection with what is counted of its orders.
type shop struct {
	connection.Connection
	counts []orders.Count
}

// shops gives the account's connections, with the figures of their orders.
func (s *Server) shops(ctx context.Context) ([]shop, error) {
	conns, err := s.Connections.List(ctx, who(ctx).Account)
	if err != nil {
		return nil, err
	}
	return s.counted(ctx, conns)
}

// everShops are those of shops and the ones that were removed.
func (s *Server) everShops(ctx context.Context) ([]shop, error) {
	conns, err := s.Connections.All(ctx, who(ctx).Account)
	if err != nil {
		return nil, err
	}
	return s.counted(ctx, conns)
}

func (s *Server) counted(ctx context.Context, conns []connection.Connection) ([]shop, error) {
	counts, err := orders.Counts(ctx, s.DB, who(ctx).Account)
	if err != nil {
		return nil, err
	}
	all := make([]shop, len(conns))
	for i, c := range conns {
		all[i].Connection = c
		for _, n := range counts {
			if n.Connection == c.ID {
				all[i].counts = append(all[i].counts, n)
			}
		}
	}
	return all, nil
}

// connections are the shops without their figures.
func connections(shops []shop) []connection.Connection {
	all := make([]connection.Connection, len(shops))
	for i, s := range shops {
		all[i] = s.Connection
	}
	return all
}

// channels are those whose orders come over the connection, its own first.
func (s shop) channels() []string {
	all := []string{s.Channel}
	for _, o := range s.over() {
		all = append(all, o.Channel)
	}
	return all
}

// over sums up the channels other than the connection's own.
func (s shop) over() []OverStatus {
	all := []OverStatus{}
	for _, n := range s.counts {
		if n.Channel == s.Channel {
			continue
		}
		at := slices.IndexFunc(all, func(o OverStatus) bool { return o.Channel == n.Channel })
		if at < 0 {
			at, all = len(all), append(all, OverStatus{Channel: n.Channel})
		}
		all[at].Orders += n.All
		all[at].Held += n.Held
	}
	slices.SortFunc(all, func(a, b OverStatus) int { return strings.Compare(a.Channel, b.Channel) })
	return all
}

// sum counts the orders of all channels over the connection.
func (s shop) sum() (all, held int64) {
	for _, n := range s.counts {
		all += n.All
		held += n.Held
	}
	return all, held
}

// pending counts the orders that wait until a person lets them through.
func (s shop) pending() (n int64) {
	for _, c := range s.counts {
		if c.Tab == "pending" {
			n += c.All
		}
	}
	return n
}
