package shopify

// Parses tells whether a document can be read.
func Parses(q string) bool {
	d, err := parse(q)
	if err != nil {
		return false
	}
	for _, op := range d.ops {
		validate(d, op, "2026-07")
	}
	return true
}
