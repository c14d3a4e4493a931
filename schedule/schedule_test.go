package schedule

import (
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestEveryIsDueAfterItsInterval(t *testing.T) {
	at := noon.Add(123 * time.Millisecond)
	if got := Every(15 * time.Minute).Next(at); !got.Equal(at.Add(15 * time.Minute)) {
		t.Errorf("due at %v", got)
	}
}

func TestCronIsReadInItsZone(t *testing.T) {
	baku, err := Zone("Asia/Baku")
	if err != nil {
		t.Fatal(err)
	}
	s, err := Cron("30 7 * * *", baku)
	if err != nil {
		t.Fatal(err)
	}
	want := time.Date(2026, 3, 2, 3, 30, 0, 0, time.UTC)
	if got := s.Next(noon); !got.Equal(want) {
		t.Errorf("due at %v, want %v", got.UTC(), want)
	}
}

func TestCronAcrossTheSpringGapIsNotLost(t *testing.T) {
	berlin, err := Zone("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	s, err := Cron("30 2 * * *", berlin) // there is no 02:30 on 2026-03-29
	if err != nil {
		t.Fatal(err)
	}
	from := time.Date(2026, 3, 28, 12, 0, 0, 0, berlin)
	got := s.Next(from)
	if got.Sub(from) > 48*time.Hour {
		t.Errorf("due at %v, more than two days later", got)
	}
}

func TestCronErrorsSayWhatToDo(t *testing.T) {
	cases := []struct{ name, expr, want string }{
		{"too few fields", "* *", "expected exactly 5 fields"},
		{"out of range", "61 * * * *", "above maximum"},
		{"a day that never comes", "0 0 30 2 *", "no such day"},
		{"a zone inside", "TZ=Asia/Baku 0 7 * * *", "time_zone"},
		{"an interval", "@every 5m", "set every"},
		{"seconds", "0 0 7 * * *", "expected exactly 5 fields"},
		{"empty", "", "cron expression"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := Cron(c.expr, time.UTC)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q in it", err, c.want)
			}
		})
	}
}

func TestZone(t *testing.T) {
	if z, err := Zone(""); err != nil || z != time.UTC {
		t.Errorf("no name gives %v, %v", z, err)
	}
	for _, name := range []string{"Local", "Asia/Nowhere", "+04:00"} {
		if _, err := Zone(name); err == nil || !strings.Contains(err.Error(), "Asia/Baku") {
			t.Errorf("Zone(%q): %v", name, err)
		}
	}
}

func TestDurations(t *testing.T) {
	cases := []struct {
		text string
		want time.Duration
		back string
	}{
		{"90s", 90 * time.Second, "1m30s"},
		{"15m", 15 * time.Minute, "15m"},
		{"1h30m", 90 * time.Minute, "1h30m"},
		{"2d", 48 * time.Hour, "2d"},
		{"1d12h", 36 * time.Hour, "1d12h"},
		{"24h", 24 * time.Hour, "1d"},
		{"0s", 0, "0s"},
		{"500ms", 500 * time.Millisecond, "500ms"},
	}
	for _, c := range cases {
		var d Duration
		if err := d.UnmarshalText([]byte(c.text)); err != nil || time.Duration(d) != c.want {
			t.Errorf("%q read as %v, %v", c.text, time.Duration(d), err)
		}
		if got := d.String(); got != c.back {
			t.Errorf("%q printed as %q, want %q", c.text, got, c.back)
		}
	}
	for _, bad := range []string{"", "15", "m", "d", "-5m", "1.5d", "2d2d", "x1d", "soon", "99999999d"} {
		if d, err := ParseDuration(bad); err == nil {
			t.Errorf("%q read as %v", bad, d)
		}
	}
}

func FuzzParseDuration(f *testing.F) {
	f.Add("1d12h")
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDuration(s)
		if err != nil {
			return
		}
		if again, err := ParseDuration(Duration(d).String()); err != nil || again != d {
			t.Errorf("%q reads as %v, its printed form %q as %v, %v", s, d, Duration(d), again, err)
		}
	})
}
