package shopee

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/hook"
)

// Codes of the pushes that this Shopee sends.
const (
	pushStatus   = 3
	pushTracking = 4
)

// pushPatience is how long a receiver may take.
const pushPatience = 3 * time.Second

// pushConfig is the app's one address, and what is sent there.
type pushConfig struct {
	URL     string  `json:"callback_url"`
	Status  string  `json:"live_push_status"`
	On      []int64 `json:"push_config_on_list"`
	Blocked []int64 `json:"blocked_shop_id"`
}

// lostPush waits to be fetched; Shopee keeps it three days.
type lostPush struct {
	ID   int64     `json:"id"`
	At   time.Time `json:"at"`
	Code int64     `json:"code"`
	Data string    `json:"data"`
}

const lostLife = 3 * 24 * time.Hour

// getPushConfig is GET push/get_app_push_config.
func getPushConfig(c *call) (any, error) {
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	p := c.f.state.Push
	var off []int64
	for code := int64(1); code <= 13; code++ {
		if !slices.Contains(p.On, code) {
			off = append(off, code)
		}
	}
	return fields{
		"callback_url": p.URL, "live_push_status": p.Status, "blocked_shop_id": nonNil(p.Blocked), "push_config_on_list": nonNil(p.On),
		"push_config_off_list": nonNil(off),
	}, nil
}

func nonNil(n []int64) []int64 {
	if n == nil {
		return []int64{}
	}
	return n
}

// setPushConfig is POST push/set_app_push_config. A new address is tried with a verification first.
func setPushConfig(c *call) (any, error) {
	var in struct {
		URL     string  `json:"callback_url"`
		On      []int64 `json:"set_push_config_on"`
		Off     []int64 `json:"set_push_config_off"`
		Blocked []int64 `json:"blocked_shop_id_list"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	f := c.f
	for _, code := range slices.Concat(in.On, in.Off) {
		if code < 1 || code > 13 {
			return nil, refuse("error_param", "push config "+strconv.FormatInt(code, 10)+" is invalid")
		}
	}
	if len(in.Blocked) > 500 {
		return nil, refuse("error_param", "blocked_shop_id_list should have at most 500 elements")
	}
	if in.URL != "" {
		if u, err := url.Parse(in.URL); err != nil || u.Host == "" {
			return nil, refuse("error_param", "this callback_url is invalid, please check your callback_url.")
		}
		if err := f.verify(c.r.Context(), in.URL); err != nil {
			return nil, err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	p := &f.state.Push
	if in.URL == "" && p.URL == "" {
		return nil, refuse("error_param", "Your app's callback_url is empty, please input a callback_url before you turn on push config.")
	}
	if in.URL != "" {
		p.URL = in.URL
	}
	p.On = slices.DeleteFunc(p.On, func(n int64) bool { return slices.Contains(in.Off, n) || slices.Contains(in.On, n) })
	p.On = append(p.On, in.On...)
	slices.Sort(p.On)
	p.Status = "Normal"
	if in.Blocked != nil {
		p.Blocked = in.Blocked
	}
	return fields{"result": "success"}, nil
}

// verify posts a verification and wants a 2xx within three seconds.
func (f *Face) verify(ctx context.Context, to string) error {
	body := []byte(`{"code":0,"data":{"verify_info":"This is a Verification message.Please respond in the certain format."}}`)
	ctx, cancel := context.WithTimeout(ctx, pushPatience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return refuse("error_param", "this callback_url is invalid, please check your callback_url.")
	}
	req.Header = f.pushHeader(to, body)
	res, err := f.posts.Do(req)
	if err != nil {
		return refuse("error_param", "Shopee have sent a test push to this call back url, but we didn't get any response in 3 seconds with 2xx code, please check your service.")
	}
	answered, _ := io.ReadAll(io.LimitReader(res.Body, 1<<10))
	_ = res.Body.Close()
	if res.StatusCode/100 != 2 || len(answered) > 0 {
		return refuse("error_param", "Shopee have sent a test push to this call back url, the response code we get from this callback_url is not 2xx code, please check your service.")
	}
	return nil
}

// pushHeader signs a push: over the address as it is registered, a pipe and the raw body.
func (f *Face) pushHeader(to string, body []byte) http.Header {
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("Authorization", signature(f.state.Key, to, "|", string(body)))
	return h
}

// heard turns a change of the world into pushes. It is called while the world holds still.
func (f *Face) heard(change world.Change) {
	if change.Key != f.shop.Key || change.Order == nil {
		return
	}
	o, at := change.Order, change.At.Unix()
	f.send(pushStatus, o.Ref, at, fields{
		"ordersn": o.Ref, "status": word(o), "completed_scenario": scenario(o), "items": []fields{}, "update_time": o.Updated.Unix(),
	})
	if n := len(o.Packages); n > 0 && o.Packages[n-1].ShippedAt.Equal(change.At) {
		p := o.Packages[n-1]
		f.send(pushTracking, o.Ref, at, fields{"ordersn": o.Ref, "package_number": p.Ref, "forder_id": p.Ref, "tracking_no": p.TrackingNumber})
	}
}

// scenario tells that a completed order is about a return after completion.
func scenario(o *world.Order) string {
	if word(o) == "COMPLETED" {
		if o.ReturnRequested {
			return "RRAOC"
		}
		return "NORMAL"
	}
	return ""
}

// send hands a push to the outbox. What is not answered with an empty 2xx goes to the lost queue.
func (f *Face) send(code int64, sn string, at int64, data fields) {
	f.mu.Lock()
	p := f.state.Push
	wanted := p.URL != "" && slices.Contains(p.On, code) && !slices.Contains(p.Blocked, f.shopID()) && p.Status != "Suspended"
	f.mu.Unlock()
	if !wanted {
		return
	}
	body, err := json.Marshal(fields{"code": code, "shop_id": f.shopID(), "timestamp": at, "data": data})
	if err != nil {
		return
	}
	f.outbox.Send(hook.Message{
		Channel: f.shop.Channel, Shop: f.shop.Key.Shop, Topic: strconv.FormatInt(code, 10), Ref: sn, URL: p.URL,
		Build: func() (http.Header, []byte, bool) { return f.pushHeader(p.URL, body), body, true },
		Done:  func(d hook.Delivery) { f.done(code, body, d) },
	})
}

func (f *Face) done(code int64, body []byte, d hook.Delivery) {
	if d.Outcome == "delivered" {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.state.LastID++
	f.state.Lost = append(f.state.Lost, lostPush{ID: f.state.LastID, At: f.now(), Code: code, Data: string(body)})
}

// getLost is GET push/get_lost_push_message: the oldest hundred, data as text.
func getLost(c *call) (any, error) {
	f := c.f
	f.mu.Lock()
	defer f.mu.Unlock()
	f.state.Lost = slices.DeleteFunc(f.state.Lost, func(l lostPush) bool { return f.now().Sub(l.At) > lostLife })
	rows, last := []fields{}, int64(0)
	for _, l := range f.state.Lost[:min(100, len(f.state.Lost))] {
		rows = append(rows, fields{"shop_id": f.shopID(), "code": l.Code, "timestamp": l.At.Unix(), "data": l.Data})
		last = l.ID
	}
	return fields{"push_message_list": rows, "has_next_page": len(f.state.Lost) > 100, "last_message_id": last}, nil
}

// confirmLost is POST push/confirm_consumed_lost_push_message.
func confirmLost(c *call) (any, error) {
	var in struct {
		Last int64 `json:"last_message_id"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	c.f.state.Lost = slices.DeleteFunc(c.f.state.Lost, func(l lostPush) bool { return l.ID <= in.Last })
	return fields{}, nil
}
