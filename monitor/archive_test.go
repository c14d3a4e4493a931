package monitor

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
)

// archivist publishes an archived feed (RFC 5005, 4): items 0, 1, 2 and so on, in
// archive documents of so many, and a document with the rest and a few before it.
// Some of its answers fail.
type archivist struct {
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
	full := len(a.items) / archiveSize
	from, before := max(0, full*archiveSize-2), full
	if _, err := fmt.Sscanf(r.URL.Path, "/archive/%d", &before); err == nil {
		a.served[r.URL.Path]++
		a.write(rw, before, (before-1)*archiveSize, before*archiveSize)
		return
	}
	tag := fmt.Sprintf(`"%d"`, len(a.items))
	if r.Header.Get("If-None-Match") == tag {
		rw.WriteHeader(http.StatusNotModified)
		return
	}
	if a.visited == 0 {
		a.visited = from
	}
	rw.Header().Set("ETag", tag)
	a.write(rw, full+1, from, len(a.items))
}

// write answers with items, the newest first, and the archive document before.
func (a *archivist) write(rw http.ResponseWriter, number, from, to int) {
	links := ""
	if number > 1 {
		links = archivedAfter(fmt.Sprint("/archive/", number-1))
	}
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
func TestNoItemOfAnArchivedFeedIsMissedOrToldTwice(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, seed))
			a := &archivist{random: random, served: map[string]int{}}
			w := newWorld(t, feed("a"))
			w.answers(a.ServeHTTP)
			a.publish(80)
			w.visitAgain(t, "a")
			for range 12 {
				a.publish(max(0, random.IntN(90)-20))
				a.mu.Lock()
				a.fails = 0.2 * random.Float64()
				a.mu.Unlock()
				w.visitAgain(t, "a")
			}
			a.mu.Lock()
			a.fails = 0
			a.mu.Unlock()
			for range 20 {
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
	arrived, err := w.store.ItemsAfter(context.Background(), 0, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for _, it := range arrived {
		have[it.GUID] = it.Past
	}
	for i := range a.items {
		past, stored := have[fmt.Sprint("n", i)]
		if !stored || past != (i < a.visited) {
			t.Errorf("item %d of %d is stored: %t, from before: %t, the first visit showed %d", i, len(a.items), stored, past, a.visited)
		}
	}
	if got := w.totals(t); len(arrived) != len(a.items) || got.Hits != len(a.items)-a.visited {
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
