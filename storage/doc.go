// Package storage keeps what vedette knows on disk: the feeds' state, items in
// order of arrival, hits, the outbox of alerts with its ledger, and cursors.
// It keeps them in one bbolt file, for one process at a time.
//
// Every method of Store is one atomic transaction, or a reading; a change is
// on the disk when the method returns without an error, and nothing of it is
// when there is one. The store has no clock: all times come from the caller.
// Methods are safe for concurrent use; changes run one after the other, while
// readings run beside them. What the methods promise is written down as tests
// in package storagetest, for this engine and any other.
//
// # Keys and values
//
// A record is 1 format byte (1), a CRC-32C of the rest in 4 bytes and the rest:
// the named type as JSON. A seq is 8 bytes, big-endian, so that the order of
// keys is the order of numbers. A time is 8 bytes of seconds since 1970, with
// the sign bit turned so that earlier sorts first, and 4 bytes of nanoseconds.
// A "/" stands for a zero byte, which no name may hold.
//
//	bucket        key                   value
//	meta          "schema"              version of these tables, in decimal digits
//	meta          "totals"              record: news.Totals
//	feeds         feed id               record: news.FeedState
//	items         item id               record: news.Item, the current version
//	arrivals      seq                   item id / revision: the version that arrived
//	revisions     item id / revision    record: news.Item, an earlier version
//	cursors       cursor name           record: its name, and the seq it stands at
//	hits          seq                   record: news.Hit
//	hit_ids       hit id                seq in hits
//	hits_by_item  item id / seq         nothing
//	hits_by_rule  rule / seq            nothing
//	alerts        seq                   record: news.Alert
//	alert_ids     alert id              seq in alerts
//	due           receiver / time, seq  nothing; pending alerts that nobody has claimed
//	leases        receiver / time, seq  nothing; claimed alerts, by the end of the lease
//	waiting       alert key             seq of the alert that new hits may join, while it has room
//	attempts      seq in alerts, epoch  record: news.Attempt
//
// Nothing is deleted yet but index entries that have moved, and of an item's
// many versions those between the first and the latest, with their arrivals.
// So a file grows with what it holds.
package storage
