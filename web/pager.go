package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// pageSize is how many records a page lists: some three screens.
const pageSize = 50

// pager leads to the next page, and back to the first.
type pager struct{ Older, Newest string }

// pageOf gives the size of a page: the reader's wish, up to maxLimit.
func pageOf(wish int) int {
	if wish <= 0 {
		return pageSize
	}
	return min(wish, maxLimit)
}

// paged cuts a list that was asked for with one record more than fits, and
// gives the way on to the rest.
func paged[T any](r *http.Request, list []T, size int, seq func(T) uint64) ([]T, pager) {
	var p pager
	if r.URL.Query().Get("before") != "" {
		p.Newest = link(r, "")
	}
	if len(list) > size {
		list = list[:size]
		p.Older = link(r, strconv.FormatUint(seq(list[size-1]), 10))
	}
	return list, p
}

// link gives the address of this page with another place to begin, and without
// the empty fields that a browser's form sends.
func link(r *http.Request, before string) string {
	query := url.Values{}
	for name, all := range r.URL.Query() {
		for _, v := range all {
			if strings.TrimSpace(v) != "" && name != "before" {
				query.Add(name, v)
			}
		}
	}
	if before != "" {
		query.Set("before", before)
	}
	if len(query) == 0 {
		return r.URL.Path
	}
	return r.URL.Path + "?" + query.Encode()
}
