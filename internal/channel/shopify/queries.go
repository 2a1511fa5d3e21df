package shopify

import "strings"

// Queries stand here and nowhere else. Each was checked against the schemas of 2025-01, 2025-10, 2026-01, 2026-04 and 2026-07; what
// differs between versions is chosen by the functions at the end. TestQueries_areWellFormed looks at their form.

// orderParts is what we read of an order. Plain lists (transactions, fulfillments, refunds) cost the same however long they are
// asked to be; connections cost by their first (see docs/channels). The rest of long line lists is fetched with moreLinesQuery.
//
// All amounts are in the shop's currency: that is what its books are kept in.
const orderParts = `
fragment Bag on MoneyBag { shopMoney { amount currencyCode } }
fragment Place on MailingAddress { name firstName lastName company address1 address2 city province provinceCode zip countryCodeV2 phone }
fragment Item on LineItem {
  id name title sku quantity currentQuantity
  variant { id }
  originalUnitPriceSet { ...Bag }
  originalTotalSet { ...Bag }
  discountAllocations { allocatedAmountSet { ...Bag } }
  taxLines { priceSet { ...Bag } }
}
fragment Whole on Order {
  id legacyResourceId name createdAt updatedAt processedAt closedAt cancelledAt cancelReason
  closed test edited taxesIncluded dutiesIncluded
  displayFinancialStatus displayFulfillmentStatus returnStatus
  currencyCode paymentGatewayNames tags note email phone
  customer { displayName firstName lastName }
  shippingAddress { ...Place }
  billingAddress { ...Place }
  subtotalPriceSet { ...Bag }
  totalPriceSet { ...Bag }
  totalTaxSet { ...Bag }
  totalDiscountsSet { ...Bag }
  totalShippingPriceSet { ...Bag }
  totalTipReceivedSet { ...Bag }
  originalTotalDutiesSet { ...Bag }
  originalTotalAdditionalFeesSet { ...Bag }
  currentSubtotalPriceSet { ...Bag }
  currentTotalPriceSet { ...Bag }
  currentTotalTaxSet { ...Bag }
  currentShippingPriceSet { ...Bag }
  currentTotalDutiesSet { ...Bag }
  currentTotalAdditionalFeesSet { ...Bag }
  totalRefundedSet { ...Bag }
  totalRefundedShippingSet { ...Bag }
  shippingLines(first: 10) { nodes { title originalPriceSet { ...Bag } discountedPriceSet { ...Bag } } }
  transactions(first: 100) { kind status gateway createdAt processedAt }
  fulfillments(first: 100) { id status displayStatus createdAt inTransitAt deliveredAt trackingInfo(first: 10) { company number } }
  refunds(first: 100) {
    id createdAt
    totalRefundedSet { ...Bag }
    refundLineItems(first: 50) { nodes { quantity subtotalSet { ...Bag } totalTaxSet { ...Bag } lineItem { id } } }
  }
  lineItems(first: 50) { nodes { ...Item } pageInfo { hasNextPage endCursor } }
}`

const (
	// listQuery walks a window. The count, which costs ten points, is asked for with the first page only.
	listQuery = `query Orders($first: Int!, $after: String, $query: String!, $count: Boolean!) {
  orders(first: $first, after: $after, sortKey: UPDATED_AT, query: $query) {
    nodes { id updatedAt }
    pageInfo { hasNextPage endCursor }
  }
  ordersCount(query: $query) @include(if: $count) { count precision }
}`

	// detailQuery reads many orders: its cost does not grow with their number (recorded: as much for one id as for seven).
	detailQuery = `query OrderDetails($ids: [ID!]!) { nodes(ids: $ids) { ...Whole } }` + orderParts

	oneQuery = `query Order($id: ID!) { order(id: $id) { ...Whole } }` + orderParts

	// namedQuery looks for a name: the newest few, for others may begin alike.
	namedQuery = `query OrderNamed($query: String!) { orders(first: 20, sortKey: CREATED_AT, reverse: true, query: $query) { nodes { id name } } }`

	moreLinesQuery = `query OrderLines($id: ID!, $after: String!) {
  order(id: $id) { lineItems(first: 100, after: $after) { nodes { ...Item } pageInfo { hasNextPage endCursor } } }
}`

	createdQuery = `query OrderIDs($first: Int!, $after: String, $query: String!) {
  orders(first: $first, after: $after, sortKey: CREATED_AT, query: $query) {
    nodes { id }
    pageInfo { hasNextPage endCursor }
  }
}`

	testQuery = `query Test {
  shop { name myshopifyDomain currencyCode ianaTimezone }
  currentAppInstallation { accessScopes { handle } }
  orders(first: 1, sortKey: UPDATED_AT, reverse: true) { nodes { id email customer { displayName } shippingAddress { name } } }
}`

	locationsQuery = `query Locations { shop { currencyCode } locations(first: 50) { nodes { id name isActive fulfillsOnlineOrders } } }`

	listingsQuery = `query Listings($first: Int!, $after: String, $query: String, $location: ID!) {
  productVariants(first: $first, after: $after, sortKey: ID, query: $query) {
    nodes {
      id sku barcode title displayName price inventoryQuantity
      product { id title status }
      inventoryItem { id tracked inventoryLevel(locationId: $location) { quantities(names: ["available"]) { name quantity } } }
    }
    pageInfo { hasNextPage endCursor }
  }
}`

	itemsQuery = `query Items($ids: [ID!]!) {
  shop { currencyCode }
  nodes(ids: $ids) { ... on ProductVariant { id product { id } inventoryItem { id tracked } } }
}`

	activateOldQuery = `mutation Activate($item: ID!, $location: ID!, $available: Int) {
  inventoryActivate(inventoryItemId: $item, locationId: $location, available: $available) {
    inventoryLevel { id }
    userErrors { field message }
  }
}`

	activateQuery = `mutation Activate($item: ID!, $location: ID!, $available: Int, $key: String!) {
  inventoryActivate(inventoryItemId: $item, locationId: $location, available: $available) @idempotent(key: $key) {
    inventoryLevel { id }
    userErrors { field message }
  }
}`

	stockOldQuery = `mutation Stock($input: InventorySetQuantitiesInput!) {
  inventorySetQuantities(input: $input) {
    inventoryAdjustmentGroup { id }
    userErrors { field message code }
  }
}`

	stockQuery = `mutation Stock($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id }
    userErrors { field message code }
  }
}`

	pricesQuery = `mutation Prices($product: ID!, $variants: [ProductVariantsBulkInput!]!) {
  productVariantsBulkUpdate(productId: $product, variants: $variants, allowPartialUpdates: true) {
    productVariants { id }
    userErrors { field message code }
  }
}`

	toShipQuery = `query ToShip($id: ID!) {
  order(id: $id) {
    id displayFulfillmentStatus cancelledAt
    fulfillments(first: 100) { id status trackingInfo(first: 10) { company number } }
    fulfillmentOrders(first: 20) {
      nodes {
        id status supportedActions { action }
        assignedLocation { location { id } }
        fulfillmentHolds { reason reasonNotes }
        lineItems(first: 100) { nodes { id remainingQuantity lineItem { id } } pageInfo { hasNextPage } }
      }
    }
  }
}`

	shipQuery = `mutation Ship($fulfillment: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $fulfillment) {
    fulfillment { id status }
    userErrors { field message }
  }
}`

	trackingQuery = `mutation Tracking($id: ID!, $info: FulfillmentTrackingInput!, $notify: Boolean) {
  fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $info, notifyCustomer: $notify) {
    fulfillment { id }
    userErrors { field message }
  }
}`

	cancelQuery = `mutation Cancel($id: ID!, $reason: OrderCancelReason!, $note: String, $notify: Boolean, $refund: OrderCancelRefundMethodInput) {
  orderCancel(orderId: $id, reason: $reason, restock: true, refundMethod: $refund, notifyCustomer: $notify, staffNote: $note) {
    job { id done }
    orderCancelUserErrors { field message code }
  }
}`

	jobQuery = `query Job($job: ID!, $order: ID!) { job(id: $job) { done } order(id: $order) { cancelledAt tags } }`

	untagQuery = `mutation Untag($id: ID!, $tags: [String!]!) { tagsRemove(id: $id, tags: $tags) { userErrors { field message } } }`

	hooksQuery = `query Webhooks($after: String) {
  webhookSubscriptions(first: 100, after: $after) { nodes { id topic format uri } pageInfo { hasNextPage endCursor } }
}`

	hooksOldQuery = `query Webhooks($after: String) {
  webhookSubscriptions(first: 100, after: $after) { nodes { id topic format callbackUrl } pageInfo { hasNextPage endCursor } }
}`

	hookMakeQuery = `mutation WebhookMake($topic: WebhookSubscriptionTopic!, $hook: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $hook) {
    webhookSubscription { id }
    userErrors { field message }
  }
}`

	hookFixQuery = `mutation WebhookFix($id: ID!, $hook: WebhookSubscriptionInput!) {
  webhookSubscriptionUpdate(id: $id, webhookSubscription: $hook) {
    webhookSubscription { id }
    userErrors { field message }
  }
}`
)

// itemFragments is orderParts as far as line items go.
var itemFragments = orderParts[strings.Index(orderParts, "fragment Bag"):strings.Index(orderParts, "fragment Place")] +
	orderParts[strings.Index(orderParts, "fragment Item"):strings.Index(orderParts, "fragment Whole")]

// Versions at which something changed (schema).
const (
	sinceURI        version = "2025-10" // webhooks are addressed by uri; before, by callbackUrl
	sinceKeys       version = "2026-01" // inventory writes take an idempotency key
	sinceChangeFrom version = "2026-04" // and must have one, with changeFromQuantity in place of ignoreCompareQuantity
)

func (v version) hooks() string {
	if v.since(sinceURI) {
		return hooksQuery
	}
	return hooksOldQuery
}

func (v version) stock() string {
	if v.since(sinceKeys) {
		return stockQuery
	}
	return stockOldQuery
}

func (v version) activate() string {
	if v.since(sinceKeys) {
		return activateQuery
	}
	return activateOldQuery
}
