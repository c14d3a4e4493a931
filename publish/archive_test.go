package publish

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vedette/news"
)

// archive is a Source in memory that keeps its promises: newest first, paged
// by Seq.
type archive struct {
	mu    sync.Mutex
	found []news.Finding
	asked int
	fail  error
}

func (a *archive) Hits(_ context.Context, q news.HitQuery) ([]news.Finding, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked++
	if a.fail != nil {
		return nil, a.fail
	}
	var out []news.Finding
	for _, f := range slices.Backward(a.found) {
		if q.Wants(f) && (q.Before == 0 || f.Hit.Seq < q.Before) && len(out) < cmp.Or(q.Limit, news.DefaultLimit) {
			out = append(out, f)
		}
	}
	return out, nil
}

// noon is the time of the first hit; each further hit comes a minute later.
var noon = time.Date(2026, time.March, 5, 12, 0, 0, 0, time.UTC)

// add records that a rule met an item because of these words, each found in
// the first field that has it.
func (a *archive) add(it news.Item, rule string, severity news.Severity, words ...string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := len(a.found)
	it.ID = cmp.Or(it.ID, news.ItemID(it.Feed, it.GUID, it.Link, it.Title, ""))
	hit := news.Hit{
		ID: news.HitID(rule, it.ID), Seq: uint64(n + 1), ItemID: it.ID,
		Rule: rule, Severity: severity, Labels: map[string]string{"topic": "corridor"},
		Clause: strings.Join(words, " AND "), Spans: spans(it, words), At: noon.Add(time.Duration(n) * time.Minute),
	}
	a.found = append(a.found, news.Finding{Hit: hit, Item: it})
}

func spans(it news.Item, words []string) []news.Span {
	var out []news.Span
	for _, w := range words {
		for _, field := range []string{news.FieldTitle, news.FieldSummary, news.FieldText} {
			before, _, ok := strings.Cut(it.FieldValue(field), w)
			if ok {
				start := len([]rune(before))
				out = append(out, news.Span{Field: field, Start: start, End: start + len([]rune(w)), Text: w})
				break
			}
		}
	}
	return out
}

// region is an archive with items in five scripts, one of them met by two
// rules, the last one hostile.
func region() *archive {
	a := &archive{}
	at := func(hour int) time.Time { return time.Date(2026, time.March, 5, hour, 30, 0, 0, time.UTC) }
	az := news.Item{
		Feed: "report-az", Source: "Report", Country: "AZ", Lang: "az", Link: "https://report.example/az/1?a=1&b=2",
		Title: "Zəngəzur dəhlizi üzrə görüş keçirildi", Summary: "Tərəflər dəhlizin açılmasını müzakirə etdilər.",
		Authors: []string{"Əli Şahin"}, Tags: []string{"siyasət"}, Published: at(6),
	}
	a.add(az, "Corridor", news.High, "Zəngəzur", "dəhlizin")
	a.add(news.Item{
		Feed: "armen-am", Source: "Արմեն", Country: "AM", Lang: "hy", Link: "https://armen.example/2",
		Title: "Սյունիքի ճանապարհը", Text: "Սյունիքի մարզում ճանապարհը բացվել է։ " + strings.Repeat("Այլ լուրեր մարզից։ ", 20), Published: at(7),
	}, "Corridor", news.High, "Սյունիքի")
	a.add(news.Item{
		Feed: "tbilisi", Source: "თბილისი", Country: "GE", Lang: "ka", Link: "https://tbilisi.example/ამბავი/3",
		Title: "ახალი რკინიგზა", Summary: "რკინიგზა საზღვარზე გაიხსნება.", Published: at(8),
	}, "Railways", news.Medium, "რკინიგზა")
	a.add(news.Item{
		Feed: "fars", Source: "خبرگزاری", Country: "IR", Lang: "fa", Link: "https://fars.example/4",
		Title: "راه\u200cآهن رشت–آستارا", Summary: "ساخت راه\u200cآهن آغاز شد.", Published: at(9),
	}, "Railways", news.Medium, "راه\u200cآهن")
	a.add(az, "Sanctions", news.Critical, "görüş")
	a.add(news.Item{
		Feed: "hostile", Source: "A & B <news>", Lang: "en\" onload=\"x", Link: "javascript:alert(1)",
		Title:   "<script>alert(1)</script> ]]> \"Tom\" & 'Jerry'\n\x00\x08\uFFFEsecond\tline \xff end",
		Summary: "<img src=x onerror=alert(2)> ]]> &amp; & \x1b[31mred", Authors: []string{"", " <b>Eve</b>\x07 "}, Published: at(10),
	}, "Rule <1> & ]]>", news.Low, "<script>", "& \x1b[31mred")
	return a
}

// everything is a channel of all the rules in region.
func everything() Channel {
	return Channel{
		Name: "all", Title: "Everything & more", Description: "Hits of <all> rules", Language: "en",
		Rules: []string{"Corridor", "Railways", "Sanctions", "Rule <1> & ]]>"},
	}
}

func publisher(t testing.TB, src Source, channels ...Channel) *Publisher {
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	return New(channels, src, "https://news.example.org/vedette/", log)
}

func render(t testing.TB, p *Publisher, name, ext string) []byte {
	t.Helper()
	body, err := p.Render(t.Context(), name, ext)
	if err != nil {
		t.Fatal(err)
	}
	return body
}
