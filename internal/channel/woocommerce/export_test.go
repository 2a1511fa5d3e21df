package woocommerce

import (
	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/order"
)

// What the external tests look into.
var (
	Sign       = sign
	BaseString = baseString
	Split      = split
	Statuses   = statuses
	Genuine    = genuine
	ParseBase  = parseBase
	ReadMark   = readMark
)

// Param is a query parameter.
type Param = param

// P makes one.
func P(name, value string) Param { return param{name, value} }

// Query writes parameters as they go out.
func Query(params []Param) string { return query(params) }

// Pair gives both sides of a parameter.
func Pair(p Param) (name, value string) { return p.name, p.value }

// Value finds a parameter; empty when it is not there.
func Value(params []Param, name string) string {
	for _, p := range params {
		if p.name == name {
			return p.value
		}
	}
	return ""
}

// Snapshot maps one order with a connector's defaults.
func Snapshot(raw []byte) (order.Snapshot, bool) { return (&connector{}).snapshot(raw) }

// Snapshots maps a page.
func Snapshots(list []byte) (channel.Page, error) {
	rows, err := split(list)
	if err != nil {
		return channel.Page{}, err
	}
	page, _ := (&connector{}).snapshots(rows)
	return page, nil
}
