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

// Damaged tells, at a visit, that the store could not read what it knew of the
// source's visits before, and why. The visit was the first again, but for what was
// shown, which stands elsewhere.
func Damaged(s Source, at time.Time, why string) news.Notice {
	return s.notice(news.Damaged, news.Medium, at, "was damaged in vedette's store", "For this feed, "+why+". What it has shown is "+
		"known still, so that nothing is told again; how often it brings news, an address that it had moved to and past "+
		"failures are learnt anew. "+lookAfterDisk)
}

const lookAfterDisk = "Look after the disk: `vedette check --store`, while vedette does not run, names what else is damaged."

// ShownDamaged tells, at a visit, that the store could not read what the source has
// shown, and why.
func ShownDamaged(s Source, at time.Time, why error) news.Notice {
	return s.notice(news.Damaged, news.Medium, at, "was damaged in vedette's store", "What this feed has shown cannot be read ("+
		why.Error()+"). Its items that are stored are known still and are not told again; others that are in its document, like "+
		"those that were left out as known under another id, may be. "+lookAfterDisk)
}

func feedsWere(n int) string {
	if n == 1 {
		return "1 feed was"
	}
	return fmt.Sprintf("%d feeds were", n)
}
