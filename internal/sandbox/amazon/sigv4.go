package amazon

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// skew is how far a request's time may be from ours.
const skew = 15 * time.Minute

// checkSignature checks Signature Version 4 of a request to the queue; an empty kind is a good one.
// Source: AWS's document "Create a signed AWS API request" (canonical request, string to sign, signing key).
func checkSignature(r *http.Request, body []byte, keyID, key string, now time.Time) (kind, why string) {
	rest, ok := strings.CutPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 ")
	if !ok {
		return "MissingAuthenticationToken", "Missing Authentication Token"
	}
	part := map[string]string{}
	for p := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(p), "=")
		part[name] = value
	}
	scope := strings.Split(part["Credential"], "/")
	at, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
	switch {
	case len(scope) != 5 || err != nil || part["SignedHeaders"] == "":
		return "IncompleteSignature", "The signature is incomplete."
	case scope[0] != keyID:
		return "InvalidClientTokenId", "The security token included in the request is invalid."
	case scope[1] != at.Format("20060102") || scope[2] != queueRegion || scope[3] != "sqs" || scope[4] != "aws4_request":
		return "SignatureDoesNotMatch", "Credential should be scoped to " + queueRegion + " and to service sqs."
	case now.Sub(at).Abs() > skew:
		return "SignatureDoesNotMatch", "Signature expired: " + at.Format("20060102T150405Z") + " is too far from our time."
	}
	names := strings.Split(part["SignedHeaders"], ";")
	if !slices.Contains(names, "host") || !slices.Contains(names, "x-amz-date") || !slices.IsSorted(names) {
		return "SignatureDoesNotMatch", "host and x-amz-date have to be signed."
	}
	canonical := canonicalRequest(r, body, names)
	want := signature(key, at, scope, canonical)
	if !hmac.Equal([]byte(want), []byte(part["Signature"])) {
		return "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided."
	}
	return "", ""
}

// canonicalRequest is what is signed: method, path, query, headers, their names, and the body's hash.
func canonicalRequest(r *http.Request, body []byte, names []string) string {
	var b strings.Builder
	b.WriteString(r.Method + "\n" + r.URL.EscapedPath() + "\n" + r.URL.Query().Encode() + "\n")
	for _, name := range names {
		value := strings.Join(r.Header.Values(name), ",")
		switch name {
		case "host":
			value = r.Host
		case "content-length":
			value = strconv.FormatInt(r.ContentLength, 10)
		}
		b.WriteString(name + ":" + strings.Join(strings.Fields(value), " ") + "\n")
	}
	sum := sha256.Sum256(body)
	b.WriteString("\n" + strings.Join(names, ";") + "\n" + hex.EncodeToString(sum[:]))
	return b.String()
}

// signature is the hex of the last step.
func signature(key string, at time.Time, scope []string, canonical string) string {
	step := func(key []byte, text string) []byte {
		m := hmac.New(sha256.New, key)
		m.Write([]byte(text))
		return m.Sum(nil)
	}
	signing := []byte("AWS4" + key)
	for _, s := range scope[1:] {
		signing = step(signing, s)
	}
	sum := sha256.Sum256([]byte(canonical))
	text := "AWS4-HMAC-SHA256\n" + at.Format("20060102T150405Z") + "\n" + strings.Join(scope[1:], "/") + "\n" + hex.EncodeToString(sum[:])
	return hex.EncodeToString(step(signing, text))
}
