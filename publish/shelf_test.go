package publish

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vedette/news"
)

// gate is an archive whose readers have read, but wait to be let go.
type gate struct {
	*archive
	entered chan struct{} // a value for each reader
	open    chan struct{} // closed to let all go
	inside  atomic.Int32
	crowded atomic.Bool // there were two readers at once
}

func newGate(a *archive) *gate {
	return &gate{archive: a, entered: make(chan struct{}, 100), open: make(chan struct{})}
}

func (g *gate) Hits(ctx context.Context, q news.HitQuery) ([]news.Finding, error) {
	if g.inside.Add(1) > 1 {
		g.crowded.Store(true)
	}
	defer g.inside.Add(-1)
	found, err := g.archive.Hits(ctx, q)
	g.entered <- struct{}{}
	select {
	case <-g.open:
		return found, err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func TestTheArchiveIsReadOnceUntilSomethingChanges(t *testing.T) {
	a := many(5, "r")
	p := publisher(t, a, Channel{Name: "c", Labels: map[string]string{"topic": "corridor"}})
	first := render(t, p, "c", "atom")
	asked := a.asked
	for range 3 {
		for _, f := range Formats() {
			render(t, p, "c", f.Ext)
		}
	}
	if a.asked != asked {
		t.Errorf("the archive was asked %d times, want %d", a.asked, asked)
	}
	a.add(news.Item{Feed: "f", Title: "brand new", Lang: "en"}, "r", news.Low, "new")
	p.Changed()
	if got := render(t, p, "c", "atom"); bytes.Equal(got, first) || !bytes.Contains(got, []byte("brand new")) {
		t.Error("the change is not seen")
	}
}

func TestARenderingIsNotKeptForEver(t *testing.T) {
	a := many(1, "r")
	p := publisher(t, a, Channel{Name: "c", Rules: []string{"r"}})
	now := noon
	p.Now = func() time.Time { return now }
	render(t, p, "c", "atom")
	for _, step := range []struct {
		after time.Duration
		asked int
	}{{keptFor - 1, 1}, {keptFor, 2}} {
		now = noon.Add(step.after)
		if render(t, p, "c", "atom"); a.asked != step.asked {
			t.Errorf("after %s the archive was asked %d times, want %d", step.after, a.asked, step.asked)
		}
	}
}

func TestManyReadersAtOnceShareOneReading(t *testing.T) {
	g := newGate(many(5, "r"))
	p := publisher(t, g, Channel{Name: "c", Rules: []string{"r"}})
	var readers sync.WaitGroup
	for range 20 {
		readers.Go(func() {
			if body, err := p.Render(t.Context(), "c", "rss"); err != nil || len(body) == 0 {
				t.Errorf("%d bytes, %v", len(body), err)
			}
		})
	}
	<-g.entered
	close(g.open)
	readers.Wait()
	if g.asked != 1 || g.crowded.Load() {
		t.Errorf("the archive was asked %d times, by two at once: %v", g.asked, g.crowded.Load())
	}
}

// TestAReaderAfterAChangeIsNotGivenAnOlderReading asks while a reading is
// under way that began before the change.
func TestAReaderAfterAChangeIsNotGivenAnOlderReading(t *testing.T) {
	g := newGate(many(1, "r"))
	p := publisher(t, g, Channel{Name: "c", Rules: []string{"r"}})
	var old, fresh []byte
	var readers sync.WaitGroup
	readers.Go(func() { old, _ = p.Render(t.Context(), "c", "atom") })
	<-g.entered
	g.add(news.Item{Feed: "f", Title: "brand new", Lang: "en"}, "r", news.Low, "new")
	p.Changed()
	readers.Go(func() { fresh, _ = p.Render(t.Context(), "c", "atom") })
	close(g.open)
	readers.Wait()
	if len(old) == 0 || bytes.Contains(old, []byte("brand new")) || !bytes.Contains(fresh, []byte("brand new")) {
		t.Errorf("%d bytes before the change, then\n%s", len(old), fresh)
	}
	if g.crowded.Load() {
		t.Error("two readings at once")
	}
}

func TestAReaderThatLeavesHoldsNobodyUp(t *testing.T) {
	g := newGate(many(1, "r"))
	p := publisher(t, g, Channel{Name: "c", Rules: []string{"r"}})
	first, leave := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	readers.Go(func() {
		if _, err := p.Render(first, "c", "atom"); !errors.Is(err, context.Canceled) {
			t.Errorf("the first reader: %v", err)
		}
	})
	<-g.entered
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Render(gone, "c", "atom"); !errors.Is(err, context.Canceled) {
		t.Errorf("a reader that does not wait: %v", err)
	}
	readers.Go(func() {
		if body, err := p.Render(t.Context(), "c", "atom"); err != nil || len(body) == 0 {
			t.Errorf("the reader that waits: %v", err)
		}
	})
	leave()
	<-g.entered
	close(g.open)
	readers.Wait()
}

func TestAFailureIsNotKept(t *testing.T) {
	a := many(1, "r")
	a.fail = errors.New("disk on fire")
	p := publisher(t, a, Channel{Name: "c", Rules: []string{"r"}})
	if _, err := p.Render(t.Context(), "c", "atom"); !errors.Is(err, a.fail) {
		t.Errorf("error is %v", err)
	}
	a.fail = nil
	render(t, p, "c", "atom")
}

func TestTheShelfIsBounded(t *testing.T) {
	var s shelf
	half := rendering{bodies: map[string][]byte{"atom": make([]byte, maxKept/2)}}
	for _, name := range []string{"a", "b", "b"} {
		s.keep(name, half)
	}
	if len(s.kept) != 2 || s.size != maxKept {
		t.Errorf("%d channels with %d bytes", len(s.kept), s.size)
	}
	s.keep("c", half)
	if len(s.kept) != 1 || s.size != maxKept/2 || s.fresh("c", rendering{}) == nil {
		t.Errorf("without room: %d channels with %d bytes", len(s.kept), s.size)
	}
}

// TestARareChannelFindsAllItsEntries is why a walk by labels has no end but
// the archive's.
func TestARareChannelFindsAllItsEntries(t *testing.T) {
	a := &archive{}
	for i := range 3000 {
		severity := news.Low
		if i%1000 == 0 {
			severity = news.Critical
		}
		a.add(news.Item{Feed: "f", Title: "item " + string(rune('a'+i%26)), GUID: time.Duration(i).String(), Lang: "en"}, "r", severity, "item")
	}
	all, err := Channel{Name: "c", Labels: map[string]string{"severity": "critical"}}.matches(t.Context(), a)
	if err != nil || len(all) != 3 {
		t.Errorf("%d entries, %v, want 3", len(all), err)
	}
}
