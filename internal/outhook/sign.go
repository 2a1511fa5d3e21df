package outhook

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"
)

// secretMark begins every secret, so that one found in the wrong place is recognised.
const secretMark = "whsec_"

// newSecret is one of 32 random bytes; the scheme asks for 24 to 64.
func newSecret() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails
	return secretMark + base64.StdEncoding.EncodeToString(b)
}

// Sign gives one entry of the webhook-signature header: HMAC-SHA256 over "id.seconds.body" with the bytes that the secret stands
// for. Source: standard-webhooks/standard-webhooks:spec/standard-webhooks.md, "Signature scheme".
func Sign(secret, id string, at time.Time, body []byte) (string, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretMark))
	if err != nil || len(key) == 0 {
		return "", errors.New("a webhook secret that is no base64")
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%d.", id, at.Unix())
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}

// secrets are an endpoint's: the one that counts, and the one before while both sign.
type secrets struct {
	Now    string `json:"now"`
	Before string `json:"before,omitempty"`
}

// sign gives the whole header: one signature, or two in the day after a rotation.
func (s secrets) sign(id string, at time.Time, body []byte, both bool) (string, error) {
	header, err := Sign(s.Now, id, at, body)
	if err != nil || !both || s.Before == "" {
		return header, err
	}
	old, err := Sign(s.Before, id, at, body)
	return header + " " + old, err
}
