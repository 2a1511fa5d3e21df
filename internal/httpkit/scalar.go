package httpkit

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"unicode/utf8"
)

var textType = reflect.TypeFor[string]()

// Scalar reads a JSON string as its text, a number or truth value as it is written, and null as nothing. Channels write ids and
// amounts now as one and now as the other, and neither may pass through a float. Objects and lists are an error. NUL is left
// out: no database column of text holds it.
func Scalar(b []byte) (string, error) {
	switch c := b[0]; {
	case c == '"' && bytes.IndexByte(b, '\\') < 0 && utf8.Valid(b): // most are, and need no decoder
		return strings.ReplaceAll(string(b[1:len(b)-1]), "\x00", ""), nil
	case c == '"':
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return "", err
		}
		return strings.ReplaceAll(s, "\x00", ""), nil
	case c == '{' || c == '[':
		return "", &json.UnmarshalTypeError{Value: map[byte]string{'{': "an object", '[': "a list"}[c], Type: textType}
	case c == 'n':
		return "", nil
	}
	return string(b), nil
}

// Field reads one field of an object, whatever is wrong with the others; the zero value when it is not there, or no T.
func Field[T any](object []byte, name string) T {
	var all map[string]json.RawMessage
	var t, none T
	if json.Unmarshal(object, &all) != nil || json.Unmarshal(all[name], &t) != nil {
		return none
	}
	return t
}
