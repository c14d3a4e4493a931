package storagetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"vedette/news"
)

// suite is one test with its store. Its methods fail the test.
type suite struct {
	*testing.T
	Store
	ctx context.Context
}

// noon is when the tests begin.
var noon = time.Date(2026, time.March, 4, 12, 0, 0, 0, time.UTC)

// at is a time some minutes after noon.
func at(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }

// lease is how long the tests claim for.
const lease = 5 * time.Minute

func (s *suite) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *suite) wantErr(err, want error) {
	s.Helper()
	if !errors.Is(err, want) {
		s.Fatalf("error is %v, want %v", err, want)
	}
}

// same compares; nil and empty are the same.
func (s *suite) same(what string, got, want any) {
	s.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		s.Fatalf("%s differ (-want +got):\n%s", what, diff)
	}
}

// item is a piece of news of feed "azertac" whose content is its version.
func item(name string, version int) news.Item {
	return news.Item{
		ID: id(name), Feed: "azertac", Source: "AZERTAC", Country: "AZ", Lang: "az",
		GUID: name, Link: "https://example.org/" + name,
		Title: fmt.Sprintf("%s, version %d", name, version), Text: "Zəngəzur dəhlizi açılır",
		Tags: []string{"siyasət"}, Published: at(-60),
	}
}

func id(name string) string { return news.ItemID("azertac", name, "", "", "") }

// visit is one of feed "azertac", so many minutes after noon.
func visit(minutes int, items ...news.Item) news.Visit {
	return news.Visit{
		State: news.FeedState{Feed: "azertac", URL: "https://example.org/rss", LastCheck: at(minutes), Status: 200},
		Items: items,
	}
}

func (s *suite) accept(v news.Visit) news.Accepted {
	s.Helper()
	got, err := s.Accept(s.ctx, v)
	s.must(err)
	return got
}

// stored accepts new items with these names.
func (s *suite) stored(names ...string) {
	s.Helper()
	var items []news.Item
	for _, name := range names {
		items = append(items, item(name, 1))
	}
	s.accept(visit(0, items...))
}

// revised stores an item and revises it, until it has had so many versions.
func (s *suite) revised(name string, versions int) {
	s.Helper()
	for v := range versions {
		s.accept(visit(v, item(name, v+1)))
	}
}

// arrived gives the titles of what arrived after seq, in order.
func (s *suite) arrived(seq uint64) []string {
	s.Helper()
	items, _, err := s.ItemsAfter(s.ctx, seq, 1000)
	s.must(err)
	return titles(items)
}

// titles tells items and their versions.
func titles(items []news.Item) []string {
	var list []string
	for _, it := range items {
		list = append(list, it.Title)
	}
	return list
}

// hitOn is a rule's hit on one version of an item.
func hitOn(rule, name string, revision int) news.Hit {
	h := hit(rule, name)
	h.Revision = revision
	return h
}

// hit is a rule's hit on the first version of the item with that name.
func hit(rule, name string) news.Hit {
	return news.Hit{
		ID: news.HitID(rule, id(name)), ItemID: id(name), Rule: rule, Severity: news.Medium,
		Labels: map[string]string{"topic": "corridor"}, Clause: "dəhliz", At: at(1),
		Spans: []news.Span{{Field: news.FieldText, Start: 8, End: 15, Text: "dəhlizi"}},
	}
}

// proposal is an alert to receiver "desk" for hits, due so many minutes after noon.
func proposal(key string, due int, hits ...news.Hit) news.Alert {
	p := news.Alert{
		Key: key, Receiver: "desk", Group: map[string]string{"topic": "corridor"},
		State: news.Pending, Created: at(1), Due: at(due),
	}
	for _, h := range hits {
		p.Hits = append(p.Hits, h.ID)
	}
	return p
}

// to gives the same proposal to another receiver.
func to(receiver string, p news.Alert) news.Alert {
	p.Receiver = receiver
	return p
}

// commit moves the cursor "judge" on by one, with hits and alerts.
func (s *suite) commit(hits []news.Hit, alerts ...news.Alert) news.Committed {
	s.Helper()
	from, err := s.Cursor(s.ctx, "judge")
	s.must(err)
	got, err := s.Commit(s.ctx, news.Judgement{Cursor: "judge", From: from, Through: from + 1, Hits: hits, Alerts: alerts})
	s.must(err)
	return got
}

// alert stores an item and an alert to receiver "desk" with this key on it, due
// at noon.
func (s *suite) alert(key string) news.Alert {
	s.Helper()
	return s.alertTo("desk", key, 0)
}

// alertTo stores an item and an alert on it, due so many minutes after noon.
func (s *suite) alertTo(receiver, key string, due int) news.Alert {
	s.Helper()
	s.stored(key)
	h := hit("rule", key)
	s.commit([]news.Hit{h}, to(receiver, proposal(key, due, h)))
	return s.theAlert(key)
}

// theAlert finds the last opened alert with a key.
func (s *suite) theAlert(key string) news.Alert {
	s.Helper()
	alerts, err := s.Alerts(s.ctx, news.AlertQuery{})
	s.must(err)
	for _, a := range alerts {
		if a.Key == key {
			return a
		}
	}
	s.Fatalf("no alert with key %s", key)
	return news.Alert{}
}

// claim takes all that owner may have so many minutes after noon.
func (s *suite) claim(owner string, minutes int) []news.Alert {
	s.Helper()
	got, _, err := s.Claim(s.ctx, owner, at(minutes), lease, 0)
	s.must(err)
	return got
}

// result is how the attempt at a claimed alert ended, at minute 3.
func result(a news.Alert, r news.Result, detail string) news.Attempt {
	return news.Attempt{Alert: a.ID, Epoch: a.Epoch, Ended: at(3), Result: r, Detail: detail}
}

func (s *suite) totals() news.Totals {
	s.Helper()
	got, err := s.Totals(s.ctx)
	s.must(err)
	return got
}

// state is a feed's state with what it has shown.
func (s *suite) state(feed string) news.FeedState {
	s.Helper()
	state, err := s.FeedState(s.ctx, feed)
	s.must(err)
	s.same("what a state has of what was shown", len(state.Seen)+len(state.SeenNames), 0)
	state.Seen, state.SeenNames, err = s.Shown(s.ctx, feed)
	s.must(err)
	return state
}

// guids names the items by what the test called them.
func guids(items []news.Item) []string {
	var names []string
	for _, it := range items {
		names = append(names, it.GUID)
	}
	return names
}

// judged names the findings by rule and item.
func judged(findings []news.Finding) []string {
	var names []string
	for _, f := range findings {
		names = append(names, f.Hit.Rule+" on "+f.Item.GUID)
	}
	return names
}

func keys(alerts []news.Alert) []string {
	var names []string
	for _, a := range alerts {
		names = append(names, a.Key)
	}
	return names
}
