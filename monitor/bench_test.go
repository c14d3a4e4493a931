package monitor

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"vedette/alert"
	"vedette/filter"
	"vedette/news"
	"vedette/schedule"
	"vedette/secret"
	"vedette/storage"
)

// The benchmark's news: visits of perVisit items of textWords words, drawn
// from a vocabulary with the frequencies of natural text, and benchRules rules
// of which a few meet each item.
const (
	perVisit   = 20
	textWords  = 150
	vocabulary = 20_000
	benchRules = 100
)

// newsroom makes items that are never the same twice.
type newsroom struct {
	words *rand.Zipf
	made  int
}

func newNewsroom() *newsroom {
	return &newsroom{words: rand.NewZipf(rand.New(rand.NewPCG(1, 2)), 1.1, 8, vocabulary)}
}

func (n *newsroom) visit() news.Visit {
	v := news.Visit{State: news.FeedState{Feed: fmt.Sprint("feed-", n.made%100), LastCheck: noon}}
	for range perVisit {
		n.made++
		guid := fmt.Sprint(n.made)
		text := n.text(textWords)
		v.Items = append(v.Items, news.Item{ID: news.ItemID(v.State.Feed, guid, "", "", ""), Feed: v.State.Feed,
			GUID: guid, Link: "https://example.org/" + guid, Title: n.text(9), Summary: text[:200], Text: text,
			Lang: "en", Source: "Example", Published: noon})
	}
	return v
}

func (n *newsroom) text(words int) string {
	var b strings.Builder
	for range words {
		fmt.Fprintf(&b, "word%dx ", n.words.Uint64())
	}
	return b.String()
}

func benchPlan(b *testing.B) *Plan {
	b.Helper()
	told := alert.Config{
		Receivers: []alert.Receiver{{Name: "hook", Webhook: &alert.Webhook{URL: secret.Text("http://127.0.0.1:1/")}}},
		Routes:    []alert.Route{{Receiver: "hook", GroupBy: []string{"rule"}, GroupWait: schedule.Duration(1)}},
	}
	routes, problems := alert.NewRoutes(told)
	if err := problems.Err(); err != nil {
		b.Fatal(err)
	}
	var c filter.Config
	for i := range benchRules {
		c.Rules = append(c.Rules, filter.Rule{Name: fmt.Sprint("rule-", i),
			Query: fmt.Sprintf(`(word%dx OR word%dx OR "word%dx word%dx") AND word%d*`, 400+7*i, 900+3*i, i, i+1, 20+i)})
	}
	rules, problems := filter.Compile(c)
	if err := problems.Err(); err != nil {
		b.Fatal(err)
	}
	return &Plan{Rules: rules, Routes: routes, Publisher: noFiles{}}
}

// BenchmarkLine measures the line from parsed feeds to committed hits on a
// real store, and in the same run its parts, so that it shows where the time
// goes. One operation is a visit of 20 items.
func BenchmarkLine(b *testing.B) {
	ctx := context.Background()
	open := func(b *testing.B) *Monitor {
		store, err := storage.Open(filepath.Join(b.TempDir(), "bench.db"))
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { store.Close() })
		log := slog.New(slog.DiscardHandler)
		return New(store, alert.NewSender(store, alert.Config{}, "bench", log), benchPlan(b), log)
	}
	visits := func(b *testing.B) []news.Visit {
		room := newNewsroom()
		all := make([]news.Visit, b.N)
		for i := range all {
			all[i] = room.visit()
		}
		b.ResetTimer()
		return all
	}
	perSecond := func(b *testing.B) {
		b.ReportMetric(float64(b.N*perVisit)/b.Elapsed().Seconds(), "items/s")
	}
	b.Run("match", func(b *testing.B) {
		plan, hits := benchPlan(b), 0
		for _, v := range visits(b) {
			for i := range v.Items {
				hits += len(plan.Rules.Match(&v.Items[i]))
			}
		}
		perSecond(b)
		b.ReportMetric(float64(hits)/float64(b.N*perVisit), "hits/item")
	})
	b.Run("accept", func(b *testing.B) {
		m := open(b)
		for _, v := range visits(b) {
			if _, err := m.store.Accept(ctx, v); err != nil {
				b.Fatal(err)
			}
		}
		perSecond(b)
	})
	b.Run("line", func(b *testing.B) {
		m := open(b)
		for i, v := range visits(b) {
			if _, err := m.store.Accept(ctx, v); err != nil {
				b.Fatal(err)
			}
			if i%(judgeBatch/perVisit) == 0 || i == b.N-1 {
				judgeAll(b, m)
			}
		}
		perSecond(b)
	})
}

// judgeAll judges until nothing is left, as the judge does when it is woken.
func judgeAll(b *testing.B, m *Monitor) {
	b.Helper()
	for {
		n, err := m.judge(context.Background(), map[string]bool{})
		if err != nil {
			b.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}
