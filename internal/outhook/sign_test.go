package outhook_test

import (
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/outhook"
)

// Source of the first: standard-webhooks/standard-webhooks:libraries/go/webhook_test.go, TestWebhookSign.
func TestSign(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ secret, id, body, want string }{
		"the scheme's own example":                    {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", `{"test": 2432232314}`, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
		"the same secret without what it is known by": {"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", `{"test": 2432232314}`, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := outhook.Sign(c.secret, c.id, time.Unix(1614265330, 0), []byte(c.body))
			if err != nil || got != c.want {
				t.Errorf("%q, %v; want %q", got, err, c.want)
			}
		})
	}
	for name, secret := range map[string]string{"empty": "", "only its mark": "whsec_", "no base64": "whsec_!!!"} {
		t.Run(name+" is refused", func(t *testing.T) {
			t.Parallel()
			if got, err := outhook.Sign(secret, "msg_1", time.Unix(1, 0), nil); err == nil {
				t.Errorf("signed: %q", got)
			}
		})
	}
}
