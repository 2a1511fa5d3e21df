// Package shopee is the sandbox's pretend Shopee: Open Platform API v2 over the world, as an http.Handler per shop.
//
// It was written from the project's fact sheet and the public reference, and shares no code with the connector, so that a
// misunderstanding on one side shows against the other.
//
// What it is faithful about: the order of the gateway's checks and their words (gateway.go), signatures over id, path, time,
// token and shop (sign.go), tokens that end, rotate and are good once (tokens.go), the link on which a merchant lets an app in
// (authorize.go), windows, cursors and page sizes (list.go), fields that are absent unless asked for (detail.go), vouchers that
// only the settlement shows (escrow.go), returns beside orders (returns.go), refusals under HTTP 200, partial failures
// (stock.go), the way of a parcel (logistics.go) and signed pushes to one address per app (push.go).
//
// What differs on purpose: pushes go to private addresses; one that fails goes to the lost queue at once instead of after three
// more tries; an app is one shop's. Where Shopee is undocumented the sheet's "SIM" lines rule.
package shopee
