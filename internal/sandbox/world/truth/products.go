package truth

import (
	"net/http"
	"strconv"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// Product is one thing the merchant sells, with where it is listed.
type Product struct {
	SKU      string    `json:"sku"`
	Name     string    `json:"name"`
	Barcode  string    `json:"barcode"`
	Price    string    `json:"price"`
	Taxed    bool      `json:"taxed"`
	Listings []Listing `json:"listings"`
}

// Listing is an entry of a shop's catalogue. Its SKU may be empty or another than the merchant's.
type Listing struct {
	Channel   string    `json:"channel"`
	Shop      string    `json:"shop"`
	Ref       string    `json:"ref"`
	ParentRef string    `json:"parent_ref,omitempty"`
	SKU       string    `json:"sku"`
	Name      string    `json:"name"`
	Price     string    `json:"price"`
	Stock     int64     `json:"stock"`
	UpdatedAt time.Time `json:"updated_at"`
}

// products lists the merchant's goods with their listings; those that a client made are listed without goods, last.
func products(s Sandbox, w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	listings, currency := map[string][]Listing{}, "IDR"
	for _, shop := range s.World.Shops() {
		if !fits(q.Get("channel"), shop.Channel) || !fits(q.Get("shop"), shop.Key.Shop) {
			continue
		}
		for _, i := range s.World.Items(shop.Key) {
			if i.Kind != world.Variable {
				listings[i.Goods] = append(listings[i.Goods], listing(i, shop.Currency))
			}
		}
	}
	out := []Product{}
	for _, g := range s.World.Goods() {
		p := Product{SKU: g.SKU, Name: g.Name, Barcode: g.Barcode, Price: g.Price.Text(world.Digits(currency)), Taxed: g.Taxed, Listings: listings[g.SKU]}
		out = append(out, p)
	}
	if others := listings[""]; len(others) > 0 {
		out = append(out, Product{Listings: others})
	}
	write(w, http.StatusOK, out)
}

func listing(i *world.Item, currency string) Listing {
	l := Listing{
		Channel: i.Channel, Shop: i.Shop, Ref: strconv.FormatInt(i.ID, 10), SKU: i.SKU, Name: i.Name, Stock: i.Stock, UpdatedAt: i.Updated,
		Price: i.Costs().Text(world.Digits(currency)),
	}
	if i.ParentID != 0 {
		l.ParentRef = strconv.FormatInt(i.ParentID, 10)
	}
	return l
}

// Move is a change of a listing's stock.
type Move struct {
	At     time.Time        `json:"at"`
	Item   string           `json:"item"`
	Change int64            `json:"change"`
	After  int64            `json:"after"`
	Why    world.MoveReason `json:"why"`
	Order  string           `json:"order,omitempty"`
}

// moves lists the stock moves of one shop, oldest first.
func moves(s Sandbox, w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	key, ok := s.pick(q.Get("channel"), q.Get("shop"))
	if !ok {
		problem(w, http.StatusNotFound, "shop", "shop: there is no such shop")
		return
	}
	out := []Move{}
	for _, m := range s.World.Moves(key) {
		item := strconv.FormatInt(m.Item, 10)
		if fits(q.Get("item"), item) {
			out = append(out, Move{At: m.At, Item: item, Change: m.Change, After: m.After, Why: m.Why, Order: m.Ref})
		}
	}
	write(w, http.StatusOK, out)
}
