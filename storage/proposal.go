package storage

import (
	"fmt"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// propose lets proposals join alerts or open some, as far as they name hits or
// notices that are new, and tells how many were opened and joined.
func propose(t *bolt.Tx, list []news.Alert, hits, notices map[string]bool) (opened, joined int, err error) {
	ps := proposals{t: t, byKey: map[string]*draft{}}
	for _, p := range list {
		p.Hits, p.Notices = only(p.Hits, hits), only(p.Notices, notices)
		if len(p.Hits)+len(p.Notices) == 0 {
			continue
		}
		if err := ps.add(p); err != nil {
			return 0, 0, err
		}
	}
	return ps.opened, ps.joined, ps.save()
}

// only gives the ids that are in the set, in order.
func only(ids []string, set map[string]bool) []string {
	var kept []string
	for _, id := range ids {
		if set[id] {
			kept = append(kept, id)
		}
	}
	return kept
}

// mention is a hit or a notice that an alert tells of.
type mention struct {
	id     string
	notice bool
}

func mentions(p news.Alert) []mention {
	list := make([]mention, 0, told(p))
	for _, id := range p.Hits {
		list = append(list, mention{id: id})
	}
	for _, id := range p.Notices {
		list = append(list, mention{id: id, notice: true})
	}
	return list
}

// told is how much an alert tells of.
func told(a news.Alert) int { return len(a.Hits) + len(a.Notices) }

// proposals gathers what a transaction's proposals make of the alerts, so that
// each alert is written once however many of them join it.
type proposals struct {
	t     *bolt.Tx
	byKey map[string]*draft
	order []*draft
	// opened and joined are what news.Committed counts.
	opened, joined int
}

// draft is the alert that what has one key joins.
type draft struct {
	old, alert news.Alert
	// told is what of this transaction alerts with this key tell of. What is in
	// the alert already is of earlier ones, and never among it.
	told map[mention]bool
}

// add lets a proposal, all of whose mentions are new, join the alert with its key
// that waits, or open one. When an alert is full the rest opens the next.
func (ps *proposals) add(p news.Alert) error {
	d, err := ps.draft(p.Key)
	if err != nil {
		return err
	}
	var fresh []mention
	for _, m := range mentions(p) {
		if !d.told[m] {
			d.told[m] = true
			fresh = append(fresh, m)
		}
	}
	if waits(d.alert) {
		n := min(len(fresh), news.MaxAlertHits-told(d.alert))
		d.join(fresh[:n], p)
		ps.joined += n
		fresh = fresh[n:]
	}
	for len(fresh) > 0 {
		n := min(len(fresh), news.MaxAlertHits)
		if err := ps.open(d, fresh[:n], p); err != nil {
			return err
		}
		fresh = fresh[n:]
	}
	return nil
}

// draft gives the draft for a key, begun with the alert that waits, if any. One that
// cannot be read any more is joined by nothing: another is opened in its place.
func (ps *proposals) draft(key string) (*draft, error) {
	if d, ok := ps.byKey[key]; ok {
		return d, nil
	}
	d := &draft{told: map[mention]bool{}}
	if seq := seqOf(ps.t.Bucket([]byte(bucketWaiting)).Get([]byte(key))); isSound(ps.t, seq) {
		a, err := alertAt(ps.t, seq)
		if err != nil {
			return nil, err
		}
		d.old, d.alert = a, a
	}
	ps.byKey[key] = d
	ps.order = append(ps.order, d)
	return d, nil
}

// join adds to the alert, which becomes due when the first of both wants to be.
func (d *draft) join(fresh []mention, p news.Alert) {
	d.mention(fresh)
	if p.Due.Before(d.alert.Due) {
		d.alert.Due = p.Due
	}
}

func (d *draft) mention(list []mention) {
	for _, m := range list {
		if m.notice {
			d.alert.Notices = append(d.alert.Notices, m.id)
		} else {
			d.alert.Hits = append(d.alert.Hits, m.id)
		}
	}
}

// open makes a pending alert of what a proposal names. What the draft held is
// full.
func (ps *proposals) open(d *draft, fresh []mention, p news.Alert) error {
	if err := d.save(ps.t); err != nil {
		return err
	}
	id := news.AlertID(p.Key, fresh[0].id)
	if ps.t.Bucket([]byte(bucketAlertIDs)).Get([]byte(id)) != nil {
		return fmt.Errorf("alert %s of key %s is there already", id, p.Key)
	}
	seq, err := ps.t.Bucket([]byte(bucketAlerts)).NextSequence()
	if err != nil {
		return err
	}
	d.old = news.Alert{}
	d.alert = news.Alert{
		ID: id, Seq: seq, Key: p.Key,
		Receiver: p.Receiver, Group: p.Group, Digest: p.Digest,
		Hits:  []string{}, // never null to a reader, even when it tells of notices only
		State: news.Pending, Created: p.Created, Due: p.Due,
	}
	d.mention(fresh)
	ps.opened++
	return putRaw(ps.t, bucketAlertIDs, []byte(id), seqKey(seq))
}

// save writes the alert unless nothing joined it.
func (d *draft) save(t *bolt.Tx) error {
	if told(d.alert) == told(d.old) && d.alert.Due.Equal(d.old.Due) {
		return nil
	}
	return saveAlert(t, d.old, d.alert)
}

// save writes what is not written yet.
func (ps *proposals) save() error {
	for _, d := range ps.order {
		if err := d.save(ps.t); err != nil {
			return err
		}
	}
	return nil
}
