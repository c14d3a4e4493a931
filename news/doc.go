// Package news keeps the records of vedette and the pure functions of them:
// what a feed showed (Item), what is known of a feed (FeedState), why a rule
// met an item (Hit), and what is to be told to whom (Alert, Attempt).
//
// Every room speaks in these types and none of them does anything: no
// goroutine, no clock, no input or output. The package imports the standard
// library only. Values are plain data; a value that is shared between
// goroutines must not be changed.
//
// Positions in text are counted in Unicode code points, not bytes, so that a
// span means the same to a program in any language.
package news
