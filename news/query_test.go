package news

import (
	"testing"
	"time"
)

func TestHitQueryWants(t *testing.T) {
	at := time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	f := Finding{
		Hit:  Hit{Rule: "r", Severity: High, Labels: map[string]string{"topic": "sanctions"}, At: at},
		Item: Item{Feed: "f", Lang: "az", Country: "AZ"},
	}
	cases := []struct {
		name string
		q    HitQuery
		want bool
	}{
		{"everything", HitQuery{}, true},
		{"its rule", HitQuery{Rule: "r"}, true},
		{"another rule", HitQuery{Rule: "x"}, false},
		{"its feed, language and country", HitQuery{Feed: "f", Lang: "az", Country: "AZ"}, true},
		{"another language", HitQuery{Lang: "ru"}, false},
		{"a lower severity or above", HitQuery{Severity: Medium}, true},
		{"a higher severity", HitQuery{Severity: Critical}, false},
		{"its label", HitQuery{Labels: map[string]string{"topic": "sanctions"}}, true},
		{"a label from the item", HitQuery{Labels: map[string]string{"lang": "az"}}, true},
		{"a label it lacks", HitQuery{Labels: map[string]string{"desk": "a"}}, false},
		{"since its very time", HitQuery{Since: at}, true},
		{"until its very time", HitQuery{Until: at}, false},
		{"since later", HitQuery{Since: at.Add(1)}, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := c.q.Wants(f); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestRouteLabelsCannotBeForgedByARule(t *testing.T) {
	f := Finding{Hit: Hit{Rule: "r", Labels: map[string]string{"rule": "other", "a": "b"}}, Item: Item{Lang: "ka"}}
	labels := f.RouteLabels()
	if labels["rule"] != "r" || labels["lang"] != "ka" || labels["a"] != "b" {
		t.Errorf("got %v", labels)
	}
	for _, name := range ReservedLabels() {
		if _, ok := labels[name]; !ok {
			t.Errorf("reserved label %s is not filled in", name)
		}
	}
}

func TestSeverityRank(t *testing.T) {
	if Low.Rank() >= Critical.Rank() || Severity("urgent").Rank() != -1 {
		t.Error("severities are out of order")
	}
}
