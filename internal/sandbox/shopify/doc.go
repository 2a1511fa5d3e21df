// Package shopify is the sandbox's pretend Shopify: the GraphQL Admin API over the world, as an http.Handler per shop.
//
// It was written from the project's fact sheet and from nothing else: it shares no code with the connector, so that a
// misunderstanding on one side shows against the other.
//
// What it is faithful about: who is let in, by lasting and by ending tokens, and how refresh tokens rotate (oauth.go); GraphQL as
// such, with the store's words for what is wrong with a query (lex.go, parse.go, validate.go); the part of the schema that
// schema.go holds, version by version; what a query costs, the bucket and its refusals under HTTP 200 (cost.go, throttle.go); scopes;
// lists by search filter and cursor (search.go, list.go); what an order looks like (order.go); stock, prices, fulfilments and
// cancellations with their user errors (goods.go, ship.go, cancel.go); webhooks that are signed, repeated and given up (hooks.go).
//
// What differs on purpose: of the schema there is only what a hub uses; the address is the sandbox's and not *.myshopify.com;
// webhooks may go to http on a loopback address; whoever opens the authorisation page counts as the merchant.
package shopify
