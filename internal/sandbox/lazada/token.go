package lazada

import (
	"strconv"
	"time"
)

// lives are how long tokens last; an app in test has shorter ones (sheet, 2.1).
type lives struct {
	access, refresh time.Duration
}

const day = 24 * time.Hour

var (
	online = lives{30 * day, 180 * day}
	inTest = lives{7 * day, 30 * day}
)

const codeLife = 30 * time.Minute

// token is a pair that was given out. RefreshUntil is the login's end: it is handed on to what a refresh makes.
type token struct {
	Access, Refresh     string
	Until, RefreshUntil time.Time
	Replaced            bool // by a newer pair that was used: its refresh token is spent
	By                  int  // index of the pair it was made from, plus one
}

// loginCode is what a browser brings back; good once.
type loginCode struct {
	Code string
	At   time.Time
	Used bool
}

// grant makes a new pair. The lock has to be held, or nobody else be there yet.
func (f *Face) grant(until time.Time) *token {
	t := &token{
		Access: "50000" + f.hex("access"), Refresh: "50001" + f.hex("refresh"),
		Until: f.now().Add(f.lives.access), RefreshUntil: until,
	}
	f.tokens = append(f.tokens, t)
	return t
}

// admitted tells whether an access token is good, and spends the refresh token that it was made from: a pair whose answer was lost can
// be asked for again (unverified; Lazada's guide only says to save the new pair each time).
func (f *Face) admitted(access string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, t := range f.tokens {
		if t.Access == access && f.now().Before(t.Until) {
			if t.By > 0 {
				f.tokens[t.By-1].Replaced = true
			}
			return true
		}
	}
	return false
}

// createToken is /auth/token/create.
func createToken(c *call) (object, *refusal) {
	f, code := c.f, c.get("code")
	if code == "" {
		return nil, missing("code")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, k := range f.codes {
		if k.Code == code && !k.Used && f.now().Sub(k.At) < codeLife {
			k.Used = true
			return f.tokenAnswer(f.grant(f.now().Add(f.lives.refresh)), "country_user_info"), nil
		}
	}
	return nil, &refusal{"InvalidCode", "ISP", "Invalid authorization code"}
}

// refreshToken is /auth/token/refresh: a new pair whose refresh token ends when the old one would have.
func refreshToken(c *call) (object, *refusal) {
	f, refresh := c.f, c.get("refresh_token")
	if refresh == "" {
		return nil, missing("refresh_token")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for n, t := range f.tokens {
		if t.Refresh == refresh && !t.Replaced && f.now().Before(t.RefreshUntil) {
			fresh := f.grant(t.RefreshUntil)
			fresh.By = n + 1
			return f.tokenAnswer(fresh, "country_user_info_list"), nil
		}
	}
	return nil, &refusal{"IllegalRefreshToken", "ISV", "The specified refresh token is invalid or expired"}
}

// tokenAnswer stands at the top level, not in data.
func (f *Face) tokenAnswer(t *token, users string) object {
	left := func(until time.Time) any {
		secs := int64(until.Sub(f.now()) / time.Second)
		if f.strings {
			return strconv.FormatInt(secs, 10)
		}
		return secs
	}
	return object{
		"access_token": t.Access, "refresh_token": t.Refresh, "expires_in": left(t.Until), "refresh_expires_in": left(t.RefreshUntil),
		"country": "id", "account_platform": "seller_center", "account": "owner@example.test", "account_id": nil,
		users: []object{{"country": "id", "seller_id": f.sellerID(), "user_id": f.sellerID(), "short_code": f.shortCode()}},
	}
}

func (f *Face) shortCode() string { return "ID1" + f.shop.Key.Shop + "XK" }
