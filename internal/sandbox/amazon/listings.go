package amazon

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// leadTime is how many days a SKU takes to be sent where nobody set it otherwise. A patch that replaces the whole attribute loses it.
const leadTime = 2

// sold are the items that have a SKU: Amazon knows no others.
func (f *Face) sold() []*world.Item {
	return slices.DeleteFunc(f.world.Items(f.shop.Key), func(i *world.Item) bool { return i.Kind == world.Variable || i.SKU == "" })
}

func (c *call) mySeller() *refusal {
	if c.r.PathValue("seller") != c.f.seller() {
		return denied("")
	}
	return markets(c.r.URL.Query(), "marketplaceIds", true)
}

var listingBlocks = []string{"summaries", "attributes", "issues", "offers", "fulfillmentAvailability", "procurement", "relationships", "productTypes"}

// searchListings lists the seller's SKUs, at most 20 a page.
func searchListings(c *call) (any, *refusal) {
	if no := c.mySeller(); no != nil {
		return nil, no
	}
	v := c.r.URL.Query()
	blocks, no := listingData(v)
	if no != nil {
		return nil, no
	}
	size, skip := 10, 0
	for name, into := range map[string]*int{"pageSize": &size, "pageToken": &skip} {
		if n, err := strconv.Atoi(v.Get(name)); v.Has(name) && err == nil {
			*into = n
		} else if v.Has(name) {
			return nil, bad("%s is not valid.", name)
		}
	}
	if size < 1 || size > 20 || skip < 0 {
		return nil, bad("pageSize has to be between 1 and 20.")
	}
	items, no := c.matching(v)
	if no != nil {
		return nil, no
	}
	rows := []object{}
	for _, i := range items[min(skip, len(items)):min(skip+size, len(items))] {
		rows = append(rows, c.f.listing(i, blocks))
	}
	out := object{"numberOfResults": len(items), "items": rows, "pagination": object{}}
	if skip+size < len(items) {
		out["pagination"] = object{"nextToken": strconv.Itoa(skip + size)}
	}
	return out, nil
}

func listingData(v url.Values) ([]string, *refusal) {
	if !v.Has("includedData") {
		return []string{"summaries"}, nil
	}
	return csv(v, "includedData", listingBlocks)
}

// matching gives the items that a search is about.
func (c *call) matching(v url.Values) ([]*world.Item, *refusal) {
	items := c.f.sold()
	if v.Has("identifiers") {
		ids := strings.Split(v.Get("identifiers"), ",")
		if v.Get("identifiersType") != "SKU" || len(ids) > 20 {
			return nil, bad("identifiers: at most 20 of type SKU are served here.")
		}
		items = slices.DeleteFunc(items, func(i *world.Item) bool { return !slices.Contains(ids, i.SKU) })
	}
	if v.Has("lastUpdatedAfter") {
		since, err := time.Parse(time.RFC3339, v.Get("lastUpdatedAfter"))
		if err != nil {
			return nil, bad("lastUpdatedAfter is not in ISO 8601 format.")
		}
		items = slices.DeleteFunc(items, func(i *world.Item) bool { return i.Updated.Before(since) })
	}
	return items, nil
}

func (c *call) item() (*world.Item, *refusal) {
	if no := c.mySeller(); no != nil {
		return nil, no
	}
	items := c.f.sold()
	at := slices.IndexFunc(items, func(i *world.Item) bool { return i.SKU == c.r.PathValue("sku") })
	if at < 0 {
		return nil, unknown("SKU " + c.r.PathValue("sku"))
	}
	return items[at], nil
}

func getListing(c *call) (any, *refusal) {
	i, no := c.item()
	if no != nil {
		return nil, no
	}
	blocks, no := listingData(c.r.URL.Query())
	if no != nil {
		return nil, no
	}
	return c.f.listing(i, blocks), nil
}

// listing is a SKU with the blocks that were asked for.
func (f *Face) listing(i *world.Item, blocks []string) object {
	out := object{"sku": i.SKU}
	for _, b := range blocks {
		switch b {
		case "summaries":
			status := []string{"DISCOVERABLE"}
			if !i.Draft && !i.Trashed {
				status = append(status, "BUYABLE")
			}
			out[b] = []object{{"marketplaceId": marketplace, "asin": asin(i.ID), "productType": "HOME", "conditionType": "new_new", "status": status,
				"itemName": i.Name, "createdDate": stamp(i.Created), "lastUpdatedDate": stamp(i.Updated)}}
		case "offers":
			out[b] = []object{{"marketplaceId": marketplace, "offerType": "B2C", "price": object{"currencyCode": f.shop.Currency, "amount": i.Costs().Text(2)}}}
		case "fulfillmentAvailability":
			row := object{"fulfillmentChannelCode": "AMAZON_FE"}
			if !f.words.stored(i.ID) {
				row = object{"fulfillmentChannelCode": "DEFAULT", "quantity": max(i.Stock, 0)}
			}
			out[b] = []object{row}
		case "attributes":
			out[b] = f.attributes(i)
		case "issues":
			out[b] = []object{}
		}
	}
	return out
}

// attributes are the parts of a listing that are written.
func (f *Face) attributes(i *world.Item) object {
	price := func(a world.Amount) []object {
		return []object{{"schedule": []object{{"value_with_tax": json.Number(a.Text(2))}}}}
	}
	offer := object{"marketplace_id": marketplace, "currency": f.shop.Currency, "audience": "ALL", "our_price": price(i.Price)}
	if i.SalePrice > 0 {
		offer["discounted_price"] = price(i.SalePrice)
	}
	ean := []object{{"type": "ean", "value": i.Barcode, "marketplace_id": marketplace}}
	out := object{"purchasable_offer": []object{offer}, "externally_assigned_product_identifier": ean}
	if !f.words.stored(i.ID) {
		row := object{"fulfillment_channel_code": "DEFAULT", "quantity": max(i.Stock, 0)}
		f.mu.Lock()
		days, set := f.state.Lead[i.SKU]
		f.mu.Unlock()
		if !set {
			days = leadTime
		}
		if days > 0 {
			row["lead_time_to_ship_max_days"] = days
		}
		out["fulfillment_availability"] = []object{row}
	}
	return out
}

// patch is one change of a listing; its value is always a list.
type patch struct {
	Op    string            `json:"op"`
	Path  string            `json:"path"`
	Value []json.RawMessage `json:"value"`
}

// patchListing takes changes of stock and price. What it refuses is told under HTTP 200.
func patchListing(c *call) (any, *refusal) {
	var ask struct {
		ProductType string  `json:"productType"`
		Patches     []patch `json:"patches"`
	}
	if err := json.Unmarshal(c.body, &ask); err != nil || ask.ProductType == "" || len(ask.Patches) == 0 {
		return nil, &refusal{400, "BAD_REQUEST", "productType and patches are needed, and each value is a list.", ""}
	}
	i, no := c.item()
	if no != nil {
		return nil, no
	}
	var issues []object
	for _, p := range ask.Patches {
		said, no := c.apply(i, p)
		if no != nil {
			return nil, no
		}
		if said != "" {
			issues = append(issues, object{"code": "90220", "message": said, "severity": "ERROR", "attributeNames": []string{strings.TrimPrefix(p.Path, "/attributes/")}})
		}
	}
	status := "ACCEPTED"
	if len(issues) > 0 {
		status = "INVALID"
	} else {
		issues = []object{}
	}
	c.f.mu.Lock()
	id := c.f.hex("submission")[:32]
	c.f.mu.Unlock()
	return object{"sku": i.SKU, "status": status, "submissionId": id, "issues": issues}, nil
}

// apply does one change; said is why it was not done.
func (c *call) apply(i *world.Item, p patch) (said string, no *refusal) {
	if !slices.Contains([]string{"replace", "merge", "add"}, p.Op) || len(p.Value) != 1 {
		return "", &refusal{400, "BAD_REQUEST", "The patch is not valid.", ""}
	}
	switch p.Path {
	case "/attributes/fulfillment_availability":
		return c.stock(i, p)
	case "/attributes/purchasable_offer":
		return c.price(i, p)
	}
	return "The attribute " + p.Path + " is not written here.", nil
}

func (c *call) stock(i *world.Item, p patch) (string, *refusal) {
	var v struct {
		Code     string `json:"fulfillment_channel_code"`
		Quantity *int64 `json:"quantity"`
		Lead     *int   `json:"lead_time_to_ship_max_days"`
	}
	if json.Unmarshal(p.Value[0], &v) != nil || v.Code == "" {
		return "", &refusal{400, "BAD_REQUEST", "fulfillment_channel_code is missing.", ""}
	}
	switch {
	case v.Code != "DEFAULT" || c.f.words.stored(i.ID):
		return "The quantity of goods in Amazon's warehouse cannot be set.", nil
	case v.Quantity == nil || *v.Quantity < 0 || *v.Quantity > 999_999:
		return "The quantity is not valid.", nil
	}
	c.f.mu.Lock()
	switch {
	case v.Lead != nil:
		c.f.state.Lead[i.SKU] = *v.Lead
	case p.Op == "replace":
		c.f.state.Lead[i.SKU] = 0
	}
	c.f.mu.Unlock()
	_, err := c.f.world.EditItem(c.f.shop.Key, i.ID, func(i *world.Item, _ world.Pen) error { i.Stock = *v.Quantity; return nil })
	if err != nil {
		return err.Error(), nil
	}
	return "", nil
}

// schedule is a price as attributes hold it.
type schedule []struct {
	Schedule []struct {
		Value json.Number `json:"value_with_tax"`
	} `json:"schedule"`
}

func (s schedule) amount() (world.Amount, bool) {
	if len(s) == 0 || len(s[0].Schedule) == 0 {
		return 0, false
	}
	a, err := world.ParseAmount(s[0].Schedule[0].Value.String())
	return a, err == nil && a > 0
}

// price replaces the offer: a discount that is not sent again is gone.
func (c *call) price(i *world.Item, p patch) (string, *refusal) {
	var v struct {
		Marketplace string   `json:"marketplace_id"`
		Currency    string   `json:"currency"`
		Price       schedule `json:"our_price"`
		Discounted  schedule `json:"discounted_price"`
	}
	if json.Unmarshal(p.Value[0], &v) != nil {
		return "", &refusal{400, "BAD_REQUEST", "purchasable_offer is not valid.", ""}
	}
	price, ok := v.Price.amount()
	if !ok || v.Marketplace != marketplace || v.Currency != c.f.shop.Currency {
		return "The price, the currency or the marketplace is not valid.", nil
	}
	_, err := c.f.world.EditItem(c.f.shop.Key, i.ID, func(i *world.Item, _ world.Pen) error {
		i.Price, i.SalePrice = price, 0
		if a, ok := v.Discounted.amount(); ok {
			i.SalePrice = a
		}
		return nil
	})
	if err != nil {
		return err.Error(), nil
	}
	return "", nil
}
