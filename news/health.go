package news

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// The words for how a feed is, from what asks most for attention to what asks
// least.
const (
	HealthStopped = "stopped" // gone for good, or moved to another feed's address; nobody asks it any more
	HealthFailing = "failing" // the last visit failed, or what is stored of it is damaged
	HealthChanged = "changed" // its documents lack what they used to have, or its ids are new
	HealthQuiet   = "quiet"   // nothing new for longer than its history explains
	HealthNew     = "new"     // never visited
	HealthOK      = "ok"
)

// Healths lists the words in the order of how much they ask for attention.
func Healths() []string {
	return []string{HealthStopped, HealthFailing, HealthChanged, HealthQuiet, HealthNew, HealthOK}
}

// HealthMeaning says in a few words what a word of Healths means.
func HealthMeaning(health string) string {
	return map[string]string{
		HealthStopped: "gone for good, ended, or moved to the address of another feed: nobody asks it any more",
		HealthFailing: "the last visit failed, or what is stored of it is damaged",
		HealthChanged: "items are held back, or lack what they used to have",
		HealthQuiet:   "nothing new for longer than its history explains",
		HealthNew:     "not visited yet",
		HealthOK:      "nothing to do",
	}[health]
}

// Health says in one word how the feed is.
func (s FeedState) Health() string {
	switch {
	case s.Stopped != "":
		return HealthStopped
	case s.Damaged != "":
		return HealthFailing
	case s.Failures > 0, s.LastSuccess.IsZero() && s.LastError != "": // the latter may be no failure of its own
		return HealthFailing
	case s.LastCheck.IsZero():
		return HealthNew
	case slices.Contains(s.Told, Shaped), s.Held > 0:
		return HealthChanged
	case slices.Contains(s.Told, Quiet) && !s.LastNew.After(s.LastCheck): // else a hub has pushed something since
		return HealthQuiet
	}
	return HealthOK
}

// Under gives the state as it is while the feed's host is to be left alone: the
// next visit is no sooner than the hold ends. One that is over, or of no host,
// changes nothing.
func (s FeedState) Under(h HostHold, now time.Time) FeedState {
	if s.Stopped == "" && h.Until.After(now) && h.Until.After(s.NextCheck) {
		s.NextCheck, s.NextWhy = h.Until, "its host asks to be left alone until then"
		if h.Why != "" {
			s.NextWhy += ": " + h.Why
		}
	}
	return s
}

// ConditionUnder is Condition of a feed whose host may be one to be left alone,
// which it tells then.
func (s FeedState) ConditionUnder(h HostHold, now time.Time) string {
	line := s.Under(h, now).Condition(now)
	if s.Stopped == "" && h.Until.After(now) {
		line += "; " + h.Line()
	}
	return line
}

// Line says until when the host is left alone.
func (h HostHold) Line() string {
	return h.Host + " asks to be left alone until " + h.Until.UTC().Format("2006-01-02 15:04:05 UTC")
}

// Condition says in one line how the feed is and, where something is wrong,
// what to do about it.
func (s FeedState) Condition(now time.Time) string {
	switch s.Health() {
	case HealthStopped:
		return s.stoppedLine(now)
	case HealthFailing:
		return s.failingLine(now)
	case HealthNew:
		return "not visited yet; first visit " + until(s.NextCheck, now)
	case HealthChanged:
		if s.Held > 0 {
			return s.heldLine()
		}
		return "its items lack something they used to have: see the notices of this feed"
	case HealthQuiet:
		return fmt.Sprintf("nothing new for %s, %s: see whether the site still publishes there", Length(now.Sub(s.LastNew)), s.RateLine())
	}
	line := s.RateLine() + "; next visit " + until(s.NextCheck, now)
	if s.Twin != "" {
		line = twinLine(s.Twin) + "; next visit " + until(s.NextCheck, now)
	}
	if s.MayLose {
		line += "; " + s.loseLine()
	}
	if s.Gaps > 0 {
		line += "; some of its older documents are still to be read, by the next visits"
	}
	if s.Adopted != "" {
		line = "moved for good to " + s.Adopted + ": give the feed that url; " + line
	}
	return line
}

// twinLine says why a feed is well and brings nothing, while a redirect of it is
// not believed yet.
func twinLine(twin string) string {
	return "its address leads to that of feed " + twin + ", which brings the items"
}

func (s FeedState) heldLine() string {
	if s.Held == 1 {
		return "1 item held back as it may be old: " + s.command("release") + " has it judged"
	}
	return Count(s.Held, "item") + " held back as they may be old: " + s.command("release") + " has them judged"
}

// loseLine says that items may be lost between two visits. More visits than
// the server allows are nobody's to give.
func (s FeedState) loseLine() string {
	line := "may lose items between visits: "
	if s.Pace.Window > 0 {
		line = "may lose items between visits, as it shows those of " + Length(time.Duration(s.Pace.Window)*time.Second) + " only: "
	}
	if s.Hints.FreshUntil.After(s.LastCheck) && s.NextCheck.Sub(s.Hints.FreshUntil) < promiseMargin {
		return line + "its server wants to be asked no sooner"
	}
	return line + "give it a shorter every or take every out"
}

// promiseMargin is about what is added at random to the end of a server's
// promise: a later visit is not the server's wish.
const promiseMargin = 3 * time.Minute

func (s FeedState) failingLine(now time.Time) string {
	if s.Damaged != "" {
		line := s.Damaged
		if s.Damaged = ""; s.LastCheck.IsZero() {
			return line
		}
		return line + "; " + s.Condition(now)
	}
	since := "failing"
	switch {
	case s.LastSuccess.IsZero() && s.Items > 0:
		since = "never read whole so far"
	case s.LastSuccess.IsZero():
		since = "never read so far"
	case !s.FailingSince.IsZero():
		since += " for " + Length(now.Sub(s.FailingSince))
	}
	if s.Failures == 0 { // the network's failure, not the feed's
		return fmt.Sprintf("%s: %s; next try %s", since, s.LastError, until(s.NextCheck, now))
	}
	line := fmt.Sprintf("%s, %s: %s; next try %s",
		since, Count(s.Failures, "failed visit"), s.LastError, until(s.NextCheck, now))
	switch {
	case s.Unread != "" && s.Status >= 400: // bodies of error answers are not kept
		line += fmt.Sprintf("; `vedette feeds body %s` prints what came before and could not be read", s.Feed)
	case s.Unread != "":
		line += fmt.Sprintf("; `vedette feeds body %s` prints what came and could not be read", s.Feed)
	}
	return line
}

func (s FeedState) stoppedLine(now time.Time) string {
	switch s.Stopped {
	case "expired":
		return "the feed says that it has ended and will bring nothing more: take it out"
	case "twin":
		return fmt.Sprintf("moved for good to %s, where feed %s is asked already and has its news: take one of the two out", s.Adopted, s.Twin)
	}
	return fmt.Sprintf("taken down for good (410), said %s ago: find its new address or take it out; %s asks it again",
		Length(now.Sub(s.GoneSince)), s.command("revive"))
}

// command names the command that does something to the feed.
func (s FeedState) command(name string) string {
	return strings.TrimSpace("`vedette feeds "+name+" "+s.Feed) + "`"
}

// tellingTime is the least time of which something must be known before a rate
// is told: what came in some hours says little of a day. Of a feed without dates
// three hours are presumed (package pace).
const tellingTime = 6 * time.Hour

// Young says that too little time is known of for the rate to be told.
func (p Pace) Young() bool { return !p.Since.IsZero() && p.At.Sub(p.Since) < tellingTime }

// RateLine says how much the feed usually brings: "some 12 items a day".
func (s FeedState) RateLine() string {
	switch r := s.Pace.Rate; {
	case s.LastNew.IsZero():
		return "no item so far"
	case s.Pace.Young():
		return "how often it brings news is not known yet"
	case r > 0:
		return PerDay(r)
	}
	return "how often it brings news is not known yet"
}

// until says in how long something is. What should have been some time ago
// waits: for its host, for the network, or for a request that hangs.
func until(at, now time.Time) string {
	switch late := now.Sub(at); {
	case at.IsZero(), late >= 0 && late <= time.Minute:
		return "now"
	case late > 0:
		return "due since " + Length(late)
	}
	return "in " + Length(at.Sub(now))
}
