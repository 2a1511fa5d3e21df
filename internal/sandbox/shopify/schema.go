package shopify

import (
	"slices"
	"strings"
)

// schemaText is the part of the Admin schema that this face has, in the words of the fact sheet. @from and @until name the version
// at which a field or argument came, or was no longer there.
const schemaText = `
type QueryRoot {
  shop: Shop!
  currentAppInstallation: AppInstallation!
  publicApiVersions: [ApiVersion!]!
  order(id: ID!): Order
  orders(first: Int, after: String, last: Int, before: String, reverse: Boolean, sortKey: OrderSortKeys, query: String, savedSearchId: ID): OrderConnection!
  ordersCount(query: String, savedSearchId: ID, limit: Int): Count
  node(id: ID!): Node
  nodes(ids: [ID!]!): [Node]!
  productVariants(first: Int, after: String, last: Int, before: String, reverse: Boolean, sortKey: ProductVariantSortKeys, query: String, savedSearchId: ID): ProductVariantConnection!
  productVariant(id: ID!): ProductVariant
  inventoryItem(id: ID!): InventoryItem
  locations(first: Int, after: String, last: Int, before: String, reverse: Boolean, query: String, includeInactive: Boolean): LocationConnection!
  location(id: ID): Location
  job(id: ID!): Job
  webhookSubscriptions(first: Int, after: String, last: Int, before: String, reverse: Boolean, query: String, callbackUrl: URL, uri: String @from(v: "2025-10"), format: WebhookSubscriptionFormat, topics: [WebhookSubscriptionTopic!]): WebhookSubscriptionConnection!
}
type Mutation {
  fulfillmentCreate(fulfillment: FulfillmentInput!, message: String): FulfillmentCreatePayload
  fulfillmentTrackingInfoUpdate(fulfillmentId: ID!, trackingInfoInput: FulfillmentTrackingInput!, notifyCustomer: Boolean): FulfillmentTrackingInfoUpdatePayload
  fulfillmentCancel(id: ID!): FulfillmentCancelPayload
  inventorySetQuantities(input: InventorySetQuantitiesInput!): InventorySetQuantitiesPayload
  inventoryActivate(inventoryItemId: ID!, locationId: ID!, available: Int, onHand: Int): InventoryActivatePayload
  productVariantsBulkUpdate(productId: ID!, variants: [ProductVariantsBulkInput!]!, allowPartialUpdates: Boolean): ProductVariantsBulkUpdatePayload
  orderCancel(orderId: ID!, reason: OrderCancelReason!, restock: Boolean!, refund: Boolean, refundMethod: OrderCancelRefundMethodInput, notifyCustomer: Boolean, staffNote: String): OrderCancelPayload
  orderMarkAsPaid(input: OrderMarkAsPaidInput!): OrderMarkAsPaidPayload
  tagsAdd(id: ID!, tags: [String!]!): TagsPayload
  tagsRemove(id: ID!, tags: [String!]!): TagsPayload
  webhookSubscriptionCreate(topic: WebhookSubscriptionTopic!, webhookSubscription: WebhookSubscriptionInput!): WebhookSubscriptionPayload
  webhookSubscriptionUpdate(id: ID!, webhookSubscription: WebhookSubscriptionInput!): WebhookSubscriptionPayload
  webhookSubscriptionDelete(id: ID!): WebhookSubscriptionDeletePayload
}
interface Node { id: ID! }
type Shop { id: ID! name: String! myshopifyDomain: String! currencyCode: String! ianaTimezone: String! url: URL! }
type AppInstallation { id: ID! accessScopes: [AccessScope!]! }
type AccessScope { handle: String! }
type ApiVersion { handle: String! displayName: String! supported: Boolean! }
type Count { count: Int! precision: String! }
type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
type MoneyV2 { amount: Decimal! currencyCode: String! }
type MoneyBag { shopMoney: MoneyV2! presentmentMoney: MoneyV2! }
type Attribute { key: String! value: String }
type Order {
  id: ID! legacyResourceId: String! name: String! number: Int! confirmationNumber: String poNumber: String sourceName: String
  tags: [String!]! note: String customAttributes: [Attribute!]! email: String phone: String
  createdAt: DateTime! updatedAt: DateTime! processedAt: DateTime! closedAt: DateTime cancelledAt: DateTime
  closed: Boolean! confirmed: Boolean! test: Boolean! edited: Boolean! unpaid: Boolean! fullyPaid: Boolean! taxesIncluded: Boolean! taxExempt: Boolean! dutiesIncluded: Boolean!
  displayFinancialStatus: OrderDisplayFinancialStatus displayFulfillmentStatus: OrderDisplayFulfillmentStatus! returnStatus: OrderReturnStatus! cancelReason: OrderCancelReason
  currencyCode: String! presentmentCurrencyCode: String! paymentGatewayNames: [String!]! discountCodes: [String!]!
  subtotalPriceSet: MoneyBag totalPriceSet: MoneyBag! totalTaxSet: MoneyBag totalDiscountsSet: MoneyBag totalShippingPriceSet: MoneyBag! originalTotalPriceSet: MoneyBag!
  currentSubtotalPriceSet: MoneyBag! currentTotalPriceSet: MoneyBag! currentTotalTaxSet: MoneyBag! currentTotalDiscountsSet: MoneyBag! currentShippingPriceSet: MoneyBag!
  originalTotalDutiesSet: MoneyBag originalTotalAdditionalFeesSet: MoneyBag currentTotalDutiesSet: MoneyBag currentTotalAdditionalFeesSet: MoneyBag
  totalReceivedSet: MoneyBag! totalRefundedSet: MoneyBag! totalRefundedShippingSet: MoneyBag! totalOutstandingSet: MoneyBag! netPaymentSet: MoneyBag! totalTipReceivedSet: MoneyBag!
  customer: Customer shippingAddress: MailingAddress billingAddress: MailingAddress
  transactions(first: Int, capturable: Boolean): [OrderTransaction!]!
  fulfillments(first: Int, query: String): [Fulfillment!]!
  refunds(first: Int): [Refund!]!
  shippingLines(first: Int, after: String, last: Int, before: String, reverse: Boolean, includeRemovals: Boolean): ShippingLineConnection!
  lineItems(first: Int, after: String, last: Int, before: String, reverse: Boolean): LineItemConnection!
  fulfillmentOrders(first: Int, after: String, last: Int, before: String, reverse: Boolean, displayable: Boolean, query: String): FulfillmentOrderConnection!
}
type OrderConnection { nodes: [Order!]! edges: [OrderEdge!]! pageInfo: PageInfo! }
type OrderEdge { node: Order! cursor: String! }
type Customer { id: ID! displayName: String! firstName: String lastName: String defaultEmailAddress: CustomerEmailAddress defaultPhoneNumber: CustomerPhoneNumber }
type CustomerEmailAddress { emailAddress: String! }
type CustomerPhoneNumber { phoneNumber: String! }
type MailingAddress { name: String firstName: String lastName: String company: String address1: String address2: String city: String province: String provinceCode: String zip: String country: String countryCodeV2: String phone: String }
type OrderTransaction { id: ID! kind: String! status: String! gateway: String formattedGateway: String amountSet: MoneyBag! createdAt: DateTime! processedAt: DateTime test: Boolean! }
type Fulfillment { id: ID! legacyResourceId: String! name: String! status: String! displayStatus: String createdAt: DateTime! updatedAt: DateTime! inTransitAt: DateTime deliveredAt: DateTime totalQuantity: Int! trackingInfo(first: Int): [FulfillmentTrackingInfo!]! }
type FulfillmentTrackingInfo { company: String number: String url: URL }
type Refund { id: ID! legacyResourceId: String! createdAt: DateTime updatedAt: DateTime! note: String totalRefundedSet: MoneyBag! refundLineItems(first: Int, after: String, last: Int, before: String, reverse: Boolean): RefundLineItemConnection! }
type RefundLineItem { quantity: Int! restockType: String! restocked: Boolean! subtotalSet: MoneyBag! totalTaxSet: MoneyBag! lineItem: LineItem! }
type RefundLineItemConnection { nodes: [RefundLineItem!]! edges: [RefundLineItemEdge!]! pageInfo: PageInfo! }
type RefundLineItemEdge { node: RefundLineItem! cursor: String! }
type ShippingLine { id: ID title: String! code: String source: String isRemoved: Boolean! originalPriceSet: MoneyBag! discountedPriceSet: MoneyBag! }
type ShippingLineConnection { nodes: [ShippingLine!]! edges: [ShippingLineEdge!]! pageInfo: PageInfo! }
type ShippingLineEdge { node: ShippingLine! cursor: String! }
type LineItem {
  id: ID! name: String! title: String! variantTitle: String sku: String quantity: Int! currentQuantity: Int! unfulfilledQuantity: Int! refundableQuantity: Int!
  requiresShipping: Boolean! isGiftCard: Boolean! taxable: Boolean! variant: ProductVariant product: Product
  originalUnitPriceSet: MoneyBag! originalTotalSet: MoneyBag! discountedTotalSet: MoneyBag! totalDiscountSet: MoneyBag!
  discountAllocations: [DiscountAllocation!]! taxLines(first: Int): [TaxLine!]!
}
type LineItemConnection { nodes: [LineItem!]! edges: [LineItemEdge!]! pageInfo: PageInfo! }
type LineItemEdge { node: LineItem! cursor: String! }
type DiscountAllocation { allocatedAmountSet: MoneyBag! }
type TaxLine { title: String! rate: Float ratePercentage: Float priceSet: MoneyBag! }
type FulfillmentOrder { id: ID! status: String! requestStatus: String! orderName: String! supportedActions: [FulfillmentOrderSupportedAction!]! assignedLocation: FulfillmentOrderAssignedLocation! fulfillmentHolds: [FulfillmentHold!]! lineItems(first: Int, after: String, last: Int, before: String, reverse: Boolean): FulfillmentOrderLineItemConnection! }
type FulfillmentOrderConnection { nodes: [FulfillmentOrder!]! edges: [FulfillmentOrderEdge!]! pageInfo: PageInfo! }
type FulfillmentOrderEdge { node: FulfillmentOrder! cursor: String! }
type FulfillmentOrderSupportedAction { action: String! }
type FulfillmentOrderAssignedLocation { name: String! location: Location }
type FulfillmentHold { id: ID! reason: String! reasonNotes: String }
type FulfillmentOrderLineItem { id: ID! totalQuantity: Int! remainingQuantity: Int! sku: String inventoryItemId: ID lineItem: LineItem! }
type FulfillmentOrderLineItemConnection { nodes: [FulfillmentOrderLineItem!]! edges: [FulfillmentOrderLineItemEdge!]! pageInfo: PageInfo! }
type FulfillmentOrderLineItemEdge { node: FulfillmentOrderLineItem! cursor: String! }
type Location { id: ID! legacyResourceId: String! name: String! isActive: Boolean! fulfillsOnlineOrders: Boolean! shipsInventory: Boolean! isFulfillmentService: Boolean! }
type LocationConnection { nodes: [Location!]! edges: [LocationEdge!]! pageInfo: PageInfo! }
type LocationEdge { node: Location! cursor: String! }
type Product { id: ID! legacyResourceId: String! title: String! status: String! }
type ProductVariant { id: ID! legacyResourceId: String! sku: String barcode: String title: String! displayName: String! price: Money! compareAtPrice: Money inventoryQuantity: Int inventoryPolicy: String! updatedAt: DateTime! product: Product! inventoryItem: InventoryItem! }
type ProductVariantConnection { nodes: [ProductVariant!]! edges: [ProductVariantEdge!]! pageInfo: PageInfo! }
type ProductVariantEdge { node: ProductVariant! cursor: String! }
type InventoryItem { id: ID! legacyResourceId: String! sku: String tracked: Boolean! requiresShipping: Boolean! duplicateSkuCount: Int! inventoryLevel(locationId: ID!): InventoryLevel inventoryLevels(first: Int, after: String, last: Int, before: String, reverse: Boolean): InventoryLevelConnection! }
type InventoryLevel { id: ID! isActive: Boolean! @from(v: "2026-04") location: Location! quantities(names: [String!]!): [InventoryQuantity!]! }
type InventoryLevelConnection { nodes: [InventoryLevel!]! edges: [InventoryLevelEdge!]! pageInfo: PageInfo! }
type InventoryLevelEdge { node: InventoryLevel! cursor: String! }
type InventoryQuantity { name: String! quantity: Int! updatedAt: DateTime }
type Job { id: ID! done: Boolean! }
type UserError { field: [String!] message: String! }
type CodedUserError { field: [String!] message: String! code: String }
type FulfillmentCreatePayload { fulfillment: Fulfillment userErrors: [UserError!]! }
type FulfillmentTrackingInfoUpdatePayload { fulfillment: Fulfillment userErrors: [UserError!]! }
type FulfillmentCancelPayload { fulfillment: Fulfillment userErrors: [UserError!]! }
type InventorySetQuantitiesPayload { inventoryAdjustmentGroup: InventoryAdjustmentGroup userErrors: [CodedUserError!]! }
type InventoryAdjustmentGroup { id: ID! createdAt: DateTime! reason: String! changes: [InventoryChange!]! }
type InventoryChange { name: String! delta: Int! quantityAfterChange: Int item: InventoryItem location: Location }
type InventoryActivatePayload { inventoryLevel: InventoryLevel userErrors: [UserError!]! }
type ProductVariantsBulkUpdatePayload { product: Product productVariants: [ProductVariant!] userErrors: [CodedUserError!]! }
type OrderCancelPayload { job: Job orderCancelUserErrors: [CodedUserError!]! userErrors: [UserError!]! }
type OrderMarkAsPaidPayload { order: Order userErrors: [UserError!]! }
type TagsPayload { node: Node userErrors: [UserError!]! }
type WebhookSubscription { id: ID! legacyResourceId: String! topic: WebhookSubscriptionTopic! format: WebhookSubscriptionFormat! uri: String! @from(v: "2025-10") callbackUrl: URL! filter: String includeFields: [String!]! createdAt: DateTime! }
type WebhookSubscriptionConnection { nodes: [WebhookSubscription!]! edges: [WebhookSubscriptionEdge!]! pageInfo: PageInfo! }
type WebhookSubscriptionEdge { node: WebhookSubscription! cursor: String! }
type WebhookSubscriptionPayload { webhookSubscription: WebhookSubscription userErrors: [UserError!]! }
type WebhookSubscriptionDeletePayload { deletedWebhookSubscriptionId: ID userErrors: [UserError!]! }
input FulfillmentInput { lineItemsByFulfillmentOrder: [FulfillmentOrderLineItemsInput!]! trackingInfo: FulfillmentTrackingInput notifyCustomer: Boolean }
input FulfillmentOrderLineItemsInput { fulfillmentOrderId: ID! fulfillmentOrderLineItems: [FulfillmentOrderLineItemInput!] }
input FulfillmentOrderLineItemInput { id: ID! quantity: Int! }
input FulfillmentTrackingInput { company: String number: String url: URL numbers: [String!] urls: [URL!] }
input InventorySetQuantitiesInput { name: String! reason: String! referenceDocumentUri: String quantities: [InventoryQuantityInput!]! ignoreCompareQuantity: Boolean @until(v: "2026-04") }
input InventoryQuantityInput { inventoryItemId: ID! locationId: ID! quantity: Int! compareQuantity: Int @until(v: "2026-04") changeFromQuantity: Int @from(v: "2026-01") }
input ProductVariantsBulkInput { id: ID price: Money compareAtPrice: Money barcode: String }
input OrderCancelRefundMethodInput { originalPaymentMethodsRefund: Boolean }
input OrderMarkAsPaidInput { id: ID! }
input WebhookSubscriptionInput { uri: String @from(v: "2025-10") callbackUrl: URL format: WebhookSubscriptionFormat filter: String includeFields: [String!] metafieldNamespaces: [String!] name: String @from(v: "2026-04") }
enum OrderSortKeys { CREATED_AT CURRENT_TOTAL_PRICE CUSTOMER_NAME DESTINATION FINANCIAL_STATUS FULFILLMENT_STATUS ID ORDER_NUMBER PO_NUMBER PROCESSED_AT RELEVANCE TOTAL_ITEMS_QUANTITY TOTAL_PRICE UPDATED_AT }
enum ProductVariantSortKeys { FULL_TITLE ID INVENTORY_QUANTITY NAME POPULAR POSITION RELEVANCE SKU TITLE }
enum OrderCancelReason { CUSTOMER DECLINED FRAUD INVENTORY STAFF OTHER }
enum WebhookSubscriptionFormat { JSON XML }
enum WebhookSubscriptionTopic { ORDERS_CREATE ORDERS_UPDATED ORDERS_PAID ORDERS_CANCELLED ORDERS_FULFILLED ORDERS_PARTIALLY_FULFILLED ORDERS_EDITED ORDERS_DELETE ORDER_TRANSACTIONS_CREATE REFUNDS_CREATE FULFILLMENTS_CREATE FULFILLMENTS_UPDATE FULFILLMENT_EVENTS_CREATE RETURNS_REQUEST RETURNS_APPROVE RETURNS_DECLINE RETURNS_CLOSE PRODUCTS_CREATE PRODUCTS_UPDATE PRODUCTS_DELETE INVENTORY_LEVELS_UPDATE LOCATIONS_CREATE APP_UNINSTALLED APP_SCOPES_UPDATE SHOP_UPDATE BULK_OPERATIONS_FINISH }
`

// typeDef is a type of the schema.
type typeDef struct {
	kind, name string // type, interface, input, enum
	fields     []fieldDef
	values     []string
}

type fieldDef struct {
	name        string
	typ         *typeRef
	args        []fieldDef
	from, until string
}

// in tells whether the field is there in a version.
func (f *fieldDef) in(version string) bool {
	return version >= f.from && (f.until == "" || version < f.until)
}

func (t *typeDef) field(name, version string) *fieldDef {
	return find(t.fields, name, version)
}

func (f *fieldDef) arg(name, version string) *fieldDef { return find(f.args, name, version) }

func find(fields []fieldDef, name, version string) *fieldDef {
	at := slices.IndexFunc(fields, func(f fieldDef) bool { return f.name == name && f.in(version) })
	if at < 0 {
		return nil
	}
	return &fields[at]
}

// connection tells a paginated field by its type's name.
func (f *fieldDef) connection() bool { return strings.HasSuffix(f.typ.base(), "Connection") }

type schema map[string]*typeDef

// scalars need no selection. Words of enums that answers use are scalars, too: the face gives them as they are.
func (s schema) composite(name string) bool {
	t, ok := s[name]
	return ok && (t.kind == "type" || t.kind == "interface")
}

var theSchema = readSchema(schemaText)

// readSchema reads schemaText; a mistake in it is a panic at start, and a test away.
func readSchema(text string) schema {
	toks, err := lex(text)
	if err != nil {
		panic(err)
	}
	p := &parser{toks: toks}
	s := schema{}
	for !p.is(0) {
		t := &typeDef{kind: p.name(), name: p.name()}
		p.want('{')
		for !p.take('}') {
			if t.kind == "enum" {
				t.values = append(t.values, p.name())
				continue
			}
			t.fields = append(t.fields, p.field())
		}
		s[t.name] = t
	}
	return s
}

func (p *parser) field() fieldDef {
	f := fieldDef{name: p.name()}
	if p.take('(') {
		for !p.take(')') {
			f.args = append(f.args, p.field())
		}
	}
	p.want(':')
	f.typ = p.typeRef()
	for _, d := range p.directives() {
		v, _ := d.args[0].value.(string)
		if d.name == "from" {
			f.from = v
		} else {
			f.until = v
		}
	}
	return f
}
