package order

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Forget takes out what tells who the buyer is, and what they wrote: name, ways to reach them, address, note, the channel's own answer.
// State and country stay, for they decide about tax, and so does all that the books rest on. Forgetting twice is forgetting once.
func (s *Snapshot) Forget() {
	s.Buyer = Person{}
	s.ShipTo = Address{State: s.ShipTo.State, Country: s.ShipTo.Country}
	s.Note, s.CancelReason = "", ""
	s.Raw = nil
}

// shortest is how long a text must be to be looked for: shorter ones ("Li", "12") stand in too many others.
const shortest = 4

// Personal are the texts that tell who the buyer is, the longest first, to be taken out wherever else they stand. Each part of an
// address is one. Short ones are left out.
func (s *Snapshot) Personal() []string {
	all := []string{s.Buyer.Name, s.Buyer.Email, s.Buyer.Phone, s.ShipTo.Name, s.ShipTo.Phone, s.ShipTo.Lines, s.Note, s.CancelReason}
	all = append(all, strings.FieldsFunc(s.ShipTo.Lines, func(r rune) bool { return r == ',' || r == '\n' })...)
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	all = slices.DeleteFunc(all, func(t string) bool { return utf8.RuneCountInString(t) < shortest })
	slices.SortFunc(all, func(a, b string) int { return cmp.Or(len(b)-len(a), cmp.Compare(a, b)) })
	return slices.Compact(all)
}

// Contact is how somebody names themselves who asks for something about their orders. Empty parts say nothing.
type Contact struct{ Email, Phone string }

// From tells whether an order is of somebody: one of its e-mail addresses or phone numbers is theirs. Phone numbers are one if they
// end in the same digits, for some channels write the country and some do not ("+62 812-3456-7890", "0812 3456 7890").
func (s *Snapshot) From(c Contact) bool {
	if c.Email != "" && strings.EqualFold(strings.TrimSpace(c.Email), s.Buyer.Email) {
		return true
	}
	return samePhone(c.Phone, s.Buyer.Phone) || samePhone(c.Phone, s.ShipTo.Phone)
}

// fewestDigits is how many digits of two phone numbers must be compared: fewer are shared by too many.
const fewestDigits = 8

func samePhone(a, b string) bool {
	a, b = digits(a), digits(b)
	if len(a) > len(b) {
		a, b = b, a
	}
	return len(a) >= fewestDigits && strings.HasSuffix(b, a)
}

// digits are a phone number's, without the zeros that stand for "from abroad" and "within the country".
func digits(phone string) string {
	only := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, phone)
	return strings.TrimLeft(only, "0")
}
