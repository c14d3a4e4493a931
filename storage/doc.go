// Package storage keeps what vedette knows on disk: the feeds' state and when
// they are due, items in order of arrival, hits and notices, the outbox of
// alerts with its ledger, cursors, and what is wished, pushed and added while
// vedette runs. It keeps them in one bbolt file, for one process at a time.
//
// Every method of Store is one atomic transaction, or a reading; a change is
// on the disk when the method returns without an error, and nothing of it is
// when there is one. The store has no clock: all times come from the caller.
// Methods are safe for concurrent use; changes run one after the other, while
// readings run beside them. Visits that come at once share one transaction, and
// one wait for the disk; each is still stored whole or not at all, by itself.
// What the methods promise is written down as tests in package storagetest, for
// this engine and any other.
//
// # Keys and values
//
// A record is 1 format byte, a CRC-32C of the rest in 4 bytes and the rest: with
// format 1 the named type as JSON. A seq is 8 bytes, big-endian, so that the
// order of keys is the order of numbers. A time is 8 bytes of seconds since
// 1970, with the sign bit turned so that earlier sorts first, and 4 bytes of
// nanoseconds. A "/" stands for a zero byte, which no name may hold; a name
// after a time needs none.
//
//	bucket        key                   value
//	meta          "schema"              version of these tables, in decimal digits
//	meta          "totals"              record: news.Totals
//	feeds         feed id               format 2: Items (8 bytes), LastNew and NextCheck (times), then the
//	                                    fields of news.FeedState; see stateFields
//	seen          feed id               format 3: number of ids (4 bytes), Seen and SeenNames, 8 bytes each;
//	                                    the checksum is over the feed id, too
//	queue         time, feed id         the plan: when each feed of feeds is due
//	holds         host                  record: news.HostHold
//	items_by_feed feed id / item id     format 5: the seq at which the current version arrived, and its
//	                                    ContentHash (16 bytes)
//	arrivals      seq                   format 4: the fields of news.Item, see itemFields: the version that
//	                                    arrived
//	revisions     item id / revision    as in items_by_feed, an earlier version
//	held          feed id / seq         item id: items whose current version is held
//	articles      item id               record: news.ArticleJob
//	article_due   time, item id         nothing; one for each of articles
//	cursors       cursor name           record: its name, and the seq it stands at
//	hits          seq                   record: news.Hit
//	hit_ids       hit id                seq in hits
//	hits_by_item  item id / seq         nothing
//	hits_by_rule  rule / seq            nothing
//	notices       seq                   record: news.Notice
//	notice_ids    notice id             seq in notices
//	alerts        seq                   record: news.Alert
//	alert_ids     alert id              seq in alerts
//	due           receiver / time, seq  nothing; pending alerts that nobody has claimed
//	leases        receiver / time, seq  nothing; claimed alerts, by the end of the lease
//	waiting       alert key             seq of the alert that new hits may join, while it has room
//	attempts      seq in alerts, epoch  record: news.Attempt
//	added         feed id               record: news.AddedFeed
//	pushes        seq                   record: news.Push, until it is read
//	subscriptions token                 record: news.Subscription
//	walks         feed id               record: news.Walk, of feeds with older documents that were or are to
//	                                    be read
//	unread        feed id               record: news.Unread, of feeds whose last document could not be read
//
// Of items, hits, notices and alerts nothing is deleted yet but index entries
// that have moved, the place at which a released item arrived held, and of an
// item's many versions those between the first and the latest, with their
// arrivals. So a file grows with what it holds.
package storage
