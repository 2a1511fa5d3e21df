// Package amazon is the sandbox's pretend Amazon: the Selling Partner API, Login with Amazon and an SQS queue over the world, as an
// http.Handler per seller.
//
// It was written from the project's fact sheet, the public models and AWS's documents, and shares no code with the connector, so that a
// misunderstanding on one side shows against the other.
//
// What it is faithful about: tokens of both kinds and their words of refusal (tokens.go), the consent page (login.go), a token bucket
// for each operation (gate.go), windows that end two minutes back, tokens of pages that want the same question again (orders.go),
// blocks that are absent unless asked for and buyers' data that are absent without a role (orderjson.go), v0 with restricted tokens
// (v0.go), orders that know no completion beside bookings that do (finances.go), listings that answer 200 to what they refuse
// (listings.go), confirmations by package number (shipping.go), notifications and a queue that signs, hides and repeats (notify.go,
// queue.go, sigv4.go).
//
// What differs on purpose: the marketplace is Singapore's and the currency the world's; every host is the face's own address; feeds and
// reports are not served. Where Amazon is undocumented the sheet's simulator lines rule.
package amazon
