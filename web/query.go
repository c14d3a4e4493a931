package web

import (
	"fmt"
	"maps"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"vedette/news"
)

// maxLimit is the most records one request gives: with whole articles in them
// an answer then stays in the tens of megabytes. A Client asks page by page.
const maxLimit = 500

// params reads query parameters, remembers which ones it knows, and keeps the
// first thing that was wrong.
type params struct {
	values url.Values
	known  []string
	wrong  error
}

func (p *params) text(name string) string {
	p.known = append(p.known, name)
	return strings.TrimSpace(p.values.Get(name))
}

func (p *params) refuse(name, value, want string) {
	if p.wrong == nil {
		p.wrong = failure{http.StatusBadRequest, fmt.Sprintf("%q is no good value of %s: give %s", value, name, want)}
	}
}

func (p *params) number(name string, most uint64, want string) uint64 {
	text := p.text(name)
	if text == "" {
		return 0
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil || n > most {
		p.refuse(name, text, want)
		return 0
	}
	return n
}

// time reads a moment, or a day, which begins at midnight UTC.
func (p *params) time(name string) time.Time {
	text := p.text(name)
	if text == "" {
		return time.Time{}
	}
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
		// A zone can carry the first and last years out of what can be written.
		if t, err := time.Parse(layout, text); err == nil && t.UTC().Year() >= 0 && t.UTC().Year() <= 9999 {
			return t.UTC()
		}
	}
	p.refuse(name, text, "a day or a time, such as 2026-11-22 or 2026-11-22T06:30:00Z")
	return time.Time{}
}

func (p *params) severity(name string) news.Severity {
	s := news.Severity(p.text(name))
	if s != "" && s.Rank() < 0 {
		p.refuse(name, string(s), "low, medium, high or critical")
	}
	return s
}

func (p *params) noticeKind(name string) news.NoticeKind {
	k := news.NoticeKind(p.text(name))
	if k != "" && !slices.Contains(news.NoticeKinds(), k) {
		p.refuse(name, string(k), "one of "+kindNames())
	}
	return k
}

func (p *params) state(name string) news.AlertState {
	s := news.AlertState(p.text(name))
	if s != "" && s != news.Pending && s != news.Delivered && s != news.Dead {
		p.refuse(name, string(s), "pending, delivered or dead")
	}
	return s
}

// labels reads label=name=value, as often as it is given.
func (p *params) labels(name string) map[string]string {
	p.known = append(p.known, name)
	var labels map[string]string
	for _, text := range p.values[name] {
		key, value, ok := strings.Cut(text, "=")
		if !ok || key == "" {
			p.refuse(name, text, "name=value")
			continue
		}
		if labels == nil {
			labels = map[string]string{}
		}
		labels[key] = value
	}
	return labels
}

func (p *params) before() uint64 {
	return p.number("before", math.MaxUint64, "the seq of the last record of the page before")
}

func (p *params) limit() int {
	return int(p.number("limit", maxLimit, fmt.Sprintf("a number up to %d", maxLimit)))
}

// strict also refuses parameters that nobody asked for: a misspelt filter must
// not look like an answer.
func (p *params) strict() error {
	if p.wrong != nil {
		return p.wrong
	}
	for _, name := range slices.Sorted(maps.Keys(p.values)) {
		if !slices.Contains(p.known, name) {
			return failure{http.StatusBadRequest, fmt.Sprintf("parameter %q is unknown: %s", name, p.offer())}
		}
	}
	return nil
}

func (p *params) offer() string {
	if len(p.known) == 0 {
		return "there are none here"
	}
	return "the known ones are " + strings.Join(p.known, ", ")
}

func hitQuery(p *params) news.HitQuery {
	return news.HitQuery{
		Rule: p.text("rule"), Feed: p.text("feed"), Lang: p.text("lang"), Country: p.text("country"),
		Severity: p.severity("severity"), Labels: p.labels("label"),
		Since: p.time("since"), Until: p.time("until"), Before: p.before(), Limit: p.limit(),
	}
}

func itemQuery(p *params) news.ItemQuery {
	return news.ItemQuery{
		Feed: p.text("feed"), Lang: p.text("lang"), Country: p.text("country"),
		Since: p.time("since"), Until: p.time("until"), Before: p.before(), Limit: p.limit(),
	}
}

func alertQuery(p *params) news.AlertQuery {
	return news.AlertQuery{
		ID: p.text("id"), State: p.state("state"), Receiver: p.text("receiver"),
		Before: p.before(), Limit: p.limit(),
	}
}

func noticeQuery(p *params) news.NoticeQuery {
	return news.NoticeQuery{Feed: p.text("feed"), Kind: p.noticeKind("kind"), Before: p.before(), Limit: p.limit()}
}

// values writes query parameters; empty ones are left out.
type values url.Values

func (v values) add(name, value string) values {
	if value != "" {
		v[name] = append(v[name], value)
	}
	return v
}

func (v values) time(name string, t time.Time) values {
	if t.IsZero() {
		return v
	}
	return v.add(name, t.UTC().Format(time.RFC3339Nano))
}

func (v values) page(before uint64, limit int) values {
	if before > 0 {
		v.add("before", strconv.FormatUint(before, 10))
	}
	if limit > 0 {
		v.add("limit", strconv.Itoa(limit))
	}
	return v
}

func hitValues(q news.HitQuery) url.Values {
	v := values{}.add("rule", q.Rule).add("feed", q.Feed).add("lang", q.Lang).add("country", q.Country).
		add("severity", string(q.Severity)).time("since", q.Since).time("until", q.Until).page(q.Before, q.Limit)
	for _, pair := range pairs(q.Labels) {
		v.add("label", pair)
	}
	return url.Values(v)
}

func itemValues(q news.ItemQuery) url.Values {
	return url.Values(values{}.add("feed", q.Feed).add("lang", q.Lang).add("country", q.Country).
		time("since", q.Since).time("until", q.Until).page(q.Before, q.Limit))
}

func alertValues(q news.AlertQuery) url.Values {
	return url.Values(values{}.add("id", q.ID).add("state", string(q.State)).add("receiver", q.Receiver).
		page(q.Before, q.Limit))
}

func noticeValues(q news.NoticeQuery) url.Values {
	return url.Values(values{}.add("feed", q.Feed).add("kind", string(q.Kind)).page(q.Before, q.Limit))
}
