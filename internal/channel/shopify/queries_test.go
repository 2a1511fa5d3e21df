package shopify_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/tillbridge/tillbridge/internal/channel/shopify"
)

var (
	declared  = regexp.MustCompile(`\$(\w+):`)
	mentioned = regexp.MustCompile(`\$(\w+)\b[^:\w]`)
	defined   = regexp.MustCompile(`fragment (\w+) on`)
	spread    = regexp.MustCompile(`\.\.\.(\w+)`)
)

func TestQueries_areWellFormed(t *testing.T) {
	t.Parallel()
	for name, q := range shopify.Queries {
		var open []rune
		for _, r := range q {
			switch r {
			case '{', '(', '[':
				open = append(open, r)
			case '}', ')', ']':
				if len(open) == 0 || string(open[len(open)-1])+string(r) != map[rune]string{'}': "{}", ')': "()", ']': "[]"}[r] {
					t.Fatalf("%s: not balanced", name)
				}
				open = open[:len(open)-1]
			}
		}
		if len(open) > 0 {
			t.Errorf("%s: %d brackets stay open", name, len(open))
		}
		sameNames(t, name+": variables", declared.FindAllStringSubmatch(q, -1), mentioned.FindAllStringSubmatch(q+" ", -1))
		var spreads [][]string
		for _, s := range spread.FindAllStringSubmatch(q, -1) {
			if s[1] != "on" {
				spreads = append(spreads, s)
			}
		}
		sameNames(t, name+": fragments", defined.FindAllStringSubmatch(q, -1), spreads)
	}
}

func sameNames(t *testing.T, what string, have, used [][]string) {
	t.Helper()
	count := map[string]int{}
	for _, h := range have {
		count[h[1]] |= 1
	}
	for _, u := range used {
		count[u[1]] |= 2
	}
	for name, n := range count {
		if n == 1 {
			t.Errorf("%s: %s is declared and not used", what, name)
		} else if n == 2 {
			t.Errorf("%s: %s is used and not declared", what, name)
		}
	}
}

// The fields that mapping rests on; without one of them something would silently be zero.
func TestQueries_askForWhatIsMapped(t *testing.T) {
	t.Parallel()
	for name, fields := range map[string]string{
		"list": "orders sortKey: UPDATED_AT updatedAt hasNextPage endCursor ordersCount precision",
		"detail": `nodes(ids: legacyResourceId name createdAt updatedAt cancelledAt cancelReason closedAt closed test taxesIncluded displayFinancialStatus
			displayFulfillmentStatus returnStatus currencyCode paymentGatewayNames tags note email phone customer shippingAddress billingAddress subtotalPriceSet
			totalPriceSet totalTaxSet totalDiscountsSet totalShippingPriceSet totalTipReceivedSet currentTotalPriceSet currentTotalTaxSet totalRefundedSet
			transactions fulfillments displayStatus inTransitAt deliveredAt trackingInfo refunds refundLineItems lineItems currentQuantity sku variant
			originalUnitPriceSet discountAllocations taxLines shippingLines discountedPriceSet shopMoney`,
		"created": "sortKey: CREATED_AT", "listings": "productVariants sku barcode price tracked inventoryLevel quantities available status",
		"stock": "inventorySetQuantities @idempotent(key: $key) userErrors code", "prices": "productVariantsBulkUpdate allowPartialUpdates: true code",
		"ship": "fulfillmentCreate userErrors", "to ship": "fulfillmentOrders supportedActions remainingQuantity assignedLocation fulfillmentHolds",
		"cancel": "orderCancel restock: true refundMethod job orderCancelUserErrors", "make webhook": "webhookSubscriptionCreate",
		"test": "accessScopes myshopifyDomain currencyCode ianaTimezone",
	} {
		for field := range strings.FieldsSeq(fields) {
			if !strings.Contains(shopify.Queries[name], field) {
				t.Errorf("%s does not ask for %s", name, field)
			}
		}
	}
	for _, name := range []string{"ship", "tracking", "make webhook", "activate"} {
		if strings.Contains(shopify.Queries[name], "userErrors { field message code") {
			t.Errorf("%s asks for a code, which these errors do not have", name)
		}
	}
	if strings.Contains(shopify.Queries["stock before 2026"], "@idempotent") {
		t.Error("an old version is asked with a directive that it does not know")
	}
}
