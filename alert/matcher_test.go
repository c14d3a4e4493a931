package alert

import (
	"strings"
	"testing"
)

func TestMatcher(t *testing.T) {
	labels := map[string]string{"severity": "high", "topic": "corridor", "lang": "az", "feed": "a=b", "мітка": "Zəngəzur yolu"}
	tests := []struct {
		name, text string
		want       bool
	}{
		{"equal", "severity = high", true},
		{"equal, no spaces", "severity=high", true},
		{"equal, other value", "severity = low", false},
		{"not equal", "topic != corridor", false},
		{"not equal, other value", "topic != rail", true},
		{"regexp", "lang =~ ru|az", true},
		{"regexp meets the whole value", "topic =~ corr", false},
		{"regexp, both ends in each branch", "lang =~ a|z", false},
		{"not regexp", "lang !~ ru|az", false},
		{"not regexp, part", "topic !~ corr", true},
		{"missing is empty", `owner = ""`, true},
		{"missing is not some value", "owner != x", true},
		{"missing meets an empty regexp", "owner =~ .*", true},
		{"quoted value", `topic = "corridor"`, true},
		{"value with an operator in it", "feed = a=b", true},
		{"any script", "мітка = Zəngəzur yolu", true},
		{"case matters", "topic = Corridor", false},
		{"case does not matter", "topic =~ (?i)CORRIDOR", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, err := parseMatcher(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			if got := m.matches(labels); got != tt.want {
				t.Errorf("%s: got %v, want %v", m, got, tt.want)
			}
		})
	}
}

func TestMatcherErrors(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty", "", "no operator"},
		{"no operator", "severity high", "no operator"},
		{"no label", "= high", "no label name"},
		{"label with a space", "my label = x", "no label name"},
		{"twice equal", "severity == high", "must stand in quotes"},
		{"lone exclamation mark", "severity ! high", "no operator"},
		{"no value", "topic =", "value is missing"},
		{"open quote", `topic = "x`, "quotes"},
		{"bad regexp", "topic =~ (", "missing closing )"},
		{"regexp that escapes its anchors", "topic =~ a)|(b", "unexpected )"},
		{"no severity", "severity = hihg", "is no severity"},
		{"no kind of notice", "notice = brokn", "is no kind of notice"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := parseMatcher(tt.text)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%q: error %v, want %q in it", tt.text, err, tt.want)
			}
		})
	}
}

func FuzzMatcher(f *testing.F) {
	for _, s := range []string{"severity = high", `a=~"x|y"`, "b!~.*", `c != ""`, "=", "d=\"\\x00\"", "lang =~ (?i)Ə"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := parseMatcher(s)
		if err != nil {
			return
		}
		again, err := parseMatcher(m.String())
		if err != nil {
			t.Fatalf("%q is written as %q: %v", s, m, err)
		}
		if again.label != m.label || again.op != m.op || again.value != m.value {
			t.Fatalf("%q is written as %q and read as %q", s, m, again)
		}
		m.matches(map[string]string{m.label: s})
	})
}
