// Package magento shows a shop of the sandbox's world through the REST API of Magento 2, V1.
//
// It is written from the fact sheet about that API and knows nothing of the connector that reads it. It checks OAuth 1.0a
// signatures with times and nonces, bearer tokens where they are allowed, and the rights of a token; it searches as
// searchCriteria says, quirks included (a page past the end repeats the last one); it keeps Magento's state machine of
// invoices, shipments and cancellation, with the refusals of each; and it tells stock as inventory sources do, so that what can
// be sold differs from what lies there. There are no webhooks in Magento's core, so it sends none.
//
// # What the world cannot say
//
// The world knows no invoices. The face keeps those that clients make in a free field of the order, and makes up the one that a
// shop has when its merchant invoices by himself (setting "invoicing"), or when money was given back. An order's fees are
// handling fees here: part of the shipping amount.
package magento
