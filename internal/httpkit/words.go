package httpkit

import (
	"html"
	"regexp"
	"strings"
)

// Said makes a channel's own words fit for a sentence and a log: one line, no secrets and mail addresses, not too long.
func Said(s string) string {
	return Clip(Redact(strings.Join(strings.Fields(s), " ")), 200)
}

var tag = regexp.MustCompile(`<[^>]*>`)

// SaidInHTML is Said for words with tags and entities, as web stores write them for their own pages.
func SaidInHTML(s string) string {
	return Said(html.UnescapeString(tag.ReplaceAllString(s, " ")))
}

// Short is a value as a channel wrote it, at most 40 bytes of it, so that a hostile one does not fill a sentence.
func Short[S ~string](s S) string { return Clip(s, 40) }

// Clip is the beginning of s, at most most bytes and no half letter, with … behind it where something was cut off.
func Clip[S ~string](s S, most int) string {
	if len(s) <= most {
		return string(s)
	}
	return strings.ToValidUTF8(string(s[:most]), "") + "…"
}
