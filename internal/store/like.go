package store

import "strings"

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// LikePrefix is the pattern of values that begin with s, for "like $n escape '\'".
func LikePrefix(s string) string { return likeEscape.Replace(s) + "%" }

// LikePart is the pattern of values that contain s, for "like $n escape '\'".
func LikePart(s string) string { return "%" + likeEscape.Replace(s) + "%" }
