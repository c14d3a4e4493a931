package fetch

import (
	"fmt"
	"time"
)

// finish gives the state after the visit.
func (v *visit) finish(err error) Result {
	s := &v.out.State
	s.Address, s.LastCheck, s.Status = v.feed.URL, v.client.Now().UTC(), v.status
	s.Checks++
	v.out.Err = err
	switch {
	case err != nil:
		v.fail(err)
	case v.silent: // neither good nor bad
	default:
		s.LastSuccess, s.Failures, s.Waits, s.FailingSince, s.LastError = s.LastCheck, 0, 0, time.Time{}, ""
		s.GoneSince = time.Time{}
		v.dropUnread()
		if s.Stopped == StoppedGone {
			s.Stopped = ""
		}
	}
	return v.out
}

func (v *visit) fail(err error) {
	s := &v.out.State
	if s.Failures == 0 || s.FailingSince.IsZero() {
		s.FailingSince = s.LastCheck
	}
	s.Failures++
	if v.out.Asked {
		s.Waits++
	}
	s.LastError = err.Error()
	v.doubtAdopted()
}

// note adds a line on what the visit met.
func (v *visit) note(format string, args ...any) {
	v.out.Notes = append(v.out.Notes, Note{Kind: "info", Text: fmt.Sprintf(format, args...)})
}
