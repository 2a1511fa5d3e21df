package app_test

import (
	"flag"
	"os"
	"testing"

	"github.com/tillbridge/tillbridge/internal/policy"
)

// These tests wait for shops more than they compute, so more of them run at once than there are processors.
func TestMain(m *testing.M) {
	flag.Parse()
	chosen := false
	flag.Visit(func(f *flag.Flag) { chosen = chosen || f.Name == "test.parallel" })
	if !chosen {
		_ = flag.Set("test.parallel", "4") // it is there and takes numbers
	}
	os.Exit(m.Run())
}

// seldomRead leaves a connection to what the test does with it.
func seldomRead(p *policy.Policy) { p.OrdersEverySecs = 3600 }
