package store

import (
	"strings"
	"unicode"
)

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// LikePrefix is the pattern of values that begin with s, for "like $n escape '\'".
func LikePrefix(s string) string { return likeEscape.Replace(s) + "%" }

// LikePart is the pattern of values that contain s, for "like $n escape '\'".
func LikePart(s string) string { return "%" + likeEscape.Replace(s) + "%" }

// LikeBegin is a pattern for "like ... escape '\'" that finds what begins with s.
func LikeBegin(s string) string { return likeEscape.Replace(s) + "%" }

// HasPrefix is the condition that a column begins with the text of a placeholder, so that an index on the column serves: a plain
// one on SQLite, one with text_pattern_ops on PostgreSQL.
func HasPrefix(db Reader, column, placeholder string) string {
	if db.Dialect() == SQLite {
		return "(" + column + " >= " + placeholder + " and " + column + " < " + placeholder + " || char(1114111))"
	}
	return "(" + column + " ~>=~ " + placeholder + " and " + column + " ~<~ (" + placeholder + " || chr(1114111)))"
}

// WordBeginnings makes a search for texts that have, for every word of t, a word that begins with it: for FTS5 on SQLite, for
// to_tsquery of the configuration "simple" on PostgreSQL. Words are letters and digits; empty when t has none.
func WordBeginnings(db Reader, t string) string {
	words := strings.FieldsFunc(t, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, w := range words {
		if db.Dialect() == SQLite {
			words[i] = `"` + w + `"*`
		} else {
			words[i] = w + ":*"
		}
	}
	if db.Dialect() == SQLite {
		return strings.Join(words, " ")
	}
	return strings.Join(words, " & ")
}
