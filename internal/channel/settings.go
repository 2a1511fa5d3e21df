package channel

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// Filled is a form filled in: every one of its settings by name, without blanks around it and with the default where nothing was given.
// Secrets are in clear; never log it.
type Filled map[string]string

// Fill fills in a form. The error begins with the name of the first setting that is needed and missing, or none of its choices. It never
// repeats what was given: it may be a secret that got into the wrong field. What the form does not ask for is left out.
func Fill(form []Setting, given map[string]string) (Filled, error) {
	f := make(Filled, len(form))
	for _, s := range form {
		v := cmp.Or(strings.TrimSpace(given[s.Name]), s.Default)
		switch {
		case v == "" && s.Required:
			return nil, fmt.Errorf("%s: is needed: %s", s.Name, s.Help)
		case v != "" && len(s.Choices) > 0 && !slices.Contains(s.Choices, v):
			return nil, fmt.Errorf("%s: must be one of %s", s.Name, strings.Join(s.Choices, ", "))
		}
		f[s.Name] = v
	}
	return f, nil
}

// Get gives one setting; empty when it was left empty. A name that the form does not have is a mistake in the connector, and panics.
func (f Filled) Get(name string) string {
	v, ok := f[name]
	if !ok {
		panic("no setting " + name)
	}
	return v
}

// List takes apart a setting with commas between its values. Blanks around them do not count, nor do empty ones.
func (f Filled) List(name string) []string {
	var all []string
	for v := range strings.SplitSeq(f.Get(name), ",") {
		if v = strings.TrimSpace(v); v != "" {
			all = append(all, v)
		}
	}
	return all
}

// OwnWords reads a setting in which a shop explains its own words by those of the table: packed=paid, with commas, semicolons or line breaks
// between. The error names the setting and the pair that it cannot read.
func OwnWords[M any](f Filled, name string, table map[string]M) (map[string]M, error) {
	own := map[string]M{}
	for _, pair := range strings.FieldsFunc(f.Get(name), func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if pair = strings.TrimSpace(pair); pair == "" {
			continue
		}
		word, means, _ := strings.Cut(pair, "=")
		word = strings.TrimSpace(word)
		m, known := table[strings.TrimSpace(means)]
		if word == "" || !known {
			return nil, fmt.Errorf("%s: %q is not word=stage with one of %s", name, pair, strings.Join(slices.Sorted(maps.Keys(table)), ", "))
		}
		own[word] = m
	}
	return own, nil
}

// Numbers names the first of some settings that is filled in with anything but a number (IsNumber).
func (f Filled) Numbers(names ...string) error {
	for _, name := range names {
		if v := f.Get(name); v != "" && !IsNumber(v) {
			return fmt.Errorf("%s: must be digits only", name)
		}
	}
	return nil
}

// Address reads a setting that holds an address, such as a base_url: http or https, with a host name, a path if need be, and nothing
// else. The slash at its end is gone; nil when it was left empty. Errors name the setting.
func (f Filled) Address(name string) (*url.URL, error) {
	s := f.Get(name)
	if s == "" {
		return nil, nil
	}
	u, err := site(s)
	if err == nil && (u.RawQuery != "" || u.Fragment != "") {
		err = errors.New("must end with its path, without ? and #")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), strings.TrimRight(u.RawPath, "/")
	return u, nil
}

// ShopAddress reads the address of a web store. People paste what they have at hand: without scheme, with a slash at the end, or the
// address of a page; what begins at one of the tails ("/wp-admin", "/rest/") is none of the shop's. The host is written as shops know
// themselves and OAuth signs it: in small letters, without the scheme's usual port. Errors say what it must be, without the setting's name.
func ShopAddress(pasted string, tails ...string) (*url.URL, error) {
	if !strings.Contains(pasted, "://") {
		pasted = "https://" + pasted
	}
	u, err := site(pasted)
	if err != nil {
		return nil, err
	}
	path := u.Path + "/"
	for _, tail := range tails {
		path, _, _ = strings.Cut(path, tail)
	}
	host := strings.ToLower(u.Host)
	if u.Port() == map[string]string{"http": "80", "https": "443"}[u.Scheme] {
		host = strings.TrimSuffix(host, ":"+u.Port())
	}
	return &url.URL{Scheme: u.Scheme, Host: host, Path: strings.TrimRight(path, "/")}, nil
}

func site(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	switch {
	case err != nil: // its words would repeat the address
		return nil, errors.New("is not an address")
	case u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return nil, errors.New("must be an http or https address with a host name")
	case u.User != nil:
		return nil, errors.New("must not hold a user name or password")
	}
	return u, nil
}

// IsNumber tells whether s is digits only, as many as a number of 64 bits has at most. It keeps anything but a number out of an address.
func IsNumber(s string) bool {
	return s != "" && len(s) <= 20 && strings.Trim(s, "0123456789") == ""
}
