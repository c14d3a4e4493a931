package fetch

import (
	"net/http"

	"vedette/news"
)

// keepUnread keeps a body that could not be read, unless it is the one that is
// kept already. The mark is its fingerprint.
func (v *visit) keepUnread(body []byte, mark string, response *http.Response, why error) {
	s := &v.out.State
	if v.index || mark == s.Unread {
		return
	}
	s.Unread = mark
	v.out.Unread = &news.Unread{Feed: v.feed.Key(), At: v.now, URL: response.Request.URL.String(),
		ContentType: response.Header.Get("Content-Type"), Why: describe(why).Error()}
	v.out.Unread.Pack(body)
}

// dropUnread forgets the body that is kept, now that the feed can be read.
func (v *visit) dropUnread() {
	if v.out.State.Unread != "" {
		v.out.State.Unread = ""
		v.out.Unread = &news.Unread{Feed: v.feed.Key()}
	}
}
