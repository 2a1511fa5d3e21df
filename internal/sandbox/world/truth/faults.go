package truth

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

// maxBody is more than any request to the truth needs.
const maxBody = 1 << 20

func duration(d fault.Duration) time.Duration { return time.Duration(d) }

// faults answers with {"kinds":[…], "rules":[…]}.
func faults(s Sandbox, w http.ResponseWriter, _ *http.Request) {
	write(w, http.StatusOK, map[string]any{"kinds": fault.Kinds(), "rules": s.Faults.Rules()})
}

// setFaults takes a list of rules, one rule, or {"rules":[…]}: POST adds them, PUT puts them in the place of all.
func setFaults(s Sandbox, w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		problem(w, http.StatusBadRequest, "rules", "the body could not be read: "+err.Error())
		return
	}
	rules, err := fault.Read(raw)
	if err != nil {
		failed(w, err)
		return
	}
	set := s.Faults.Add
	if r.Method == http.MethodPut {
		set = s.Faults.Replace
	}
	if err := set(rules...); err != nil {
		failed(w, err)
		return
	}
	faults(s, w, r)
}

func clearFaults(s Sandbox, w http.ResponseWriter, r *http.Request) {
	s.Faults.Clear()
	faults(s, w, r)
}

// body decodes a JSON body, which may be empty; on a bad one it answers 400 and returns false.
func body(w http.ResponseWriter, r *http.Request, into any) bool {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil || errors.Is(err, io.EOF) {
		return true
	}
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		problem(w, http.StatusBadRequest, kind.Field, kind.Field+": "+kind.Value+" does not fit")
		return false
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		name = strings.Trim(name, `"`)
		problem(w, http.StatusBadRequest, name, name+": there is no such field")
		return false
	}
	problem(w, http.StatusBadRequest, "", "no JSON: "+err.Error())
	return false
}
