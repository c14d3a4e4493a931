package storage

import (
	"vedette/news"
)

// feeds checks the feeds' records with what they have shown and the queue.
func (c *checker) feeds() {
	n := 0
	c.each(bucketFeeds, func(key, record []byte) {
		n++
		var state news.FeedState
		err := readState(key, record, &state)
		if err != nil {
			c.faults = append(c.faults, err)
			return
		}
		of := "feed " + state.Feed
		if state.Feed != string(key) {
			c.fault("table %s has feed %q under %s", bucketFeeds, state.Feed, printable(key))
		}
		if head, _, _ := splitFeed(key, record); !head.next.Equal(state.NextCheck) {
			c.fault("record %s of table %s says it is due at %s and at %s", printable(key), bucketFeeds, head.next, state.NextCheck)
		}
		c.has(bucketQueue, timeKey(state.NextCheck, state.Feed), []byte(state.Plan), of)
		if state.Items > 0 {
			c.has(bucketSeen, key, nil, of)
		}
		c.gaps(state)
		c.unread(state)
	})
	c.size(bucketQueue, n)
	c.each(bucketSeen, func(key, record []byte) {
		if _, err := decodeSeen(string(key), record); err != nil {
			c.faults = append(c.faults, err)
		}
		c.has(bucketFeeds, key, nil, "what feed "+string(key)+" has shown")
	})
}

// sources checks the tables of what is wished, waited for and added.
func (c *checker) sources() {
	eachKeyed(c, bucketHolds, func(h news.HostHold) string { return h.Host })
	eachKeyed(c, bucketAdded, func(f news.AddedFeed) string { return f.ID })
	eachKeyed(c, bucketSubscriptions, func(s news.Subscription) string { return s.Token })
	eachKeyed(c, bucketUnread, func(u news.Unread) string {
		c.has(bucketFeeds, []byte(u.Feed), nil, "its body that could not be read")
		return u.Feed
	})
	eachKeyed(c, bucketWalks, func(w news.Walk) string {
		c.has(bucketFeeds, []byte(w.Feed), nil, "the walk through its older documents")
		return w.Feed
	})
	wishes := eachKeyed(c, bucketArticles, func(job news.ArticleJob) string {
		c.has(bucketArticleDue, timeKey(job.Due, job.Item), nothing, "the article of item "+job.Item)
		c.item(job.Feed, job.Item, "the wish for its article")
		return job.Item
	})
	c.size(bucketArticleDue, wishes)
	eachKeyed(c, bucketPushes, func(p news.Push) string { return string(seqKey(p.Seq)) })
	c.counter(bucketPushes)
}

// notices checks the notices and gives their number.
func (c *checker) notices() int {
	n := eachKeyed(c, bucketNotices, func(n news.Notice) string {
		c.has(bucketNoticeIDs, []byte(n.ID), seqKey(n.Seq), "notice "+n.ID)
		return string(seqKey(n.Seq))
	})
	c.size(bucketNoticeIDs, n)
	c.counter(bucketNotices)
	return n
}

// eachKeyed faults the records of a table that stand under another key than
// their own, and gives how many records there are.
func eachKeyed[T any](c *checker, bucket string, own func(T) string) int {
	n := 0
	eachRecord(c, bucket, func(key []byte, v T) {
		n++
		if k := own(v); k != string(key) {
			c.faultIn(bucket, "table %s has the record of %s under %s", bucket, printable([]byte(k)), printable(key))
		}
	})
	return n
}
