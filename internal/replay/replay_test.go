package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vedette/pace"
)

// fewer keeps every fourth feed, so that the test takes a second.
func fewer(feeds []timetable) (some []timetable) {
	for i := 0; i < len(feeds); i += 4 {
		some = append(some, feeds[i])
	}
	return some
}

func TestPaceBringsItemsSoonerThanOneIntervalForAll(t *testing.T) {
	feeds := fewer(generated(1))
	for _, c := range []struct {
		policy pace.Policy
		gain   float64
	}{
		{policies[0], -0.25}, // the defaults
		{pace.Policy{MinEvery: time.Hour, MaxEvery: 12 * time.Hour, VisitsPerDay: 16}, -0.10},
	} {
		got := compare(feeds, c.policy, 2)
		t.Logf("%+v: paced %v, uniform %v (%.0f %%)", c.policy, got.paced.mean(), got.uniform.mean(), 100*got.gain())
		if got.gain() > c.gain {
			t.Errorf("mean delay changes by %.2f, want %.2f or less", got.gain(), c.gain)
		}
		if len(got.paced.delays)+got.paced.lost != len(got.uniform.delays)+got.uniform.lost {
			t.Errorf("%d items in one way, %d in the other", len(got.paced.delays), len(got.uniform.delays))
		}
		if r := got.uniform.requests / got.paced.requests; r < 0.97 || r > 1.03 {
			t.Errorf("%.1f requests against %.1f", got.uniform.requests, got.paced.requests)
		}
		if got.paced.lost > 0 {
			t.Errorf("%d items were lost", got.paced.lost)
		}
	}
}

func TestPaceBringsRealItemsSooner(t *testing.T) {
	const folder = "../../../shared/feeds"
	if _, err := os.Stat(folder); err != nil {
		t.Skip("there are no shared feeds here")
	}
	feeds, _, err := readFolder(folder, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	got := compare(feeds, policies[0], 2)
	t.Logf("%d items: paced %v, uniform %v (%.0f %%, all items alike %.0f %%)",
		len(got.paced.delays), got.paced.mean(), got.uniform.mean(), 100*got.gain(), 100*got.plainGain())
	if got.gain() > -0.25 || got.plainGain() > -0.25 {
		t.Errorf("mean delay changes by %.2f, with all items alike by %.2f, want a quarter less", got.gain(), got.plainGain())
	}
}

func TestTestsDocumentsUpToTheTimeOfTheirFetching(t *testing.T) {
	folder := t.TempDir()
	var text strings.Builder
	fetched := time.Date(2025, 3, 14, 15, 0, 0, 0, time.UTC)
	for age := 12 * time.Hour; age < 10*day; age += 10 * time.Hour {
		fmt.Fprintf(&text, "<item><guid>%v</guid><title>a</title><pubDate>%s</pubDate></item>", age, fetched.Add(-age).Format(time.RFC1123Z))
	}
	body := `<rss version="2.0"><channel><title>t</title>` + text.String() + `</channel></rss>`
	if err := os.WriteFile(filepath.Join(folder, "a.rss20"), []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	feeds, out, err := readFolder(folder, fetched)
	if err != nil || len(feeds) != 1 || out != 0 {
		t.Fatalf("%d feeds, %d left out, %v", len(feeds), out, err)
	}
	last := feeds[0].times[len(feeds[0].times)-1]
	if feeds[0].end.Sub(epoch) != knownTest || feeds[0].end.Sub(last) != 12*time.Hour {
		t.Errorf("the test ends %v after its beginning, %v after the last item", feeds[0].end.Sub(epoch), feeds[0].end.Sub(last))
	}
	if feeds, out, _ := readFolder(folder, fetched.Add(-6*day)); len(feeds) != 0 || out != 1 {
		t.Errorf("%d feeds of too short a history, %d left out", len(feeds), out)
	}
	var table bytes.Buffer
	if err := run([]string{"-fetched", fetched.Format(time.RFC3339), folder}, &table); err != nil || !strings.Contains(table.String(), "| 7 |") {
		t.Errorf("%v\n%s", err, table.String())
	}
}

func TestReadsATimetable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "times.tsv")
	var text strings.Builder
	for i := range 100 {
		text.WriteString("a\t" + epoch.Add(time.Duration(i)*time.Hour).Format(time.RFC3339) + "\n")
	}
	text.WriteString("b\t2026-05-04T12:00:00+04:00\n")
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	feeds, out, err := readTSV(file)
	if err != nil || len(feeds) != 1 || out != 1 || len(feeds[0].times) != 100 || feeds[0].end.Before(epoch) {
		t.Fatalf("%d feeds, %d left out, %v", len(feeds), out, err)
	}
	var table bytes.Buffer
	if err := run([]string{file}, &table); err != nil || strings.Count(table.String(), "\n") < 2*len(policies) {
		t.Errorf("%v\n%s", err, table.String())
	}
	if err := os.WriteFile(file, []byte("a 12:00\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := readTSV(file); err == nil || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("bad lines: %v", err)
	}
}
