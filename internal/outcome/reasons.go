package outcome

// The causes. A word here is stored in the log and never renamed; package phrase holds its sentences.
const (
	// 200
	Done           Reason = "done"             // the operation did what it was for
	SKUCreated     Reason = "sku_created"      // sku, name
	Linked         Reason = "linked"           // sku, listing
	CancelAccepted Reason = "cancel_accepted"  // reason: what the person wrote who answered the buyer
	CancelRejected Reason = "cancel_rejected"  // reason
	VoidDecided    Reason = "void_decided"     // reason: what the person wrote who decided to void and restock
	KeepDecided    Reason = "keep_decided"     // reason
	CreditDecided  Reason = "credit_decided"   // reason
	Released       Reason = "released"         // reason
	SKUGiven       Reason = "sku_given"        // sku, line, reason: to one line of one order
	SKUTakenBack   Reason = "sku_taken_back"   // line, reason
	VoidedByHand   Reason = "voided_by_hand"   // reason
	RestoredByHand Reason = "restored_by_hand" // reason
	NothingToDo    Reason = "nothing_to_do"    // looked, and found the books as they should be

	// 400: the order's state
	UnknownStatus          Reason = "unknown_status"           // status: the channel's word
	CancelledAfterShipping Reason = "cancelled_after_shipping" // by
	FailedDelivery         Reason = "failed_delivery"
	ReturnNeedsDecision    Reason = "return_needs_decision"
	RefundNeedsDecision    Reason = "refund_needs_decision" // refunded, currency
	ChangedAfterShipping   Reason = "changed_after_shipping"
	EditedByPerson         Reason = "edited_by_person"
	VoidedByPerson         Reason = "voided_by_person"
	NothingToDecide        Reason = "nothing_to_decide"
	IssueState             Reason = "issue_state"           // state: the one that does not allow this
	NoSuchFix              Reason = "no_such_fix"           // fix
	BulkEnded              Reason = "bulk_ended"            // state
	NoCancelWish           Reason = "no_cancel_wish"        // the buyer does not ask to cancel, or not any more
	CancelNotAnswerable    Reason = "cancel_not_answerable" // channel: takes the answer in its own pages only
	CancelNotRejectable    Reason = "cancel_not_rejectable" // channel: knows no refusal
	LineSent               Reason = "line_is_sent"          // number: goods have left on this invoice
	MailNotSet             Reason = "mail_not_set"          // no mail server is configured
	MailRefused            Reason = "mail_refused"          // said: by the mail server
	NoticeRefused          Reason = "notice_refused"        // host, status
	RefusedByChannel       Reason = "refused_by_channel"    // status, said
	EndpointDisabled       Reason = "endpoint_disabled"     // url

	// 401
	KeyRefused       Reason = "key_refused"       // said
	NotAuthorised    Reason = "not_authorised"    // the shop was never authorised, or the authorisation has ended
	RightMissing     Reason = "right_missing"     // right
	ClockSkew        Reason = "clock_skew"        // said
	ConnectionPaused Reason = "connection_paused" // a person paused it, or access was refused
	BadWebhook       Reason = "webhook_refused"   // why
	Redirected       Reason = "redirected"        // to: the address the shop has moved to
	ShopClosed       Reason = "shop_closed"       // said: the channel has frozen or locked the shop
	ChannelRetired   Reason = "channel_retired"   // since, over: the channel that serves its shops now
	QueueRefused     Reason = "queue_refused"     // said: by the queue into which a channel puts its news; it has a key of its own
	EndpointGone     Reason = "endpoint_gone"     // url: a webhook out was answered with 410
	MailSignIn       Reason = "mail_sign_in"      // said: by the mail server
	MailNotSafe      Reason = "mail_not_safe"     // said: why the way to the mail server cannot be encrypted
	TokenEnds        Reason = "token_ends"        // connection, on

	// 404
	OrderMissing      Reason = "order_missing"
	DocumentMissing   Reason = "document_missing"
	ConnectionMissing Reason = "connection_missing"
	ConnectionRemoved Reason = "connection_removed" // in the middle of a cycle or a check
	ShopUnknown       Reason = "shop_unknown"       // its settings do not say which shop it is
	EntryMissing      Reason = "entry_missing"
	IssueMissing      Reason = "issue_missing"
	BulkMissing       Reason = "bulk_missing"
	NoticeMissing     Reason = "notice_missing"
	NoticeRuleMissing Reason = "notice_rule_missing"
	LineMissing       Reason = "line_missing"    // line
	ListingMissing    Reason = "listing_missing" // listing
	EndpointMissing   Reason = "endpoint_missing"
	DeliveryMissing   Reason = "delivery_missing"
	NoAPI             Reason = "no_api" // url
	QueueMissing      Reason = "queue_missing"
	APITooOld         Reason = "api_too_old" // needs: the oldest version that does

	// 404, of the completeness ledger
	OrderNotReceived     Reason = "order_not_received"     // day
	OrderGone            Reason = "order_gone"             // day
	BooksBehind          Reason = "books_behind"           // operations: those that remain to be done
	DocumentWithoutOrder Reason = "document_without_order" // number, ref
	ShopSilent           Reason = "shop_silent"            // since, usual

	// 409
	AlreadyThere        Reason = "already_there"         // number
	CancelBeingAnswered Reason = "cancel_being_answered" // by
	PolicyChanged       Reason = "policy_changed"        // connection: somebody changed its policy since it was read

	// 422
	SKUNotLinked     Reason = "sku_not_linked"            // sku, listing, name
	LineWithoutSKU   Reason = "line_without_sku"          // listing, name
	TotalsDiffer     Reason = "totals_differ"             // total, sum, difference, currency
	BadAmount        Reason = "bad_amount"                // field, value
	NegativeTotal    Reason = "negative_total"            // total
	BadQuantity      Reason = "bad_quantity"              // line, value
	BadCurrency      Reason = "bad_currency"              // value
	BadTime          Reason = "bad_time"                  // field, value
	NoLines          Reason = "no_lines"                  // an order without a line
	BadPayload       Reason = "bad_payload"               // what
	CurrencyMismatch Reason = "currency_mismatch"         // order, books
	MethodNotLinked  Reason = "payment_method_not_linked" // method: the channel's word
	MethodNotNamed   Reason = "payment_method_not_named"  // the channel gives no word for it

	// 422, of the completeness ledger
	DocumentTotalDiffers Reason = "document_total_differs" // number, books, total, currency
	PaymentUnequal       Reason = "payment_unequal"        // number, shown, payments, currency
	PaidAtChannelOnly    Reason = "paid_at_channel_only"   // number
	PaidInBooksOnly      Reason = "paid_in_books_only"     // number

	// 429
	TooManyRequests Reason = "too_many_requests"

	// 500
	Internal Reason = "internal"

	// 503
	Timeout       Reason = "timeout"
	Unreachable   Reason = "unreachable"
	Interrupted   Reason = "interrupted"
	ServerError   Reason = "server_error"   // status
	NotJSON       Reason = "not_json"       // type
	BodyTooLarge  Reason = "body_too_large" // limit
	BodyCut       Reason = "body_cut"
	Maintenance   Reason = "maintenance"
	CancelUnsure  Reason = "cancel_unsure"   // channel: it did not say whether it has taken an answer
	CancelNotSent Reason = "cancel_not_sent" // the channel could not be asked first
	PrivateHost   Reason = "private_address" // host
	MailLater     Reason = "mail_later"      // said: by the mail server
	NoticeUnsure  Reason = "notice_unsure"   // handed over twice, and nobody lived to note how it ended
	WorkerSilent  Reason = "worker_silent"   // since
	WorkerBack    Reason = "worker_back"     // from, to

	// 503: who receives webhooks out
	EndpointRefused Reason = "endpoint_refused" // status
	EndpointFailing Reason = "endpoint_failing" // url, since

	// why an order is left out or waits; no failure
	Pending        Reason = "pending"         // waits until a person lets it through
	BeforeGoLive   Reason = "before_go_live"  // from
	AlreadyBilled  Reason = "already_billed"  // invoiced at the channel, the mode takes only those that are not
	NotYetBilled   Reason = "not_yet_billed"  // not yet invoiced at the channel, the mode waits for it
	ChannelShipped Reason = "channel_shipped" // the channel ships it from its own stock

	// why a bulk action leaves something out; no failure
	NoFailure       Reason = "no_failure"
	AlreadyResolved Reason = "already_resolved"
	NotResolved     Reason = "not_resolved"
	NotAnOrder      Reason = "not_an_order"
	NotPending      Reason = "not_pending"
	OtherQuestion   Reason = "other_question" // the order is not held with a question that this answers
)

var codes = map[Reason]Code{
	Done: OK, SKUCreated: OK, Linked: OK, CancelAccepted: OK, CancelRejected: OK, NothingToDo: OK,
	VoidDecided: OK, KeepDecided: OK, CreditDecided: OK, Released: OK, SKUGiven: OK, SKUTakenBack: OK, VoidedByHand: OK, RestoredByHand: OK,
	UnknownStatus: BadStatus, CancelledAfterShipping: BadStatus, FailedDelivery: BadStatus, ReturnNeedsDecision: BadStatus,
	RefundNeedsDecision: BadStatus, ChangedAfterShipping: BadStatus, EditedByPerson: BadStatus, VoidedByPerson: BadStatus,
	NothingToDecide: BadStatus, RefusedByChannel: BadStatus, IssueState: BadStatus, NoSuchFix: BadStatus, NoCancelWish: BadStatus, CancelNotAnswerable: BadStatus, CancelNotRejectable: BadStatus, BulkEnded: BadStatus, LineSent: BadStatus, EndpointDisabled: BadStatus,
	KeyRefused: NoAccess, NotAuthorised: NoAccess, RightMissing: NoAccess, ClockSkew: NoAccess, ConnectionPaused: NoAccess, ShopClosed: NoAccess, ChannelRetired: NoAccess, BadWebhook: NoAccess, QueueRefused: NoAccess, Redirected: NoAccess, EndpointGone: NoAccess,
	OrderMissing: Missing, DocumentMissing: Missing, ConnectionMissing: Missing, ConnectionRemoved: Missing, ShopUnknown: BadStatus, EntryMissing: Missing, ListingMissing: Missing, IssueMissing: Missing, BulkMissing: Missing, LineMissing: Missing, NoAPI: Missing, QueueMissing: Missing, APITooOld: Missing, EndpointMissing: Missing, DeliveryMissing: Missing,
	OrderNotReceived: Missing, OrderGone: Missing, BooksBehind: Missing, DocumentWithoutOrder: Missing, ShopSilent: Missing,
	MailNotSet: BadStatus, MailRefused: BadStatus, NoticeRefused: BadStatus,
	MailSignIn: NoAccess, MailNotSafe: NoAccess, TokenEnds: NoAccess, NoticeMissing: Missing, NoticeRuleMissing: Missing,
	AlreadyThere: Conflict, CancelBeingAnswered: Conflict, PolicyChanged: Conflict,
	SKUNotLinked: Unmapped, LineWithoutSKU: Unmapped, TotalsDiffer: Unmapped, BadAmount: Unmapped, NegativeTotal: Unmapped,
	BadQuantity: Unmapped, BadCurrency: Unmapped, BadTime: Unmapped, NoLines: Unmapped, BadPayload: Unmapped, CurrencyMismatch: Unmapped,
	MethodNotLinked: Unmapped, MethodNotNamed: Unmapped,
	DocumentTotalDiffers: Unmapped, PaymentUnequal: Unmapped, PaidAtChannelOnly: Unmapped, PaidInBooksOnly: Unmapped,
	TooManyRequests: Throttled,
	Internal:        Bug,
	Timeout:         Unavailable, Unreachable: Unavailable, Interrupted: Unavailable, ServerError: Unavailable, NotJSON: Unavailable,
	BodyTooLarge: Unavailable, BodyCut: Unavailable, Maintenance: Unavailable, PrivateHost: NoAccess, EndpointRefused: Unavailable, EndpointFailing: Unavailable,
	CancelUnsure: Unavailable, CancelNotSent: Unavailable, MailLater: Unavailable, NoticeUnsure: Unavailable, WorkerSilent: Unavailable, WorkerBack: Unavailable,
	Pending: OK, BeforeGoLive: OK, AlreadyBilled: OK, NotYetBilled: OK, ChannelShipped: OK,
	NoFailure: OK, AlreadyResolved: OK, NotResolved: OK, NotAnOrder: OK, NotPending: OK, OtherQuestion: OK,
}

// Code is the outcome code a reason belongs to; Bug for a word nobody listed.
func (r Reason) Code() Code {
	if c, ok := codes[r]; ok {
		return c
	}
	return Bug
}

// Reasons lists every known reason, so that a test can ask each language for its sentence.
func Reasons() []Reason {
	all := make([]Reason, 0, len(codes))
	for r := range codes {
		all = append(all, r)
	}
	return all
}
