package bench

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/channel/woocommerce"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/connection"
)

// street is a row of pretend shops on the loopback, each in a folder of its own.
type street struct {
	server *http.Server
	base   string
	shops  []*shop
}

func openStreet(shops []*shop) (*street, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	for i, s := range shops {
		mux.Handle(folder(i)+"/", http.StripPrefix(folder(i), s))
	}
	st := &street{server: &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}, base: "http://" + l.Addr().String(), shops: shops}
	go func() { _ = st.server.Serve(l) }() // ends with close
	return st, nil
}

func folder(shop int) string { return fmt.Sprintf("/shop-%d", shop+1) }

func (s *street) close() { _ = s.server.Close() }

// connect makes a connection of every shop.
func (s *street) connect(ctx context.Context, a *app.App) ([]connection.Connection, error) {
	all := make([]connection.Connection, len(s.shops))
	for i := range s.shops {
		c, err := a.Connections.Prepare(ctx, a.Account.ID, connection.New{Channel: woocommerce.Kind.Name, Name: folder(i), Settings: settings(s.base + folder(i)), AllowPrivate: true})
		if err != nil {
			return nil, err
		}
		if err := a.Connections.Add(ctx, c); err != nil {
			return nil, err
		}
		all[i] = c
	}
	return all, nil
}

// hubConfig is a usual configuration over a database of ours.
func hubConfig(db *database) config.Config {
	return config.Config{
		Data: db.dir, Database: db.dsn, TimeZone: "UTC", AllowPrivate: true, LogLevel: "info", LogFormat: "text",
		KeepLog: 90 * 24 * time.Hour, KeepExchange: 30 * 24 * time.Hour,
	}
}
