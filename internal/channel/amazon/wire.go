package amazon

import "encoding/json"

// wireMoney is an amount as orders have it: a decimal string.
type wireMoney struct {
	Amount   text `json:"amount"`
	Currency text `json:"currencyCode"`
}

// wireOrder is an order of 2026-01-01; one of v0 is brought into this shape (v0.go), so that there is one mapping.
// Source: orders_2026-01-01 (Order). Blocks that includedData does not ask for, and those the app has no role for, are absent.
type wireOrder struct {
	ID          text          `json:"orderId"`
	Created     text          `json:"createdTime"`
	Updated     text          `json:"lastUpdatedTime"`
	Associated  []wireLink    `json:"associatedOrders"`
	Channel     wireChannel   `json:"salesChannel"`
	Buyer       wireBuyer     `json:"buyer"`
	Recipient   wireRecipient `json:"recipient"`
	Proceeds    wireProceeds  `json:"proceeds"`
	Payment     wirePayment   `json:"payment"`
	Fulfillment wireFulfilled `json:"fulfillment"`
	Items       []wireItem    `json:"orderItems"`
	Packages    []wirePackage `json:"packages"`
}

type wireLink struct {
	Order text `json:"orderId"`
	Type  text `json:"associationType"`
}

type wireChannel struct {
	Name   text `json:"channelName"`
	Market text `json:"marketplaceId"`
}

type wireBuyer struct {
	Name    text `json:"buyerName"`
	Email   text `json:"buyerEmail"`
	Company text `json:"buyerCompanyName"`
}

type wireRecipient struct {
	Address wireAddress `json:"deliveryAddress"`
}

type wireAddress struct {
	Name         text `json:"name"`
	Company      text `json:"companyName"`
	Line1        text `json:"addressLine1"`
	Line2        text `json:"addressLine2"`
	Line3        text `json:"addressLine3"`
	City         text `json:"city"`
	District     text `json:"districtOrCounty"`
	State        text `json:"stateOrRegion"`
	Municipality text `json:"municipality"`
	Postcode     text `json:"postalCode"`
	Country      text `json:"countryCode"`
	Phone        text `json:"phone"`
}

type wireProceeds struct {
	Total      *wireMoney      `json:"grandTotal"`
	Breakdowns []wireBreakdown `json:"breakdowns"`
}

type wireBreakdown struct {
	Type     text      `json:"type"`
	Subtotal wireMoney `json:"subtotal"`
}

type wirePayment struct {
	Executions []struct {
		Method text `json:"paymentMethod"`
	} `json:"paymentExecutions"`
}

type wireFulfilled struct {
	Status text `json:"fulfillmentStatus"`
	By     text `json:"fulfilledBy"`
}

type wireItem struct {
	ID       text `json:"orderItemId"`
	Quantity text `json:"quantityOrdered"`
	Product  struct {
		ASIN  text `json:"asin"`
		Title text `json:"title"`
		SKU   text `json:"sellerSku"`
		Price struct {
			Unit *wireMoney `json:"unitPrice"`
		} `json:"price"`
	} `json:"product"`
	Proceeds struct {
		Total      *wireMoney      `json:"proceedsTotal"`
		Breakdowns []wireBreakdown `json:"breakdowns"`
	} `json:"proceeds"`
	Cancellation struct {
		Request *struct {
			Requester text `json:"requester"`
			Reason    text `json:"cancelReason"`
		} `json:"cancellationRequest"`
		Execution *struct {
			By     text `json:"cancelledBy"`
			Reason text `json:"cancelReason"`
		} `json:"cancellationExecution"`
	} `json:"cancellation"`
	Fulfillment struct {
		Done text `json:"quantityFulfilled"`
		Left text `json:"quantityUnfulfilled"`
	} `json:"fulfillment"`
}

type wirePackage struct {
	Ref      text `json:"packageReferenceId"`
	Created  text `json:"createdTime"`
	Carrier  text `json:"carrier"`
	ShipTime text `json:"shipTime"`
	Tracking text `json:"trackingNumber"`
	Status   struct {
		Word     text `json:"status"`
		Detailed text `json:"detailedStatus"`
	} `json:"packageStatus"`
}

// picture is an order with the answer it was read from and what is known about its money.
type picture struct {
	order wireOrder
	raw   json.RawMessage
	bad   error // the answer could not be understood
	money settled
}

// read understands one order of 2026-01-01.
func read(raw json.RawMessage) *picture {
	p := &picture{raw: raw}
	if err := json.Unmarshal(raw, &p.order); err != nil {
		p.bad = err
		var ref struct {
			ID text `json:"orderId"`
		}
		_ = json.Unmarshal(raw, &ref) // what is left of it
		p.order = wireOrder{ID: ref.ID}
	}
	return p
}

// outside tells that the order was not placed on Amazon: a parcel of another channel that Amazon sends for the seller.
func (p *picture) outside() bool { return p.order.Channel.Name == "NON_AMAZON" }

// mayHaveMoney tells whether Amazon may have booked something for it: not before anything was shipped.
func (p *picture) mayHaveMoney() bool {
	switch p.order.Fulfillment.Status {
	case "SHIPPED", "Shipped", "PARTIALLY_SHIPPED", "PartiallyShipped", "InvoiceUnconfirmed":
		return true
	}
	return false
}
