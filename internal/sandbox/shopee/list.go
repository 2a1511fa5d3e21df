package shopee

import (
	"fmt"
	"strconv"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// filterable are the statuses that the list can be asked for (sheet, 3.1): TO_RETURN and others are not among them.
var filterable = map[string]bool{
	"UNPAID": true, "READY_TO_SHIP": true, "PROCESSED": true, "SHIPPED": true, "COMPLETED": true, "IN_CANCEL": true, "CANCELLED": true,
	"INVOICE_PENDING": true,
}

type listedOrder struct {
	SN     string `json:"order_sn"`
	Status string `json:"order_status,omitempty"`
}

type orderList struct {
	More   bool          `json:"more"`
	Next   string        `json:"next_cursor"`
	Orders []listedOrder `json:"order_list"`
}

// listOrders is GET order/get_order_list: by one of two times ascending, both ends included; the cursor is the key of the last
// row, so that pages do not shift.
func listOrders(c *call) (any, error) {
	by := c.query.Get("time_range_field")
	if by != "create_time" && by != "update_time" {
		return nil, wrong("time_range_field should be one of create_time, update_time")
	}
	from, to, err := c.span("time_from", "time_to", refuse("order.order_list_invalid_time", "Start time must be earlier than end time and diff in 15days."))
	if err != nil {
		return nil, err
	}
	size, err := c.integer("page_size", 1, 100)
	if err != nil {
		return nil, err
	}
	status := c.query.Get("order_status")
	if status != "" && !filterable[status] {
		return nil, wrong("order_status is invalid")
	}
	p := page{size: int(size), shown: c.query.Get("response_optional_fields") == "order_status", status: status, created: by == "create_time"}
	if err := p.begin(c.query.Get("cursor"), c.f.counted); err != nil {
		return nil, err
	}
	if p.created {
		p.walk(c.f.world.ByCreated(c.f.shop.Key, false), from, to)
	} else {
		p.walk(c.f.world.ByUpdated(c.f.shop.Key, from, to, false), from, to)
	}
	return &p.out, nil
}

// page collects one page.
type page struct {
	size           int
	shown, created bool
	status         string
	counted        bool  // the cursor is a number of rows
	skip           int64 // rows still to skip
	at, id         int64 // key of the last row of the page before
	passed         int64
	out            orderList
}

func (p *page) begin(cursor string, counted bool) error {
	p.counted, p.out.Orders = counted, []listedOrder{}
	if cursor == "" {
		p.at = -1
		return nil
	}
	if counted {
		n, err := strconv.ParseInt(cursor, 10, 64)
		if err != nil || n < 0 {
			return wrong("cursor is invalid")
		}
		p.skip, p.passed, p.at = n, n, -1
		return nil
	}
	if _, err := fmt.Sscanf(cursor, "%x_%x", &p.at, &p.id); err != nil {
		return wrong("cursor is invalid")
	}
	return nil
}

// walk goes over orders until one more than the page is found.
func (p *page) walk(orders func(func(*world.Order) bool), from, to time.Time) {
	for o := range orders {
		at := o.Updated
		if p.created {
			at = o.Created
		}
		if at.Before(from) || at.After(to) || p.status != "" && word(o) != p.status {
			continue
		}
		if p.at >= 0 && (at.Unix() < p.at || at.Unix() == p.at && o.ID <= p.id) {
			continue
		}
		if p.skip > 0 {
			p.skip--
			continue
		}
		if len(p.out.Orders) == p.size {
			p.out.More = true
			p.out.Next = p.next()
			return
		}
		p.add(o, at)
	}
}

func (p *page) add(o *world.Order, at time.Time) {
	row := listedOrder{SN: o.Ref}
	if p.shown {
		row.Status = word(o)
	}
	p.out.Orders = append(p.out.Orders, row)
	p.passed++
	if !p.counted {
		p.at, p.id = at.Unix(), o.ID
	}
}

func (p *page) next() string {
	if p.counted {
		return strconv.FormatInt(p.passed, 10)
	}
	return fmt.Sprintf("%x_%x", p.at, p.id)
}
