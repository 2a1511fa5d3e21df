package truth

import (
	"net/http"
	"slices"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// Order is an order as a perfect connector would read it from its channel. Amounts are decimals in the currency's places.
type Order struct {
	Channel         string      `json:"channel"`
	Shop            string      `json:"shop"`
	Ref             string      `json:"ref"`
	Number          string      `json:"number"`
	Facet           string      `json:"facet,omitempty"` // the part of the channel that the buyer ordered at
	Stage           world.Stage `json:"stage"`
	CancelRequested bool        `json:"cancel_requested"`
	ReturnRequested bool        `json:"return_requested"`
	CancelledBy     world.Actor `json:"cancelled_by"` // buyer, seller, system or empty
	Currency        string      `json:"currency"`
	Total           string      `json:"total"` // refunds are not taken off
	Lines           []Line      `json:"lines"`
	LinesTotal      string      `json:"lines_total"` // before discounts
	Discounts       string      `json:"discounts"`
	Shipping        string      `json:"shipping"`
	Tax             string      `json:"tax"`
	Fees            string      `json:"fees"`
	Refunded        string      `json:"refunded"`
	Paid            bool        `json:"paid"` // the money has come in
	PaidAt          *time.Time  `json:"paid_at"`
	CreatedAt       time.Time   `json:"created_at"`
	UpdatedAt       time.Time   `json:"updated_at"`
	Packages        []Package   `json:"packages"`
	Word            string      `json:"word,omitempty"` // the channel's status, when a client wrote it
	InBin           bool        `json:"deleted,omitzero"`
	Next            string      `json:"next,omitempty"` // what will happen by itself
}

// Line is a line item. Price is of one piece before discount; Goods is the merchant's own SKU whatever the listing says.
type Line struct {
	SKU       string `json:"sku"`
	Goods     string `json:"goods"`
	Quantity  int64  `json:"quantity"`
	Cancelled int64  `json:"cancelled"`
	Name      string `json:"name"`
	Price     string `json:"price"`
	Discount  string `json:"discount"`
	Tax       string `json:"tax"`
	Total     string `json:"total"` // after discount, without tax
}

// Package is one parcel.
type Package struct {
	Ref            string     `json:"ref"`
	Courier        string     `json:"courier"`
	TrackingNumber string     `json:"tracking_number"`
	ShippedAt      time.Time  `json:"shipped_at"`
	DeliveredAt    *time.Time `json:"delivered_at"`
}

// show turns a world's order into the truth about it.
func (s Sandbox) show(o *world.Order, goods map[int64]string) Order {
	digits, sums, r := world.Digits(o.Currency), o.Sums(), s.World.Reading(o)
	out := Order{
		Channel: o.Channel, Shop: o.Shop, Ref: o.Ref, Number: o.Number, Facet: o.Facet,
		Stage: r.Stage, CancelRequested: r.CancelRequested, ReturnRequested: r.ReturnRequested, CancelledBy: r.CancelledBy,
		Currency: o.Currency, Total: o.Total.Text(digits), LinesTotal: sums.Lines.Text(digits), Discounts: sums.Discounts.Text(digits),
		Shipping: sums.Shipping.Text(digits), Tax: sums.Tax.Text(digits), Fees: sums.Fees.Text(digits), Refunded: o.Refunded().Text(digits),
		Paid: o.WasPaid(), PaidAt: optional(o.PaidAt), CreatedAt: o.Created, UpdatedAt: o.Updated,
		Lines: make([]Line, 0, len(o.Lines)), Packages: make([]Package, 0, len(o.Packages)), Word: o.Word, InBin: o.Deleted,
	}
	for _, l := range o.Lines {
		out.Lines = append(out.Lines, Line{
			SKU: l.SKU, Goods: goods[l.ItemID], Quantity: l.Quantity, Cancelled: l.Cancelled, Name: l.Name, Price: l.Price.Text(digits),
			Discount: l.Discount.Text(digits), Tax: l.Tax.Text(digits), Total: l.Total().Text(digits),
		})
	}
	for _, p := range o.Packages {
		out.Packages = append(out.Packages, Package{
			Ref: p.Ref, Courier: p.Courier, TrackingNumber: p.TrackingNumber, ShippedAt: p.ShippedAt, DeliveredAt: optional(p.DeliveredAt),
		})
	}
	if len(o.Script) > 0 {
		out.Next = string(o.Script[0].Verb)
	}
	return out
}

func optional(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// goods is the merchant's own SKU of every item of a shop.
func (s Sandbox) goods(k world.Key) map[int64]string {
	out := map[int64]string{}
	for _, i := range s.World.Items(k) {
		out[i.ID] = i.Goods
	}
	return out
}

// orders lists orders by shop and creation. Query: channel, shop, stage (as read from the channel), deleted=true for those
// that the channel no longer shows at all.
func orders(s Sandbox, w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	f := world.Filter{Channel: q.Get("channel"), Shop: q.Get("shop"), Stage: world.Stage(q.Get("stage")), Deleted: q.Get("deleted") == "true"}
	if f.Stage != "" && !slices.Contains(world.Stages(), f.Stage) {
		problem(w, http.StatusBadRequest, "stage", "stage: "+string(f.Stage)+" is none of the stages")
		return
	}
	out, goods := []Order{}, map[world.Key]map[int64]string{}
	for _, o := range s.World.Orders(f) {
		if goods[o.Key] == nil {
			goods[o.Key] = s.goods(o.Key)
		}
		out = append(out, s.show(o, goods[o.Key]))
	}
	write(w, http.StatusOK, out)
}

func order(s Sandbox, w http.ResponseWriter, r *http.Request) {
	o, err := s.World.Order(keyOf(r), r.PathValue("ref"))
	if err != nil {
		failed(w, err)
		return
	}
	write(w, http.StatusOK, s.show(o, s.goods(o.Key)))
}

// place lets a buyer order now. Everything may be left out: channel and shop are then the first ones, lines what a buyer
// picks. The order then lives by itself.
func place(s Sandbox, w http.ResponseWriter, r *http.Request) {
	var in struct {
		Channel string `json:"channel"`
		Shop    string `json:"shop"`
		Lines   []struct {
			SKU      string `json:"sku"`
			Quantity int64  `json:"quantity"`
		} `json:"lines"`
	}
	if !body(w, r, &in) {
		return
	}
	key, ok := s.pick(in.Channel, in.Shop)
	if !ok {
		problem(w, http.StatusBadRequest, "channel", "channel: there is no shop "+in.Channel+"/"+in.Shop)
		return
	}
	var wishes []world.Wish
	for _, l := range in.Lines {
		if l.Quantity == 0 {
			l.Quantity = 1
		}
		wishes = append(wishes, world.Wish{SKU: l.SKU, Quantity: l.Quantity})
	}
	o, err := s.World.Buy(key, wishes)
	if err != nil {
		failed(w, err)
		return
	}
	write(w, http.StatusCreated, s.show(o, s.goods(o.Key)))
}

// pick is the first shop that fits.
func (s Sandbox) pick(channel, shop string) (world.Key, bool) {
	for _, x := range s.World.Shops() {
		if fits(channel, x.Channel) && fits(shop, x.Key.Shop) {
			return x.Key, true
		}
	}
	return world.Key{}, false
}

// push does a verb to an order. Query: by (buyer, seller, system) for who does it, amount for refund, courier and
// tracking_number for ship, part=true for a first of several parcels, restock=true for refund, reason.
func push(s Sandbox, w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	act := world.Act{
		Verb: world.Verb(r.PathValue("verb")), By: world.Actor(q.Get("by")), Reason: q.Get("reason"), Courier: q.Get("courier"),
		Tracking: q.Get("tracking_number"), Part: q.Get("part") == "true", Restock: q.Get("restock") == "true",
	}
	if !slices.Contains(world.Verbs(), act.Verb) {
		problem(w, http.StatusBadRequest, "verb", "verb: "+string(act.Verb)+" is none of the verbs")
		return
	}
	if !slices.Contains([]world.Actor{world.Nobody, world.Buyer, world.Seller, world.System}, act.By) {
		problem(w, http.StatusBadRequest, "by", "by: want buyer, seller or system")
		return
	}
	if a := q.Get("amount"); a != "" {
		amount, err := world.ParseAmount(a)
		if err != nil {
			problem(w, http.StatusBadRequest, "amount", "amount: "+err.Error())
			return
		}
		act.Amount = amount
	}
	o, err := s.World.Do(keyOf(r), r.PathValue("ref"), act)
	if err != nil {
		failed(w, err)
		return
	}
	write(w, http.StatusOK, s.show(o, s.goods(o.Key)))
}
