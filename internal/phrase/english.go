package phrase

import "github.com/tillbridge/tillbridge/internal/outcome"

// english speaks to the shop keeper: the order, the books and the channel, not requests and rows.
var english = catalogue{
	unknown:  "unknown",
	thousand: ",",
	point:    ".",
	removed:  "removed",

	sentences: map[outcome.Reason]sentence{
		// 200
		outcome.Done:        {message: "Done."},
		outcome.SKUCreated:  {message: `The books now know the SKU "{sku}" ({name}), because an order showed it.`},
		outcome.Linked:      {message: `The listing {listing} is linked to the SKU "{sku}" now.`},
		outcome.NothingToDo: {message: "Looked, and found the books as they should be."},

		// 400: the order's state
		outcome.UnknownStatus: {
			"The channel gave this order the status \"{status}\", which Tillbridge does not know, so it was not guessed what the books should show.",
			"Give the order a usual status at the channel and run it again, or ask for this status to be added.",
		},
		outcome.CancelledAfterShipping: {
			"The order was cancelled after its goods had left (cancelled by: {by}). The invoice was left as it is, because only you know whether the goods come back.",
			"Decide: void and restock if the goods are back, keep if the sale stands, or write a credit note.",
		},
		outcome.FailedDelivery: {
			"The courier could not deliver the goods. The invoice was left as it is, because only you know whether they come back.",
			"Decide: void and restock when the goods are back, keep if they are sent again, or write a credit note.",
		},
		outcome.ReturnNeedsDecision: {
			"The buyer has returned the order. The invoice stays sent and paid until somebody decides.",
			"Decide: write a credit note, void and restock, or keep. To have credit notes written without asking, set \"On a return or refund\" in the connection's policy to \"Write a credit note\".",
		},
		outcome.RefundNeedsDecision: {
			"The channel paid {currency} {refunded} back to the buyer, and the books do not show it.",
			"Decide: write a credit note, or keep the invoice as it is. To have credit notes written without asking, set \"On a return or refund\" in the connection's policy to \"Write a credit note\".",
		},
		outcome.ChangedAfterShipping: {
			"The order changed at the channel after its goods had left: invoice {number} shows {currency} {books}, the order is now {currency} {total}. A sent invoice is not written over.",
			"Correct the invoice in the books if it has to be, then choose keep.",
		},
		outcome.EditedByPerson: {
			"The order was cancelled before it was sent, but somebody has edited invoice {number}, so it was not voided without asking.",
			"Decide: void it, or keep it.",
		},
		outcome.VoidedByPerson: {
			"Somebody voided the invoice of this order by hand, so it is not written again.",
			"Restore the invoice from the recycle bin if the order should be in the books.",
		},
		outcome.NothingToDecide: {
			"There is nothing to decide about this order for which \"{choice}\" would be an answer.",
			"Open the order and look at what it waits for; it may have gone on in the meantime.",
		},
		outcome.IssueState: {
			"This cannot be done with an issue that is {state}.",
			"Load the issue again and look at what it offers now.",
		},
		outcome.NoSuchFix: {
			"This issue cannot be fixed by \"{fix}\".",
			"Open the issue: it says which fixes it takes.",
		},
		outcome.BulkEnded: {
			"This bulk action is {state}, so there is nothing to stop.",
			"Look at its result; begin a new one for what is left.",
		},
		outcome.VoidDecided:    {message: "Decided to void and restock: {reason}"},
		outcome.KeepDecided:    {message: "Decided to keep the documents as they are: {reason}"},
		outcome.CreditDecided:  {message: "Decided to write a credit note: {reason}"},
		outcome.Released:       {message: "Let through: {reason}"},
		outcome.SKUGiven:       {message: `Line {line} of this order got the SKU "{sku}": {reason}`},
		outcome.SKUTakenBack:   {message: "Line {line} of this order has the SKU that the channel shows again: {reason}"},
		outcome.VoidedByHand:   {message: "Voided by hand: {reason}"},
		outcome.RestoredByHand: {message: "Restored by hand: {reason}"},
		outcome.CancelAccepted: {message: "The buyer's wish to cancel was accepted: {reason}"},
		outcome.CancelRejected: {message: "The buyer's wish to cancel was rejected: {reason}"},
		outcome.NoCancelWish: {
			"The buyer does not ask to cancel this order, or not any more.",
			"Open the order: it has been read again and shows what became of it.",
		},
		outcome.CancelNotAnswerable: {
			"{channel} takes the answer to a buyer who wishes to cancel in its own pages only.",
			"Open the order in {channel} and answer there; then fetch it here again.",
		},
		outcome.CancelNotRejectable: {
			"{channel} knows no refusal: a buyer's wish to cancel can only be accepted.",
			"Accept it, or ship the order: that is what refuses it.",
		},
		outcome.CancelUnsure: {
			"{channel} did not say whether it has taken the answer to the buyer's wish to cancel, and shows the wish as before.",
			"Look at the order in a minute. If the buyer still asks then, answer again: {channel} is asked first, so nothing is sent twice.",
		},
		outcome.CancelNotSent: {
			"The channel could not be asked whether the buyer still wishes to cancel, so no answer was sent.",
			"Answer again in a moment; it is not tried without you.",
		},
		outcome.CancelBeingAnswered: {
			"{by} is answering this buyer right now, so nothing was sent a second time.",
			"Look at the order again in a minute; it shows how that ended.",
		},
		outcome.LineSent: {
			"Goods have left on invoice {number}, so the SKUs of its lines stay as they are.",
			"Correct the invoice by hand, and the stock with it.",
		},
		outcome.RefusedByChannel: {
			"The channel refused the request (status {status}) and said: {said}",
			"Do what the channel says, then run it again. If it makes no sense, open the exchange of this entry and ask for help with it.",
		},

		outcome.MailNotSet: {
			"No mail server is configured, so nothing can be mailed.",
			"Set smtp-host and smtp-from, and what your mail server asks for beside, in the configuration; then start Tillbridge again.",
		},
		outcome.MailRefused: {
			"The mail server refused the message for good and said: {said}",
			"Correct the address in the rules of notices, or smtp-from if it is the sender that is refused.",
		},
		outcome.NoticeRefused: {
			"The address at {host} did not take the message (status {status}).",
			"Look whether the address still stands in the chat or program it belongs to, and give the new one in the rules of notices.",
		},

		// 401
		outcome.NotAuthorised: {
			message: "The shop has not let Tillbridge in, or its permission has ended.",
			remedy:  "Authorise the connection again; it goes on where it stopped.",
		},
		outcome.KeyRefused: {
			"The channel no longer accepts the key of this connection and said: {said}",
			"Reconnect the shop with a new key. What was missed is fetched afterwards.",
		},
		outcome.RightMissing: {
			"The key of this connection lacks a right that is needed: {right}.",
			"Give the key this right at the channel, or make a new key that has it, and reconnect the shop.",
		},
		outcome.ClockSkew: {
			"The channel refused the request because the clocks differ too much, and said: {said}",
			"Set the clock of the machine that runs Tillbridge by a time server, then test the connection.",
		},
		outcome.ConnectionPaused: {
			"The connection {connection} is paused, so nothing is fetched from the channel.",
			"Resume the connection. If its access was refused, reconnect the shop first.",
		},
		outcome.PolicyChanged: {
			"The policy of {connection} was changed after you read it, so yours was not saved: it would have undone that change.",
			"Load the policy again and make your change there. The audit trail says who changed it.",
		},
		outcome.BadWebhook: {
			"A webhook was turned away, because it could not be shown to come from the channel: {why}.",
			"If your shop sent it, set up the webhook again by testing the connection; orders are found by the next cycle in any case. If it did not, nothing has to be done.",
		},
		outcome.Redirected: {
			"The shop has moved to another address: {to}. The key was not sent there without asking.",
			"If that address is yours, change the shop's address in the connection's settings.",
		},
		outcome.ChannelRetired: {
			"The platform retired this channel's own API on {since}. Its shops, and their orders, are served by {over} since then.",
			"Connect the shop at {over}: its orders come over that connection and keep this channel's name. Then remove this connection.",
		},
		outcome.ShopClosed: {
			"The channel has frozen or locked this shop and lets nobody in. It said: {said}",
			"Open the shop again at the channel (usually a bill is due), then resume the connection.",
		},
		outcome.PrivateHost: {
			"The address {host} is inside a private network, and Tillbridge does not go there unless it is allowed to.",
			"Correct the shop's address, or allow private addresses in the configuration if the shop really is there.",
		},

		outcome.MailSignIn: {
			"The mail server did not let Tillbridge sign in and said: {said}",
			"Correct smtp-user and smtp-password. Many mail services want a password made for one program.",
		},
		outcome.MailNotSafe: {
			"The way to the mail server cannot be encrypted: {said}",
			"Set smtp-tls to what the mail server offers, or smtp-ca to the authority that signed its certificate.",
		},
		outcome.TokenEnds: {
			"The permission of {connection} ends on {on}. From then on no order of it comes in.",
			"Open the connection and authorise it again; nothing stops while you do.",
		},

		// 404
		outcome.OrderMissing: {
			"The order is not there: the channel, or the hub, does not have it.",
			"Compare the number with the one that the channel shows, and choose the shop that the order was placed at. The channel's own id of the order works as well.",
		},
		outcome.DocumentMissing: {
			"The books do not have the document that this step needs (kind: {kind}).",
			"Run the order again: what is missing is written first.",
		},
		outcome.ConnectionMissing: {
			"There is no such connection; it may have been removed.",
			"Choose a connection from the list, or connect the shop again.",
		},
		outcome.ConnectionRemoved: {
			"The connection was removed while this was at work.",
			"Nothing to do. If the shop is connected again, it goes on from there.",
		},
		outcome.ShopUnknown: {
			"{connection} cannot be removed yet: its setting {field} is empty, so the hub could not tell later that it is the same shop, and would book its orders twice.",
			"Fill in {field} among the connection's settings, then remove it; or pause it.",
		},
		outcome.EntryMissing: {
			"There is no such entry in the sync log; it may be older than the log is kept.",
			"Look for the order itself: it shows its newest entries.",
		},
		outcome.IssueMissing: {
			"There is no such issue; it may have been resolved longer ago than the log is kept.",
			"Look for its order or its SKU in the log.",
		},
		outcome.BulkMissing: {
			"There is no such bulk action; it may be older than the log is kept.",
			"Choose one from the list of bulk actions.",
		},
		outcome.LineMissing: {
			"The order has no line {line} any more.",
			"Load the order again and choose one of its lines.",
		},
		outcome.EndpointMissing: {"There is no such webhook endpoint.", "List the endpoints; it may have been deleted."},
		outcome.DeliveryMissing: {"There is no such delivery to this webhook endpoint; it may be older than deliveries are kept.", "List the endpoint's deliveries."},
		outcome.EndpointDisabled: {
			"The webhook endpoint {url} is disabled, so nothing is sent to it.",
			"Enable it first.",
		},
		outcome.EndpointGone: {
			"Whoever receives webhooks at {url} answered that they want no more (410 Gone). The endpoint is disabled: nothing more is sent to it.",
			"If that was a mistake, enable the endpoint again and recover what it missed; else delete it.",
		},
		outcome.EndpointRefused: {
			"Whoever receives the webhook refused it with status {status}.",
			"Look at their answer in the delivery's attempts. Nothing is lost: it is tried again with growing waits.",
		},
		outcome.EndpointFailing: {
			"No webhook to {url} has arrived since {since}. The endpoint is disabled: nothing more is sent to it.",
			"Find out with whoever receives them what is wrong, send a test, enable the endpoint again, and recover what it missed.",
		},
		outcome.ListingMissing: {
			"The channel has no listing {listing} any more.",
			"It was probably deleted there. Read the listings again; if it is sold under another one, link that.",
		},
		outcome.NoAPI: {
			"The shop's interface was not found at {url}.",
			"Check the shop's address in the connection's settings, and that its interface is switched on.",
		},
		outcome.QueueRefused: {
			"The queue into which the channel puts its news refuses to be read, and said: {said}",
			"Check the queue's own key, its region and what the key may do there, and enter them in the connection's settings. Until then changes are found by the cycle, later.",
		},
		outcome.QueueMissing: {
			"The queue into which the channel puts its news is not there.",
			"Check the queue's address in the connection's settings, or make the queue anew. Until then changes are found by the cycle, later.",
		},
		outcome.APITooOld: {
			"The shop's software is too old to be asked for changed orders; it takes at least {needs}.",
			"Update the shop's software, then test the connection.",
		},
		outcome.OrderNotReceived: {
			"The channel has this order of {day}, and it never came here: no webhook told of it and no cycle read it.",
			"Nothing, if the connection's policy says \"Download it at once\" of an order that did not come: it is fetched by itself. Otherwise download the order.",
		},
		outcome.OrderGone: {
			"The order of {day} is here, and the channel does not know it any more.",
			"If it was deleted at the channel on purpose, void its documents or leave them, and mark this as resolved.",
		},
		outcome.BooksBehind: {
			"The books do not show what this order wants. Still to be done: {operations}. Nothing holds the order, so a document was changed or lost outside of Tillbridge.",
			"Nothing, if the connection's policy says \"Download it at once\" of an order that did not come: the order is run again by itself. Otherwise run it again.",
		},
		outcome.DocumentWithoutOrder: {
			"The books hold {number} for the order {ref}, and there is no such order here.",
			"Download the order. If the channel does not have it either, void the document.",
		},
		outcome.ShopSilent: {
			"No order has come since {since}. In the same hours of each of the last four weeks there were at least {usual}.",
			"Look whether the shop is open and can be bought from. If it is closed on purpose, mark this as resolved.",
		},

		outcome.NoticeMissing: {
			"There is no such notice; it may be older than notices are kept.",
			"Look at the list of notices.",
		},
		outcome.NoticeRuleMissing: {
			"There is no such rule of notices.",
			"Load the rules again and choose one of them.",
		},

		// 409
		outcome.AlreadyThere: {message: "The document is there already as {number}. It was linked, and nothing was written."},

		// 422
		outcome.SKUNotLinked: {
			"The books do not know the SKU \"{sku}\" of \"{name}\" (listing {listing}).",
			"Link the listing to a SKU, or make this SKU in the books; every order that waits for it then goes on.",
		},
		outcome.LineWithoutSKU: {
			"\"{name}\" (listing {listing}) has no SKU at the channel, so it is not known which goods were sold.",
			"Link the listing to a SKU; every order that waits for it then goes on.",
		},
		outcome.MethodNotLinked: {
			"The channel says \"{method}\" for how the buyer paid, and nobody has chosen under which payment method the books show that. The invoice is written; its payment waits.",
			"Choose the books' payment method for this word; every order that waits for it then goes on, and later ones go by themselves.",
		},
		outcome.MethodNotNamed: {
			"The channel does not say how the buyer paid, and nobody has chosen under which payment method the books show such orders. The invoice is written; its payment waits.",
			"Choose the books' payment method for orders without one; every order that waits for it then goes on, and later ones go by themselves.",
		},
		outcome.TotalsDiffer: {
			"The channel says the order is worth {currency} {total}, but its parts add up to {currency} {sum}: a difference of {currency} {difference}, more than rounding explains.",
			"Compare lines, vouchers, shipping, tax and fees at the channel. If the difference is right, raise \"Largest rounding difference\" in the connection's policy and run the order again.",
		},
		outcome.BadAmount: {
			"The channel sent \"{value}\" as {field}, which is not an amount.",
			"Correct the order at the channel, then fetch it and run it again.",
		},
		outcome.NegativeTotal: {
			"The order's total is negative ({currency} {total}), and an invoice cannot be.",
			"Correct the order at the channel, then fetch it and run it again.",
		},
		outcome.BadQuantity: {
			"Line {line} of the order is for \"{value}\" pieces, which is not a number of goods.",
			"Correct the order at the channel, then fetch it and run it again.",
		},
		outcome.BadCurrency: {
			"The channel sent \"{value}\" as the order's currency, which is none.",
			"Set the shop's currency at the channel, then fetch the order and run it again.",
		},
		outcome.BadTime: {
			"The channel sent \"{value}\" as {field}, which is not a time.",
			"Fetch the order and run it again. If it stays like this, ask for help with the exchange of this entry.",
		},
		outcome.NoLines: {
			"The order has no line, so there is nothing to put on a document.",
			"Look at the order at the channel; if its goods were taken out, cancel it there.",
		},
		outcome.BadPayload: {
			"The channel's answer could not be understood: {what}.",
			"Fetch the order and run it again. If it stays like this, ask for help with the exchange of this entry.",
		},
		outcome.CurrencyMismatch: {
			"The order is in {order}, the books are kept in {books}.",
			"Sell in the currency of the books on this channel, or keep this order's invoice by hand.",
		},
		outcome.DocumentTotalDiffers: {
			"{number} shows {currency} {books}, and the order at the channel is worth {currency} {total}.",
			"Compare the two. If the document is wrong, void it and write it anew; if it is right, mark this as resolved.",
		},
		outcome.PaymentUnequal: {
			"The invoice {number} shows {currency} {shown} as paid, and its payments come to {currency} {payments}.",
			"Look for a payment that was deleted or entered twice, and correct it in the books.",
		},
		outcome.PaidAtChannelOnly: {
			"The order is paid at the channel, and the invoice {number} is not paid in the books.",
			"Nothing, if the connection's policy says \"Download it at once\" of an order that did not come: the order is run again by itself. Otherwise run it again.",
		},
		outcome.PaidInBooksOnly: {
			"{number} says that the order is paid, and at the channel nobody has paid it.",
			"Look where the money came from. If it did not come, void the payment.",
		},

		// 429
		outcome.TooManyRequests: {message: "The channel asks for fewer requests for a while. It is tried again without you, as soon as the channel allows."},

		// 500
		outcome.Internal: {
			"Something went wrong in Tillbridge itself. The order is kept and nothing is lost.",
			"Run it again. If it stays like this, report it with this entry.",
		},

		// 503
		outcome.Timeout:     {message: "The other side took too long to answer. It is tried again without you."},
		outcome.Unreachable: {message: "The other side could not be reached. It is tried again without you."},
		outcome.Interrupted: {message: "The work was interrupted because the program was stopped. It goes on where it was."},
		outcome.ServerError: {message: "The other side reported a fault of its own (status {status}). It is tried again without you."},
		outcome.NotJSON: {
			"Something other than the channel answered: {type} came where data was expected (status {status}). Often this is a page of the shop's host, its firewall or its maintenance. It is tried again without you.",
			"If it does not pass, ask the shop's host to let Tillbridge through to the shop's interface.",
		},
		outcome.BodyTooLarge: {
			"The answer was larger than is taken in ({limit} bytes), so it was not read to its end.",
			"If it does not pass, ask for help with the exchange of this entry.",
		},
		outcome.BodyCut:     {message: "The answer broke off before its end, so nothing of it was used. It is tried again without you."},
		outcome.Maintenance: {message: "The channel is under maintenance. It is tried again without you."},
		outcome.MailLater: {
			"The mail server did not take the message now ({said}). It is tried again by itself for a day.",
			"Nothing for now; look at the mail server if it stays like this.",
		},
		outcome.NoticeUnsure: {
			"Tillbridge was stopped twice while it handed this message over, so it may have arrived twice, once or not at all. It is not sent again.",
			"Read it here. Look in the program's log for what stopped it.",
		},
		outcome.WorkerSilent: {
			"No worker is alive since {since}: no order comes in until one is.",
			"Start Tillbridge again (tillbridge serve), or look at the machine it runs on. Nothing is lost: the next cycle goes on where the last one stopped.",
		},
		outcome.WorkerBack: {
			"No worker was at work from {from} until {to}, so no order came in during that time. It is at work again and catches up by itself.",
			"Look for what stopped it, unless you did.",
		},

		// why an order is left out or waits
		outcome.Pending: {
			"The order waits until somebody lets it through, because this connection does not process orders by itself.",
			"Release the order. To let all orders through, switch \"Process orders by themselves\" on in the connection's policy.",
		},
		outcome.BeforeGoLive:   {message: "Skipped: the order was made before {from}, the day from which this connection downloads orders."},
		outcome.AlreadyBilled:  {message: "Skipped: the channel has invoiced this order itself, and the connection's policy takes \"Orders the channel has not invoiced yet\"."},
		outcome.NotYetBilled:   {message: "Skipped for now: the channel has not invoiced this order yet, and the connection's policy takes \"Only orders the channel has invoiced\"."},
		outcome.ChannelShipped: {message: "The channel ships this order from its own stock, so there is no outbound logistic of yours."},

		// why a bulk action leaves something out
		outcome.NoFailure:       {message: "Left out: the entry is no failure."},
		outcome.AlreadyResolved: {message: "Left out: the entry is resolved already."},
		outcome.NotResolved:     {message: "Left out: the entry is not resolved."},
		outcome.NotAnOrder:      {message: "Left out: the entry is not about an order, so there is nothing to run again."},
		outcome.NotPending:      {message: "Left out: the order does not wait to be let through."},
		outcome.OtherQuestion:   {message: "Left out: the order does not wait for an answer like this one."},
	},

	titles: map[outcome.Reason]string{
		outcome.CancelledAfterShipping: "Cancelled after shipping: decide",
		outcome.FailedDelivery:         "Delivery failed: decide",
		outcome.ReturnNeedsDecision:    "Return: decide",
		outcome.RefundNeedsDecision:    "Refund: decide",
		outcome.ChangedAfterShipping:   "Changed after shipping",
		outcome.EditedByPerson:         "Document changed by hand",
		outcome.VoidedByPerson:         "Document voided by hand",
		outcome.UnknownStatus:          "Unknown status",
		outcome.SKUNotLinked:           "SKU not linked",
		outcome.LineWithoutSKU:         "Line without a SKU",
		outcome.MethodNotLinked:        "Payment method not chosen",
		outcome.MethodNotNamed:         "Channel names no payment method",
		outcome.TotalsDiffer:           "Totals differ",
		outcome.NegativeTotal:          "Negative total",
		outcome.NoLines:                "No line items",
		outcome.Pending:                "Waits to be let through",
		outcome.BeforeGoLive:           "Made before the go-live date",
		outcome.AlreadyBilled:          "Invoiced by the channel already",
		outcome.NotYetBilled:           "Not yet invoiced by the channel",
	},

	fallback: sentence{
		"Something happened for which there is no sentence yet ({reason}).",
		"Open the exchange of this entry for what was said.",
	},

	operations: map[string]string{
		"all":                      "All",
		"create_order":             "Create Order",
		"convert_order_to_invoice": "Convert Order To Invoice",
		"create_invoice":           "Create Invoice",
		"create_outbound_logistic": "Create Outbound Logistic",
		"add_payment":              "Add Payment",
		"void_invoice":             "Void Invoice",
		"cancel_order":             "Cancel Order",
		"create_credit_note":       "Create Credit Note",
		"download_order":           "Download Order",
		"link_sku":                 "Link SKU",
		"inventory_update":         "Inventory Update",
		"inventory_sync":           "Inventory Sync",
		"fulfillment_update":       "Fulfillment Update",
		"price_update":             "Price Update",
		"product_update":           "Product Update",
		"refresh_token":            "Refresh Token",
		"check_completeness":       "Check Completeness",
		"create_channel_invoice":   "Create Invoice At Channel",
		"answer_cancel":            "Answer Cancellation",
		"deliver_webhook":          "Deliver Webhook",
		"subscribe_to_news":        "Subscribe To News",
		"listen_to_queue":          "Listen To Queue",
		"decide_order":             "Decide",
		"release_order":            "Release Order",
		"override_sku":             "Give SKU to a Line",
		"void_document":            "Void Document",
		"restore_document":         "Restore Document",
	},

	codes: map[outcome.Code]string{
		outcome.OK:          "200 OK",
		outcome.BadStatus:   "400 Bad Request: wrong status",
		outcome.NoAccess:    "401 Unauthorized: no access",
		outcome.Missing:     "404 Not Found: missing order",
		outcome.Conflict:    "409 Conflict: already there",
		outcome.Unmapped:    "422 Unprocessable: not linked or unequal",
		outcome.Throttled:   "429 Too Many Requests: throttled",
		outcome.Bug:         "500 Internal Error: ours",
		outcome.Unavailable: "503 Unavailable: the other side",
	},
}
