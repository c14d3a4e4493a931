package main

import (
	"context"
	"maps"
	"slices"
	"time"

	"vedette/web"
)

// metrics are the daemon's numbers for Prometheus: what the line has done
// since it started, and what the store holds.
func (p *program) metrics() []web.Metric {
	s, sent, hubs := p.monitor.Stats(), p.sender.Stats(), p.hubs.Stats()
	return append(slices.Concat(
		counter("vedette_checks_total", "Visits to feeds that ended.", s.Checks.Load()),
		counter("vedette_checks_not_modified_total", "Visits that the server answered with 304.", s.NotModified.Load()),
		counter("vedette_checks_failed_total", "Visits that failed.", s.Failed.Load()),
		gauge("vedette_checks_in_flight", "Visits under way.", s.InFlight.Load()),
		labelled(web.Counter, "vedette_items_total", "Items in visited feeds by what they were.", "kind", map[string]int64{
			"new": s.New.Load(), "revised": s.Revised.Load(), "known": s.Known.Load()}),
		counter("vedette_items_held_total", "New items that came in doubt and wait for a release.", s.Held.Load()),
		counter("vedette_notices_total", "Notices of sources.", s.Notices.Load()),
		counter("vedette_host_holds_total", "Times that a host asked to be left alone.", s.Holds.Load()),
		counter("vedette_outages_total", "Times that no server at all could be reached.", s.Outages.Load()),
		labelled(web.Counter, "vedette_articles_total", "Articles by what became of them; failed ones are tried again.", "result", map[string]int64{
			"read": s.Articles.Load(), "failed": s.ArticlesFailed.Load(), "dropped": s.ArticlesDropped.Load()}),
		labelled(web.Counter, "vedette_pushes_total", "Pushed documents by what became of them.", "result", map[string]int64{
			"read": s.Pushes.Load(), "dropped": s.PushesDropped.Load()}),
		gauge("vedette_hub_subscriptions", "WebSub subscriptions that are active.", int64(hubs.Active)),
		counter("vedette_hub_pushes_refused_total", "Pushes that were dropped: not signed as agreed, or too large.", int64(hubs.Refused)),
		counter("vedette_items_judged_total", "Items judged.", s.Judged.Load()),
		counter("vedette_items_unjudged_total", "Items that the matcher could not take; see the log.", s.Unjudged.Load()),
		counter("vedette_visits_broken_total", "Visits that a mistake of vedette's own has ended; see the log.", s.Panics.Load()),
		counter("vedette_store_errors_total", "Writes that the store refused.", s.StoreErrors.Load()),
		counter("vedette_hits_total", "New hits.", s.Hits.Load()),
		labelled(web.Counter, "vedette_deliveries_total", "Tries to deliver alerts by how they ended.", "result", map[string]int64{
			"delivered": int64(sent.Delivered), "retry": int64(sent.Retried), "dead": int64(sent.Dead)}),
	), p.storeMetrics()...)
}

// storeMetrics count what is stored. If the store cannot say, they are left
// out of this scrape.
func (p *program) storeMetrics() []web.Metric {
	const patience = 5 * time.Second // a scrape that waits longer is given up by Prometheus
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	t, err := p.store.Totals(ctx)
	if err != nil {
		p.log.Warn("the store's totals are missing from the metrics", "error", err)
		return nil
	}
	return slices.Concat(
		gauge("vedette_store_items", "Items in the store.", int64(t.Items)),
		gauge("vedette_store_hits", "Hits in the store.", int64(t.Hits)),
		gauge("vedette_store_notices", "Notices of sources in the store.", int64(t.Notices)),
		labelled(web.Gauge, "vedette_alerts", "Alerts in the outbox and the ledger by state.", "state", map[string]int64{
			"pending": int64(t.Pending), "delivered": int64(t.Delivered), "dead": int64(t.Dead)}),
	)
}

func counter(name, help string, value int64) []web.Metric {
	return []web.Metric{{Name: name, Help: help, Kind: web.Counter, Value: float64(value)}}
}

func gauge(name, help string, value int64) []web.Metric {
	return []web.Metric{{Name: name, Help: help, Kind: web.Gauge, Value: float64(value)}}
}

// labelled is one metric for each value of a label.
func labelled(kind web.Kind, name, help, label string, values map[string]int64) []web.Metric {
	var list []web.Metric
	for _, word := range slices.Sorted(maps.Keys(values)) {
		list = append(list, web.Metric{Name: name, Help: help, Kind: kind,
			Labels: map[string]string{label: word}, Value: float64(values[word])})
	}
	return list
}
