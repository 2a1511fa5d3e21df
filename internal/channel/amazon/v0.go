package amazon

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// oldMoney is an amount of v0.
type oldMoney struct {
	Amount   text `json:"Amount"`
	Currency text `json:"CurrencyCode"`
}

// oldOrder is an order of v0.
// Source: ordersV0 (Order). Everything but the four that are marked required may be absent.
type oldOrder struct {
	ID       text      `json:"AmazonOrderId"`
	Created  text      `json:"PurchaseDate"`
	Updated  text      `json:"LastUpdateDate"`
	Status   text      `json:"OrderStatus"`
	Channel  text      `json:"FulfillmentChannel"` // MFN, AFN
	Sales    text      `json:"SalesChannel"`
	Market   text      `json:"MarketplaceId"`
	Total    *oldMoney `json:"OrderTotal"`
	Payment  text      `json:"PaymentMethod"`
	EasyShip text      `json:"EasyShipShipmentStatus"`
	Replaced text      `json:"ReplacedOrderId"`
	Buyer    struct {
		Email text `json:"BuyerEmail"`
		Name  text `json:"BuyerName"`
	} `json:"BuyerInfo"`
	Address struct {
		Name         text `json:"Name"`
		Company      text `json:"CompanyName"`
		Line1        text `json:"AddressLine1"`
		Line2        text `json:"AddressLine2"`
		Line3        text `json:"AddressLine3"`
		City         text `json:"City"`
		District     text `json:"District"`
		State        text `json:"StateOrRegion"`
		Municipality text `json:"Municipality"`
		Postcode     text `json:"PostalCode"`
		Country      text `json:"CountryCode"`
		Phone        text `json:"Phone"`
	} `json:"ShippingAddress"`
}

// oldItem is a line of v0; amounts are of the whole line. Flags are strings.
// Source: ordersV0 (OrderItem).
type oldItem struct {
	ASIN          text      `json:"ASIN"`
	ID            text      `json:"OrderItemId"`
	SKU           text      `json:"SellerSKU"`
	Title         text      `json:"Title"`
	Quantity      text      `json:"QuantityOrdered"`
	Shipped       text      `json:"QuantityShipped"`
	Price         *oldMoney `json:"ItemPrice"`
	Tax           *oldMoney `json:"ItemTax"`
	Shipping      *oldMoney `json:"ShippingPrice"`
	ShippingTax   *oldMoney `json:"ShippingTax"`
	ShippingOff   *oldMoney `json:"ShippingDiscount"`
	ShippingOffTx *oldMoney `json:"ShippingDiscountTax"`
	Promotion     *oldMoney `json:"PromotionDiscount"`
	PromotionTax  *oldMoney `json:"PromotionDiscountTax"`
	CODFee        *oldMoney `json:"CODFee"`
	CODFeeOff     *oldMoney `json:"CODFeeDiscount"`
	BuyerInfo     struct {
		Wrap    *oldMoney `json:"GiftWrapPrice"`
		WrapTax *oldMoney `json:"GiftWrapTax"`
	} `json:"BuyerInfo"`
	Cancel struct {
		Asked  text `json:"IsBuyerRequestedCancel"`
		Reason text `json:"BuyerCancelReason"`
	} `json:"BuyerRequestedCancel"`
}

// oldWhole is what is kept as the raw answer of an order of v0: two answers.
type oldWhole struct {
	Order json.RawMessage   `json:"order"`
	Items []json.RawMessage `json:"items"`
}

// readOld understands an order of v0 and brings it into the shape of 2026-01-01.
func readOld(order json.RawMessage, items []json.RawMessage) *picture {
	whole, err := json.Marshal(oldWhole{order, items})
	if err != nil { // what we got is JSON already
		whole = order
	}
	p := &picture{raw: whole}
	var o oldOrder
	if err := json.Unmarshal(order, &o); err != nil {
		p.bad = err
	}
	p.order = o.renewed()
	for _, raw := range items {
		var i oldItem
		if err := json.Unmarshal(raw, &i); err != nil && p.bad == nil {
			p.bad = err
		}
		item, err := i.renewed(&o)
		if err != nil && p.bad == nil {
			p.bad = err
		}
		p.order.Items = append(p.order.Items, item)
	}
	return p
}

// renewed is the order's head in the newer shape. v0 names no parcels; Easy Ship's word stands for one.
func (o *oldOrder) renewed() wireOrder {
	w := wireOrder{
		ID: o.ID, Created: o.Created, Updated: o.Updated, Channel: wireChannel{Name: "AMAZON", Market: o.Market},
		Buyer: wireBuyer{Name: o.Buyer.Name, Email: o.Buyer.Email}, Fulfillment: wireFulfilled{Status: o.Status, By: "MERCHANT"},
	}
	if strings.HasPrefix(string(o.Sales), "Non-Amazon") {
		w.Channel.Name = "NON_AMAZON"
	}
	if o.Channel == "AFN" {
		w.Fulfillment.By = "AMAZON"
	}
	if o.Total != nil {
		w.Proceeds.Total = &wireMoney{o.Total.Amount, o.Total.Currency}
	}
	if o.Replaced != "" {
		w.Associated = []wireLink{{o.Replaced, "REPLACEMENT_ORIGINAL_ID"}}
	}
	if o.Payment != "" {
		w.Payment.Executions = append(w.Payment.Executions, struct {
			Method text `json:"paymentMethod"`
		}{o.Payment})
	}
	a := o.Address
	w.Recipient.Address = wireAddress{
		Name: a.Name, Company: a.Company, Line1: a.Line1, Line2: a.Line2, Line3: a.Line3, City: a.City, District: a.District, State: a.State,
		Municipality: a.Municipality, Postcode: a.Postcode, Country: a.Country, Phone: a.Phone,
	}
	if o.EasyShip != "" {
		var p wirePackage
		p.Ref, p.Status.Detailed = "easy-ship", easyShip(o.EasyShip)
		w.Packages = []wirePackage{p}
	}
	return w
}

// renewed is a line in the newer shape. A tax on a discount lowers the tax.
func (i *oldItem) renewed(o *oldOrder) (wireItem, error) {
	var w wireItem
	w.ID, w.Quantity = i.ID, i.Quantity
	w.Product.ASIN, w.Product.SKU, w.Product.Title = i.ASIN, i.SKU, i.Title
	w.Fulfillment.Done, w.Fulfillment.Left = i.Shipped, less(i.Quantity, i.Shipped)
	add := func(kind text, plus []*oldMoney, minus ...*oldMoney) error {
		sum, currency, err := total(plus, minus)
		if err == nil && currency != "" {
			w.Proceeds.Breakdowns = append(w.Proceeds.Breakdowns, wireBreakdown{kind, wireMoney{text(sum.String()), currency}})
			w.Proceeds.Total = &wireMoney{Currency: currency}
		}
		return err
	}
	for _, err := range []error{
		add("ITEM", []*oldMoney{i.Price}),
		add("SHIPPING", []*oldMoney{i.Shipping}),
		add("GIFT_WRAP", []*oldMoney{i.BuyerInfo.Wrap}),
		add("COD_FEE", []*oldMoney{i.CODFee}, i.CODFeeOff),
		add("TAX", []*oldMoney{i.Tax, i.ShippingTax, i.BuyerInfo.WrapTax}, i.PromotionTax, i.ShippingOffTx),
		add("DISCOUNT", []*oldMoney{i.Promotion, i.ShippingOff}),
	} {
		if err != nil {
			return w, err
		}
	}
	i.cancel(o, &w)
	return w, nil
}

// cancel reads the buyer's wish. v0 does not say who cancelled: a wish that stands on a cancelled order is the buyer's.
func (i *oldItem) cancel(o *oldOrder, w *wireItem) {
	if !i.Cancel.Asked.on() {
		return
	}
	raw, err := json.Marshal(map[string]any{
		"cancellationRequest":   map[string]any{"requester": "BUYER", "cancelReason": i.Cancel.Reason},
		"cancellationExecution": nil,
	})
	if o.Status == "Canceled" {
		raw, err = json.Marshal(map[string]any{"cancellationExecution": map[string]any{"cancelledBy": "BUYER", "cancelReason": i.Cancel.Reason}})
	}
	if err == nil {
		_ = json.Unmarshal(raw, &w.Cancellation) // we wrote it ourselves
	}
}

func less(all, done text) text {
	a, err := strconv.ParseInt(string(all), 10, 32)
	d, _ := strconv.ParseInt(string(done), 10, 32)
	if err != nil {
		return ""
	}
	return text(strconv.FormatInt(max(a-d, 0), 10))
}

// total adds amounts up exactly; currency is empty when none is there.
func total(plus, minus []*oldMoney) (sum money.Amount, currency text, err error) {
	for n, list := range [][]*oldMoney{plus, minus} {
		for _, m := range list {
			if m == nil || m.Amount == "" {
				continue
			}
			a, err := money.Parse(string(m.Amount))
			if err != nil {
				return 0, "", err
			}
			if n == 1 {
				a = -a
			}
			sum, currency = sum+a, m.Currency
		}
	}
	return sum, currency, nil
}

// searchOld asks for one page of v0 and, with whole, for the items of each order: a call each, the bottleneck of v0.
func (c *connector) searchOld(ctx context.Context, op string, s span, token string, whole bool) ([]*picture, string, error) {
	q := url.Values{"MarketplaceIds": {strings.Join(c.markets, ",")}}
	if token != "" {
		q.Set("NextToken", token)
	} else {
		by := map[string]string{"lastUpdated": "LastUpdated", "created": "Created"}[s.by]
		q.Set(by+"After", s.from)
		q.Set(by+"Before", s.to)
		q.Set("MaxResultsPerPage", strconv.Itoa(pageSize))
	}
	var got struct {
		Payload struct {
			Orders []json.RawMessage `json:"Orders"`
			Next   text              `json:"NextToken"`
		} `json:"payload"`
	}
	err := c.do(ctx, ask{op: op, limit: "getOrdersV0", path: "/orders/v0/orders", query: q, restricted: whole}, &got)
	if err != nil {
		return nil, "", err
	}
	var found []*picture
	for _, raw := range got.Payload.Orders {
		p := readOld(raw, nil)
		if p.order.ID == "" {
			return nil, "", outcome.New(outcome.BadPayload, "what", "an order without an id").In(op)
		}
		if whole && !p.outside() && isOrder(string(p.order.ID)) {
			items, err := c.itemsOld(ctx, op, string(p.order.ID))
			if err != nil {
				return nil, "", err
			}
			p = readOld(raw, items)
		}
		if !slices.ContainsFunc(found, func(o *picture) bool { return o.order.ID == p.order.ID }) {
			found = append(found, p)
		}
	}
	return found, string(got.Payload.Next), nil
}

// itemsOld reads all items of an order.
func (c *connector) itemsOld(ctx context.Context, op, ref string) ([]json.RawMessage, error) {
	var items []json.RawMessage
	for token := ""; ; {
		var got struct {
			Payload struct {
				Items []json.RawMessage `json:"OrderItems"`
				Next  text              `json:"NextToken"`
			} `json:"payload"`
		}
		a := ask{op: op, limit: "getOrderItemsV0", path: "/orders/v0/orders/" + ref + "/orderItems", ref: ref, restricted: true}
		if token != "" {
			a.query = url.Values{"NextToken": {token}}
		}
		if err := c.do(ctx, a, &got); err != nil {
			return nil, err
		}
		items = append(items, got.Payload.Items...)
		if next := string(got.Payload.Next); next == "" || next == token {
			return items, nil
		}
		token = string(got.Payload.Next)
	}
}

// oneOld reads an order by its id: two calls.
func (c *connector) oneOld(ctx context.Context, op, ref string) (*picture, error) {
	var got struct {
		Payload json.RawMessage `json:"payload"`
	}
	if err := c.do(ctx, ask{op: op, limit: "getOrderV0", path: "/orders/v0/orders/" + ref, ref: ref, restricted: true}, &got); err != nil {
		return nil, err
	}
	items, err := c.itemsOld(ctx, op, ref)
	if err != nil {
		return nil, err
	}
	p := readOld(got.Payload, items)
	if string(p.order.ID) != ref {
		return nil, outcome.New(outcome.BadPayload, "what", "another order than was asked for").In(op).About(ref)
	}
	if p.outside() {
		return nil, outcome.New(outcome.OrderMissing).In(op).About(ref)
	}
	return p, nil
}
