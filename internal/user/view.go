package user

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tillbridge/tillbridge/internal/store"
)

// View is an address of the app that a member has given a name, to open it again.
type View struct {
	Page    string // "/orders": the address without its filters
	Name    string // one of its kind on a page of a member
	Address string // "/orders?stage=paid"
}

// What a member may keep. It is far more than anybody can find again in a menu.
const (
	MostViews      = 200
	MaxViewName    = 60   // letters
	MaxViewAddress = 2000 // bytes
)

// appPath is how a page of the app is written. The query comes after it, and nothing else: an address that a browser could take
// for another site's (//elsewhere, /\elsewhere) does not look like this.
var appPath = regexp.MustCompile(`^(/[a-z0-9-]+)+$`)

// outsidePages are the parts of this site that are no pages of the app.
var outsidePages = []string{"api", "auth", "hooks"}

// pageOf gives the page an address is of; false if it is none of the app's.
func pageOf(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || strings.Contains(address, "#") || !appPath.MatchString(u.Path) || u.RequestURI() != address {
		return "", false
	}
	first, _, _ := strings.Cut(u.Path[1:], "/")
	return u.Path, !slices.Contains(outsidePages, first)
}

// checkView fills in the page and trims the name, or says what is wrong.
func checkView(v View) (View, error) {
	v.Name = strings.TrimSpace(v.Name)
	switch n := utf8.RuneCountInString(v.Name); {
	case n == 0:
		return v, &FieldError{"name", "is needed: it is how you find the view again"}
	case n > MaxViewName:
		return v, &FieldError{"name", fmt.Sprintf("has %d letters; at most %d are kept, so shorten it", n, MaxViewName)}
	case len(v.Address) > MaxViewAddress:
		return v, &FieldError{"address", fmt.Sprintf("is longer than %d characters; use fewer filters", MaxViewAddress)}
	}
	var ok bool
	if v.Page, ok = pageOf(v.Address); !ok {
		return v, &FieldError{"address", "is no page of this app: it must begin with the page's path, such as /orders?stage=paid, and name no other site"}
	}
	return v, nil
}

// SaveView keeps a view of a member, in the place of the one of the same name and page. Errors: *FieldError, ErrMissing if there
// is no such member.
func (d *Directory) SaveView(ctx context.Context, account, member int64, v View) (View, error) {
	v, err := checkView(v)
	if err != nil {
		return v, err
	}
	return v, d.db.InTx(ctx, func(tx store.Tx) error {
		if err := tx.Lock(ctx, viewsLock^member); err != nil { // two at once could pass the limit together
			return err
		}
		n, err := tx.Exec(ctx, `insert into saved_view (account_id, member_id, page, name, address)
			select account_id, id, $3, $4, $5 from member where account_id = $1 and id = $2
			on conflict (account_id, member_id, page, name) do update set address = excluded.address`, account, member, v.Page, v.Name, v.Address)
		if err != nil {
			return fmt.Errorf("keeping a view: %w", err)
		}
		if n == 0 {
			return ErrMissing
		}
		var kept int
		if err := tx.QueryRow(ctx, `select count(*) from saved_view where account_id = $1 and member_id = $2`, account, member).Scan(&kept); err != nil {
			return err
		}
		if kept > MostViews {
			return &FieldError{"name", fmt.Sprintf("would be one more than the %d views that are kept; remove one first", MostViews)}
		}
		return nil
	})
}

const viewsLock = 0x7669657773 // "views"

// Views lists a member's views by name.
func (d *Directory) Views(ctx context.Context, account, member int64) ([]View, error) {
	rows, err := d.db.Query(ctx, `select page, name, address from saved_view where account_id = $1 and member_id = $2`, account, member)
	if err != nil {
		return nil, fmt.Errorf("reading a member's views: %w", err)
	}
	defer rows.Close()
	var all []View
	for rows.Next() {
		var v View
		if err := rows.Scan(&v.Page, &v.Name, &v.Address); err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	// Not by the database: each sorts text in its own way.
	slices.SortFunc(all, func(a, b View) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.Name, b.Name), strings.Compare(a.Page, b.Page))
	})
	return all, rows.Err()
}

// RemoveView forgets a member's view; ErrMissing if they have none of that name on that page.
func (d *Directory) RemoveView(ctx context.Context, account, member int64, page, name string) error {
	return d.change(ctx, "removing a view", `delete from saved_view where account_id = $1 and member_id = $2 and page = $3 and name = $4`, account, member, page, name)
}
