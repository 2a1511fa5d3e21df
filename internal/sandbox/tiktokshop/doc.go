// Package tiktokshop is a face of the sandbox: a pretend TikTok Shop with the Partner API, and, for it is an Indonesian one, the orders
// of Tokopedia among its own.
//
// It was written from the project's fact sheet, apart from the connector, with which it shares no code. It checks what the real gateway
// checks, in the sheet's order: path and version, app key, time stamp, signature, token, scope, shop cipher, limits, parameters. What
// the sheet calls unverified is decided for the stricter side and said where it is.
//
// It serves the consent page, tokens, shops, orders, cancellations, returns, packages, products, stock, prices and webhooks, all at
// one address; the real one has several hosts. Orders are never put on hold by themselves: the world has no hour of remorse.
package tiktokshop
