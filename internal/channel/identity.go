package channel

import "strings"

// ByAddress is a Kind.Identity of shops that are known by their address: how it is written, with or without https:// and a slash at
// the end, makes no difference.
func ByAddress(setting string) func(map[string]string) string {
	return func(settings map[string]string) string {
		address := strings.ToLower(strings.TrimSpace(settings[setting]))
		if _, rest, ok := strings.Cut(address, "://"); ok {
			address = rest
		}
		return strings.TrimRight(address, "/")
	}
}

// BySettings is a Kind.Identity of shops that are known by the values of some settings together. They say nothing unless all are
// filled in.
func BySettings(names ...string) func(map[string]string) string {
	return func(settings map[string]string) string {
		values := make([]string, len(names))
		for i, name := range names {
			if values[i] = strings.TrimSpace(settings[name]); values[i] == "" {
				return ""
			}
		}
		return strings.ToLower(strings.Join(values, " "))
	}
}
