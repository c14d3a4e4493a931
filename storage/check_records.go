package storage

import (
	"bytes"
	"fmt"

	"vedette/news"
)

// nothing is the value of keys that say all by themselves.
var nothing = []byte{}

// records checks every table against the others.
func (c *checker) records() {
	var have news.Totals
	c.feeds()
	c.cursors()
	c.sources()
	have.Notices = c.notices()
	have.Items = c.items()
	c.size(bucketArrivals, have.Items+c.revisions())
	have.Hits = c.hits()
	c.alerts(&have)
	c.attempts()
	totals, err := readTotals(c.t)
	if err != nil {
		c.faults = append(c.faults, err)
	} else if totals != have && !c.stop() {
		c.fault("the totals say %+v, and there are %+v", totals, have)
	}
}

func (c *checker) cursors() {
	eachRecord(c, bucketCursors, func(key []byte, at cursor) {
		if at.Name != string(key) {
			c.fault("table %s has cursor %q under %s", bucketCursors, at.Name, printable(key))
		}
	})
}

// eachVersion calls fn for all versions that a table names, and sees to it that
// they arrived where it says, with the content it says.
func (c *checker) eachVersion(bucket string, fn func(key []byte, it news.Item)) {
	c.each(bucket, func(key, record []byte) {
		it, err := versionFrom(c.t, bucket, key, record)
		switch {
		case err != nil:
			c.faults = append(c.faults, err)
			return
		default:
			if p, _ := readPlace(bucket, key, record); p.content != it.ContentSum() {
				c.fault("record %s of table %s is not of the content of item %s", printable(key), bucket, it.ID)
			}
		}
		fn(key, it)
	})
}

func (c *checker) items() int {
	n, held := 0, 0
	c.eachVersion(bucketItems, func(key []byte, it news.Item) {
		n++
		if !bytes.Equal(key, itemKey(it.Feed, it.ID)) {
			c.fault("table %s has item %q of feed %q under %s", bucketItems, it.ID, it.Feed, printable(key))
		}
		if it.Held != "" {
			held++
			c.has(bucketHeld, under(it.Feed, it.Seq), []byte(it.ID), "item "+it.ID)
		}
	})
	c.size(bucketHeld, held)
	c.counter(bucketArrivals)
	return n
}

// item faults what belongs to an item that is not stored. The feed is where it
// likely stands.
func (c *checker) item(feed, id, of string) {
	if keyOf(c.t, feed, id) == nil {
		c.fault("table %s lacks item %q, which belongs to %s", bucketItems, id, of)
	}
}

func (c *checker) revisions() int {
	n := 0
	c.eachVersion(bucketRevisions, func(key []byte, it news.Item) {
		n++
		if !bytes.Equal(key, versionKey(it)) {
			c.fault("table %s has revision %d of item %q under %s", bucketRevisions, it.Revision, it.ID, printable(key))
		}
		of := fmt.Sprintf("revision %d of item %s", it.Revision, it.ID)
		c.has(bucketItems, itemKey(it.Feed, it.ID), nil, of)
	})
	return n
}

func (c *checker) hits() int {
	n := 0
	eachRecord(c, bucketHits, func(key []byte, h news.Hit) {
		n++
		of := "hit " + h.ID
		if h.Seq != seqOf(key) {
			c.fault("table %s has hit %d under %s", bucketHits, h.Seq, printable(key))
		}
		c.item(h.Feed, h.ItemID, of)
		c.has(bucketHitIDs, []byte(h.ID), key, of)
		c.has(bucketHitsByItem, under(h.ItemID, h.Seq), nothing, of)
		c.has(bucketHitsByRule, under(h.Rule, h.Seq), nothing, of)
	})
	c.size(bucketHitIDs, n)
	c.size(bucketHitsByItem, n)
	c.size(bucketHitsByRule, n)
	c.counter(bucketHits)
	return n
}

func (c *checker) alerts(totals *news.Totals) {
	all, waiting, leased := 0, 0, 0
	eachRecord(c, bucketAlerts, func(key []byte, a news.Alert) {
		all++
		of := "alert " + a.ID
		countState(totals, a.State, +1)
		if a.Seq != seqOf(key) {
			c.fault("table %s has alert %d under %s", bucketAlerts, a.Seq, printable(key))
		}
		c.has(bucketAlertIDs, []byte(a.ID), key, of)
		if a.State == news.Pending {
			bucket, e := entryOf(a)
			c.has(bucket, e.key(), nothing, of)
		}
		if claimed(a) {
			leased++
		}
		if waits(a) {
			waiting++
			c.has(bucketWaiting, []byte(a.Key), key, of)
		}
		for _, id := range a.Hits {
			c.has(bucketHitIDs, []byte(id), nil, of)
		}
		for _, id := range a.Notices {
			c.has(bucketNoticeIDs, []byte(id), nil, of)
		}
		for epoch := uint64(1); epoch <= a.Epoch; epoch++ {
			c.has(bucketAttempts, attemptKey(a.Seq, epoch), nil, of)
		}
	})
	c.size(bucketAlertIDs, all)
	c.size(bucketDue, totals.Pending-leased)
	c.size(bucketLeases, leased)
	c.size(bucketWaiting, waiting)
	c.counter(bucketAlerts)
}

func (c *checker) attempts() {
	eachRecord(c, bucketAttempts, func(key []byte, at news.Attempt) {
		alert, err := alertByID(c.t, at.Alert)
		switch {
		case err != nil:
			c.fault("attempt %d at alert %s: %w", at.Epoch, at.Alert, err)
		case !bytes.Equal(key, attemptKey(alert.Seq, at.Epoch)) || at.Epoch > alert.Epoch:
			c.fault("table %s has attempt %d at alert %s under %s", bucketAttempts, at.Epoch, at.Alert, printable(key))
		}
	})
}
