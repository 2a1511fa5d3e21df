package digest

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/phrase"
)

// shown is how many concerns a message tells of one by one.
const shown = 30

// Page is where a message comes from: what its text is made of beside the concerns.
type Page struct {
	Account string // the business's name
	URL     string // of the hub's pages; empty: no links
	Now     time.Time
}

// Text is a message in words.
type Text struct {
	Title string
	Plain string
	Body  string // as it goes out: HTML for mail, JSON for the others
}

// letter is what both texts are made of.
type letter struct {
	Language, Title, Intro string
	Items                  []item
	Quiet                  []string // why of some that are open nothing is said; before the items, as chats cut what is long
	More                   string
	ClearedHead            string
	Cleared                []string
	AsOf, Why              string
}

// item is one concern in words.
type item struct {
	Head, Message, RemedyHead, Remedy string
	Facts                             []string
	Link, LinkText                    string
}

//go:embed mail.html
var mailHTML string

var mailTemplate = template.Must(template.New("mail").Parse(mailHTML))

// Write puts a message into words: in the rule's language, with the times of the rule's zone and money in its own currency.
func (r Rule) Write(m Message, p Page) (Text, error) {
	l := r.letter(m, p)
	return r.text(l, m, sort(m), p)
}

// Test is the message that shows that a way works.
func (r Rule) Test(p Page) (Text, error) {
	l := letter{Language: r.Language, Title: r.say("test", "shop", p.Account), Intro: r.say("test_text"), AsOf: r.asOf(p)}
	return r.text(l, Message{}, "test", p)
}

// sort is the word for a message that programs read.
func sort(m Message) string {
	if m.AllClear() {
		return "clear"
	}
	return "open"
}

func (r Rule) text(l letter, m Message, sort string, p Page) (Text, error) {
	t := Text{Title: l.Title, Plain: l.plain()}
	var err error
	if r.Way == Mail {
		var b bytes.Buffer
		err = mailTemplate.Execute(&b, l)
		t.Body = b.String()
	} else {
		t.Body, err = r.payload(t, m, sort, p)
	}
	if err != nil {
		return t, fmt.Errorf("writing a notice: %w", err)
	}
	return t, nil
}

// say is a phrase in the rule's language; arguments come as name, value.
func (r Rule) say(name string, nameValue ...string) string {
	args := outcome.Args{}
	for i := 0; i+1 < len(nameValue); i += 2 {
		args[nameValue[i]] = nameValue[i+1]
	}
	return phrase.Notice(r.Language, name, args)
}

func (r Rule) letter(m Message, p Page) letter {
	l := letter{Language: r.Language, Title: r.subject(m, p), AsOf: r.asOf(p), Cleared: m.Cleared}
	if m.AllClear() {
		l.Intro = r.say("clear_text")
	} else {
		l.Quiet = r.quiet(m)
		l.Why = r.say("why")
		l.ClearedHead = r.say("cleared")
	}
	for _, c := range m.Due[:min(len(m.Due), shown)] {
		l.Items = append(l.Items, r.item(c, p))
	}
	if n := len(m.Due) - shown; n > 0 {
		l.More = r.say("more", "n", fmt.Sprint(n))
	}
	return l
}

// quiet says how many are open beside those that a message tells of, and why it is silent about them.
func (r Rule) quiet(m Message) (lines []string) {
	for _, l := range []struct {
		name string
		n    int
	}{{"still", m.Still}, {"known", m.Known}, {"elsewhere", m.Elsewhere}} {
		if l.n > 0 {
			lines = append(lines, r.say(oneOrMore(l.name, int64(l.n)), "n", fmt.Sprint(l.n)))
		}
	}
	return lines
}

func (r Rule) subject(m Message, p Page) string {
	switch {
	case m.AllClear():
		return r.say("clear", "shop", p.Account)
	case r.What == Errors || r.What == Person:
		kind := map[What]string{Errors: "open", Person: "person"}[r.What]
		due, open := len(m.Due), m.Open()
		switch {
		case due < open:
			return r.say(kind+"_of", "n", fmt.Sprint(due), "all", fmt.Sprint(open), "shop", p.Account)
		case due == 1:
			return r.say(kind+"_one", "shop", p.Account)
		}
		return r.say(kind+"_many", "n", fmt.Sprint(due), "shop", p.Account)
	}
	first := m.Due[0]
	return r.say(string(r.What), "shop", p.Account, "connection", first.Shop, "on", r.local(first.Outcome.Args)["on"])
}

func (r Rule) asOf(p Page) string {
	return r.say("as_of", "at", r.moment(p.Now), "zone", r.Zone.String())
}

// moment is a time as the shop's clock shows it.
func (r Rule) moment(t time.Time) string { return t.In(r.Zone).Format("2006-01-02 15:04") }

func (r Rule) item(c Concern, p Page) item {
	i := item{Head: title(r.Language, c), RemedyHead: r.say("remedy"), LinkText: r.say("look")}
	i.Message, i.Remedy = phrase.Message(r.Language, c.Outcome.Reason, r.local(c.Outcome.Args))
	if p.URL != "" {
		i.Link = p.URL + path(c)
	}
	if c.Issue == nil {
		return i
	}
	i.Facts = append(i.Facts, r.say(oneOrMore("failures", c.Issue.Unresolved), "n", fmt.Sprint(c.Issue.Unresolved), "first", r.moment(c.Issue.FirstAt), "last", r.moment(c.Issue.LastAt)))
	for _, h := range c.Issue.Held {
		worth := "–" // the channel has not given the amounts yet
		if h.Total != 0 {
			worth = phrase.Money(r.Language, h.Total, h.Currency)
		}
		i.Facts = append(i.Facts, r.say(oneOrMore("held", h.Orders), "n", fmt.Sprint(h.Orders), "money", worth))
	}
	return i
}

// oneOrMore is the name of a phrase that has another one for a single thing.
func oneOrMore(name string, n int64) string {
	if n == 1 {
		return name + "_one"
	}
	return name
}

// local gives arguments that are moments as the shop's clock shows them.
func (r Rule) local(args outcome.Args) outcome.Args {
	all := outcome.Args{}
	for name, value := range args {
		if t, err := time.Parse(time.RFC3339, value); err == nil {
			value = r.moment(t)
		}
		all[name] = value
	}
	return all
}

// title is what a concern is called in a line.
func title(lang string, c Concern) string {
	if c.Issue == nil {
		return phrase.Notice(lang, "alarm_"+string(c.What), outcome.Args{"connection": c.Shop})
	}
	about := phrase.Notice(lang, "about", outcome.Args{"operation": phrase.Operation(lang, c.Issue.Operation), "connection": c.Shop})
	return fmt.Sprintf("%s: %s%s", phrase.Code(lang, c.Issue.Code), about, subject(c.Issue))
}

func subject(i *issue.Issue) string {
	if i.Subject == "" {
		return ""
	}
	return " (" + i.Subject + ")"
}

// path is the page about a concern.
func path(c Concern) string {
	switch {
	case c.Issue != nil:
		return "/issues/" + ids.String(c.Issue.ID)
	case c.Connection != 0:
		return "/settings/connections/" + ids.String(c.Connection)
	}
	return "/status"
}

// plain is a letter without markup.
func (l letter) plain() string {
	var b strings.Builder
	line := func(s string) {
		if s != "" {
			b.WriteString(s + "\n")
		}
	}
	line(l.Title)
	line(l.AsOf)
	b.WriteString("\n")
	line(l.Intro)
	for _, q := range l.Quiet {
		line(q)
	}
	if len(l.Quiet) > 0 {
		b.WriteString("\n")
	}
	for n, i := range l.Items {
		line(fmt.Sprintf("%d. %s", n+1, i.Head))
		line("   " + i.Message)
		if i.Remedy != "" {
			line("   " + i.RemedyHead + ": " + i.Remedy)
		}
		for _, fact := range i.Facts {
			line("   " + fact)
		}
		if i.Link != "" {
			line("   " + i.Link)
		}
		b.WriteString("\n")
	}
	line(l.More)
	if len(l.Cleared) > 0 {
		line(l.ClearedHead)
	}
	for _, c := range l.Cleared {
		line("- " + c)
	}
	if l.Why != "" {
		b.WriteString("\n" + l.Why + "\n")
	}
	return b.String()
}

// payload is a message as a webhook or a chat takes it.
func (r Rule) payload(t Text, m Message, sort string, p Page) (string, error) {
	var v any
	switch r.Way {
	case Slack:
		v = map[string]any{"text": "*" + slackText(t.Title) + "*\n" + slackText(clip(t.Plain, 3000))}
	case Discord: // at most 2000 characters, and nobody is pinged by a SKU that reads like a name
		v = map[string]any{"content": clip(t.Plain, 1900), "allowed_mentions": map[string]any{"parse": []string{}}}
	case Chat:
		v = map[string]any{"title": t.Title, "text": t.Plain}
	default:
		v = r.event(t, m, sort, p)
	}
	b, err := json.Marshal(v)
	return string(b), err
}

// slackText escapes what Slack would read as markup: docs.slack.dev/messaging/formatting-message-text, "Escaping text".
func slackText(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

func clip(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// event is a message for programs.
func (r Rule) event(t Text, m Message, sort string, p Page) map[string]any {
	items := []map[string]any{}
	for _, c := range m.Due[:min(len(m.Due), shown)] {
		message, remedy := phrase.Message(r.Language, c.Outcome.Reason, r.local(c.Outcome.Args))
		i := map[string]any{
			"what": c.What, "connection": c.Shop, "code": c.Outcome.Code, "reason": c.Outcome.Reason, "message": message, "remedy": remedy,
		}
		if c.Issue != nil {
			i["issue"], i["operation"], i["subject"] = ids.String(c.Issue.ID), c.Issue.Operation, c.Issue.Subject
			i["failures"], i["first_at"], i["last_at"], i["held"] = c.Issue.Unresolved, c.Issue.FirstAt, c.Issue.LastAt, heldJSON(c.Issue.Held)
		}
		items = append(items, i)
	}
	cleared := append([]string{}, m.Cleared...)
	return map[string]any{"type": "notice." + sort, "timestamp": p.Now.UTC(), "data": map[string]any{
		"account": p.Account, "what": r.What, "title": t.Title, "text": t.Plain, "count": len(m.Due), "items": items, "cleared": cleared,
		"open": m.Open(), "still_open": m.Still, "known": m.Known, "elsewhere": m.Elsewhere,
	}}
}

func heldJSON(held []issue.Held) []map[string]any {
	all := []map[string]any{}
	for _, h := range held {
		all = append(all, map[string]any{"orders": h.Orders, "currency": h.Currency, "total": h.Total.String()})
	}
	return all
}
