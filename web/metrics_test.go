package web

import (
	"bytes"
	"log/slog"
	"net/http/httptest"
	"testing"
)

func TestMetrics(t *testing.T) {
	server := start(t, sampleStore(), Options{Metrics: func() []Metric {
		return []Metric{
			{Name: "vedette_items_total", Help: "Items stored since the start.", Kind: Counter, Value: 12},
			{Name: "vedette_feeds", Help: "Feeds by health.", Kind: Gauge, Labels: map[string]string{"health": "ok"}, Value: 4},
			{Name: "vedette_feeds", Help: "Feeds by health.", Kind: Gauge, Labels: map[string]string{"health": "failing"}, Value: 2},
		}
	}})
	body := pageAt(t, server, "/metrics")
	contains(t, body, "# TYPE vedette_items_total counter", "vedette_items_total 12",
		"# HELP vedette_feeds Feeds by health.", `vedette_feeds{health="failing"} 2`, `vedette_feeds{health="ok"} 4`,
		"go_goroutines", "process_")
	if again := pageAt(t, server, "/metrics"); !bytes.Contains([]byte(again), []byte("vedette_items_total 12")) {
		t.Error("the second scrape lacks the metric")
	}
}

func TestABadMetricDoesNotHideTheOthers(t *testing.T) {
	tests := map[string]Metric{
		"no kind":     {Name: "vedette_x", Help: "x"},
		"bad name":    {Name: "", Help: "x", Kind: Gauge},
		"same twice":  {Name: "vedette_good", Help: "good", Kind: Gauge, Value: 2},
		"bad label":   {Name: "vedette_x", Help: "x", Kind: Gauge, Labels: map[string]string{"": "x"}},
		"broken text": {Name: "vedette_x", Help: "x", Kind: Gauge, Labels: map[string]string{"a": "\xff"}},
	}
	for name, bad := range tests {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			good := Metric{Name: "vedette_good", Help: "good", Kind: Gauge, Value: 1}
			w := httptest.NewRecorder()
			metricsHandler(func() []Metric { return []Metric{good, bad} }, slog.New(slog.NewTextHandler(&log, nil))).
				ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
			contains(t, w.Body.String(), "vedette_good 1")
			if log.Len() == 0 {
				t.Error("nothing was logged")
			}
		})
	}
}
