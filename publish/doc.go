// Package publish gives hits away as feeds. A channel is a standing selection
// of hits (some rules, a set of labels, or a query of its own) that any feed
// reader can follow as Atom 1.0 (RFC 4287), RSS 2.0 (rssboard.org) or JSON
// Feed 1.1 (jsonfeed.org), over HTTP or as files.
//
// The three writers are our own, since feed readers depend on the details:
// ids that never change, a link to the feed itself, dates in the right form.
// The bytes of a channel depend on its configuration and on its hits only, so
// they stay the same while nothing happens; ETag and the files build on that.
package publish
