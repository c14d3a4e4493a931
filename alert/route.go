package alert

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"vedette/news"
	"vedette/problem"
	"vedette/schedule"
)

const (
	// defaultGroupWait gives the hits of one batch of news time to share an
	// alert, and is still soon.
	defaultGroupWait = 30 * time.Second
	// maxGroupWait is where a digest says better what is meant.
	maxGroupWait = 24 * time.Hour
)

// Routes decides which receivers a finding or a notice goes to, and when. It
// does not change and is safe for concurrent use.
type Routes struct{ list []route }

// route is a Route, compiled.
type route struct {
	name     string // Route.Name, or "#2" for the third without one
	receiver string
	matchers []matcher
	groupBy  []string
	wait     time.Duration
	digest   schedule.Schedule
	goesOn   bool
}

// NewRoutes compiles the routes and gives all that is wrong with them, by
// path: "routes[2].matchers[1]". A route with problems is left out.
func NewRoutes(c Config) (*Routes, problem.List) {
	var (
		r    Routes
		list problem.List
		seen = map[string]int{}
	)
	for i, cr := range c.Routes {
		rt, problems := newRoute(i, cr, c.Receivers)
		if first, ok := seen[cr.Name]; ok && cr.Name != "" {
			problems.Add("name", "give each route its own name", "routes[%d] is already named %q", first, cr.Name)
		} else {
			seen[cr.Name] = i
		}
		if len(problems) > 0 {
			list = append(list, problems.Under(fmt.Sprintf("routes[%d]", i))...)
			continue
		}
		r.list = append(r.list, rt)
	}
	return &r, list
}

// Route gives the alerts that the finding asks for, one for each route that
// takes it: none for a quiet hit or when no route takes it. Proposals have no
// ID and no Seq; the store gives them.
func (r *Routes) Route(f news.Finding, now time.Time) []news.Alert {
	if f.Hit.Quiet {
		return nil
	}
	return r.propose(news.Alert{Hits: []string{f.Hit.ID}}, f.RouteLabels(), now)
}

// RouteNotice gives the alerts that a notice of a source asks for, as Route
// does for a finding. A notice has no rule and none of a rule's labels, so a
// route that asks for them passes it over; one without matchers takes it.
func (r *Routes) RouteNotice(n news.Notice, now time.Time) []news.Alert {
	return r.propose(news.Alert{Hits: []string{}, Notices: []string{n.ID}}, n.RouteLabels(), now)
}

// propose gives an alert of each route that takes what has these labels.
func (r *Routes) propose(told news.Alert, labels map[string]string, now time.Time) []news.Alert {
	var alerts []news.Alert
	for _, rt := range r.list {
		if !rt.takes(labels) {
			continue
		}
		alerts = append(alerts, rt.propose(told, labels, now))
		if !rt.goesOn {
			break
		}
	}
	return alerts
}

// CatchAll tells whether some route takes every hit and every notice. Without
// one, a hit that no route takes is stored and published, but nobody is told.
func (r *Routes) CatchAll() bool {
	return slices.ContainsFunc(r.list, func(rt route) bool { return len(rt.matchers) == 0 })
}

// takes tells whether all matchers hold.
func (rt route) takes(labels map[string]string) bool {
	return !slices.ContainsFunc(rt.matchers, func(m matcher) bool { return !m.matches(labels) })
}

// propose makes an alert of what is told: its hits or its notices.
func (rt route) propose(told news.Alert, labels map[string]string, now time.Time) news.Alert {
	a := told
	a.Receiver = rt.receiver
	a.Digest = !rt.digest.IsZero()
	a.State = news.Pending
	a.Created = now.UTC()
	a.Due = now.Add(rt.wait).UTC()
	if a.Digest {
		a.Due = rt.digest.Next(now).UTC()
	}
	if len(rt.groupBy) > 0 {
		a.Group = make(map[string]string, len(rt.groupBy))
	}
	for _, name := range rt.groupBy {
		a.Group[name] = labels[name]
	}
	a.Key = rt.key(a.Group)
	return a
}

// maxKeyBytes is half of what the store takes for a key. Two names and a few
// labels, each as long as allowed, would be more.
const maxKeyBytes = 1024

// key names route, receiver and group: desk/corridor{country="AM"}. Values
// are quoted, so that no two groups share a key. Of a key too long for the
// store its hash stands for all.
func (rt route) key(group map[string]string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s/%s{", rt.receiver, rt.name)
	for i, name := range rt.groupBy {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(name + "=" + strconv.Quote(group[name]))
	}
	b.WriteByte('}')
	if b.Len() > maxKeyBytes {
		return fmt.Sprintf("%x", sha256.Sum256([]byte(b.String())))
	}
	return b.String()
}
