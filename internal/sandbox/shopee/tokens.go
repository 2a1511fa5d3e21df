package shopee

import (
	"slices"
	"time"
)

// Lives of what lets a client in (sheet, 2.2).
const (
	accessLife  = 4 * time.Hour
	refreshLife = 30 * 24 * time.Hour
	codeLife    = 10 * time.Minute
	afterwards  = 5 * time.Minute // an access token still works after it was replaced
)

// accessToken may be used until it ends.
type accessToken struct {
	Token string    `json:"token"`
	Until time.Time `json:"until"`
}

// refreshToken is good once.
type refreshToken struct {
	Token string    `json:"token"`
	Until time.Time `json:"until"`
}

// authCode is what a browser brings back to the app; good once.
type authCode struct {
	Code  string    `json:"code"`
	Until time.Time `json:"until"`
}

// grant makes a pair of tokens. The lock has to be held.
func (f *Face) grant() (access, refresh string) {
	now := f.now()
	f.state.Access = slices.DeleteFunc(f.state.Access, func(t accessToken) bool { return !now.Before(t.Until) })
	for i := range f.state.Access {
		if end := now.Add(afterwards); f.state.Access[i].Until.After(end) {
			f.state.Access[i].Until = end
		}
	}
	access, refresh = f.secret("access")[:32], f.secret("refresh")[:32]
	f.state.Access = append(f.state.Access, accessToken{access, now.Add(accessLife)})
	f.state.Refresh = append(f.state.Refresh, refreshToken{refresh, now.Add(refreshLife)})
	return access, refresh
}

// letsIn tells whether an access token is good now.
func (f *Face) letsIn(token string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.ContainsFunc(f.state.Access, func(t accessToken) bool { return equal(t.Token, token) && f.now().Before(t.Until) })
}

// spend takes a refresh token; a spent one and a wrong one look the same.
func (f *Face) spend(token string) error {
	i := slices.IndexFunc(f.state.Refresh, func(t refreshToken) bool { return equal(t.Token, token) })
	if i < 0 {
		return refuse("error_auth", "Invalid refresh_token.")
	}
	until := f.state.Refresh[i].Until
	f.state.Refresh = slices.Delete(f.state.Refresh, i, i+1)
	if !f.now().Before(until) {
		return refuse("refresh_token_expired", "Your refresh_token expired.")
	}
	return nil
}

// granted is the answer of both token calls, at the top level.
type granted struct {
	header
	Access   string  `json:"access_token"`
	Refresh  string  `json:"refresh_token"`
	ExpireIn int64   `json:"expire_in"`
	Partner  int64   `json:"partner_id,omitempty"`
	Shop     int64   `json:"shop_id,omitempty"`
	Shops    []int64 `json:"shop_id_list,omitempty"`
	Merchant []int64 `json:"merchant_id_list,omitempty"`
}

// getToken is POST auth/token/get.
func getToken(c *call) (any, error) {
	var in struct {
		Code    string `json:"code"`
		Partner int64  `json:"partner_id"`
		Shop    int64  `json:"shop_id"`
		Account int64  `json:"main_account_id"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	f := c.f
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case in.Partner != f.state.Partner:
		return nil, refuse("error_param", "Invalid partner_id.")
	case in.Shop == 0 && in.Account == 0:
		return nil, refuse("error_param", "Wrong parameters, detail: shop_id or main_account_id is required.")
	}
	i := slices.IndexFunc(f.state.Codes, func(a authCode) bool { return equal(a.Code, in.Code) })
	if i < 0 || !f.now().Before(f.state.Codes[i].Until) {
		return nil, refuse("invalid_code", "The code is expired or used or invalid, please check the code.")
	}
	if in.Shop != 0 && in.Shop != f.shopID() || in.Account != 0 && in.Account != mainAccount(f) {
		return nil, refuse("invalid_shop_id", "The code or shop_id is wrong, please check the code or the shop_id.")
	}
	f.state.Codes = slices.Delete(f.state.Codes, i, i+1)
	access, refresh := f.grant()
	out := &granted{Access: access, Refresh: refresh, ExpireIn: int64(accessLife / time.Second), Merchant: []int64{}}
	if in.Account != 0 {
		out.Shops = []int64{f.shopID()}
	}
	return out, nil
}

// mainAccount is the number of the account that owns the shop.
func mainAccount(f *Face) int64 { return 900_000 + f.shopID() }

// refreshAccess is POST auth/access_token/get.
func refreshAccess(c *call) (any, error) {
	var in struct {
		Refresh string `json:"refresh_token"`
		Partner int64  `json:"partner_id"`
		Shop    int64  `json:"shop_id"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	f := c.f
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case in.Partner != f.state.Partner:
		return nil, refuse("error_param", "Invalid partner_id.")
	case in.Shop != f.shopID():
		return nil, refuse("shop_no_linked", "Partner and shop has no linked.")
	}
	if err := f.spend(in.Refresh); err != nil {
		return nil, err
	}
	access, refresh := f.grant()
	return &granted{Access: access, Refresh: refresh, ExpireIn: int64(accessLife / time.Second), Partner: in.Partner, Shop: in.Shop}, nil
}
