// Package coverage says what a visit tells of the source itself, beside its
// news: that it is broken, quiet, gone or moved, that its documents have
// changed their shape, that news may have been lost between two visits, that
// what it shows as new is not.
//
// It is a pure function of the feed's states before and after the visit and of
// the items that the visit brought. The caller stores what comes out of it
// together with the visit, so that each thing is told once.
//
//	broken     failing for longer than a hiccup
//	quiet      nothing new for longer than its history explains
//	overflow   nothing known in a document: some news may have come and gone
//	shape      dates, bodies, links, guids or all items are gone
//	held       old items under new ids, or old items that come as new
//	gone       the server says that the feed was taken down
//	moved      a permanent redirect was adopted, or leads to another feed's address
//	recovered  ends broken, quiet and shape
//	outage     it was vedette's own network
//	damaged    what the store knew of the feed could not be read, and it begins anew
package coverage
