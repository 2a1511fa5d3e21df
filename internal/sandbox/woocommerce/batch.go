package woocommerce

import (
	"encoding/json"
	"net/http"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// maxBatch is how many items a batch may have in all (recorded: error-batch-over-100).
const maxBatch = 100

// resource is what a batch works on.
type resource struct {
	create func(body fields) ([]byte, error)
	update func(id int64, body fields) ([]byte, error)
	remove func(id int64) ([]byte, error)
}

// batch does all items one by one and answers 200 whatever became of them: what failed has its error inside (recorded:
// stock-batch-update). Arguments are not validated, as they are on single calls.
func (c *call) batch(on resource) (*answer, error) {
	if err := c.may("batch"); err != nil {
		return nil, err
	}
	create, update := c.body.list("create"), c.body.list("update")
	var remove []json.Number
	_ = json.Unmarshal(c.body["delete"], &remove)
	if len(create)+len(update)+len(remove) > maxBatch {
		return nil, refuse(http.StatusRequestEntityTooLarge, "woocommerce_rest_request_entity_too_large",
			"Unable to accept more than 100 items for this request.")
	}
	w := &writer{}
	w.open('{')
	if len(create) > 0 {
		w.list("create")
		for _, body := range create {
			got, err := on.create(body)
			batchItem(w, 0, got, err)
		}
		w.close(']')
	}
	if len(update) > 0 {
		w.list("update")
		for _, body := range update {
			id, _ := body.number("id")
			got, err := on.update(id, body)
			batchItem(w, id, got, err)
		}
		w.close(']')
	}
	if len(remove) > 0 {
		w.list("delete")
		for _, n := range remove {
			id, _ := n.Int64()
			got, err := on.remove(id)
			batchItem(w, id, got, err)
		}
		w.close(']')
	}
	w.close('}')
	return one(http.StatusOK, w.b), nil
}

func batchItem(w *writer, id int64, got []byte, err error) {
	w.sep()
	if err == nil {
		w.b = append(w.b, got...)
		return
	}
	w.open('{')
	w.int("id", id)
	if w.key("error") {
		w.comma = false
		refusalOf(err).append(w)
	}
	w.close('}')
}

func batchOrders(c *call) (*answer, error) {
	show := func(o *world.Order, err error) ([]byte, error) {
		if err != nil {
			return nil, err
		}
		w := &writer{}
		c.view.order(w, o)
		return w.b, nil
	}
	return c.batch(resource{
		create: func(body fields) ([]byte, error) { return show(c.f.createOrder(body)) },
		update: func(id int64, body fields) ([]byte, error) { return show(c.f.updateOrder(id, body)) },
		remove: func(id int64) ([]byte, error) { return show(c.f.removeOrder(id, true)) },
	})
}

func batchProducts(c *call) (*answer, error) {
	show := func(i *world.Item, err error) ([]byte, error) {
		if err != nil {
			return nil, err
		}
		w := &writer{}
		c.view.product(w, i)
		return w.b, nil
	}
	return c.batch(resource{
		create: func(body fields) ([]byte, error) { return show(c.f.createProduct(body)) },
		update: func(id int64, body fields) ([]byte, error) { return show(c.f.updateProduct(id, body)) },
		remove: func(id int64) ([]byte, error) { return show(c.f.removeItem(id, true)) },
	})
}

func batchVariations(c *call) (*answer, error) {
	if err := c.head(); err != nil {
		return nil, err
	}
	parent := c.ids[0]
	show := func(i *world.Item, err error) ([]byte, error) {
		if err != nil {
			return nil, err
		}
		w := &writer{}
		c.view.variation(w, i, true)
		return w.b, nil
	}
	return c.batch(resource{
		create: func(body fields) ([]byte, error) { return show(c.f.createVariation(parent, body)) },
		update: func(id int64, body fields) ([]byte, error) { return show(c.f.updateVariation(parent, id, body)) },
		remove: func(id int64) ([]byte, error) {
			if _, err := c.theVariation(id); err != nil {
				return nil, err
			}
			return show(c.f.removeItem(id, true))
		},
	})
}
