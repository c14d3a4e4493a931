package main

import (
	"bytes"
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
	feeds, _, err := readFolder(folder)
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
