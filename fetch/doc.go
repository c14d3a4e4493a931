// Package fetch visits feeds: one polite HTTP request, and clean items out of
// whatever comes back. It is for package monitor, which decides when to ask
// and stores what was found, and for the command that reads a feed from a file.
//
// A visit goes through these steps, a file each or two:
//
//	request, client, body   conditional GET, redirects, time and size limits
//	validators, moved       what is remembered for the next request
//	pause, hints, gone      what the server says of the next visit
//	fingerprint, outside    whether the body is new at all
//	head, headlinks         what the document says of itself
//	charset                 any bytes to clean UTF-8
//	tidy, copier, tag       any mark-up to well-formed XML, within limits
//	lexer, scope, construct the texts of that, with base, type and language
//	lift, slim, take,       a slim document for gofeed: the values go around it
//	modules, aside
//	gofeed                  the parser of RSS, Atom and JSON Feed, and what it gave
//	jsonfeed, jsonmend      JSON made fit for it
//	count, salvage          what the bytes show against what was read
//	item, text, dates, ids  plain text, sane dates, stable ids
//	language, detect        who says the language, the text if nobody does
//
// The rule of the room is that nothing is lost and nothing is kept silent. One
// bad byte, one bad tag or one bad date costs itself, not the feed. What could
// not be read makes the visit a failure (PartialError) even when other items
// were read, so that the validators stay what they were and the next visit
// gets the whole document again.
//
// The room keeps no state between visits and starts no goroutine. How many
// visits run at once, and how many to one host, is decided by the caller.
package fetch
