package demo

import (
	"slices"
	"time"
)

const (
	// backlog is how many stories each outlet has published before the start,
	// some hours apart, so that the page is not empty at first.
	backlog    = 2
	backlogGap = 2 * time.Hour
	// pace is the time between two stories of the first round, over all
	// outlets: with ten stories each all are out after a quarter of a minute, so
	// that a demo of 20 s shows every rule in every language.
	pace = 150 * time.Millisecond
	// laterPace is the time between two stories after that, when the same
	// ones are published as further editions for as long as the demo runs.
	laterPace = 4 * time.Second
	// maxEntries is how many entries a feed shows at most, as real ones do.
	maxEntries = 15
)

// edition is one publication of a story: Round 1 is the first.
type edition struct {
	Outlet, Story, Round int
	At                   time.Time
}

// timetable says when each story is published. It is fixed by its start, so
// that what a feed shows is a pure function of the time.
type timetable struct {
	start time.Time
	// before has the stories that are out at the start, first the others,
	// and again all of them: outlets take turns.
	before, first, again []edition
}

func newTimetable(outlets []Outlet, start time.Time) timetable {
	t := timetable{start: start.Truncate(time.Second)}
	most := 0
	for _, o := range outlets {
		most = max(most, len(o.Stories))
	}
	for i := range most {
		for n, o := range outlets {
			if i >= len(o.Stories) {
				continue
			}
			e := edition{Outlet: n, Story: i, Round: 1}
			t.again = append(t.again, e)
			if i >= backlog {
				t.first = append(t.first, e)
				continue
			}
			// The minutes keep outlets from publishing at the same moment.
			e.At = t.start.Add(-backlogGap*time.Duration(backlog-i) + time.Duration(n)*7*time.Minute)
			t.before = append(t.before, e)
		}
	}
	return t
}

// shown gives what an outlet's feed shows at a time, newest first.
func (t timetable) shown(outlet int, now time.Time) []edition {
	if len(t.again) == 0 {
		return nil
	}
	editions := slices.Concat(t.before, slots(t.first, 1, t.start, pace, now))
	end := t.start.Add(time.Duration(len(t.first)) * pace)
	length := time.Duration(len(t.again)) * laterPace
	// Older rounds than the last but one have left the feed.
	round := max(0, int(now.Sub(end)/length)-1)
	for ; !end.Add(time.Duration(round) * length).After(now); round++ {
		editions = append(editions, slots(t.again, round+2, end.Add(time.Duration(round)*length), laterPace, now)...)
	}
	var own []edition
	for _, e := range slices.Backward(editions) {
		if e.Outlet == outlet && len(own) < maxEntries {
			own = append(own, e)
		}
	}
	return own
}

// slots gives each edition its time, one every gap after start, as far as it
// has come by now.
func slots(editions []edition, round int, start time.Time, gap time.Duration, now time.Time) []edition {
	var out []edition
	for i, e := range editions {
		e.Round, e.At = round, start.Add(time.Duration(i+1)*gap)
		if e.At.After(now) {
			break
		}
		out = append(out, e)
	}
	return out
}
