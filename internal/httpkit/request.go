package httpkit

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// JSONRequest makes one try's request, for Call.Build: it wants JSON, and sends body as JSON unless that is nil. A []byte is JSON already,
// because it was signed, and goes out as it is. method may be empty for GET. An error means that the address or the body is none.
func JSONRequest(ctx context.Context, method, address string, body any) (*http.Request, error) {
	var sent io.Reader // none at all: there are channels that refuse a GET with a length
	switch b := body.(type) {
	case nil:
	case []byte:
		sent = bytes.NewReader(b)
	default:
		encoded, err := json.Marshal(b)
		if err != nil {
			return nil, fmt.Errorf("encoding the request: %w", err)
		}
		sent = bytes.NewReader(encoded)
	}
	req, err := http.NewRequestWithContext(ctx, method, address, sent)
	if err != nil {
		return nil, fmt.Errorf("making the request: %w", err)
	}
	req.Header.Set("Accept", "application/json")
	if sent != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, nil
}

// HostOf is the host of an address, with its port where it names one, for telling whose it is; empty when it is no address.
func HostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}
