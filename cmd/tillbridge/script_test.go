package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	truth "github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/pgtest"
)

// The commands, as somebody at a terminal sees them. The shop of each session is in $SHOP, with $KEY and $SECRET to get in.
func TestScripts(t *testing.T) {
	t.Parallel()
	for _, database := range []string{"sqlite", "postgres"} {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			if database == "postgres" {
				pgtest.New(t) // or it is said once that there is no server
			}
			testscript.Run(t, testscript.Params{
				Dir: "testdata",
				Setup: func(e *testscript.Env) error {
					box := apptest.Shop(e.T().(testing.TB), sandbox.Options{Seed: 1, Orders: 40, NoSKU: 1})
					shop := box.Faces[0]
					e.Setenv("SHOP", shop.BaseURL)
					e.Setenv("KEY", shop.Credentials["consumer_key"])
					e.Setenv("SECRET", shop.Credentials["consumer_secret"])
					e.Setenv("TILLBRIDGE_DATA", e.WorkDir+"/data")
					e.Setenv("TILLBRIDGE_TIME_ZONE", "Asia/Jakarta")
					e.Setenv("TZ", "UTC")
					e.Setenv("USER", "ayu")
					receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
						if r.URL.Path == "/broken" {
							w.WriteHeader(http.StatusTeapot)
						}
					}))
					e.Defer(receiver.Close)
					e.Setenv("RECEIVER", receiver.URL) // takes every webhook, but at /broken
					if database == "postgres" {
						e.Setenv("TILLBRIDGE_DATABASE", pgtest.New(e.T().(testing.TB)))
					}
					return nil
				},
				Cmds: map[string]func(*testscript.TestScript, bool, []string){"json": isJSON, "exits": exits, "grab": grab, "sql": changes, "keep": keep, "wish": wishes},
			})
		})
	}
}

// wishes opens a pretend shop of another channel, with two orders, $WISH_ORDER and $WISH_OTHER, whose buyers wish to cancel. Its
// address is $WISH_SHOP, its credentials are $WISH_ with their names.
func wishes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: wish CHANNEL")
	}
	box, err := sandbox.Start(context.Background(), sandbox.Options{Seed: 1, Channels: args})
	ts.Check(err)
	ts.Defer(func() { _ = box.Close() })
	face := box.Faces[0]
	for name, value := range face.Credentials {
		ts.Setenv("WISH_"+strings.ToUpper(name), value)
	}
	ts.Setenv("WISH_SHOP", face.BaseURL)
	key := truth.Key{Channel: face.Channel, Shop: face.Shop}
	for _, name := range []string{"WISH_ORDER", "WISH_OTHER"} {
		o, err := box.World().Buy(key, nil)
		ts.Check(err)
		if o.Stage == truth.Unpaid {
			_, err = box.World().Do(key, o.Ref, truth.Act{Verb: truth.Pay})
			ts.Check(err)
		}
		_, err = box.World().Do(key, o.Ref, truth.Act{Verb: truth.RequestCancel})
		ts.Check(err)
		ts.Setenv(name, o.Ref)
	}
}

// isJSON holds that what was printed is one JSON value, with the given names in it.
func isJSON(ts *testscript.TestScript, neg bool, args []string) {
	out := ts.ReadFile("stdout")
	var v any
	if err := json.Unmarshal([]byte(out), &v); err != nil {
		ts.Fatalf("no JSON: %v in %q", err, out)
	}
	for _, name := range args {
		if strings.Contains(out, `"`+name+`":`) == neg {
			ts.Fatalf("%q in %s", name, out)
		}
	}
}

// changes runs a statement on the hub's database, behind its back.
func changes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: sql STATEMENT")
	}
	db, err := app.OpenDB(context.Background(), config.Config{Data: ts.Getenv("TILLBRIDGE_DATA"), Database: ts.Getenv("TILLBRIDGE_DATABASE")}, slog.New(slog.DiscardHandler))
	ts.Check(err)
	defer db.Close()
	ts.Check(db.InTx(context.Background(), func(tx store.Tx) error {
		n, err := tx.Exec(context.Background(), args[0])
		if err == nil && n == 0 {
			return errors.New("nothing was changed")
		}
		return err
	}))
}

// exits runs a command that has to end with the given code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE command...")
	}
	err := ts.Exec(args[1], args[2:]...)
	if err == nil || !strings.HasSuffix(err.Error(), "exit status "+args[0]) {
		ts.Fatalf("%v, want exit status %s", err, args[0])
	}
}

// grab sets a variable to what the first group of an expression finds in what was printed.
func grab(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: grab NAME EXPRESSION")
	}
	found := regexp.MustCompile(args[1]).FindStringSubmatch(ts.ReadFile("stdout"))
	if len(found) < 2 {
		ts.Fatalf("%s finds nothing in %s", args[1], ts.ReadFile("stdout"))
	}
	ts.Setenv(args[0], found[1])
}

// keep puts a field of the JSON that was printed into an environment variable; of a list, that of its first item.
func keep(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: keep FIELD VARIABLE")
	}
	var v struct{ Items []map[string]any }
	out := []byte(ts.ReadFile("stdout"))
	if err := json.Unmarshal(out, &v); err != nil {
		ts.Fatalf("no JSON: %v", err)
	}
	var one map[string]any
	if err := json.Unmarshal(out, &one); err != nil {
		ts.Fatalf("no JSON: %v", err)
	}
	if len(v.Items) > 0 {
		one = v.Items[0]
	}
	text, ok := one[args[0]].(string)
	if !ok {
		ts.Fatalf("%q is not in %s", args[0], out)
	}
	ts.Setenv(args[1], text)
}
