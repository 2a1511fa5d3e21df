package lazada

import (
	"slices"
	"strings"

	"github.com/tillbridge/tillbridge/internal/order"
)

// address is one of an order's two. Which of the five parts says what differs by country: address3 is the state, address4 the city,
// address5 the district, or the postcode where there are no districts. Parts are masked with * unless the app passed Lazada's review
// of data security. Source: /order/get; guide "get order".
type address struct {
	FirstName text `json:"first_name"`
	LastName  text `json:"last_name"`
	Phone     text `json:"phone"`
	Phone2    text `json:"phone2"`
	Email     text `json:"customer_email"` // in answers of 2018
	Line1     text `json:"address1"`
	Line2     text `json:"address2"`
	State     text `json:"address3"`
	City4     text `json:"address4"`
	Part5     text `json:"address5"`
	City      text `json:"city"`
	Postcode  text `json:"post_code"`
	Country   text `json:"country"`
	District  text `json:"addressDistrict"`
	Dsitrict  text `json:"addressDsitrict"` // Lazada's own spelling in lists
}

func (a address) name() string { return joined(" ", a.FirstName, a.LastName) }

// joined puts the parts that are there together, each once.
func joined(sep string, parts ...text) string {
	var full []string
	for _, p := range parts {
		if p != "" && !slices.Contains(full, string(p)) {
			full = append(full, string(p))
		}
	}
	return strings.Join(full, sep)
}

// buyer is the customer; the phone is the billing address's.
func (h *header) buyer() order.Person {
	p := order.Person{
		Name: joined(" ", h.FirstName, h.LastName), Email: first(h.Billing.Email, h.Shipping.Email),
		Phone: first(h.Billing.Phone, h.Shipping.Phone, h.Billing.Phone2, h.Shipping.Phone2),
	}
	if p.Name == "" {
		p.Name = h.Billing.name()
	}
	return p
}

func first(parts ...text) string {
	for _, p := range parts {
		if p != "" {
			return string(p)
		}
	}
	return ""
}

// shipTo is where the goods go.
func (a address) shipTo(home country) order.Address {
	postcode, district := a.Postcode, a.Part5
	if numeric(a.Part5) {
		postcode, district = text(first(a.Postcode, a.Part5)), ""
	}
	return order.Address{
		Name: a.name(), Phone: first(a.Phone, a.Phone2), Lines: joined("\n", a.Line1, a.Line2, text(first(a.District, a.Dsitrict)), district),
		City: first(a.City4, a.City), State: string(a.State), Postcode: string(postcode), Country: a.iso(home),
	}
}

// numeric tells a postcode, masked ones too, from a district's name.
func numeric(t text) bool {
	return t != "" && strings.ContainsAny(string(t), "0123456789") && strings.Trim(string(t), "0123456789*- ") == ""
}

// iso is the country's code: Lazada writes its English name, or the code. A name nobody knows is left out, for it is not guessed.
func (a address) iso(home country) string {
	for _, c := range countries {
		if strings.EqualFold(string(a.Country), c.name) || strings.EqualFold(string(a.Country), c.iso) {
			return c.iso
		}
	}
	if a.Country == "" && a.Line1 != "" {
		return home.iso
	}
	return ""
}
