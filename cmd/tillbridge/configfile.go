package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"
)

// yamlFile reads a configuration file: the flags' names as keys, so that "tillbridge serve --help" documents the file, too.
func yamlFile(r io.Reader) (kong.Resolver, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	values := map[string]any{}
	if err := yaml.Unmarshal(b, &values); err != nil {
		return nil, fmt.Errorf("configuration file: %w", err)
	}
	return &fileResolver{values}, nil
}

type fileResolver struct{ values map[string]any }

// Validate refuses keys that are no flag of any command: a mistyped one would otherwise be ignored in silence.
func (f *fileResolver) Validate(app *kong.Application) error {
	known := map[string]bool{}
	_ = kong.Visit(app, func(n kong.Visitable, next kong.Next) error {
		if flag, ok := n.(*kong.Flag); ok {
			known[flag.Name] = true
		}
		return next(nil)
	})
	for _, key := range slices.Sorted(maps.Keys(f.values)) {
		if !known[strings.ReplaceAll(key, "_", "-")] {
			return fmt.Errorf("configuration file: %s: there is no such key", key)
		}
	}
	return nil
}

// Resolve gives a flag its value from the file.
func (f *fileResolver) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if v, ok := f.values[flag.Name]; ok {
		return v, nil
	}
	return f.values[strings.ReplaceAll(flag.Name, "-", "_")], nil
}
