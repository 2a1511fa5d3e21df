package order

import "strings"

// Spellings are the ways in which people write the number that a channel shows, as they gave it first: some channels put a # before
// it, and people leave it away, or put one where there is none.
func Spellings(number string) []string {
	number = strings.TrimSpace(number)
	bare := strings.TrimPrefix(number, "#")
	switch {
	case bare == "":
		return nil
	case bare == number:
		return []string{number, "#" + number}
	}
	return []string{number, bare}
}
