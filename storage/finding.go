package storage

import (
	"context"
	"slices"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// Hits gives the hits that q selects, each with the version of its item that
// was judged (see news.Finding), the last judged first.
// A hit whose item is not kept any more is left out, and so is one that cannot be read
// any more or whose item cannot.
func (s *Store) Hits(ctx context.Context, q news.HitQuery) ([]news.Finding, error) {
	var findings []news.Finding
	w := walk{what: "read hits", bucket: bucketHits, before: q.Before}
	if q.Rule != "" {
		w.bucket, w.prefix = bucketHitsByRule, prefix(q.Rule)
	}
	err := s.newest(ctx, w, func(t *bolt.Tx, seq uint64, _ []byte) (bool, error) {
		if f, ok := findingAt(t, seq, aboutHit(q)); ok && q.Wants(f) {
			findings = append(findings, f)
		}
		return len(findings) < orDefault(q.Limit), nil
	})
	if err != nil {
		return nil, err
	}
	return findings, nil
}

// aboutHit is the part of a query that a hit answers without its item, which
// is much larger to read.
func aboutHit(q news.HitQuery) news.HitQuery {
	return news.HitQuery{Rule: q.Rule, Severity: q.Severity, Since: q.Since, Until: q.Until}
}

// findingAt reads a hit and, if the query wants it, its item, and tells whether both
// are there. What is damaged is not: it must not keep the other hits from being told.
func findingAt(t *bolt.Tx, seq uint64, q news.HitQuery) (news.Finding, bool) {
	h, err := hitAt(t, seq)
	if err != nil || !q.Wants(news.Finding{Hit: h}) {
		return news.Finding{}, false
	}
	it, ok, err := keptVersion(t, h.Feed, h.ItemID, h.Revision)
	return news.Finding{Hit: h, Item: it}, ok && err == nil
}

// Contents gives what an alert tells of: its hits, in order of judging, each
// with the version of its item that was judged, so that it is the same at every
// try. Hits whose record or item is not kept, or cannot be read, any more are left out.
func (s *Store) Contents(ctx context.Context, a news.Alert) ([]news.Finding, error) {
	findings := make([]news.Finding, 0, len(a.Hits))
	for ids := range slices.Chunk(a.Hits, walkBatch) {
		err := s.view(ctx, "read the contents of alert "+a.ID, func(t *bolt.Tx) error {
			for _, id := range ids {
				seq := seqOf(t.Bucket([]byte(bucketHitIDs)).Get([]byte(id)))
				if seq == 0 {
					continue
				}
				if f, ok := findingAt(t, seq, news.HitQuery{}); ok {
					findings = append(findings, f)
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(findings, func(a, b news.Finding) int { return int(a.Hit.Seq) - int(b.Hit.Seq) })
	return findings, nil
}
