package monitor

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
)

// archivist publishes items 0, 1, 2 and so on: as an archived feed (RFC 5005, 4),
// in archive documents of so many and a document with the rest and a few before
// it; or as a paged one (RFC 5005, 3), whose pages move on with each item. Some of
// its answers fail.
type archivist struct {
	paged   bool
	mu      sync.Mutex
	items   []shownItem
	fails   float64
	random  *rand.Rand
	served  map[string]int // archive documents, by path
	visited int            // how many items there were at the first good visit
}

const archiveSize = 5

func (a *archivist) publish(n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for range n {
		a.items = append(a.items, item(fmt.Sprint("n", len(a.items))))
	}
}

func (a *archivist) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.random.Float64() < a.fails {
		rw.WriteHeader(http.StatusInternalServerError)
		return
	}
	if a.paged {
		a.page(rw, r)
		return
	}
	full := len(a.items) / archiveSize
	from, before := max(0, full*archiveSize-2), full
	if _, err := fmt.Sscanf(r.URL.Path, "/archive/%d", &before); err == nil {
		a.served[r.URL.Path]++
		links := ""
		if before > 1 {
			links = archivedAfter(fmt.Sprint("/archive/", before-1))
		}
		a.write(rw, links, (before-1)*archiveSize, before*archiveSize)
		return
	}
	links := ""
	if before > 0 {
		links = archivedAfter(fmt.Sprint("/archive/", before))
	}
	a.current(rw, r, links, from)
}

// page answers with a page of a paged feed.
func (a *archivist) page(rw http.ResponseWriter, r *http.Request) {
	n := 1
	_, err := fmt.Sscanf(r.URL.Path, "/page/%d", &n)
	from := max(0, len(a.items)-n*archiveSize)
	links := ""
	if from > 0 {
		links = fmt.Sprintf(`<link rel="next" href="/page/%d"/>`, n+1)
	}
	if err == nil {
		a.write(rw, links, from, len(a.items)-(n-1)*archiveSize)
		return
	}
	a.current(rw, r, links, from)
}

// current answers with the feed's own document, unless it is known.
func (a *archivist) current(rw http.ResponseWriter, r *http.Request, links string, from int) {
	tag := fmt.Sprintf(`"%d"`, len(a.items))
	if r.Header.Get("If-None-Match") == tag {
		rw.WriteHeader(http.StatusNotModified)
		return
	}
	if a.visited == 0 {
		a.visited = from
	}
	rw.Header().Set("ETag", tag)
	a.write(rw, links, from, len(a.items))
}

// write answers with items, the newest first.
func (a *archivist) write(rw http.ResponseWriter, links string, from, to int) {
	var list []shownItem
	for i := to - 1; i >= from; i-- {
		list = append(list, a.items[i])
	}
	_, _ = rw.Write([]byte(atom(links, list...)))
}

// TestNoItemOfAnArchivedFeedIsMissedOrToldTwice visits a feed whose documents
// overflow at random, with failures at random, and wants every item since the
// first visit judged once, every one from before stored, and every archive
// document read once.
func TestNoItemOfAnArchivedFeedIsMissedOrToldTwice(t *testing.T) { walkAtRandom(t, false, 70) }

// TestNoItemOfAPagedFeedIsMissedOrToldTwice is the same of a paged feed: of the
// items from before so many pages are wanted as one visit reads.
func TestNoItemOfAPagedFeedIsMissedOrToldTwice(t *testing.T) { walkAtRandom(t, true, 40) }

// walkAtRandom publishes up to so many items from one visit to the next.
func walkAtRandom(t *testing.T, paged bool, most int) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, seed))
			a := &archivist{paged: paged, random: random, served: map[string]int{}}
			w := newWorld(t, feed("a"))
			w.answers(a.ServeHTTP)
			a.publish(80)
			w.visitAgain(t, "a")
			for range 12 {
				a.publish(max(0, random.IntN(most+20)-20))
				a.mu.Lock()
				a.fails = 0.2 * random.Float64()
				a.mu.Unlock()
				w.visitAgain(t, "a")
			}
			a.mu.Lock()
			a.fails = 0
			a.mu.Unlock()
			for range 40 {
				if w.visitAgain(t, "a"); w.state(t, "a").Gaps == 0 && w.state(t, "a").Failures == 0 {
					break
				}
			}
			w.judgedAll(t)
			a.check(t, w)
		})
	}
}

func (a *archivist) check(t *testing.T, w *world) {
	t.Helper()
	arrived, _, err := w.store.ItemsAfter(context.Background(), 0, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for _, it := range arrived {
		have[it.GUID] = it.Past
	}
	first := 0
	if a.paged {
		first = a.visited - maxOlderPages*archiveSize
	}
	for i := first; i < len(a.items); i++ {
		past, stored := have[fmt.Sprint("n", i)]
		if !stored || past != (i < a.visited) {
			t.Errorf("item %d of %d is stored: %t, from before: %t, the first visit showed %d", i, len(a.items), stored, past, a.visited)
		}
	}
	if got := w.totals(t); len(arrived) != len(a.items)-first || got.Hits != len(a.items)-a.visited {
		t.Errorf("%d arrived, %d hits, %d were published since", len(arrived), got.Hits, len(a.items)-a.visited)
	}
	for path, n := range a.served {
		if n > 1 {
			t.Errorf("%s was read %d times", path, n)
		}
	}
	if walk := w.walk(t); len(walk.Gaps) != 0 {
		t.Errorf("left %+v", walk.Gaps)
	}
}
