package shopify

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// token is a lexical unit of GraphQL.
type token struct {
	kind byte // 'n' name, 'i' integer, 'f' float, 's' string, 0 the end, or the punctuator itself ('.' is "...")
	text string
	line int
	col  int
}

// lex takes a document apart (GraphQL specification, section 2.1). Errors are *refusal with PARSE_ERROR.
func lex(s string) ([]token, error) {
	var out []token
	line, start := 1, 0
	for i := 0; i < len(s); {
		c := s[i]
		at := token{line: line, col: i - start + 1}
		switch {
		case c == '\n':
			line, start = line+1, i+1
			i++
		case c == ' ' || c == '\t' || c == '\r' || c == ',' || strings.HasPrefix(s[i:], "\ufeff"):
			i++
			for i < len(s) && !utf8.RuneStart(s[i]) {
				i++
			}
		case c == '#':
			for i < len(s) && s[i] != '\n' {
				i++
			}
		case letter(c):
			j := i
			for j < len(s) && (letter(s[j]) || digit(s[j])) {
				j++
			}
			at.kind, at.text, i = 'n', s[i:j], j
			out = append(out, at)
		case digit(c) || c == '-':
			at.kind, at.text = numberAt(s[i:])
			i += len(at.text)
			out = append(out, at)
		case c == '"':
			text, n, err := stringAt(s[i:])
			if err != nil {
				return nil, parseError(at, "bad string")
			}
			at.kind, at.text = 's', text
			line += strings.Count(s[i:i+n], "\n")
			i += n
			out = append(out, at)
		case strings.HasPrefix(s[i:], "..."):
			at.kind = '.'
			i += 3
			out = append(out, at)
		case strings.IndexByte("!$&()[]{}:=@|", c) >= 0:
			at.kind = c
			i++
			out = append(out, at)
		default:
			return nil, parseError(at, fmt.Sprintf("unexpected %q", string(rune(c))))
		}
	}
	return append(out, token{line: line}), nil
}

func letter(c byte) bool { return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
func digit(c byte) bool  { return c >= '0' && c <= '9' }

func numberAt(s string) (kind byte, text string) {
	kind = 'i'
	i := 1
	for i < len(s) && (digit(s[i]) || strings.IndexByte(".eE+-", s[i]) >= 0) {
		if !digit(s[i]) {
			kind = 'f'
		}
		i++
	}
	return kind, s[:i]
}

// stringAt reads a string and gives its value and length.
func stringAt(s string) (string, int, error) {
	if strings.HasPrefix(s, `"""`) {
		end := strings.Index(s[3:], `"""`)
		if end < 0 {
			return "", 0, strconv.ErrSyntax
		}
		return strings.TrimSpace(s[3 : 3+end]), end + 6, nil
	}
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '\n':
			return "", 0, strconv.ErrSyntax
		case '"':
			text, err := strconv.Unquote(strings.ReplaceAll(s[:i+1], `\/`, `/`))
			return text, i + 1, err
		}
	}
	return "", 0, strconv.ErrSyntax
}

func parseError(at token, what string) error {
	return &refusal{code: "PARSE_ERROR", message: fmt.Sprintf("syntax error, %s at [%d, %d]", what, at.line, at.col)}
}
