package filter

// pageLists is how many lists share a page: a page is what a change of one
// list copies, and what the list of pages is shorter by.
const pageLists = 128

// pages is a list of lists, packed. It is immutable; with gives a changed
// copy that shares all pages but one.
type pages[T any] []*page[T]

type page[T any] struct {
	ends  [pageLists]uint32
	items []T
}

// at gives list i; those that were never set are empty. It must not be
// changed.
func (p pages[T]) at(i int) []T {
	if i/pageLists >= len(p) {
		return nil
	}
	return p[i/pageLists].at(i % pageLists)
}

func (p *page[T]) at(i int) []T {
	from := uint32(0)
	if i > 0 {
		from = p.ends[i-1]
	}
	return p.items[from:p.ends[i]]
}

// pack gives the pages of some lists.
func pack[T any](lists [][]T) pages[T] {
	out := make(pages[T], 0, len(lists)/pageLists+1)
	for len(lists) > 0 {
		n := min(len(lists), pageLists)
		out = append(out, newPage(lists[:n]))
		lists = lists[n:]
	}
	return out
}

func newPage[T any](lists [][]T) *page[T] {
	p := &page[T]{}
	total := 0
	for _, l := range lists {
		total += len(l)
	}
	p.items = make([]T, 0, total)
	for i := range p.ends {
		if i < len(lists) {
			p.items = append(p.items, lists[i]...)
		}
		p.ends[i] = uint32(len(p.items))
	}
	return p
}

// with gives a copy in which some lists are others.
func (p pages[T]) with(changed map[int][]T) pages[T] {
	byPage := map[int]bool{}
	last := len(p) - 1
	for i := range changed {
		byPage[i/pageLists] = true
		last = max(last, i/pageLists)
	}
	out := make(pages[T], last+1)
	copy(out, p)
	for n := len(p); n <= last; n++ {
		byPage[n] = true
	}
	for n := range byPage {
		lists := make([][]T, pageLists)
		for i := range lists {
			number := n*pageLists + i
			if list, ok := changed[number]; ok {
				lists[i] = list
			} else {
				lists[i] = p.at(number)
			}
		}
		out[n] = newPage(lists)
	}
	return out
}
