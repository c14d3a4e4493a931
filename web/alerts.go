package web

import (
	"context"
	"net/http"
	"net/url"

	"vedette/news"
)

// maxContents is how many hits, and how many notices, of one alert a page
// shows; a digest can hold hundreds, and the page says how many it leaves out.
const maxContents = 100

// alertList is what the page of the outbox shows.
type alertList struct {
	States    []stateCount
	All       bool
	Alerts    []news.Alert
	Receivers []choice
	Targets   []Receiver
	Receiver  string
	Total     int
	Pager     pager
}

// stateCount is how many alerts are in one state, and the way to them.
type stateCount struct {
	State    news.AlertState
	Count    int
	Selected bool
}

func (s *Server) alertsPage(r *http.Request) (page, error) {
	p := params{values: r.URL.Query()}
	q := alertQuery(&p)
	if p.wrong != nil {
		return page{}, p.wrong
	}
	size := pageOf(q.Limit)
	q.Limit = size + 1
	alerts, err := s.store.Alerts(r.Context(), q)
	if err != nil {
		return page{}, err
	}
	t, err := s.store.Totals(r.Context())
	if err != nil {
		return page{}, err
	}
	c := s.catalogue.Load()
	list := alertList{
		States: []stateCount{
			{news.Pending, t.Pending, q.State == news.Pending},
			{news.Dead, t.Dead, q.State == news.Dead},
			{news.Delivered, t.Delivered, q.State == news.Delivered},
		},
		All: q.State == "", Total: t.Pending + t.Dead + t.Delivered,
		Receivers: c.receiverChoices(q.Receiver), Receiver: q.Receiver, Targets: c.Receivers,
	}
	list.Alerts, list.Pager = paged(r, alerts, size, func(a news.Alert) uint64 { return a.Seq })
	return page{Title: "Alerts", Tab: "/alerts", Refresh: refreshSeconds, Content: list}, nil
}

func (c *Catalogue) receiverChoices(selected string) []choice {
	var all []choice
	for _, r := range c.Receivers {
		all = append(all, choice{Value: r.Name, Label: r.Name})
	}
	return choices(all, selected)
}

// alertView is what the page of one alert shows.
type alertView struct {
	Alert    news.Alert
	Target   Receiver
	Attempts []news.Attempt
	Cards    []card
	LeftOut  int
	// Notices are those it tells of, NoticesLeftOut how many more there are.
	Notices        []news.Notice
	NoticesLeftOut int
	// Retried says that the reader has just asked for another try.
	Retried bool
}

// Open tells whether the alert can be tried again by hand.
func (v alertView) Open() bool { return v.Alert.State != news.Delivered }

func (s *Server) alertPage(r *http.Request) (page, error) {
	a, err := s.alert(r.Context(), r.PathValue("id"))
	if err != nil {
		return page{}, err
	}
	v := alertView{Alert: a, Retried: r.URL.Query().Has("retried")}
	for _, target := range s.catalogue.Load().Receivers {
		if target.Name == a.Receiver {
			v.Target = target
		}
	}
	if v.Attempts, err = s.store.Attempts(r.Context(), a.ID); err != nil {
		return page{}, err
	}
	if err := s.fillContents(r.Context(), &v); err != nil {
		return page{}, err
	}
	return page{Title: "Alert to " + a.Receiver, Tab: "/alerts", Content: v}, nil
}

// fillContents reads what the alert tells of.
func (s *Server) fillContents(ctx context.Context, v *alertView) error {
	a := v.Alert
	a.Hits = a.Hits[:min(len(a.Hits), maxContents)]
	a.Notices = a.Notices[:min(len(a.Notices), maxContents)]
	found, err := s.store.Contents(ctx, a)
	if err != nil {
		return err
	}
	found = found[:min(len(found), maxContents)]
	v.Cards, v.LeftOut = cards(found), len(v.Alert.Hits)-len(found)
	if len(a.Notices) == 0 {
		return nil
	}
	told, err := s.store.AlertNotices(ctx, a)
	if err != nil {
		return err
	}
	v.Notices = told[:min(len(told), maxContents)]
	v.NoticesLeftOut = len(v.Alert.Notices) - len(v.Notices)
	return nil
}

// alert finds one alert.
func (s *Server) alert(ctx context.Context, id string) (news.Alert, error) {
	found, err := s.store.Alerts(ctx, news.AlertQuery{ID: id, Limit: 1})
	if err != nil {
		return news.Alert{}, err
	}
	if len(found) == 0 {
		return news.Alert{}, news.ErrNotFound
	}
	return found[0], nil
}

// retryForm is the button on the alert's page.
func (s *Server) retryForm(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	if err := s.retry(r.Context(), id); err != nil {
		s.failPage(w, r, err)
		return
	}
	http.Redirect(w, r, "/alerts/"+url.PathEscape(id)+"?retried", http.StatusSeeOther)
}

// retry makes an alert due now and wakes the sender.
func (s *Server) retry(ctx context.Context, id string) error {
	a, err := s.alert(ctx, id)
	if err != nil {
		return err
	}
	if a.State == news.Delivered {
		return failure{http.StatusConflict, "the alert was delivered already: there is nothing to try again"}
	}
	if err := s.store.Retry(ctx, id, s.options.Now().UTC()); err != nil {
		return err
	}
	s.options.Kick()
	return nil
}
