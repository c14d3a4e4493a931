package alert

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"vedette/problem"
	"vedette/schedule"
)

// newRoute compiles the i-th route and gives its problems by path within it.
func newRoute(i int, c Route, receivers []Receiver) (route, problem.List) {
	var list problem.List
	rt := route{
		name:     c.Name,
		receiver: c.Receiver,
		goesOn:   c.Continue,
		wait:     time.Duration(c.GroupWait),
	}
	if rt.name == "" {
		rt.name = fmt.Sprintf("#%d", i)
	} else if n := utf8.RuneCountInString(rt.name); n > maxName {
		list.Add("name", "shorten it", "the name has %d characters, the most is %d", n, maxName)
	} else if strings.ContainsAny(rt.name, "#{}/") {
		list.Add("name", "leave out the characters # { } and /", "the name %q cannot be used", rt.name)
	}
	if rt.wait == 0 {
		rt.wait = defaultGroupWait
	}
	checkTarget(c.Receiver, receivers, &list)
	rt.matchers = checkMatchers(c.Matchers, &list)
	rt.groupBy = checkGroupBy(c.GroupBy, &list)
	rt.digest = checkTimes(c, &list)
	return rt, list
}

func checkTarget(name string, receivers []Receiver, list *problem.List) {
	names := make([]string, len(receivers))
	for i, r := range receivers {
		names[i] = r.Name
	}
	switch {
	case name == "":
		list.Add("receiver", "name one of the receivers", "the route has no receiver")
	case !slices.Contains(names, name):
		hint := "define it under receivers"
		if near := problem.Nearest(name, names); near != "" {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
		list.Add("receiver", hint, "there is no receiver %q", name)
	}
}

func checkMatchers(texts []string, list *problem.List) []matcher {
	var matchers []matcher
	for i, text := range texts {
		m, err := parseMatcher(text)
		if err != nil {
			list.Add(fmt.Sprintf("matchers[%d]", i), matcherHint, "%v", err)
			continue
		}
		matchers = append(matchers, m)
	}
	return matchers
}

// checkGroupBy gives the names sorted, as a group's key needs them.
func checkGroupBy(names []string, list *problem.List) []string {
	for i, name := range names {
		path := fmt.Sprintf("group_by[%d]", i)
		switch {
		case !isLabel(name):
			list.Add(path, "name a label, such as rule or country", "%q is no label name", name)
		case slices.Contains(names[:i], name):
			list.Add(path, "name each label once", "the label %q stands here twice", name)
		}
	}
	return slices.Sorted(slices.Values(names))
}

// checkTimes reads digest, time_zone and group_wait.
func checkTimes(c Route, list *problem.List) schedule.Schedule {
	zone, err := schedule.Zone(c.TimeZone)
	if err != nil {
		list.Add("time_zone", "", "%v", err)
		zone = time.UTC
	}
	if c.Digest == "" {
		if c.TimeZone != "" {
			list.Add("time_zone", "set digest too, or leave time_zone out", "time_zone has no use without digest")
		}
		if time.Duration(c.GroupWait) > maxGroupWait {
			list.Add("group_wait", `use digest with a cron expression, such as "0 8 * * *"`, "group_wait is longer than a day")
		}
		return schedule.Schedule{}
	}
	if c.GroupWait != 0 {
		list.Add("group_wait", "leave one of them out: a digest waits for its own time", "group_wait stands together with digest")
	}
	digest, err := schedule.Cron(c.Digest, zone)
	if err != nil {
		list.Add("digest", `write five fields: minute hour day month weekday, such as "0 8 * * 1-5"`, "%v", err)
	}
	return digest
}
