package alert

import (
	"encoding/json"
	"time"

	"vedette/news"
)

// payloadType is the event type of Standard Webhooks 1.0.
const payloadType = "vedette.alert"

// maxText is how many code points of a summary, a text and an article a payload
// holds: enough of each to see what it is about. The link leads to the rest.
const maxText = 4000

// envelope is the outer form that Standard Webhooks 1.0 suggests. All of it
// comes from the stored alert, so that repeats are equal byte for byte.
type envelope struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      content   `json:"data"`
}

type content struct {
	ID       string            `json:"id"`
	Receiver string            `json:"receiver"`
	Group    map[string]string `json:"group,omitempty"`
	Digest   bool              `json:"digest"`
	Hits     []sentHit         `json:"hits"`
	Notices  []sentNotice      `json:"notices"`
	// More counts the hits left out, MoreNotices the notices.
	More        int `json:"more"`
	MoreNotices int `json:"more_notices"`
}

type sentHit struct {
	ID       string            `json:"id"`
	Rule     string            `json:"rule"`
	Severity news.Severity     `json:"severity,omitempty"`
	Labels   map[string]string `json:"labels,omitempty"`
	Clause   string            `json:"clause"`
	Spans    []news.Span       `json:"spans"`
	At       time.Time         `json:"at,omitzero"`
	Item     news.Item         `json:"item"`
	// Cut says that summary or text is not whole.
	Cut bool `json:"cut,omitempty"`
}

// sentNotice is a notice of a source; Cut says that its text is not whole.
type sentNotice struct {
	news.Notice
	Cut bool `json:"cut,omitempty"`
}

// payload gives the body of a webhook.
func payload(m message) ([]byte, error) {
	shown := m.shown()
	data := content{
		ID:          m.alert.ID,
		Receiver:    m.alert.Receiver,
		Group:       m.alert.Group,
		Digest:      m.alert.Digest,
		Hits:        make([]sentHit, len(shown.findings)),
		Notices:     make([]sentNotice, len(shown.notices)),
		More:        shown.moreHits,
		MoreNotices: shown.moreNotices,
	}
	for i, f := range shown.findings {
		data.Hits[i] = newSentHit(f)
	}
	for i, n := range shown.notices {
		data.Notices[i] = newSentNotice(n)
	}
	return json.Marshal(envelope{Type: payloadType, Timestamp: m.alert.Created.UTC(), Data: data})
}

func newSentHit(f news.Finding) sentHit {
	h := sentHit{
		ID:       f.Hit.ID,
		Rule:     f.Hit.Rule,
		Severity: f.Hit.Severity,
		Labels:   f.Hit.Labels,
		Clause:   f.Hit.Clause,
		Spans:    append([]news.Span{}, f.Hit.Spans...), // never null
		At:       f.Hit.At,
		Item:     f.Item,
	}
	var cutSummary, cutText, cutArticle bool
	h.Item.Seq = 0 // the store's own matter
	h.Item.Summary, cutSummary = cut(f.Item.Summary, maxText)
	h.Item.Text, cutText = cut(f.Item.Text, maxText)
	h.Item.Article, cutArticle = cut(f.Item.Article, maxText)
	h.Cut = cutSummary || cutText || cutArticle
	return h
}

func newSentNotice(n news.Notice) sentNotice {
	sent := sentNotice{Notice: n}
	sent.Seq = 0 // the store's own matter
	sent.Text, sent.Cut = cut(n.Text, maxText)
	return sent
}
