package httpkit

import (
	"bytes"
	"regexp"
	"strings"
)

// hidden stands where something was taken out.
const hidden = "***"

// parameter finds name=value pairs that hold a secret, wherever they stand: in an address, in a Link header, in a form body,
// in an error's text.
var parameter = regexp.MustCompile(`(?i)(^|[?&;,\s"])((?:oauth_[a-z_]+|consumer_key|consumer_secret|(?:[a-z_]*_)?(?:token|secret|signature|password|passwd)|token|sign|signature|hmac|(?:auth_)?code|key|api_?key|app_?secret|session|jwt)=)[^&;,\s"'<>]+`)

// mailbox finds an e-mail address in text that has no keys.
var mailbox = regexp.MustCompile(`[\w.+%-]+@[\w-]+(?:\.[\w-]+)+`)

// Redact takes secrets and mail addresses out of a line of text: an address, a header's value, an error.
func Redact(s string) string {
	s = parameter.ReplaceAllString(s, "${1}${2}"+hidden)
	return mailbox.ReplaceAllString(s, hidden)
}

// secretHeader tells whether a header's value is a secret. Www-Authenticate only says how to sign in.
func secretHeader(name string) bool {
	name = strings.ToLower(name)
	if name == "www-authenticate" || strings.HasPrefix(name, "access-control-") {
		return false
	}
	for _, part := range []string{"auth", "cookie", "token", "secret", "signature", "nonce", "key"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

// secretKeys and personalKeys are JSON keys whose value is taken out, as letters and digits only ("firstName" and "first_name"
// are one). A product's "name" is neither: a buyer's stands inside one of the personalObjects.
var (
	secretKeys = words(`accesstoken refreshtoken restricteddatatoken token secret webhooksecret consumerkey consumersecret clientsecret appsecret
		password passwd signature sign hmac apikey privatekey authorization cookie session jwt nonce orderkey paymenturl
		orderstatusurl carthash`)
	personalKeys = words(`firstname lastname fullname middlename buyername customername recipientname receivername buyerusername
		customerfirstname customerlastname customermiddlename customerdob customertaxvat buyeruserid buyeremail customeremail
		email emailaddress phone phonenumber telephone mobile fax customerphone recipientphone dob dateofbirth taxvat idcard
		address address1 address2 address3 address4 address5 addressline1 addressline2 addressline3 addressdetail fulladdress
		street streets zip zipcode postcode postalcode company customeripaddress remoteip xforwardedfor browserip clientip
		customeruseragent useragent customernote buyernote buyermessage messagetoseller note giftmessage latitude longitude
		nationalregistrationnumber taxcode cpf cpfname buyercpfid passportno identifyno detailaddress receiveraddress remarks digitaldeliveryinfo`)
	personalObjects = words(`billing shipping billingaddress shippingaddress addressbilling addressshipping address addresses
		defaultaddress recipientaddress recipient receiver customer buyer buyerinfo invoicedata clientdetails deliveryaddress`)
	// kept stay readable inside a personal object: they are needed to understand a problem and name nobody.
	kept = words(`country countrycode countryid region state stateorregion currency id total totaltax`)
)

func words(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// plainKey is a key as letters and digits only, in lower case.
func plainKey(key []byte) string {
	var b strings.Builder
	for _, c := range key {
		switch {
		case c >= 'A' && c <= 'Z':
			b.WriteByte(c + 'a' - 'A')
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			b.WriteByte(c)
		}
	}
	return b.String()
}

// redactBody gives at most maxKept of a body without secrets and buyers' data, and whether it was longer. JSON is walked by
// its keys; it need be neither whole nor valid, for the cut and broken ones are those that people want to see.
func redactBody(body []byte) (string, bool) {
	cut := len(body) > maxKept
	at := bytes.IndexAny(body, "{[")
	if at < 0 {
		return Redact(string(body[:min(len(body), maxKept)])), cut
	}
	w := walker{in: body, at: at}
	w.out.WriteString(Redact(string(body[:min(at, maxKept)])))
	w.walk()
	if w.out.Len() > maxKept {
		w.out.Truncate(maxKept)
	}
	return strings.ToValidUTF8(w.out.String(), ""), cut
}

// walker copies JSON text and leaves values out by their key. It never fails: what it does not understand is copied through
// Redact.
type walker struct {
	in    []byte
	at    int
	out   bytes.Buffer
	open  []frame
	hide  bool // the next value is to be taken out
	enter bool // the next value is a personal object, if it is one
}

// frame is one open object or array.
type frame struct {
	array    bool
	personal bool // every text and number inside is somebody's
	named    bool // a pair {"key": "_billing_phone", "value": …}: the value is to be taken out
}

func (w *walker) walk() {
	for w.at < len(w.in) && w.out.Len() < maxKept {
		switch c := w.in[w.at]; c {
		case '{', '[':
			w.begin(c)
		case '}', ']':
			w.end(c)
		case '"':
			w.text()
		case ' ', '\t', '\n', '\r', ',', ':':
			w.out.WriteByte(c)
			w.at++
		default:
			w.bare()
		}
	}
}

func (w *walker) top() frame {
	if len(w.open) == 0 {
		return frame{}
	}
	return w.open[len(w.open)-1]
}

func (w *walker) begin(c byte) {
	if w.hide && !w.enter {
		w.hide = false
		w.skip()
		w.out.WriteString(`"` + hidden + `"`)
		return
	}
	w.open = append(w.open, frame{array: c == '[', personal: w.enter || w.top().personal && w.top().array})
	w.hide, w.enter = false, false
	w.out.WriteByte(c)
	w.at++
}

func (w *walker) end(c byte) {
	if len(w.open) > 0 {
		w.open = w.open[:len(w.open)-1]
	}
	w.hide, w.enter = false, false
	w.out.WriteByte(c)
	w.at++
}

// skip passes over an object or array.
func (w *walker) skip() {
	depth := 0
	for w.at < len(w.in) {
		switch w.in[w.at] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case '"':
			w.quoted()
			continue
		}
		w.at++
		if depth == 0 {
			return
		}
	}
}

// quoted passes over a string and gives what stands between its quotes, escapes as they are.
func (w *walker) quoted() []byte {
	start := w.at + 1
	for i := start; i < len(w.in); i++ {
		switch w.in[i] {
		case '\\':
			i++
		case '"':
			w.at = i + 1
			return w.in[start:i]
		}
	}
	w.at = len(w.in)
	return w.in[start:]
}

func (w *walker) text() {
	s := w.quoted()
	if w.isKey() {
		w.key(s)
		return
	}
	if w.hides() {
		s = []byte(hidden)
	}
	w.hide, w.enter = false, false
	w.note(s)
	w.out.WriteByte('"')
	w.out.WriteString(Redact(string(s)))
	w.out.WriteByte('"')
}

// hides tells whether the text or number at hand is to be taken out.
func (w *walker) hides() bool {
	top := w.top()
	return w.hide || top.personal && (w.enter || top.array)
}

// isKey tells whether the string just passed is followed by a colon.
func (w *walker) isKey() bool {
	for _, c := range w.in[w.at:] {
		if c != ' ' && c != '\t' && c != '\n' && c != '\r' {
			return c == ':'
		}
	}
	return false
}

// key decides about the value that follows.
func (w *walker) key(s []byte) {
	plain := plainKey(s)
	inside := w.top().personal
	pair := plain == "value" || plain == "displayvalue"
	w.hide = secretKeys[plain] || personalKeys[plain] || pair && w.top().named
	w.enter = !secretKeys[plain] && (personalObjects[plain] || inside && !kept[plain])
	w.out.WriteByte('"')
	w.out.Write(s)
	w.out.WriteByte('"')
}

// note remembers that a pair's name speaks of somebody: {"key": "_billing_phone", "value": "0812…"}.
func (w *walker) note(s []byte) {
	if len(w.open) == 0 || len(s) > 64 {
		return
	}
	plain := plainKey(s)
	plain = strings.TrimPrefix(strings.TrimPrefix(plain, "billing"), "shipping")
	if secretKeys[plain] || personalKeys[plain] || strings.HasSuffix(plain, "token") || strings.HasSuffix(plain, "secret") {
		w.open[len(w.open)-1].named = true
	}
}

// bare copies a number, a word, or whatever else stands outside of quotes.
func (w *walker) bare() {
	start := w.at
	for w.at < len(w.in) && !bytes.ContainsRune([]byte(" \t\n\r,:{}[]\""), rune(w.in[w.at])) {
		w.at++
	}
	word := string(w.in[start:w.at])
	switch {
	case word == "null" || word == "true" || word == "false":
		w.out.WriteString(word)
	case w.hides():
		w.out.WriteString(`"` + hidden + `"`)
	default:
		w.out.WriteString(Redact(word))
	}
	w.hide, w.enter = false, false
}

// RedactJSON is a channel's own answer with secrets and buyers' personal data taken out, for people who may not see them.
func RedactJSON(b []byte) string {
	s, _ := redactBody(b)
	return s
}
