package woocommerce_test

import (
	"bytes"
	"testing"

	"github.com/tillbridge/tillbridge/internal/channel/woocommerce"
)

// BenchmarkSnapshots maps a full page: 100 recorded orders, about 230 KB.
func BenchmarkSnapshots(b *testing.B) {
	one := bytes.Trim(compact(b, recorded(b, "recorded/orders-modified-after-gmt.json").Response), "[]")
	page := append(append([]byte("["), bytes.Repeat(append(one, ','), 99)...), append(one, ']')...)
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		got, err := woocommerce.Snapshots(page)
		if err != nil || len(got.Orders) != 100 {
			b.Fatalf("%d orders, error %v", len(got.Orders), err)
		}
	}
}
