// Package lazada is the sandbox's pretend Lazada Open Platform: one seller's shop over the world, an http.Handler.
//
// It was written from the project's fact sheet and Lazada's reference pages, and shares no code with the connector, so that a
// misunderstanding on one side shows against the other.
//
// What it is faithful about: signatures over query, form and JSON fields, time stamps and the order in which a request is refused
// (gate.go); the login, codes that are good once, tokens with an end, refresh tokens that do not lengthen their own life (token.go,
// login.go); answers under HTTP 200 with a code; lists by time with sort, limit and offset (orders.go); one item per piece, statuses
// on items only (pieces.go, orderjson.go); reverse orders in small units (reverse.go); products and the three ways to write stock and
// prices, as XML (products.go, stock.go); pack, ready to ship, repack and labels with two levels of failure (parcels.go); push
// messages, signed, tried twelve times (push.go).
//
// What differs on purpose: the console (whose pages a person would use to enter a callback address and the address for push) is
// /_console/push and a setting; push goes to http addresses, too, and its retries come at once; a shipment that is ready is picked up
// when the order's life says so. Where the sheet says unverified, doc comments say what was chosen.
package lazada
