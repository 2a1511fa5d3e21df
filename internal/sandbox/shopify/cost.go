package shopify

import (
	"math"
	"strings"
	"sync"
	"time"
)

// The cost model is the sheet's (10.1), derived there from recorded pairs of query and cost: objects and lists are 1, money and page
// information 0, counts 10, a connection 2 + w(n) × (1 + its dearest node), a mutation 10.

// maxCost is what one query may cost.
const maxCost = 1000

// free are the objects that cost nothing.
var free = map[string]bool{"MoneyBag": true, "MoneyV2": true, "PageInfo": true, "UserError": true, "CodedUserError": true}

// weight is how a connection's size counts.
func weight(n int) int {
	switch {
	case n <= 0:
		return 0
	case n == 1:
		return 1
	}
	return max(1, int(2*math.Log(float64(n))))
}

// cost is what the operation asks for.
func (c *call) cost() int {
	root, sum := "QueryRoot", 0
	if c.op.kind == "mutation" {
		root = "Mutation"
	}
	sum = c.costOf(theSchema[root], c.op.sel, 0)
	return max(sum, 1)
}

func (c *call) costOf(t *typeDef, sel []selection, depth int) int {
	if depth > maxDepth {
		return maxCost + 1
	}
	sum, branch := 0, 0
	for i := range sel {
		s := &sel[i]
		switch {
		case !c.wanted(s.dirs):
		case s.spread != "":
			f := c.doc.fragments[s.spread]
			sum += c.costOf(theSchema[f.on], f.sel, depth+1)
		case s.inline:
			on := t
			if s.on != "" {
				on = theSchema[s.on]
			}
			branch = max(branch, c.costOf(on, s.sel, depth+1)) // the dearest
		default:
			sum += c.costOfField(t, s, depth)
		}
	}
	return sum + branch
}

func (c *call) costOfField(t *typeDef, s *selection, depth int) int {
	f := t.field(s.name, c.version)
	if f == nil || len(s.sel) == 0 {
		return 0
	}
	base := f.typ.base()
	inner := c.costOf(theSchema[base], s.sel, depth+1)
	switch {
	case t.name == "Mutation":
		return 10 + inner
	case base == "Count":
		return 10
	case free[base]:
		return inner
	case f.connection():
		return 2 + weight(c.first(s))*(1+inner)
	case strings.HasSuffix(t.name, "Payload") && base == "Job":
		return 0
	}
	if t.name == "Mutation" || s.name == "nodes" && strings.HasSuffix(t.name, "Connection") || s.name == "edges" || s.name == "node" && strings.HasSuffix(t.name, "Edge") {
		return inner // counted by the connection
	}
	return 1 + inner
}

// first is the size of the page that is asked for.
func (c *call) first(s *selection) int {
	for _, a := range s.args {
		if a.name == "first" || a.name == "last" {
			v, _ := c.fill(a.value)
			n, _ := coerceScalar("Int", v)
			if size, ok := n.(int64); ok {
				return int(min(size, 250))
			}
		}
	}
	return 0
}

// plan is a shop's bucket.
type plan struct{ most, perSecond float64 }

// plans are the sheet's (10.1); the sizes above standard are unverified.
var plans = map[string]plan{
	"standard": {2000, 100}, "advanced": {4000, 200}, "plus": {20000, 1000}, "enterprise": {40000, 2000},
}

// bucket is one of an app and shop. It runs on the host's real time, as waiting does, whatever clock a test has set.
type bucket struct {
	mu   sync.Mutex
	plan plan
	have float64
	at   time.Time
}

func newBucket(p plan) *bucket { return &bucket{plan: p, have: p.most, at: time.Now()} }

func (b *bucket) fill() {
	now := time.Now()
	b.have = min(b.plan.most, b.have+now.Sub(b.at).Seconds()*b.plan.perSecond)
	b.at = now
}

// take takes points, or tells that there are not enough.
func (b *bucket) take(points int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fill(); b.have < float64(points) {
		return false
	}
	b.have -= float64(points)
	return true
}

// give gives points back.
func (b *bucket) give(points int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fill()
	b.have = min(b.plan.most, b.have+float64(max(points, 0)))
}

// status is throttleStatus. maximumAvailable and restoreRate come with a decimal, currentlyAvailable without (recorded so, and
// otherwise).
func (b *bucket) status() rawJSON {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fill()
	return rawf(`{"maximumAvailable":%.1f,"currentlyAvailable":%d,"restoreRate":%.1f}`, b.plan.most, int(b.have), b.plan.perSecond)
}
