package fetch

import (
	"time"

	"vedette/news"
	"vedette/problem"
	"vedette/schedule"
)

// FeedOf makes a feed of one that was added while vedette ran, and gives all
// that is wrong with it, by path: "url".
func FeedOf(a news.AddedFeed) (Feed, problem.List) {
	f := Feed{ID: a.ID, Name: a.Name, URL: a.URL, Site: a.Site, Country: a.Country, Language: a.Language,
		Tags: a.Tags, TimeZone: a.TimeZone, Fulltext: a.Fulltext}
	var list problem.List
	if a.Every != "" {
		every, err := schedule.ParseDuration(a.Every)
		if err != nil {
			list.Add("every", "write a time such as 15m or 2h", "%q is no length of time", a.Every)
		}
		f.Every = schedule.Duration(every)
	}
	return f, append(list, f.check()...)
}

// Added gives the record of a feed that was added at a time. What has no place
// in it (headers, passwords, cron, limits) is left to the configuration.
func (f Feed) Added(at time.Time) news.AddedFeed {
	a := news.AddedFeed{ID: f.Key(), Name: f.Name, URL: f.URL, Site: f.Site, Country: f.Country, Language: f.Language,
		Tags: f.Tags, TimeZone: f.TimeZone, Fulltext: f.Fulltext, Added: at.UTC()}
	if f.Every > 0 {
		a.Every = f.Every.String()
	}
	return a
}

// Merge gives the feeds of the configuration followed by those that were added
// while vedette ran. One whose id or address the configuration has by now is
// left out, as is one that is not sound any more; the ids of both are given.
func Merge(configured []Feed, added []news.AddedFeed) (all []Feed, leftOut []string) {
	ids, urls := map[string]bool{}, map[string]bool{}
	for _, f := range configured {
		ids[f.Key()], urls[news.AddressKey(f.URL)] = true, true
	}
	all = configured[:len(configured):len(configured)]
	for _, a := range added {
		f, wrong := FeedOf(a)
		if len(wrong) > 0 || ids[a.ID] || urls[news.AddressKey(a.URL)] {
			leftOut = append(leftOut, a.ID)
			continue
		}
		ids[a.ID], urls[news.AddressKey(a.URL)] = true, true
		all = append(all, f)
	}
	return all, leftOut
}
