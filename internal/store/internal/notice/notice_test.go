package notice_test

import (
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/store/internal/notice"
)

func TestHub(t *testing.T) {
	t.Parallel()
	t.Run("a slow listener gets each waiting topic once, in the order of their first coming", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var h notice.Hub
			defer h.Close()
			heard := h.Listen(t.Context())
			h.Publish("orders")
			synctest.Wait()
			for range 100 {
				h.Publish("stock", "orders", "issues")
			}
			var got []string
			for range 4 {
				got = append(got, <-heard)
			}
			if diff := cmp.Diff([]string{"orders", "stock", "orders", "issues"}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	})
	t.Run("closing ends a listener that nobody reads from", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var h notice.Hub
			heard := h.Listen(t.Context())
			h.Publish("orders")
			synctest.Wait()
			h.Close()
			synctest.Wait()
			if topic, open := <-heard; open {
				t.Errorf("heard %q", topic)
			}
		})
	})
	t.Run("listening to a closed hub ends at once", func(t *testing.T) {
		t.Parallel()
		var h notice.Hub
		h.Close()
		for topic := range h.Listen(t.Context()) {
			t.Errorf("heard %q", topic)
		}
	})
}
