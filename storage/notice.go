package storage

import (
	"context"
	"slices"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// Notices gives the notices that q selects, the last made first.
func (s *Store) Notices(ctx context.Context, q news.NoticeQuery) ([]news.Notice, error) {
	var notices []news.Notice
	w := walk{what: "read notices", bucket: bucketNotices, before: q.Before}
	err := s.newest(ctx, w, func(_ *bolt.Tx, seq uint64, record []byte) (bool, error) {
		n, err := read[news.Notice](bucketNotices, seqKey(seq), record)
		if err == nil && q.Wants(n) {
			notices = append(notices, n)
		}
		return len(notices) < orDefault(q.Limit), err
	})
	if err != nil {
		return nil, err
	}
	return notices, nil
}

// AlertNotices gives the notices that an alert tells of, in order of making. Those that
// are not there, or cannot be read, any more are left out.
func (s *Store) AlertNotices(ctx context.Context, a news.Alert) ([]news.Notice, error) {
	var notices []news.Notice
	err := s.view(ctx, "read the notices of alert "+a.ID, func(t *bolt.Tx) error {
		for _, id := range a.Notices {
			seq := seqOf(t.Bucket([]byte(bucketNoticeIDs)).Get([]byte(id)))
			if seq == 0 {
				continue
			}
			if n, ok, _ := get[news.Notice](t, bucketNotices, seqKey(seq)); ok {
				notices = append(notices, n)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(notices, func(a, b news.Notice) int { return int(a.Seq) - int(b.Seq) })
	return notices, nil
}

// tell stores a visit's notices that are new, and lets the proposals that name
// them join alerts or open some.
func tell(t *bolt.Tx, notices []news.Notice, alerts []news.Alert) error {
	if len(notices) == 0 {
		return nil // no proposal can name one
	}
	fresh := make(map[string]bool, len(notices))
	for _, n := range notices {
		if t.Bucket([]byte(bucketNoticeIDs)).Get([]byte(n.ID)) != nil {
			continue
		}
		if err := addNotice(t, n); err != nil {
			return err
		}
		fresh[n.ID] = true
	}
	if _, _, err := propose(t, alerts, nil, fresh); err != nil {
		return err
	}
	return addTotals(t, news.Totals{Notices: len(fresh)})
}

func addNotice(t *bolt.Tx, n news.Notice) error {
	seq, err := t.Bucket([]byte(bucketNotices)).NextSequence()
	if err != nil {
		return err
	}
	n.Seq = seq
	if err := put(t, bucketNotices, seqKey(seq), n); err != nil {
		return err
	}
	return putRaw(t, bucketNoticeIDs, []byte(n.ID), seqKey(seq))
}
