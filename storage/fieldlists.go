package storage

import "vedette/news"

// The numbers of fields; see fields for what may be done to them.

// itemFields lists what the body of an item's record holds: all but Seq.
func itemFields(it *news.Item) func(*fields) {
	return func(f *fields) {
		str(f, 1, &it.ID)
		str(f, 2, &it.Feed)
		str(f, 3, &it.Source)
		str(f, 4, &it.Country)
		str(f, 5, &it.GUID)
		str(f, 6, &it.Link)
		str(f, 7, &it.Title)
		str(f, 8, &it.Summary)
		str(f, 9, &it.Text)
		strs(f, 10, &it.Authors)
		strs(f, 11, &it.Tags)
		str(f, 12, &it.Article)
		str(f, 13, &it.Lang)
		str(f, 14, &it.LangFrom)
		f.time(15, &it.Published)
		f.time(16, &it.Updated)
		f.time(17, &it.FirstSeen)
		whole(f, 18, &it.Revision)
		str(f, 19, &it.Held)
		flag(f, 20, &it.Past)
	}
}

// stateFields lists what the body of a feed's record holds: all but what
// stands in its head and in other tables, and Damaged.
func stateFields(s *news.FeedState) func(*fields) {
	return func(f *fields) {
		str(f, 1, &s.Feed)
		str(f, 2, &s.Address)
		str(f, 3, &s.URL)
		str(f, 4, &s.ETag)
		str(f, 5, &s.LastModified)
		str(f, 6, &s.Request)
		str(f, 7, &s.Body)
		f.time(8, &s.NextCheck)
		str(f, 9, &s.Plan)
		f.time(10, &s.LastCheck)
		f.time(11, &s.LastSuccess)
		f.time(12, &s.LastFull)
		whole(f, 13, &s.Unchanged)
		whole(f, 14, &s.Status)
		whole(f, 15, &s.Empty)
		whole(f, 16, &s.Failures)
		f.time(17, &s.FailingSince)
		str(f, 18, &s.LastError)
		whole(f, 19, &s.Checks)
		f.time(20, &s.Hints.FreshUntil)
		whole(f, 21, &s.Hints.MaxAge)
		whole(f, 22, &s.Hints.TTL)
		whole(f, 23, &s.Hints.Update)
		whole(f, 24, &s.Hints.SkipHours)
		whole(f, 25, &s.Hints.SkipDays)
		str(f, 26, &s.Moved.To)
		f.time(27, &s.Moved.Since)
		whole(f, 28, &s.Moved.Visits)
		str(f, 29, &s.Adopted)
		strs(f, 30, &s.Former)
		f.time(31, &s.GoneSince)
		str(f, 32, &s.Stopped)
		f.real(33, &s.Pace.Rate)
		f.time(34, &s.Pace.At)
		whole(f, 35, &s.Pace.Window)
		whole(f, 36, &s.Pace.Gap)
		f.real(37, &s.Shape.Dates)
		f.real(38, &s.Shape.Bodies)
		f.real(39, &s.Shape.Links)
		f.real(40, &s.Shape.GUIDs)
		f.real(41, &s.Shape.Items)
		whole(f, 42, &s.Shape.Visits)
		strs(f, 43, &s.Told)
		strs(f, 44, &s.Hubs)
		str(f, 45, &s.Self)
		whole(f, 46, &s.Waits)
		flag(f, 47, &s.MayLose)
		f.time(48, &s.Pace.Since)
		str(f, 49, &s.NextWhy)
		whole(f, 50, &s.Gaps)
		str(f, 51, &s.Twin)
		str(f, 52, &s.Unread)
		f.shares(53, &s.Pace.Hours)
		str(f, 54, &s.Lang)
		str(f, 55, &s.LangFrom)
	}
}
