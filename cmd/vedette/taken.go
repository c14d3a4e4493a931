package main

import (
	"fmt"

	"vedette/fetch"
	"vedette/news"
)

// taken are the ids and addresses that feeds have: each may stand once only.
type taken struct {
	urls    map[string]string // by id
	ids     map[string]string // by address, as news.AddressKey writes it
	numbers map[string]int    // the last one that take gave to a name
}

func newTaken(feeds []fetch.Feed) taken {
	t := taken{map[string]string{}, map[string]string{}, map[string]int{}}
	for _, f := range feeds {
		t.add(f.Key(), f.URL)
	}
	return t
}

func (t taken) add(id, address string) { t.urls[id], t.ids[news.AddressKey(address)] = address, id }

// clash says which feed has the address already, or else the id; nil if none has.
func (t taken) clash(id, address string) error {
	if old, ok := t.ids[news.AddressKey(address)]; ok {
		return clash(old, address, address)
	}
	if old, ok := t.urls[id]; ok {
		return clash(id, old, address)
	}
	return nil
}

// clash says that the feed old, at oldURL, is in the way of one at address.
func clash(old, oldURL, address string) error {
	if news.AddressKey(oldURL) == news.AddressKey(address) {
		return existsError{old, fmt.Sprintf("%s is watched already, as feed %s", address, old)}
	}
	return existsError{old, fmt.Sprintf("the id %s is taken by the feed at %s: give this one another name or id", old, oldURL)}
}

// existsError is news.ErrExists in words of its own.
type existsError struct{ feed, why string }

func (e existsError) Error() string        { return e.why }
func (e existsError) Is(target error) bool { return target == news.ErrExists }
