package woocommerce

import (
	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/order"
)

// What the external tests look into.
var (
	Sign     = sign
	Split    = split
	Statuses = statuses
	Genuine  = genuine
	ReadMark = readMark
)

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
