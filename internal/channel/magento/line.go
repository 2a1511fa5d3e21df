package magento

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// wireItem is a row of an order. A product with parts is a parent row with its parts as rows below it (parent_item_id).
// Source: AdobeDocs/commerce-webapi: src/openapi (sales-data-order-item-interface).
type wireItem struct {
	ID          text   `json:"item_id"`
	Parent      text   `json:"parent_item_id"`
	Type        text   `json:"product_type"`
	Product     text   `json:"product_id"`
	SKU         text   `json:"sku"`
	Name        text   `json:"name"`
	RowTotal    amount `json:"row_total"` // without tax, before discount
	Original    amount `json:"original_price"`
	Discount    amount `json:"discount_amount"` // positive
	Tax         amount `json:"tax_amount"`
	Hidden      amount `json:"discount_tax_compensation_amount"`
	FixedTax    amount `json:"weee_tax_applied_row_amount"`
	Virtual     text   `json:"is_virtual"`
	QtyOrdered  amount `json:"qty_ordered"`
	QtyInvoiced amount `json:"qty_invoiced"`
	QtyShipped  amount `json:"qty_shipped"`
	QtyRefunded amount `json:"qty_refunded"`
	QtyCanceled amount `json:"qty_canceled"`
}

// family is a row with the rows of its parts.
type family struct {
	wireItem
	parts []wireItem
}

// families puts rows together, in the order of the parents. A part whose parent is not there stands alone.
func families(items []wireItem) []family {
	at := map[text]int{}
	var all []family
	for _, i := range items {
		if i.Parent == "" {
			at[i.ID] = len(all)
			all = append(all, family{wireItem: i})
		}
	}
	for _, i := range items {
		n, known := at[i.Parent]
		switch {
		case i.Parent == "":
		case known:
			all[n].parts = append(all[n].parts, i)
		default:
			all = append(all, family{wireItem: i})
		}
	}
	return all
}

// lines maps an order's rows to goods.
//
// A configurable product is its parent row, which has the money and already the SKU of the chosen variant; the row below gives
// only the variant's product number (its price is 0 in some releases and the parent's in others). A bundle is its parts, for
// they leave the shelf; its money is theirs.
func (r *reader) lines(items []wireItem) []order.Line {
	var out []order.Line
	for _, f := range families(items) {
		if f.Type == "bundle" && len(f.parts) > 0 {
			out = append(out, r.bundle(f)...)
			continue
		}
		l := r.line(f.wireItem)
		if len(f.parts) == 1 {
			l.Listing = string(f.parts[0].Product)
			l.SKU = cmp.Or(l.SKU, string(f.parts[0].SKU))
		}
		out = append(out, l)
	}
	return out
}

func (r *reader) line(i wireItem) order.Line {
	l := order.Line{
		Ref: string(i.ID), Listing: string(i.Product), SKU: string(i.SKU), Name: string(i.Name), Quantity: r.quantity(i),
		Total: r.signed("items.row_total", i.RowTotal), Discount: r.signed("items.discount_amount", i.Discount),
		Tax: r.sum("items.tax_amount", i.Tax, i.Hidden),
	}
	priced(&l)
	return l
}

func priced(l *order.Line) {
	if l.Quantity > 0 {
		l.Price = l.Total / money.Amount(l.Quantity)
	}
}

// quantity is in whole pieces: Magento can sell 1.5 metres, and the books cannot hold that.
func (r *reader) quantity(i wireItem) int64 {
	n, err := money.Parse(string(i.QtyOrdered))
	if err != nil || n <= 0 || n%money.Scale != 0 {
		r.Fault(outcome.BadQuantity, "line", httpkit.Short(i.ID), "value", httpkit.Short(i.QtyOrdered))
		return 0
	}
	return int64(n / money.Scale)
}

// bundle gives the parts of a bundle with its money. With dynamic prices each part has its own, and the parent's is their sum;
// with a fixed price only the parent has one, and it is spread over the parts: by what they cost alone, or by pieces where the
// shop does not tell.
func (r *reader) bundle(f family) []order.Line {
	out := make([]order.Line, len(f.parts))
	var totals, discounts, taxes money.Amount
	for i, p := range f.parts {
		out[i] = r.line(p)
		totals, discounts, taxes = totals+out[i].Total, discounts+out[i].Discount, taxes+out[i].Tax
	}
	whole := r.line(f.wireItem)
	weights := r.weights(f, out)
	for i := range out {
		out[i].Total += share(whole.Total-totals, weights, i)
		if discounts == 0 {
			out[i].Discount += share(whole.Discount, weights, i)
		}
		if taxes == 0 {
			out[i].Tax += share(whole.Tax, weights, i)
		}
		priced(&out[i])
	}
	return out
}

// weights is how a bundle's money is spread. They are whole numbers well below what overflows.
func (r *reader) weights(f family, parts []order.Line) []int64 {
	by := func(value func(i int) int64) []int64 {
		w := make([]int64, len(parts))
		for i := range parts {
			w[i] = min(max(value(i), 0), 1<<20)
		}
		return w
	}
	choices := [][]int64{
		by(func(i int) int64 { return int64(parts[i].Total / money.Scale) }),
		by(func(i int) int64 {
			return int64(r.signed("items.original_price", f.parts[i].Original)/money.Scale) * parts[i].Quantity
		}),
		by(func(i int) int64 { return parts[i].Quantity }),
	}
	for _, w := range choices {
		if slices.Max(w) > 0 {
			return w
		}
	}
	return slices.Repeat([]int64{1}, len(parts))
}

// share is the i-th part's share of an amount; the last part takes what rounding leaves.
func share(whole money.Amount, weights []int64, i int) money.Amount {
	var sum, before int64
	for n, w := range weights {
		sum += w
		if n < i {
			before += w
		}
	}
	upTo := func(n int64) money.Amount {
		return whole/money.Amount(sum)*money.Amount(n) + whole%money.Amount(sum)*money.Amount(n)/money.Amount(sum)
	}
	return upTo(before+weights[i]) - upTo(before)
}

// count adds up an order's pieces. Of a product with parts the parent counts; a bundle may be shipped by its parts instead, and
// then it has left when they have.
func (r *reader) count(items []wireItem) pieces {
	var p pieces
	for _, f := range families(items) {
		p.toInvoice += max(f.open(f.QtyInvoiced), 0)
		p.shipped += f.QtyShipped.value()
		travels := f.travels()
		left := max(f.open(f.QtyShipped), 0)
		var parts money.Amount
		for _, part := range f.parts {
			p.shipped += part.QtyShipped.value()
			parts += max(part.open(part.QtyShipped), 0)
		}
		if f.Type == "bundle" && len(f.parts) > 0 {
			left = min(left, parts)
		}
		if travels {
			p.shippable += f.QtyOrdered.value()
			p.toShip += left
		}
	}
	return p
}

// open is how many pieces are neither done nor given back nor cancelled.
func (i wireItem) open(done amount) money.Amount {
	return i.QtyOrdered.value() - done.value() - i.QtyRefunded.value() - i.QtyCanceled.value()
}

// travels tells whether a row is goods that are sent. The parent of a product with parts is marked as its parts are.
func (i wireItem) travels() bool {
	virtual, _ := strconv.ParseBool(string(i.Virtual))
	return !virtual && i.Type != "virtual" && i.Type != "downloadable"
}
