package web

import (
	"net/http"
	"net/url"
)

// channelView is a channel with the addresses to subscribe to.
type channelView struct {
	Channel
	Addresses []channelAddress
}

// channelAddress is one form of a channel: Path on this server, URL whole.
type channelAddress struct{ Form, Path, URL string }

func (s *Server) channelsPage(*http.Request) (page, error) {
	var list []channelView
	for _, c := range s.catalogue.Load().Channels {
		v := channelView{Channel: c}
		for _, form := range []struct{ name, suffix string }{
			{"Atom", ".atom"}, {"RSS", ".rss"}, {"JSON Feed", ".json"},
		} {
			path := "/channels/" + url.PathEscape(c.Name) + form.suffix
			v.Addresses = append(v.Addresses, channelAddress{form.name, path, s.config.PublicURL() + path})
		}
		list = append(list, v)
	}
	return page{Title: "Channels", Tab: "/channels", Content: list}, nil
}
