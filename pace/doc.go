// Package pace decides when a feed is asked again: often enough that nothing
// leaves the feed's document unseen, as seldom as its server wishes, and with
// the visits spent where they bring news soonest.
//
// It is arithmetic only: the caller brings the time and the randomness, stores
// the results and makes the requests.
//
// The order of precedence, strongest first:
//
//   - a stopped feed is never asked;
//   - what the server demands (Retry-After, Cache-Control: max-age, Expires) or
//     the document asks for (ttl, sy:updatePeriod, skipHours, skipDays) is a
//     minimum, of a day at the most, also for a schedule that a user set;
//   - after failures at which the server did not say when to come back, a
//     growing wait;
//   - the feed's own every or cron, as given;
//   - else the interval that Budget finds, shorter at the hours at which the feed
//     brings most, and not above half of the time that its document spans.
package pace

import "time"

const (
	// Lowest is the shortest interval to which a short window may lower the
	// adaptive one, where the server's max-age allows it.
	Lowest = 10 * time.Minute
	// Longest is the most that hints and failures may put off a visit: a server
	// that says "fresh for a year" of a feed has been misconfigured.
	Longest = day

	// prior is added to each rate, in items a day: without it a feed that was
	// silent for a while would hardly be asked again (measured: the mean delay
	// doubles).
	prior = 0.1

	day = 24 * time.Hour
)

// Rand gives a random number in [0, 1), as rand.Float64 of math/rand/v2 does.
type Rand func() float64
