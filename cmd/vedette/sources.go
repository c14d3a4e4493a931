package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/fetch"
	"vedette/news"
	"vedette/problem"
	"vedette/storage"
	"vedette/web"
)

// sources changes the feeds that are watched, in a store that this process
// holds: the daemon's, for its pages and API, or that of a command while no
// daemon runs.
type sources struct {
	store *storage.Store
	// client looks at addresses; configured gives the configuration's feeds.
	client     func() *fetch.Client
	configured func() []fetch.Feed
	// changed has the daemon take up the feeds anew, check has it visit one
	// now. Without a daemon they are nil: the next start does both.
	changed func(context.Context) error
	check   func(ctx context.Context, id string) (news.Checked, error)
	// released has the daemon judge what was released, if there is one.
	released func()
}

var _ web.Sources = sources{}

// Discover is web.Sources's; see there.
func (s sources) Discover(ctx context.Context, address string) ([]web.Candidate, error) {
	holds, err := s.store.Holds(ctx, time.Now())
	if err != nil {
		return nil, err
	}
	if err := leftAlone(holds, address); err != nil {
		return nil, err
	}
	client := s.client()
	defer client.Close()
	found, err := client.Discover(ctx, address)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, news.Refusal{Why: err}
	}
	var out []web.Candidate
	for _, c := range found {
		out = append(out, web.Candidate{URL: c.URL, Title: c.Title, Format: c.Format, Language: c.Language,
			Items: c.Items, Newest: c.Newest, Found: c.Found, Hub: len(c.Hubs) > 0, Trouble: c.Trouble})
	}
	return out, nil
}

// leftAlone says that an address is of a host that is to be left alone, if it is.
func leftAlone(holds []news.HostHold, address string) error {
	if address = strings.TrimSpace(address); !strings.Contains(address, "://") {
		address = "https://" + address
	}
	if h := news.HoldOf(holds, address); h.Host != "" {
		return news.Refusal{Why: errors.New(h.Line() + ": try again then")}
	}
	return nil
}

// Add is web.Sources's; see there. A feed that has a name is taken as it is,
// without a look at its address.
func (s sources) Add(ctx context.Context, a news.AddedFeed) (news.AddedFeed, error) {
	if a.Name == "" && a.URL != "" {
		// Before anybody is asked for what is here already.
		if err := s.isNew(ctx, a.ID, a.URL); err != nil {
			return a, err
		}
		if err := s.fill(ctx, &a); err != nil {
			return a, err
		}
	}
	added, faults, err := s.add(ctx, []news.AddedFeed{a})
	if err == nil {
		err = faults[0]
	}
	if err != nil {
		return a, err
	}
	return added[0], nil
}

// AddAll is web.Sources's; see there.
func (s sources) AddAll(ctx context.Context, list []news.AddedFeed) ([]web.AddResult, error) {
	added, faults, err := s.add(ctx, list)
	if err != nil {
		return nil, err
	}
	results := make([]web.AddResult, len(list))
	for i, fault := range faults {
		var exists existsError
		switch {
		case fault == nil:
			results[i].ID = added[i].ID
		case errors.As(fault, &exists):
			results[i] = web.AddResult{ID: exists.feed, Exists: true, Why: exists.why}
		default:
			results[i].Why = sourceError(fault).Error()
		}
	}
	return results, nil
}

// add takes up feeds that have a name, all at once, and gives each as it was
// added, or what is wrong with it.
func (s sources) add(ctx context.Context, list []news.AddedFeed) ([]news.AddedFeed, []error, error) {
	added, faults := make([]news.AddedFeed, len(list)), make([]error, len(list))
	have := newTaken(s.configured())
	now := time.Now()
	var sound []news.AddedFeed
	var places []int // in the list
	for i, a := range list {
		f, wrong := fetch.FeedOf(a)
		added[i] = f.Added(now)
		if len(wrong) > 0 {
			faults[i] = wrong
		} else if faults[i] = have.clash(f.Key(), f.URL); faults[i] == nil {
			sound, places = append(sound, added[i]), append(places, i)
		}
	}
	inTheWay, err := s.store.AddFeeds(ctx, sound)
	if err != nil {
		return nil, nil, err
	}
	fresh := false
	for n, i := range places {
		if old := inTheWay[n]; old.Damaged != "" {
			faults[i] = existsError{old.ID, "feed " + old.ID + " is in the way: " + old.Trouble()}
			continue
		} else if old.ID != "" {
			faults[i] = clash(old.ID, old.URL, added[i].URL)
			continue
		}
		fresh = true
		if err := s.resume(ctx, added[i].ID); err != nil { // the others are added all the same
			faults[i] = fmt.Errorf("feed %s is added, but what is known of it from before cannot be read: %w", added[i].ID, err)
		}
	}
	if fresh {
		err = s.replan(ctx)
	}
	return added, faults, err
}

// isNew says which feed has the address or the id already, if one has.
func (s sources) isNew(ctx context.Context, id, address string) error {
	added, err := s.store.AddedFeeds(ctx)
	if err != nil {
		return err
	}
	have := newTaken(s.configured())
	for _, a := range added {
		if a.URL != "" { // else it is damaged
			have.add(a.ID, a.URL)
		}
	}
	return have.clash(id, address)
}

// resume has a feed visited that had been watched and given up before.
func (s sources) resume(ctx context.Context, id string) error {
	ctx = context.WithoutCancel(ctx) // it is added already
	state, err := s.store.FeedState(ctx, id)
	if err != nil || state.Stopped == "" {
		return err
	}
	return s.store.Revive(ctx, id, time.Now().UTC())
}

// fill finds out what a feed is called. An address with several feeds is for
// the user to choose from.
func (s sources) fill(ctx context.Context, a *news.AddedFeed) error {
	found, err := s.Discover(ctx, a.URL)
	if err != nil {
		return err
	}
	found = slices.DeleteFunc(found, func(c web.Candidate) bool { return c.Trouble != "" }) // never the only ones
	at := slices.IndexFunc(found, func(c web.Candidate) bool { return c.URL == a.URL })
	if at < 0 && len(found) > 1 {
		return news.Refusal{Why: choiceError(found)}
	}
	c := found[max(at, 0)] // one alone may stand elsewhere: named by the page, or moved for good
	a.URL, a.Name = c.URL, oneLine(c.Title)
	if a.Name == "" {
		a.Name = hostname(c.URL)
	}
	return nil
}

// choiceError says that an address leads to several feeds, a line each, with
// the command that adds it.
type choiceError []web.Candidate

func (e choiceError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "there are %d feeds at this address; add one of them:", len(e))
	for _, c := range e {
		fmt.Fprintf(&b, "\n  vedette feeds add %s   # %s", shellWord(c.URL), news.Count(c.Items, "item"))
		for _, word := range []string{c.Format, c.Language, c.Title} {
			if word = oneLine(word); word != "" {
				b.WriteString(", " + word)
			}
		}
	}
	return b.String()
}

// replan has the daemon take up what is stored by now, even if whoever asked for
// it does not wait for the end.
func (s sources) replan(ctx context.Context) error {
	if s.changed == nil {
		return nil
	}
	return s.changed(context.WithoutCancel(ctx))
}

// Remove is web.Sources's; see there.
func (s sources) Remove(ctx context.Context, id string) error {
	err := s.store.RemoveFeed(ctx, id)
	if errors.Is(err, news.ErrNotFound) && s.isConfigured(id) {
		return problem.List{{Message: "feed " + id + " stands in the configuration", Hint: "take it out of the file there"}}
	}
	if err != nil {
		return err
	}
	return s.replan(ctx)
}

func (s sources) isConfigured(id string) bool {
	return slices.ContainsFunc(s.configured(), func(f fetch.Feed) bool { return f.Key() == id })
}

// AddedFeeds is web.Sources's; see there.
func (s sources) AddedFeeds(ctx context.Context) ([]news.AddedFeed, error) {
	return s.store.AddedFeeds(ctx)
}

// errNoDaemon says what a command cannot do by itself.
var errNoDaemon = errors.New("no vedette is running here: start `vedette run` first, or look by `vedette fetch`")

// Check is web.Sources's; see there.
func (s sources) Check(ctx context.Context, id string) (news.Checked, error) {
	if s.check == nil {
		return news.Checked{}, errNoDaemon
	}
	return s.check(ctx, id)
}

// Release is web.Sources's; see there.
func (s sources) Release(ctx context.Context, id string) (int, error) {
	n, err := s.store.ReleaseItems(ctx, id)
	switch {
	case err != nil:
		return 0, err
	case n == 0:
		return 0, s.exists(ctx, id)
	case s.released != nil:
		s.released()
	}
	return n, nil
}

// exists gives news.ErrNotFound for an id that no feed has.
func (s sources) exists(ctx context.Context, id string) error {
	added, err := s.store.AddedFeeds(ctx)
	if err == nil && !s.isConfigured(id) && !slices.ContainsFunc(added, func(a news.AddedFeed) bool { return a.ID == id }) {
		err = news.ErrNotFound
	}
	return err
}

// Revive is web.Sources's; see there.
func (s sources) Revive(ctx context.Context, id string) error {
	err := s.store.Revive(ctx, id, time.Now().UTC())
	if errors.Is(err, news.ErrNotFound) && s.exists(ctx, id) == nil {
		err = news.ErrNotStopped // it was not visited yet
	}
	switch {
	case errors.Is(err, news.ErrNotStopped):
		return fmt.Errorf("feed %s: %w", id, news.ErrNotStopped)
	case err != nil:
		return err
	}
	return s.replan(ctx)
}

// noteAlone tells who has added feeds that nobody visits them yet, if no daemon
// runs.
func noteAlone(w io.Writer, s web.Sources) {
	if _, alone := s.(sources); alone {
		fmt.Fprintln(w, "note: no vedette is running here: `vedette run` visits what was added when it starts")
	}
}

// withSources opens the store that the configuration names by open, which makes
// it or does not, or asks the daemon that holds it, and calls use.
func withSources(cmd *cobra.Command, open func(path string) (*storage.Store, error), use func(context.Context, *config.Loaded, web.Sources) error) error {
	loaded, err := loadForStore(cmd)
	if err != nil {
		return err
	}
	store, err := open(loaded.Config.Storage.Path)
	if errors.Is(err, storage.ErrLocked) {
		// What the daemon says of a feed is for the user as it is: no word on stores.
		err = use(cmd.Context(), loaded, web.NewClient(loaded.Config.Web.LocalURL()))
		if errors.Is(err, web.ErrNoAnswer) {
			return heldElsewhere(loaded, err)
		}
		return err
	}
	if err != nil {
		return err
	}
	defer store.Close()
	return use(cmd.Context(), loaded, sources{
		store:      store,
		client:     func() *fetch.Client { return fetch.NewClient(loaded.Config.Fetch, loaded.Guard) },
		configured: func() []fetch.Feed { return loaded.Config.Feeds },
	})
}
