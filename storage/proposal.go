package storage

import (
	"fmt"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// proposals gathers what a judgement's proposals make of the alerts, so that
// each alert is written once however many of them join it.
type proposals struct {
	t     *bolt.Tx
	byKey map[string]*draft
	order []*draft
	// opened and joined are what news.Committed counts.
	opened, joined int
}

// draft is the alert that hits with one key join.
type draft struct {
	old, alert news.Alert
	// told are the judgement's hits that alerts with this key tell of. Those
	// in the alert already are of earlier judgements, and never among them.
	told map[string]bool
}

// add lets a proposal, all of whose hits are new, join the alert with its key
// that waits, or open one. When an alert is full the rest opens the next.
func (ps *proposals) add(p news.Alert) error {
	d, err := ps.draft(p.Key)
	if err != nil {
		return err
	}
	var fresh []string
	for _, id := range p.Hits {
		if !d.told[id] {
			d.told[id] = true
			fresh = append(fresh, id)
		}
	}
	if waits(d.alert) {
		n := min(len(fresh), news.MaxAlertHits-len(d.alert.Hits))
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

// draft gives the draft for a key, begun with the alert that waits, if any.
func (ps *proposals) draft(key string) (*draft, error) {
	if d, ok := ps.byKey[key]; ok {
		return d, nil
	}
	d := &draft{told: map[string]bool{}}
	if seq := seqOf(ps.t.Bucket([]byte(bucketWaiting)).Get([]byte(key))); seq != 0 {
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

// join adds hits to the alert, which becomes due when the first of both wants
// to be.
func (d *draft) join(hits []string, p news.Alert) {
	d.alert.Hits = append(d.alert.Hits, hits...)
	if p.Due.Before(d.alert.Due) {
		d.alert.Due = p.Due
	}
}

// open makes a pending alert of hits of a proposal. What the draft held is full.
func (ps *proposals) open(d *draft, hits []string, p news.Alert) error {
	if err := d.save(ps.t); err != nil {
		return err
	}
	id := news.AlertID(p.Key, hits[0])
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
		Receiver: p.Receiver, Group: p.Group, Digest: p.Digest, Hits: append([]string(nil), hits...),
		State: news.Pending, Created: p.Created, Due: p.Due,
	}
	ps.opened++
	return putRaw(ps.t, bucketAlertIDs, []byte(id), seqKey(seq))
}

// save writes the alert unless nothing joined it.
func (d *draft) save(t *bolt.Tx) error {
	if len(d.alert.Hits) == len(d.old.Hits) && d.alert.Due.Equal(d.old.Due) {
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
