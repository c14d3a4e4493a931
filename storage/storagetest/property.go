package storagetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"vedette/news"
)

// testModel does at random what a daemon does, to an engine and to the model,
// and compares all that can be read, now and then and at the end. What each
// step gives is compared at once.
func testModel(t *testing.T, open func(t *testing.T) Store) {
	rapid.Check(t, func(rt *rapid.T) {
		d := &duel{T: rt, ctx: t.Context(), store: open(t), model: newModel(), now: noon}
		rt.Repeat(map[string]func(*rapid.T){
			"accept":  d.accept,
			"commit":  d.commit,
			"claim":   d.claim,
			"finish":  d.finish,
			"release": d.release,
			"retry":   d.retry,
			"compare": func(*rapid.T) { d.compare() },
		})
		d.compare()
		d.must(d.store.Check(d.ctx))
	})
}

// duel is one run: few names, so that they meet often.
type duel struct {
	*rapid.T
	ctx     context.Context
	store   Store
	model   *model
	now     time.Time
	claimed []news.Alert // every claim there ever was, lost ones too
}

func (d *duel) must(err error) {
	if err != nil {
		d.Fatal(err)
	}
}

func (d *duel) same(what string, got, want any) {
	ignoreSeq := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Seq" }, cmp.Ignore())
	if diff := cmp.Diff(want, got, ignoreSeq, cmpopts.EquateEmpty()); diff != "" {
		d.Fatalf("%s differ (-model +store):\n%s", what, diff)
	}
}

// later moves the clock of the test on by up to two leases.
func (d *duel) later(t *rapid.T) {
	d.now = d.now.Add(time.Duration(rapid.IntRange(0, 10).Draw(t, "minutes")) * time.Minute)
}

func drawName(t *rapid.T) string {
	return rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "name")
}

func (d *duel) accept(t *rapid.T) {
	d.later(t)
	v := visit(0)
	v.State.LastCheck = d.now
	for range rapid.IntRange(0, 4).Draw(t, "items") {
		v.Items = append(v.Items, item(drawName(t), rapid.IntRange(1, news.RecentVersions+4).Draw(t, "version")))
	}
	got, err := d.store.Accept(d.ctx, v)
	d.must(err)
	d.same("accepted", got, d.model.accept(v))
}

func (d *duel) commit(t *rapid.T) {
	j := news.Judgement{Cursor: "judge", From: d.model.cursor, Through: d.model.cursor + 1}
	if rapid.IntRange(0, 9).Draw(t, "late") == 0 {
		j.From, j.Through = j.From+1, j.Through+1
	}
	for _, it := range d.model.arrivals[max(0, len(d.model.arrivals)-5):] {
		if rapid.Bool().Draw(t, "hit") {
			j.Hits = append(j.Hits, hitOn(rapid.SampledFrom([]string{"r", "s", "t"}).Draw(t, "rule"), it.GUID, it.Revision))
		}
	}
	for i := range j.Hits {
		key := rapid.SampledFrom([]string{"desk/k", "desk/l", "night/k", "night/l"}).Draw(t, "key")
		receiver, _, _ := strings.Cut(key, "/")
		p := to(receiver, proposal(key, 0, j.Hits[i:rapid.IntRange(i, len(j.Hits)).Draw(t, "end")]...))
		p.Due = d.now.Add(time.Duration(rapid.IntRange(0, 20).Draw(t, "wait")) * time.Minute)
		j.Alerts = append(j.Alerts, p)
	}
	got, err := d.store.Commit(d.ctx, j)
	hits, opened, joined, wantErr := d.model.commit(j)
	d.sameError(err, wantErr)
	d.same("committed", []int{len(got.Hits), got.Opened, got.Joined}, []int{hits, opened, joined})
}

func (d *duel) sameError(got, want error) {
	if (got == nil) != (want == nil) || !errors.Is(got, want) {
		d.Fatalf("error is %v, the model says %v", got, want)
	}
}

func drawOwner(t *rapid.T) string { return rapid.SampledFrom([]string{"me", "other"}).Draw(t, "owner") }

func (d *duel) claim(t *rapid.T) {
	d.later(t)
	owner, limit := drawOwner(t), rapid.IntRange(1, 3).Draw(t, "limit")
	lease := time.Duration(rapid.IntRange(1, 9).Draw(t, "lease")) * time.Minute
	got, _, err := d.store.Claim(d.ctx, owner, d.now, lease, limit)
	d.must(err)
	d.same("claimed", got, d.model.claim(owner, d.now, lease, limit))
	d.claimed = append(d.claimed, got...)
}

func (d *duel) finish(t *rapid.T) {
	if len(d.claimed) == 0 {
		t.Skip("nothing was claimed")
	}
	d.later(t)
	a := rapid.SampledFrom(d.claimed).Draw(t, "alert")
	at := result(a, rapid.SampledFrom([]news.Result{news.ResultDelivered, news.ResultRetry, news.ResultDead}).Draw(t, "result"), "said so")
	at.Ended = d.now
	if at.Result == news.ResultRetry {
		at.Next = d.now.Add(time.Minute)
	}
	d.sameError(d.store.Finish(d.ctx, at), d.model.finish(at))
}

func (d *duel) release(t *rapid.T) {
	owner := drawOwner(t)
	got, err := d.store.Release(d.ctx, owner)
	d.must(err)
	d.same("released", got, d.model.release(owner))
}

func (d *duel) retry(t *rapid.T) {
	if len(d.model.alerts) == 0 {
		t.Skip("there is no alert")
	}
	a := rapid.SampledFrom(d.model.newestAlerts()).Draw(t, "alert")
	err := d.store.Retry(d.ctx, a.ID, d.now)
	if ok := d.model.retry(a.ID, d.now); ok != (err == nil) {
		d.Fatalf("retry gives %v, the model says %v", err, ok)
	}
}

// compare reads everything.
func (d *duel) compare() {
	arrivals, _, err := d.store.ItemsAfter(d.ctx, 0, 1000)
	d.must(err)
	d.same("arrivals", arrivals, d.model.arrivals)
	for i := 1; i < len(arrivals); i++ {
		if arrivals[i].Seq <= arrivals[i-1].Seq {
			d.Fatalf("seq %d comes after %d", arrivals[i].Seq, arrivals[i-1].Seq)
		}
	}
	items, err := d.store.Items(d.ctx, news.ItemQuery{})
	d.must(err)
	slices.Reverse(items)
	d.same("items", titles(items), titles(d.model.items()))
	for _, it := range items {
		revisions, err := d.store.Revisions(d.ctx, it.ID)
		d.must(err)
		d.same("revisions", titles(append(revisions, it)), titles(d.model.versions(it.ID)))
	}
	d.compareHits()
	d.compareOutbox()
}

func (d *duel) compareHits() {
	findings, err := d.store.Hits(d.ctx, news.HitQuery{Limit: 1000})
	d.must(err)
	slices.Reverse(findings)
	var hits []news.Hit
	for _, f := range findings {
		hits = append(hits, f.Hit)
		if want := d.model.versions(f.Hit.ItemID)[f.Hit.Revision].Title; f.Item.Title != want {
			d.Fatalf("the hit of %s comes with %q, not with %q", f.Hit.Rule, f.Item.Title, want)
		}
	}
	d.same("hits", hits, d.model.hits)
}

func (d *duel) compareOutbox() {
	totals, err := d.store.Totals(d.ctx)
	d.must(err)
	d.same("totals", totals, d.model.totals())
	alerts, err := d.store.Alerts(d.ctx, news.AlertQuery{})
	d.must(err)
	d.same("alerts", alerts, d.model.newestAlerts())
	for _, a := range alerts {
		ledger, err := d.store.Attempts(d.ctx, a.ID)
		d.must(err)
		d.same("ledgers", ledger, d.model.ledger[a.ID])
	}
	due, ok, err := d.store.NextDue(d.ctx)
	d.must(err)
	wantDue, wantOK := d.model.earliestDue()
	d.same("next due", fmt.Sprint(ok, due), fmt.Sprint(wantOK, wantDue))
}
