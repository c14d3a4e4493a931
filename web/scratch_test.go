package web

import (
	"net/http"
	"os"
	"testing"
)

func TestScratch(t *testing.T) {
	if os.Getenv("SCRATCH") == "" {
		t.Skip()
	}
	s := New(Config{}, sampleStore(), Options{Now: clock, Metrics: func() []Metric { return []Metric{{Name: "vedette_items", Help: "h", Kind: Gauge, Value: 3}} }})
	s.Show(sampleCatalogue())
	e := New(Config{}, &memory{}, Options{Now: clock})
	go http.ListenAndServe("127.0.0.1:18908", e.Handler())
	t.Fatal(http.ListenAndServe("127.0.0.1:18907", s.Handler()))
}
