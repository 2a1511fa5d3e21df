package httpapi

import "time"

// The shapes that scripts and our own pages rely on. Ids are strings (64-bit numbers do not survive JavaScript), money is a
// decimal string in the currency beside it, times are RFC 3339 UTC and absent when they have not happened.

// List is what every list answers: the items and where the next page begins ("" at the end).
type List[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"next_cursor" doc:"Pass as cursor for the next page; empty at the end."`
}

// Sentence is an outcome in words, made in the reader's language.
type Sentence struct {
	Code    int    `json:"code" doc:"Outcome code: 200, 400, 401, 404, 409, 422, 429, 500, 503."`
	Reason  string `json:"reason" doc:"Stable word for the cause."`
	Message string `json:"message" doc:"What is wrong and why."`
	Remedy  string `json:"remedy" doc:"What to do; empty when nothing has to be done."`
}

// Order is a row of the orders list.
type Order struct {
	ID             string     `json:"id"`
	Channel        string     `json:"channel"`
	Connection     string     `json:"connection" doc:"Connection id."`
	ConnectionName string     `json:"connection_name"`
	Ref            string     `json:"ref" doc:"The channel's stable id."`
	Number         string     `json:"number" doc:"What buyer and seller see."`
	Stage          string     `json:"stage" enum:"unpaid,paid,shipped,delivered,completed,cancelled,failed_delivery,returned,"`
	RawStatus      string     `json:"raw_status"`
	Tab            string     `json:"tab" enum:"new,to_ship,in_delivery,completed,cancelled,failed_delivery,complained,pending,errors,skipped"`
	Total          string     `json:"total" doc:"Empty while the channel has not given it."`
	Currency       string     `json:"currency"`
	Buyer          string     `json:"buyer"`
	HoldCode       int        `json:"hold_code" doc:"Why it does not go on; 0 when nothing holds it."`
	HoldReason     string     `json:"hold_reason"`
	HoldMessage    string     `json:"hold_message"`
	IssueID        string     `json:"issue_id,omitempty" doc:"The issue of what holds it, when that is a failure."`
	SkipReason     string     `json:"skip_reason" doc:"The rule that leaves it out; empty when none does."`
	SkipMessage    string     `json:"skip_message"`
	CreatedAt      *time.Time `json:"created_at,omitempty"`
	UpdatedAt      *time.Time `json:"updated_at,omitempty"`
	SeenAt         *time.Time `json:"seen_at,omitempty" doc:"When the hub last read a change of it."`

	BuyerForgottenAt *time.Time `json:"buyer_forgotten_at,omitempty" doc:"When the buyer's personal data was deleted on request."`
}

// OrderDetail is one order: the channel's side, the books' side, and what happened.
type OrderDetail struct {
	Order
	Snapshot  SnapshotView      `json:"snapshot" doc:"The channel's side, as last read."`
	Documents []DocumentView    `json:"documents" doc:"The books' side, oldest first, voided ones included."`
	Entries   []LogEntry        `json:"entries" doc:"The newest 50 entries about this order."`
	Planned   []PlannedOp       `json:"planned" doc:"What would be done now."`
	Hold      *Sentence         `json:"hold,omitempty"`
	HoldArgs  map[string]string `json:"hold_args" doc:"What the hold is about: the listing, the SKU, the sums."`
	Skip      *Sentence         `json:"skip,omitempty"`
	Choices   []string          `json:"choices" doc:"What a person may decide now: void_and_restock, keep, credit_note; empty when nothing is to be decided."`
	Released  bool              `json:"released"`

	CancelAnswers   []string  `json:"cancel_answers" enum:"accept,reject" doc:"What can be answered through the channel to a buyer who wishes to cancel; empty when nobody wishes it now, or the channel takes no answer."`
	CancelElsewhere *Sentence `json:"cancel_elsewhere,omitempty" doc:"Of an answer to the buyer that the channel does not take from here: why, and where it is given."`

	Decision  string         `json:"decision,omitempty"`
	Decided   *DecisionView  `json:"decided,omitempty" doc:"Who decided that, and why."`
	Overrides []OverrideView `json:"overrides" doc:"SKUs that people gave to lines of this order."`
	Raw       string         `json:"raw" doc:"The channel's own answer, buyers' data redacted for viewers."`
}

// SnapshotView is the channel's side.
type SnapshotView struct {
	CancelRequested bool          `json:"cancel_requested"`
	ReturnRequested bool          `json:"return_requested"`
	CancelledBy     string        `json:"cancelled_by"`
	CancelReason    string        `json:"cancel_reason"`
	PaymentMethod   string        `json:"payment_method"`
	Note            string        `json:"note"`
	Goods           string        `json:"goods"`
	SellerVoucher   string        `json:"seller_voucher"`
	PlatformVoucher string        `json:"platform_voucher"`
	Shipping        string        `json:"shipping"`
	Tax             string        `json:"tax"`
	Fees            string        `json:"fees"`
	Refunded        string        `json:"refunded"`
	Lines           []LineView    `json:"lines"`
	Packages        []PackageView `json:"packages"`
	Buyer           PersonView    `json:"buyer"`
	Address         string        `json:"address"`
	Steps           []StepView    `json:"steps" doc:"The steps of its life that have happened, oldest first."`
}

// DecisionView is a person's word on an order.
type DecisionView struct {
	By     string     `json:"by"`
	Reason string     `json:"reason" doc:"As they wrote it; veiled for viewers."`
	At     *time.Time `json:"at,omitempty"`
}

// OverrideView is a SKU that somebody gave to one line of one order.
type OverrideView struct {
	Line   string    `json:"line" doc:"The line's ref."`
	SKU    string    `json:"sku"`
	By     string    `json:"by"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// LineView is one line item.
type LineView struct {
	Ref       string `json:"ref" doc:"Names the line in this order."`
	SKU       string `json:"sku"`
	LinkedSKU string `json:"linked_sku" doc:"The SKU of the books that it is written on, or will be; empty when there is none."`
	Unlinked  bool   `json:"unlinked" doc:"Nothing gives it a SKU of the books: the order is held for it once it is to be written."`
	Listing   string `json:"listing"`
	Name      string `json:"name"`
	Quantity  int64  `json:"quantity"`
	Price     string `json:"price"`
	Total     string `json:"total"`
}

// PackageView is one parcel.
type PackageView struct {
	Ref            string     `json:"ref"`
	Courier        string     `json:"courier"`
	TrackingNumber string     `json:"tracking_number"`
	ShippedAt      *time.Time `json:"shipped_at,omitempty"`
	DeliveredAt    *time.Time `json:"delivered_at,omitempty"`
}

// PersonView is the buyer.
type PersonView struct {
	Name  string `json:"name"`
	Email string `json:"email"`
	Phone string `json:"phone"`
}

// StepView is a step of an order's life.
type StepView struct {
	Step string    `json:"step" doc:"created, paid, shipped, delivered, completed, cancelled, failed_delivery (at the last change: channels tell no moment)"`
	At   time.Time `json:"at"`
}

// PlannedOp is an operation that remains to be done.
type PlannedOp struct {
	Operation string `json:"operation"`
	Detail    string `json:"detail"`
}

// DocumentView is a document of any kind; Payment and Delivery are set on invoices only.
type DocumentView struct {
	ID             string     `json:"id"`
	Kind           string     `json:"kind" enum:"sales_order,invoice,outbound,payment,credit_note"`
	Number         string     `json:"number"`
	OrderRef       string     `json:"order_ref" doc:"The channel's id of the order."`
	OrderNumber    string     `json:"order_number" doc:"What buyer and seller call the order; its id when the hub does not have it any more."`
	OrderID        string     `json:"order_id"`
	Channel        string     `json:"channel"`
	Connection     string     `json:"connection"`
	ConnectionName string     `json:"connection_name"`
	Total          string     `json:"total" doc:"Empty while the channel has not given it."`
	Currency       string     `json:"currency"`
	State          string     `json:"state,omitempty" doc:"Sales orders: open, converted, cancelled."`
	Payment        string     `json:"payment,omitempty" enum:"unpaid,paid" doc:"Invoices."`
	Delivery       string     `json:"delivery,omitempty" enum:"unsent,sent" doc:"Invoices."`
	Voided         bool       `json:"voided"`
	VoidedAt       *time.Time `json:"voided_at,omitempty"`
	VoidedByPerson bool       `json:"voided_by_person" doc:"By hand: the hub does not write it again."`
	VoidedBy       string     `json:"voided_by,omitempty" doc:"Who voided it, or decided that it be voided; absent when nobody did."`
	VoidReason     string     `json:"void_reason,omitempty" doc:"As they wrote it; veiled for viewers."`
	Edited         bool       `json:"edited"`
	CreatedAt      time.Time  `json:"created_at"`
	Buyer          string     `json:"buyer,omitempty"`
	Courier        string     `json:"courier,omitempty"`
	Tracking       string     `json:"tracking,omitempty"`
	Method         string     `json:"method,omitempty"`
	Lines          []DocLine  `json:"lines"`
	Discount       string     `json:"discount,omitempty"`
	Shipping       string     `json:"shipping,omitempty"`
	Tax            string     `json:"tax,omitempty"`
	Fees           string     `json:"fees,omitempty"`
	Rounding       string     `json:"rounding,omitempty"`
}

// DocLine is a line of a document.
type DocLine struct {
	SKU      string `json:"sku"`
	Name     string `json:"name"`
	Quantity int64  `json:"quantity"`
	Total    string `json:"total"`
}

// LogEntry is a line of the sync log.
type LogEntry struct {
	ID             string    `json:"id"`
	At             time.Time `json:"at"`
	Connection     string    `json:"connection"`
	ConnectionName string    `json:"connection_name"`
	Channel        string    `json:"channel"`
	Operation      string    `json:"operation" doc:"create_order, convert_order_to_invoice, create_invoice, create_outbound_logistic, add_payment, void_invoice, cancel_order, create_credit_note, download_order, refresh_token, link_sku, create_channel_invoice, answer_cancel, check_completeness, deliver_webhook, subscribe_to_news, listen_to_queue, decide_order, release_order, override_sku, void_document, restore_document"`
	Entity         string    `json:"entity" enum:"order,sku,connection,endpoint"`
	Ref            string    `json:"ref" doc:"The channel's id of the order, the SKU, the connection's name."`
	OrderID        string    `json:"order_id,omitempty"`
	OrderNumber    string    `json:"order_number,omitempty" doc:"What buyer and seller call the order; absent when the hub does not have it."`
	DocumentRef    string    `json:"document_ref,omitempty" doc:"Number of the document written or found."`
	SKU            string    `json:"sku,omitempty" doc:"The SKU it is about, where it is about one."`
	Sentence
	SyncType   string     `json:"sync_type" enum:"auto,manual,webhook,rerun"`
	Actor      string     `json:"actor,omitempty"`
	Resolved   bool       `json:"resolved"`
	ResolvedAt *time.Time `json:"resolved_at,omitempty"`
	ResolvedBy string     `json:"resolved_by,omitempty"`
	Attempt    int        `json:"attempt"`
	CycleID    string     `json:"cycle_id,omitempty"`
	IssueID    string     `json:"issue_id,omitempty" doc:"The issue a failure belongs to."`
	BulkID     string     `json:"bulk_id,omitempty" doc:"The bulk action that wrote it."`
	StartedAt  time.Time  `json:"started_at"`
	EndedAt    time.Time  `json:"ended_at"`
	TookMs     float64    `json:"took_ms"`
}

// LogDetail is one entry with all that explains it.
type LogDetail struct {
	LogEntry
	Raw      map[string]string `json:"raw" doc:"The arguments of the reason, and the channel's own words where it said something."`
	Exchange []ExchangeView    `json:"exchange" doc:"What was said to the channel and what it answered, redacted; empty when no call was made."`
	Attempts []LogEntry        `json:"attempts" doc:"Earlier entries of the same operation on the same reference, newest first."`
	CanRerun bool              `json:"can_rerun"`
}

// ExchangeView is one request and its answer. Viewers see neither headers nor bodies.
type ExchangeView struct {
	Method          string            `json:"method"`
	URL             string            `json:"url"`
	RequestHeaders  map[string]string `json:"request_headers"`
	RequestBody     string            `json:"request_body"`
	Status          int               `json:"status"`
	ResponseHeaders map[string]string `json:"response_headers"`
	ResponseBody    string            `json:"response_body"`
	StartedAt       time.Time         `json:"started_at"`
	TookMs          float64           `json:"took_ms"`
	Error           string            `json:"error,omitempty"`
}

// Report is the sync log report of a span (seed 000): connection by code, per operation.
type Report struct {
	From       time.Time         `json:"from"`
	To         time.Time         `json:"to"`
	Zone       string            `json:"zone"`
	Operations []ReportOperation `json:"operations" doc:"The tabs with their number of transactions, All first."`
	Codes      []ReportCode      `json:"codes" doc:"The columns, with words."`
	Rows       []ReportRow       `json:"rows" doc:"One per connection, for the operation asked for."`
	Days       []ReportDay       `json:"days"`
	Totals     ReportTotals      `json:"totals"`
}

// ReportOperation is one tab of the report.
type ReportOperation struct {
	Operation string `json:"operation" doc:"all, or an operation"`
	Label     string `json:"label"`
	Total     int64  `json:"total"`
	Failed    int64  `json:"failed"`
}

// ReportCode is one column of the report.
type ReportCode struct {
	Code  int    `json:"code"`
	Label string `json:"label" doc:"200 OK, 400 Bad Request: wrong status, ..."`
}

// ReportRow is one connection of the report, or the orders of another channel that come over it.
type ReportRow struct {
	Connection     string           `json:"connection"`
	ConnectionName string           `json:"connection_name"`
	Channel        string           `json:"channel"`
	Counts         map[string]int64 `json:"counts" doc:"By code."`
	Total          int64            `json:"total"`
}

// ReportDay is one day of the report.
type ReportDay struct {
	Day    string           `json:"day" doc:"YYYY-MM-DD in the account's time zone."`
	Counts map[string]int64 `json:"counts"`
	Total  int64            `json:"total"`
}

// ReportTotals are the figures above the report.
type ReportTotals struct {
	Transactions int64 `json:"transactions"`
	Successful   int64 `json:"successful"`
	WrongStatus  int64 `json:"wrong_status"`
	Missing      int64 `json:"missing"`
	Conflicts    int64 `json:"conflicts"`
	Other        int64 `json:"other" doc:"Every other failure."`
}

// Status is the first page: workers, connections and their lanes.
type Status struct {
	Now          time.Time          `json:"now"`
	WorkersAlive int                `json:"workers_alive"`
	Workers      []WorkerView       `json:"workers"`
	Connections  []ConnectionStatus `json:"connections"`
	NeedsYou     NeedsYou           `json:"needs_you"`
	ProvenUntil  *time.Time         `json:"proven_until,omitempty" doc:"Up to then the completeness ledger has proven every connection; absent when one is not proven at all."`
}

// WorkerView is a node that works jobs.
type WorkerView struct {
	Name      string    `json:"name"`
	StartedAt time.Time `json:"started_at"`
	SeenAt    time.Time `json:"seen_at"`
	Alive     bool      `json:"alive"`
}

// NeedsYou counts what only a person can clear.
type NeedsYou struct {
	Errors   int64 `json:"errors" doc:"Unresolved failures in the log."`
	Held     int64 `json:"held" doc:"Orders held."`
	Pending  int64 `json:"pending"`
	NoAccess int64 `json:"no_access" doc:"Connections to reconnect."`
	Unproven int64 `json:"unproven" doc:"Orders and documents of the last 30 days that the completeness ledger found unexplained, unequal, gone or without an order."`
}

// ConnectionStatus is one connection on the status page.
type ConnectionStatus struct {
	ID      string       `json:"id"`
	Channel string       `json:"channel"`
	Name    string       `json:"name"`
	State   string       `json:"state" enum:"active,paused,needs_you"`
	Problem *Sentence    `json:"problem,omitempty" doc:"Why it needs you."`
	Orders  int64        `json:"orders" doc:"Of all channels over it."`
	Held    int64        `json:"held"`
	Over    []OverStatus `json:"over" doc:"Other channels whose orders come over this connection."`
	Lanes   []LaneStatus `json:"lanes"`

	ProvenUntil *time.Time `json:"proven_until,omitempty" doc:"Up to then every order of the channel is in the books or explained; absent when nothing is proven."`
	Silent      *Silence   `json:"silent,omitempty" doc:"Set when a shop that usually sells at this time has had no order."`

	AuthorisedUntil *time.Time `json:"authorised_until,omitempty" doc:"A person must authorise anew before it; absent when the permission does not end."`
}

// OverStatus is a channel without connections of its own, on the status page.
type OverStatus struct {
	Channel string `json:"channel"`
	Orders  int64  `json:"orders"`
	Held    int64  `json:"held"`
}

// LaneStatus is one lane of one connection.
type LaneStatus struct {
	Lane          string     `json:"lane" doc:"orders"`
	Health        string     `json:"health" enum:"on_time,late,failing,needs_you,paused,waiting"`
	LastSuccessAt *time.Time `json:"last_success_at,omitempty"`
	NextAt        *time.Time `json:"next_at,omitempty" doc:"Absent while the connection is paused or needs you."`
	EverySeconds  int        `json:"every_seconds"`
	Running       bool       `json:"running"`
	Step          string     `json:"step,omitempty" doc:"\"Reading orders 825 of 12,403\"; empty when idle"`
	Done          int64      `json:"done"`
	Total         int64      `json:"total" doc:"0 when the channel does not tell"`
	PerSecond     float64    `json:"per_second"`
	StartedAt     *time.Time `json:"started_at,omitempty"`
	SyncedUpTo    *time.Time `json:"synced_up_to,omitempty" doc:"Everything changed before this moment is in."`
	Problem       *Sentence  `json:"problem,omitempty" doc:"How the last cycle failed."`
	LastCycle     *CycleView `json:"last_cycle,omitempty"`
}

// CycleView is one sync round.
type CycleView struct {
	ID             string     `json:"id"`
	Connection     string     `json:"connection"`
	ConnectionName string     `json:"connection_name"`
	Channel        string     `json:"channel"`
	Lane           string     `json:"lane"`
	SyncType       string     `json:"sync_type" enum:"auto,manual"`
	State          string     `json:"state" enum:"running,done,failed,stopped"`
	StartedAt      time.Time  `json:"started_at"`
	EndedAt        *time.Time `json:"ended_at,omitempty"`
	WindowFrom     *time.Time `json:"window_from,omitempty"`
	WindowTo       *time.Time `json:"window_to,omitempty"`
	Seen           int64      `json:"seen"`
	New            int64      `json:"new"`
	Changed        int64      `json:"changed"`
	Skipped        int64      `json:"skipped"`
	Held           int64      `json:"held"`
	Problem        *Sentence  `json:"problem,omitempty"`
}

// ConnectionView is one connected shop. Secrets never leave.
type ConnectionView struct {
	ID              string            `json:"id"`
	Channel         string            `json:"channel"`
	Name            string            `json:"name"`
	State           string            `json:"state" enum:"active,paused,needs_you,removed"`
	Problem         *Sentence         `json:"problem,omitempty"`
	Settings        map[string]string `json:"settings" doc:"Without the secret ones."`
	HookURL         string            `json:"hook_url" doc:"Where the channel sends its webhooks; empty when the hub's public address is not configured."`
	AuthorisedUntil *time.Time        `json:"authorised_until,omitempty" doc:"A person must authorise anew before it."`
	CreatedAt       time.Time         `json:"created_at"`
}

// ChannelView is a sort of channel and its connect form.
type ChannelView struct {
	Name      string        `json:"name"`
	Title     string        `json:"title"`
	Authorise bool          `json:"authorise" doc:"The merchant's browser can be sent to the channel to let us in."`
	Over      string        `json:"over,omitempty" doc:"The channel over whose connections this one's orders come: it cannot be connected by itself any more."`
	Settings  []SettingView `json:"settings"`
}

// SettingView is one field of a connect form.
type SettingView struct {
	Name     string   `json:"name"`
	Label    string   `json:"label"`
	Help     string   `json:"help"`
	Secret   bool     `json:"secret"`
	Required bool     `json:"required"`
	Default  string   `json:"default"`
	Choices  []string `json:"choices"`
}

// Session is who is signed in.
type Session struct {
	User     UserView    `json:"user"`
	Account  AccountView `json:"account"`
	Language string      `json:"language" enum:"en,id," doc:"What the member has chosen to read; empty when nothing is chosen, and for tokens."`
}

// UserView is a member of the account.
type UserView struct {
	ID    string `json:"id"`
	Email string `json:"email"`
	Name  string `json:"name"`
	Role  string `json:"role" enum:"owner,operator,viewer"`
}

// AccountView is the business somebody is signed in to.
type AccountView struct {
	Name string `json:"name"`
	Zone string `json:"zone" doc:"IANA time zone of the shop."`
}

// ActionResult says what an action did.
type ActionResult struct {
	Done    int      `json:"done"`
	Failed  int      `json:"failed"`
	Skipped int      `json:"skipped" doc:"Left out; the results say why."`
	Results []Result `json:"results"`
	Bulk    string   `json:"bulk" doc:"The bulk action that did it."`
	Running bool     `json:"running" doc:"It goes on: what has no result yet is still to come."`
}

// Result of an action on one thing.
type Result struct {
	ID string `json:"id"`
	Sentence
}
