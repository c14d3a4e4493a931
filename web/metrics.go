package web

import (
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Kind says what a metric's value means.
type Kind string

// A counter only grows while the daemon runs; a gauge goes up and down.
const (
	Counter Kind = "counter"
	Gauge   Kind = "gauge"
)

// Metric is one number about the daemon, named as Prometheus wants it: words
// with "_" between, "_total" at the end of a counter, the unit in the name.
// All metrics of one name have the same help and the same label names.
type Metric struct {
	Name, Help string
	Kind       Kind
	Labels     map[string]string
	Value      float64
}

// metricsHandler serves the daemon's metrics beside those of the Go runtime
// and the process. One bad metric is logged and left out; the others stand.
func metricsHandler(read func() []Metric, log *slog.Logger) http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		collector(read),
	)
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{
		ErrorHandling: promhttp.ContinueOnError,
		ErrorLog:      slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	})
}

// collector hands the daemon's metrics to Prometheus at each scrape.
type collector func() []Metric

// Describe says nothing: which metrics there are is known at the scrape only.
func (c collector) Describe(chan<- *prometheus.Desc) {}

// Collect gives the metrics as they are now.
func (c collector) Collect(out chan<- prometheus.Metric) {
	for _, m := range c() {
		out <- m.prometheus()
	}
}

func (m Metric) prometheus() prometheus.Metric {
	names := slices.Sorted(maps.Keys(m.Labels))
	values := make([]string, len(names))
	for i, name := range names {
		values[i] = m.Labels[name]
	}
	desc := prometheus.NewDesc(m.Name, m.Help, names, nil)
	kinds := map[Kind]prometheus.ValueType{Counter: prometheus.CounterValue, Gauge: prometheus.GaugeValue}
	kind, ok := kinds[m.Kind]
	if !ok {
		return prometheus.NewInvalidMetric(desc, fmt.Errorf("metric %s: kind %q is neither counter nor gauge", m.Name, m.Kind))
	}
	metric, err := prometheus.NewConstMetric(desc, kind, m.Value, values...)
	if err != nil {
		return prometheus.NewInvalidMetric(desc, fmt.Errorf("metric %s: %w", m.Name, err))
	}
	return metric
}
