package shopee

import (
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// escrowOf is an order's settlement: what order detail does not tell. Amounts of items are of whole lines.
func (c *call) escrowOf(o *world.Order) fields {
	seller, platform := vouchers(o)
	service, packaging := fees(o)
	returns := []string{}
	for _, r := range c.f.returnsOf(o) {
		returns = append(returns, r.sn)
	}
	goods := o.Sums().Lines
	return fields{
		"order_sn": o.Ref, "buyer_user_name": "", "return_order_sn_list": returns,
		"buyer_payment_info": fields{
			"buyer_payment_method": o.Payment.Title, "merchant_subtotal": money(goods), "shipping_fee": money(o.Shipping),
			"seller_voucher": money(-seller), "shopee_voucher": money(-platform), "shopee_coins_redeemed": money(0),
			"credit_card_promotion": money(0), "buyer_service_fee": money(service), "buyer_paid_packaging_fee": money(packaging),
			"buyer_tax_amount": money(o.Sums().Tax), "buyer_total_amount": money(o.Total), "insurance_premium": money(0),
			"initial_buyer_txn_fee": money(0), "is_paid_by_credit_card": false,
		},
		"order_income": fields{
			"escrow_amount": money(o.Total + platform - o.Shipping), "buyer_total_amount": money(o.Total), "original_price": money(goods),
			"seller_discount": money(0), "shopee_discount": money(0), "voucher_from_seller": money(seller), "voucher_from_shopee": money(platform),
			"coins": money(0), "buyer_paid_shipping_fee": money(o.Shipping), "actual_shipping_fee": money(o.Shipping),
			"buyer_transaction_fee": money(0), "commission_fee": money(goods / 50), "seller_return_refund": money(-o.Refunded()),
			"items": c.escrowItems(o),
		},
	}
}

// vouchers are an order's reductions by who pays for them.
func vouchers(o *world.Order) (seller, platform world.Amount) {
	for _, d := range o.Discounts {
		if d.By == world.System {
			platform += d.Amount
		} else {
			seller += d.Amount
		}
	}
	return seller, platform
}

// fees are what the buyer pays beside goods and shipping: the service fee of cash on delivery, and packaging.
func fees(o *world.Order) (service, packaging world.Amount) {
	for _, f := range o.Fees {
		if o.Payment.OnDelivery {
			service += f.Amount
		} else {
			packaging += f.Amount
		}
	}
	return service, packaging
}

func (c *call) escrowItems(o *world.Order) []fields {
	out := []fields{}
	_, platform := vouchers(o)
	for _, l := range o.Lines {
		item, model, _ := c.f.goods(l.ItemID)
		bySeller, byShopee := l.Discount, world.Amount(0)
		if platform > 0 { // an order of this world has one voucher
			bySeller, byShopee = 0, l.Discount
		}
		out = append(out, fields{
			"item_id": item, "model_id": model, "line_item_id": l.ID, "item_sku": l.SKU, "quantity_purchased": l.Quantity,
			"original_price": money(l.Subtotal), "discounted_price": money(l.Subtotal), "seller_discount": money(0), "shopee_discount": money(0),
			"discount_from_voucher_seller": money(bySeller), "discount_from_voucher_shopee": money(byShopee), "discount_from_coin": money(0),
			"activity_type": "", "activity_id": 0,
		})
	}
	return out
}

// escrowDetail is GET payment/get_escrow_detail. There is no settlement before the payment.
func escrowDetail(c *call) (any, error) {
	sn := c.query.Get("order_sn")
	if sn == "" {
		return nil, refuse("error_param", "order_sn is required")
	}
	o, err := c.order(sn)
	if err != nil {
		return nil, refuse("order_not_found", "Order SN provided is invalid or does not belong to you. Please enter a valid Order SN.")
	}
	if !priced(o) {
		return nil, refuse("income_not_found", "The escrow income not found.")
	}
	return c.escrowOf(o), nil
}

// escrowBatch is POST payment/get_escrow_detail_batch: rows are wrapped, those that fail say why.
func escrowBatch(c *call) (any, error) {
	var in struct {
		SNs []string `json:"order_sn_list"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	switch {
	case len(in.SNs) == 0:
		return nil, refuse("error_param", "order_sn_list is required, format should be string[]")
	case len(in.SNs) > 50:
		return nil, refuse("exceed_max_limit", "Your request exceeds the max limit of 50 orders.")
	}
	out := []fields{}
	for _, sn := range in.SNs {
		o, err := c.order(sn)
		switch {
		case err != nil:
			out = append(out, fields{"escrow_detail": fields{"order_sn": sn, "return_order_sn_list": []string{}}, "fail_error": "order_not_found", "fail_message": "The order info not found."})
		case !priced(o):
			out = append(out, fields{"escrow_detail": fields{"order_sn": sn, "return_order_sn_list": []string{}}, "fail_error": "income_not_found", "fail_message": "The escrow income not found."})
		default:
			out = append(out, fields{"escrow_detail": c.escrowOf(o)})
		}
	}
	return out, nil
}

// escrowList is GET payment/get_escrow_list: completed orders by when they were paid out.
func escrowList(c *call) (any, error) {
	from, to, err := c.span("release_time_from", "release_time_to", refuse("error_param", "release_time_from should be earlier than release_time_to and within 15 days"))
	if err != nil {
		return nil, err
	}
	number, err := c.integer("page_no", 1, 1<<31, 1)
	if err != nil {
		return nil, err
	}
	size, err := c.integer("page_size", 1, 100, 40)
	if err != nil {
		return nil, err
	}
	rows := []fields{}
	for _, o := range c.f.since(from, c.f.world.Now()) {
		if !o.CompletedAt.IsZero() && !o.CompletedAt.Before(from) && !o.CompletedAt.After(to) {
			rows = append(rows, fields{"order_sn": o.Ref, "payout_amount": money(o.Total), "escrow_release_time": c.unix(o.CompletedAt)})
		}
	}
	start := min(int((number-1)*size), len(rows))
	end := min(start+int(size), len(rows))
	return fields{"escrow_list": rows[start:end], "more": end < len(rows)}, nil
}
