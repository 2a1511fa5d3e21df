package amazon

import "github.com/tillbridge/tillbridge/internal/money"

// marketplace is one of Amazon's stores.
type marketplace struct {
	country  string // ISO 3166 alpha-2
	currency money.Currency
	zone     string
	central  string // host of its Seller Central
}

// marketplaces by id. A currency is used only where an order has no amounts: pending ones.
// Source: guides marketplace-ids and seller-central-urls.
var marketplaces = map[string]marketplace{
	"ATVPDKIKX0DER":  {"US", "USD", "America/Los_Angeles", "sellercentral.amazon.com"},
	"A2EUQ1WTGCTBG2": {"CA", "CAD", "America/Los_Angeles", "sellercentral.amazon.ca"},
	"A1AM78C64UM0Y8": {"MX", "MXN", "America/Mexico_City", "sellercentral.amazon.com.mx"},
	"A2Q3Y263D00KWC": {"BR", "BRL", "America/Sao_Paulo", "sellercentral.amazon.com.br"},
	"A1F83G8C2ARO7P": {"GB", "GBP", "Europe/London", "sellercentral-europe.amazon.com"},
	"A1PA6795UKMFR9": {"DE", "EUR", "Europe/Berlin", "sellercentral-europe.amazon.com"},
	"A13V1IB3VIYZZH": {"FR", "EUR", "Europe/Paris", "sellercentral-europe.amazon.com"},
	"APJ6JRA9NG5V4":  {"IT", "EUR", "Europe/Rome", "sellercentral-europe.amazon.com"},
	"A1RKKUPIHCS9HS": {"ES", "EUR", "Europe/Madrid", "sellercentral-europe.amazon.com"},
	"A1805IZSGTT6HS": {"NL", "EUR", "Europe/Amsterdam", "sellercentral.amazon.nl"},
	"A2NODRKZP88ZB9": {"SE", "SEK", "Europe/Stockholm", "sellercentral.amazon.se"},
	"A1C3SOZRARQ6R3": {"PL", "PLN", "Europe/Warsaw", "sellercentral.amazon.pl"},
	"AMEN7PMS3EDWL":  {"BE", "EUR", "Europe/Brussels", "sellercentral.amazon.com.be"},
	"A28R8C7NBKEWEA": {"IE", "EUR", "Europe/Dublin", "sellercentral.amazon.ie"},
	"A33AVAJ2PDY3EV": {"TR", "TRY", "Europe/Istanbul", "sellercentral.amazon.com.tr"},
	"A2VIGQ35RCS4UG": {"AE", "AED", "Asia/Dubai", "sellercentral.amazon.ae"},
	"A17E79C6D8DWNP": {"SA", "SAR", "Asia/Riyadh", "sellercentral.amazon.sa"},
	"ARBP9OOSHTCHU":  {"EG", "EGP", "Africa/Cairo", "sellercentral.amazon.eg"},
	"A21TJRUUN4KGV":  {"IN", "INR", "Asia/Kolkata", "sellercentral.amazon.in"},
	"AE08WJ6YKNBMC":  {"ZA", "ZAR", "Africa/Johannesburg", "sellercentral.amazon.co.za"},
	"A19VAU5U5O7RUS": {"SG", "SGD", "Asia/Singapore", "sellercentral.amazon.sg"},
	"A39IBJ37TRP1C6": {"AU", "AUD", "Australia/Sydney", "sellercentral.amazon.com.au"},
	"A1VC38T7YXB528": {"JP", "JPY", "Asia/Tokyo", "sellercentral.amazon.co.jp"},
}

// market gives a marketplace; one that is not listed has only Amazon's first Seller Central.
func market(id string) marketplace {
	if m, ok := marketplaces[id]; ok {
		return m
	}
	return marketplace{central: "sellercentral.amazon.com"}
}
