package pace_test

import (
	"fmt"
	"math/rand/v2"
	"time"

	"vedette/news"
	"vedette/pace"
)

// What a monitor does after a good visit of a feed without a schedule.
func Example() {
	policy := pace.Policy{MinEvery: 10 * time.Minute, MaxEvery: 3 * time.Hour, VisitsPerDay: 48}
	budget := pace.NewBudget(policy)

	visited := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	before := news.FeedState{Feed: "a"} // never visited
	after := news.FeedState{Feed: "a", Status: 200, ETag: `"1"`, LastCheck: visited, LastSuccess: visited,
		Hints: news.Hints{FreshUntil: visited.Add(3 * time.Hour), MaxAge: 10800}}
	items := []news.Item{
		{ID: "1", Published: visited.Add(-1 * time.Hour)},
		{ID: "2", Published: visited.Add(-2 * time.Hour)},
		{ID: "3", Published: visited.Add(-50 * time.Hour)},
	}

	after.Pace = pace.Learn(before, items, visited)
	budget.Set(after.Feed, after.Pace.Rate)
	plan := pace.Plan{Interval: budget.Interval(after.Pace.Rate), MinEvery: policy.MinEvery, MaxEvery: policy.MaxEvery}
	next := pace.Next(after, plan, pace.Outcome{}, visited, rand.Float64)
	after.NextCheck, after.Plan = next.At, pace.Hash("https://a.example/rss", plan, policy)

	fmt.Println(next.At.Truncate(time.Hour).Format("15:04"), next.Reason)
	// Output: 15:00 server asks for 3h (Cache-Control or Expires)
}
