// Package schedule tells when something is due next: every so often, by a cron
// expression in a time zone, or when a server says that it may be asked again
// (RetryAfter). It is the one place that knows robfig/cron.
//
// A schedule has no state and starts nothing: the caller stores the next time
// it was given, so that no schedule lives only in memory.
package schedule

import (
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // a named zone must work on a machine without zone files

	"github.com/robfig/cron/v3"
)

// Schedule gives times. The zero value is never due. It is safe for
// concurrent use.
type Schedule struct {
	text string
	next cron.Schedule
}

// parser reads the five standard fields and the @ words; seconds are not
// offered, as no feed wants a visit every second.
var parser = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor)

// Every is due d after the time it is asked for. d is 1 s or more.
func Every(d time.Duration) Schedule {
	return Schedule{text: "every " + Duration(d).String(), next: every(d)}
}

// every is not cron.ConstantDelaySchedule because that one rounds to whole
// seconds of the clock, which would bunch feeds that were spread by jitter.
type every time.Duration

func (e every) Next(t time.Time) time.Time { return t.Add(time.Duration(e)) }

// Cron reads a cron expression of five fields (minute, hour, day of month,
// month, day of week) or a word such as @hourly, in a zone.
func Cron(expr string, zone *time.Location) (Schedule, error) {
	expr = strings.TrimSpace(expr)
	if strings.HasPrefix(expr, "TZ=") || strings.HasPrefix(expr, "CRON_TZ=") {
		return Schedule{}, fmt.Errorf("cron expression %q names a zone: set time_zone instead", expr)
	}
	if strings.HasPrefix(expr, "@every") {
		return Schedule{}, fmt.Errorf("cron expression %q: set every instead", expr)
	}
	s, err := parser.Parse(expr)
	if err != nil {
		return Schedule{}, fmt.Errorf("cron expression %q: %w", expr, err)
	}
	if spec, ok := s.(*cron.SpecSchedule); ok {
		spec.Location = zone
	}
	if s.Next(time.Now()).IsZero() {
		return Schedule{}, fmt.Errorf("cron expression %q: no such day comes within five years", expr)
	}
	return Schedule{text: expr, next: s}, nil
}

// Next gives the first due time after t, or zero for the zero schedule.
func (s Schedule) Next(t time.Time) time.Time {
	if s.next == nil {
		return time.Time{}
	}
	return s.next.Next(t)
}

// IsZero tells a schedule that was never set.
func (s Schedule) IsZero() bool { return s.next == nil }

// String gives the schedule as a user would write it.
func (s Schedule) String() string { return s.text }

// Zone finds a time zone by its IANA name; "" is UTC. "Local" is refused: a
// config file must mean the same on every machine.
func Zone(name string) (*time.Location, error) {
	if name == "" {
		return time.UTC, nil
	}
	if name == "Local" {
		return nil, fmt.Errorf("time zone %q depends on the machine: name one, such as Asia/Baku", name)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("time zone %q is unknown: use an IANA name, such as Asia/Baku", name)
	}
	return loc, nil
}
