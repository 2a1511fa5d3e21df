package worldtest

import (
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
)

var (
	formAction = regexp.MustCompile(`<form [^>]*action="([^"]*)"`)
	formHidden = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)
	formButton = regexp.MustCompile(`<button class="([^"]*)"(?: name="([^"]*)" value="([^"]*)")?>`)
)

// Press is a merchant's browser: it opens a page of the shop, presses the button of that class in its form, and gives the address that
// it is sent to.
func (b *Box) Press(page, button string) *url.URL {
	b.t.Helper()
	at, err := url.Parse(page)
	if err != nil {
		b.t.Fatal(err)
	}
	opened, shown := b.visit(http.MethodGet, at, nil)
	if opened.StatusCode != http.StatusOK {
		b.t.Fatalf("the page answers %d: %s", opened.StatusCode, shown)
	}
	if to := formAction.FindStringSubmatch(shown); to != nil {
		if at, err = at.Parse(html.UnescapeString(to[1])); err != nil {
			b.t.Fatal(err)
		}
	}
	pressed, shown := b.visit(http.MethodPost, at, b.fields(shown, button))
	back, err := pressed.Location()
	if err != nil || pressed.StatusCode != http.StatusFound {
		b.t.Fatalf("after %q the answer is %d, %v: %s", button, pressed.StatusCode, err, shown)
	}
	return back
}

// visit asks for a page and follows no redirect.
func (b *Box) visit(method string, at *url.URL, form url.Values) (*http.Response, string) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, at.String(), strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := browser.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return res, string(body)
}

// fields are what a page's form sends when a button is pressed.
func (b *Box) fields(page, button string) url.Values {
	b.t.Helper()
	fields, found := url.Values{}, false
	for _, f := range formHidden.FindAllStringSubmatch(page, -1) {
		fields.Add(html.UnescapeString(f[1]), html.UnescapeString(f[2]))
	}
	for _, f := range formButton.FindAllStringSubmatch(page, -1) {
		if f[1] != button {
			continue
		}
		if found = true; f[2] != "" {
			fields.Add(f[2], f[3])
		}
	}
	if !found {
		b.t.Fatalf("the page has no button %q: %s", button, page)
	}
	return fields
}

// Tools are what an authorisation works with, before there is a connector.
func (b *Box) Tools() channel.Tools {
	return channel.Tools{HTTP: httpkit.New(httpkit.Options{AllowPrivate: true, FirstWait: time.Millisecond}), Now: b.Now}
}
