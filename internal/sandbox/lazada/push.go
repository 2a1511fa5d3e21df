package lazada

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"html/template"
	"net/http"
	"net/url"
	"strconv"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/hook"
)

// Message types.
const (
	tradeOrder   = 0
	reverseOrder = 10
)

// tries of one message: the first, and twelve more (sheet, 9). Lazada waits 30 minutes between them; here they follow at once.
const tries = 13

// heard notes which messages a change asks for: one for each item. It is called while the world holds still.
func (f *Face) heard(c world.Change) {
	if c.Key != f.shop.Key || c.Kind != world.OrderPlaced && c.Kind != world.OrderChanged {
		return
	}
	f.mu.Lock()
	to := f.push
	f.mu.Unlock()
	if to == "" {
		return
	}
	for _, p := range f.words.pieces(c.Order) {
		f.send(to, c.Order.Ref, p.id, 1)
	}
	for _, r := range f.words.reversals(c.Order) {
		if r.modified.Equal(c.At) {
			f.sendReverse(to, c.Order.Ref, r.id)
		}
	}
}

// send hands the outbox one message about an item. Its body is made when it goes out: before a retry the latest status is looked up.
func (f *Face) send(to, ref string, item int64, try int) {
	f.outbox.Send(hook.Message{
		Channel: f.shop.Channel, Shop: f.shop.Key.Shop, Topic: "0", Ref: ref, URL: to,
		Build: func() (http.Header, []byte, bool) { return f.message(ref, item) },
		Done: func(d hook.Delivery) {
			if d.Status != http.StatusOK && try < tries {
				f.send(to, ref, item, try+1)
			}
		},
	})
}

func (f *Face) sendReverse(to, ref string, id int64) {
	f.outbox.Send(hook.Message{
		Channel: f.shop.Channel, Shop: f.shop.Key.Shop, Topic: "10", Ref: ref, URL: to,
		Build: func() (http.Header, []byte, bool) { return f.reverseMessage(ref, id) },
	})
}

// message is type 0.
func (f *Face) message(ref string, item int64) (http.Header, []byte, bool) {
	o, err := f.world.Order(f.shop.Key, ref)
	if err != nil {
		return nil, nil, false
	}
	for _, p := range f.words.pieces(o) {
		if p.id == item {
			return f.signed(tradeOrder, object{
				"order_status": p.status, "trade_order_id": ref, "trade_order_line_id": strconv.FormatInt(item, 10), "status_update_time": o.Updated.Unix(),
			})
		}
	}
	return nil, nil, false
}

// pushWords are type 10's own words for a reverse order's state.
var pushWords = map[string]string{
	"CANCEL REQUEST_INITIATE": "CANCEL_INIT", "CANCEL CANCEL_SUCCESS": "CANCEL_SUCCESS", "RETURN REQUEST_INITIATE": "RTM_INIT",
	"RETURN REQUEST_REJECT": "RTM_CANCELED", "RETURN REFUND_SUCCESS": "REFUND_SUCCESS", "RETURN REQUEST_COMPLETE": "RTM_RECEIVE_ITEM",
	"ONLY_REFUND REFUND_SUCCESS": "REFUND_SUCCESS",
}

// reverseMessage is type 10.
func (f *Face) reverseMessage(ref string, id int64) (http.Header, []byte, bool) {
	o, err := f.world.Order(f.shop.Key, ref)
	if err != nil {
		return nil, nil, false
	}
	for _, r := range f.words.reversals(o) {
		if r.id == id && len(r.lines) > 0 {
			return f.signed(reverseOrder, object{
				"reverse_order_id": strconv.FormatInt(id, 10), "reverse_order_line_id": strconv.FormatInt(id*100, 10), "reverse_status": pushWords[r.kind+" "+r.status],
				"trade_order_id": ref, "trade_order_line_id": strconv.FormatInt(r.lines[0].item.id, 10), "buyer_id": strconv.FormatInt(o.BuyerID, 10), "extraParams": "",
			})
		}
	}
	return nil, nil, false
}

// signed puts a message into its envelope: HMAC-SHA256 under the app secret of the app key and the body, in small hex.
func (f *Face) signed(kind int, data object) (http.Header, []byte, bool) {
	body, err := json.Marshal(object{
		"seller_id": f.sellerID(), "message_type": kind, "data": data, "timestamp": f.now().UnixMilli(), "site": "lazada_id",
	})
	if err != nil {
		return nil, nil, false
	}
	f.mu.Lock()
	mac := hmac.New(sha256.New, []byte(f.secret))
	mac.Write([]byte(f.appKey))
	f.mu.Unlock()
	mac.Write(body)
	return http.Header{"Content-Type": {"application/json"}, "Authorization": {hex.EncodeToString(mac.Sum(nil))}}, body, true
}

var consolePage = template.Must(template.New("console").Parse(`<!DOCTYPE html>
<html><head><title>Push Mechanism</title></head><body>
<h1>Push Mechanism</h1>
<form method="post" action="/_console/push"><label>Callback URL <input name="url" value="{{.}}" size="60"></label> <button>Save</button></form>
</body></html>
`))

// console stands for the console's page where the address for push is entered; the API has no call for it.
func (f *Face) console(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		to := r.PostFormValue("url")
		if u, err := url.Parse(to); err != nil || to != "" && u.Host == "" {
			http.Error(w, "url is no address", http.StatusBadRequest)
			return
		}
		f.SetPush(to)
	}
	f.mu.Lock()
	to := f.push
	f.mu.Unlock()
	w.Header().Set("Content-Type", "text/html; charset=UTF-8")
	_ = consolePage.Execute(w, to)
}
