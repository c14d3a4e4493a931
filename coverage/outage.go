package coverage

import (
	"fmt"
	"time"

	"vedette/news"
)

// Outage tells, once it is over, of a time in which no server at all could be
// reached: it was vedette's own network. Late is how many feeds were not
// visited in time because of it.
func Outage(from, to time.Time, late int) news.Notice {
	return news.Notice{
		ID: news.NoticeID(news.Outage, "", to), Kind: news.Outage, Severity: news.Medium, At: to,
		Title: "vedette's network was away for " + span(to.Sub(from)),
		Text: fmt.Sprintf("From %s to %s vedette could reach no server at all, so it was its own network. %s late because of "+
			"it; no failure was counted against them, and they are being visited now. If this happens again, look at the "+
			"machine's connection, its name server and its firewall.", clock(from), clock(to), feedsWere(late)),
	}
}

func feedsWere(n int) string {
	if n == 1 {
		return "1 feed was"
	}
	return fmt.Sprintf("%d feeds were", n)
}
