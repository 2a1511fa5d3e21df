package main

import (
	"flag"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// The test program is also the program: wherever a test runs "tillbridge" as a command, this binary's main answers.
func TestMain(m *testing.M) {
	_ = flag.Set("test.parallel", "4") // these tests wait more than they compute; a number given on the command line rules
	testscript.Main(m, map[string]func(){"tillbridge": main})
}
