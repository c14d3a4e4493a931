package coverage

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"vedette/news"
)

const (
	// brokenFailures and brokenAfter say when a feed is broken rather than
	// hiccupping: the failures in a row and the least time since the first.
	// Deployments and restarts of servers are over within the hour.
	brokenFailures = 3
	brokenAfter    = time.Hour
	// brokenIntervals is the least time in intervals of the feed: one that is
	// visited daily is not broken after a failed visit and two quick tries.
	brokenIntervals = 2
	// busyAfter is the least time for a server that explains itself: it is
	// there, and asks to come later (429, 503).
	busyAfter = 12 * time.Hour
)

// broken tells of a feed that cannot be read. Why it cannot makes no
// difference: a login page, a 404 and a dead server are all news not read.
func (w *verdict) broken() {
	v := w.visit
	if v.good() {
		what := "it can be read again"
		if since := v.Before.FailingSince; !since.IsZero() {
			what += ", after " + span(v.Now.Sub(since))
		}
		w.pass(news.Broken, what)
		return
	}
	since := v.After.FailingSince
	if v.Outage || v.After.Stopped != "" || v.After.Failures < brokenFailures || since.IsZero() {
		return
	}
	least := max(brokenAfter, brokenIntervals*v.Source.Interval)
	if v.After.Status == http.StatusTooManyRequests || v.After.Status == http.StatusServiceUnavailable {
		least = max(least, busyAfter)
	}
	failing := v.Now.Sub(since)
	if failing < least {
		return
	}
	text := fmt.Sprintf("%s in a row have failed since %s. The last one: %s. vedette goes on asking and tells when "+
		"the feed can be read again. Nothing that the feed still shows then is lost. %s",
		news.Count(v.After.Failures, "visit"), clock(since), ended(v.After.LastError), advice(v.After.Status))
	if v.After.Unread != "" {
		text += fmt.Sprintf(" What came and could not be read is kept: `vedette feeds body %s` prints it.", v.Source.ID)
	}
	w.begin(news.Broken, news.High, "has been failing for "+span(failing), text)
}

// ended gives a sentence without its full stop, as one will follow.
func ended(s string) string { return strings.TrimRight(strings.TrimSpace(s), ".") }

// advice says what a person can do about a failure with this status, 0 for no
// answer.
func advice(status int) string {
	switch {
	case status == http.StatusUnauthorized || status == http.StatusProxyAuthRequired:
		return "Check the user name and password that the configuration gives for it."
	case status == http.StatusForbidden || status == http.StatusTooManyRequests:
		return "Ask the publisher not to block vedette, or visit the feed less often."
	case status == http.StatusNotFound || status == http.StatusGone:
		return "Look on the publisher's site for the feed's new address."
	case status >= 500:
		return "The publisher's server is in trouble: there is nothing to do but wait, or to tell them."
	case status >= 200 && status < 300:
		return "Open the address in a browser: it shows something that is no feed, or a damaged one."
	}
	return "Open the address in a browser: if it does not open either, the publisher's server is down or has moved."
}

// gone tells that a feed is not asked any more.
func (w *verdict) gone() {
	v := w.visit
	if v.After.Stopped == "" || v.Before.Stopped != "" {
		return
	}
	if v.After.Stopped == "twin" {
		w.tell(news.Relocated, news.Medium, "has moved to the address of feed "+v.After.Twin, fmt.Sprintf("The feed's server "+
			"redirects for good to %s, where feed %s is asked already. vedette has stopped asking this one, as every item would "+
			"come twice; %s goes on and has the same news. Take %s out, and name %s in rules and routes that name it; or take "+
			"%s out, and this one is asked at the new address.", v.After.Adopted, v.After.Twin, v.After.Twin, v.Source.ID, v.After.Twin, v.After.Twin))
		return
	}
	if v.After.Stopped == "expired" {
		w.tell(news.Gone, news.High, "has ended", "The feed itself says that it has expired and will bring nothing more. "+
			"vedette has stopped visiting it. Take it out, or have it visited again if the publisher was wrong: "+
			"`vedette feeds revive "+v.Source.ID+"`.")
		return
	}
	w.tell(news.Gone, news.High, "is gone", fmt.Sprintf("The server says since %s that the feed was taken down for good (410). "+
		"vedette has asked again after a day, got the same answer and has stopped visiting it. Look on the publisher's "+
		"site for another feed, or have this one visited again if the server was wrong: `vedette feeds revive %s`.",
		clock(v.After.GoneSince), v.Source.ID))
}

// moved tells that a permanent redirect was adopted.
func (w *verdict) moved() {
	v := w.visit
	if v.After.Adopted == "" || v.After.Adopted == v.Before.Adopted || v.After.Twin != "" {
		return
	}
	w.tell(news.Relocated, news.Low, "has moved", fmt.Sprintf("The feed's server redirects for good to %s, and a feed is "+
		"there. vedette asks that address from now on; what was seen stays known. Write the new address into the "+
		"configuration in place of %s.", v.After.Adopted, v.After.Address))
}

// recovered tells in one notice what has passed.
func (w *verdict) recovered() {
	if len(w.passed) == 0 {
		return
	}
	w.tell(news.Recovered, news.Low, "is well again", upper(strings.Join(w.passed, "; "))+". There is nothing to do.")
}
