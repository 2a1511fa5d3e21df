// Package woocommerce is the sandbox's pretend WooCommerce: REST API v3 over the world, as an http.Handler per shop.
//
// It was written from the project's fact sheet and from answers recorded from a WooCommerce 11.0.1 (testdata), and from
// nothing else: it shares no code with the connector, so that a misunderstanding on one side shows against the other.
// Where sheet and recording disagree the recording wins.
//
// What it is faithful about: who is let in and with which words it refuses (auth.go, oauth.go), how lists are filtered,
// sorted and paged (list.go, query.go), which times the four ways of writing a date mean (dates.go), what an order looks
// like (orderjson.go), that any status may follow any other (orderwrite.go), when stock is taken and given back
// (status.go), batches that succeed with errors inside (batch.go), and webhooks that are tried once and switched off
// after six failures in a row (webhook.go, deliver.go).
//
// What differs on purpose: webhooks go to private addresses and at once (a shop's job queue may take minutes); the
// callback of wc-auth may be plain http on a loopback address, as in a demo neither side has a certificate.
package woocommerce
