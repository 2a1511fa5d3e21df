package lazada

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// request is the payload of the stock and price calls.
type request struct {
	XMLName xml.Name `xml:"Request"`
	SKUs    []skuXML `xml:"Product>Skus>Sku"`
}

type skuXML struct {
	ItemID     string         `xml:"ItemId"`
	SkuID      string         `xml:"SkuId"`
	SellerSku  string         `xml:"SellerSku"`
	Sellable   string         `xml:"SellableQuantity"`
	Quantity   string         `xml:"Quantity"`
	Price      string         `xml:"Price"`
	SalePrice  string         `xml:"SalePrice"`
	Warehouses []warehouseXML `xml:"MultiWarehouseInventories>MultiWarehouseInventory"`
}

type warehouseXML struct {
	Code     string `xml:"WarehouseCode"`
	Sellable string `xml:"SellableQuantity"`
	Quantity string `xml:"Quantity"`
}

// mostSKUs of one call.
const mostSKUs = 50

// payload reads the XML.
func (c *call) payload() ([]skuXML, *refusal) {
	raw := c.get("payload")
	if raw == "" {
		return nil, &refusal{"30", "ISP", "E030: Empty Request"}
	}
	var r request
	if err := xml.Unmarshal([]byte(raw), &r); err != nil {
		return nil, &refusal{"5", "ISP", "E005: Invalid Request Format"}
	}
	switch {
	case len(r.SKUs) == 0:
		return nil, &refusal{"30", "ISP", "E030: Empty Request"}
	case len(r.SKUs) > mostSKUs:
		return nil, &refusal{"204", "ISP", "E204: Too many SKU in one request"}
	}
	return r.SKUs, nil
}

// skuError is what is wrong with one SKU.
type skuError struct {
	sku  skuXML
	text string
}

func (e *skuError) detail() object {
	return object{"field": "SellerSku", "message": e.text, "seller_sku": e.sku.SellerSku, "sku_id": e.sku.SkuID}
}

// each does change to the item of each SKU. Those that can be are changed although others cannot (partial success in a batch is
// unverified); then all of the answer is code 501, with what went wrong in detail.
func (c *call) each(change func(i *world.Item, s skuXML) string) (object, *refusal) {
	skus, no := c.payload()
	if no != nil {
		return nil, no
	}
	detail := []object{}
	for _, s := range skus {
		if err := c.f.changeSKU(s, change); err != nil {
			detail = append(detail, err.detail())
		}
	}
	if len(detail) > 0 {
		return object{"detail": detail}, &refusal{"501", "ISP", "E501: Update product failed"}
	}
	return object{"data": object{}}, nil
}

// changeSKU finds the item by its ids, or by its SellerSku.
func (f *Face) changeSKU(s skuXML, change func(i *world.Item, s skuXML) string) *skuError {
	if len(s.Warehouses) > 0 {
		return &skuError{s, "Single warehouse seller does not support MultiWarehouseInventories"}
	}
	id := f.itemOf(s)
	if id == 0 {
		return &skuError{s, "SKU_NOT_FOUND"}
	}
	_, err := f.world.EditItem(f.shop.Key, id, func(i *world.Item, _ world.Pen) error {
		if wrong := change(i, s); wrong != "" {
			return fmt.Errorf("%s", wrong)
		}
		return nil
	})
	if err != nil {
		return &skuError{s, err.Error()}
	}
	return nil
}

func (f *Face) itemOf(s skuXML) int64 {
	for _, i := range f.world.Items(f.shop.Key) {
		product, sku, _ := f.listed(i.ID)
		if i.Kind == world.Variable || s.ItemID != "" && s.ItemID != strconv.FormatInt(product, 10) {
			continue
		}
		if s.SkuID == strconv.FormatInt(sku, 10) || s.SkuID == "" && s.SellerSku != "" && s.SellerSku == i.SKU {
			return i.ID
		}
	}
	return 0
}

// number reads a quantity.
func number(s string, least int64) (int64, string) {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 32)
	if err != nil || n < least {
		return 0, "Negative quantity or no number: " + s
	}
	return n, ""
}

// setSellable is absolute.
func setSellable(c *call) (object, *refusal) {
	return c.each(func(i *world.Item, s skuXML) string {
		n, wrong := number(s.Sellable, 0)
		if wrong == "" {
			i.Stock = n
		}
		return wrong
	})
}

// adjustSellable adds; below zero is refused.
func adjustSellable(c *call) (object, *refusal) {
	return c.each(func(i *world.Item, s skuXML) string {
		n, wrong := number(s.Sellable, -1<<31)
		if wrong == "" && i.Stock+n < 0 {
			return "E212: sellable quantity is negative"
		}
		i.Stock += n
		return wrong
	})
}

// setPriceQuantity sets the total, of which reserved pieces are a part, and prices.
func setPriceQuantity(c *call) (object, *refusal) {
	held := map[string]int64{}
	skus, no := c.payload()
	if no != nil {
		return nil, no
	}
	for _, s := range skus { // before the world is held still
		withhold, occupy := c.f.reserved(c.f.itemOf(s))
		held[s.SkuID+"/"+s.SellerSku] = withhold + occupy
	}
	return c.each(func(i *world.Item, s skuXML) string {
		if s.Quantity != "" {
			n, wrong := number(s.Quantity, held[s.SkuID+"/"+s.SellerSku])
			if wrong != "" {
				return "The quantity must not be below what is locked by orders"
			}
			i.Stock = n - held[s.SkuID+"/"+s.SellerSku]
		}
		return price(i, s)
	})
}

func price(i *world.Item, s skuXML) string {
	for _, p := range []struct {
		text string
		into *world.Amount
	}{{s.Price, &i.Price}, {s.SalePrice, &i.SalePrice}} {
		if p.text == "" {
			continue
		}
		a, err := world.ParseAmount(p.text)
		switch {
		case err != nil:
			return "BIZ_CHECK_PRICE_PRECISION_INVALID"
		case a <= 0:
			return "BIZ_CHECK_PRICE_IS_ZERO"
		case a%(world.Unit/100) != 0:
			return "BIZ_CHECK_PRICE_PRECISION_INVALID"
		}
		*p.into = a
	}
	return ""
}
