package monitor

import "sync/atomic"

// Stats counts what the line has done since it started.
type Stats struct {
	Checks, NotModified, Failed atomic.Int64
	New, Revised, Known         atomic.Int64
	Judged, Hits                atomic.Int64
	AlertsOpened, AlertsJoined  atomic.Int64
	// Held counts items that came in doubt and are not judged, Notices what was
	// told of sources, Holds how often a host asked to be left alone, Outages
	// how often vedette's own network was away.
	Held, Notices, Holds, Outages atomic.Int64
	// Articles counts those that were read, ArticlesFailed tries that failed,
	// ArticlesDropped those that were given up or are not wanted any more.
	Articles, ArticlesFailed, ArticlesDropped atomic.Int64
	// Pushes counts the pushed documents that were taken, PushesDropped those
	// that could not be read.
	Pushes, PushesDropped atomic.Int64
	// Unjudged counts items that the matcher could not take, Panics visits that
	// a mistake of ours has ended.
	Unjudged, Panics atomic.Int64
	// StoreErrors counts the times that the store refused.
	StoreErrors atomic.Int64
	// InFlight is how many visits are under way.
	InFlight atomic.Int64
}

// Stats gives the live counters.
func (m *Monitor) Stats() *Stats { return &m.stats }
