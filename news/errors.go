package news

import "errors"

// ErrFenced says that somebody else has taken the work meanwhile: the cursor
// was moved, or the alert was claimed again. What was to be written was not;
// the caller forgets it and goes on.
var ErrFenced = errors.New("the work was taken over by another worker")

// ErrExists says that there is a record with that id, or with what else may
// stand once only, already.
var ErrExists = errors.New("exists already")

// ErrNotFound says that the store has no record with that id.
var ErrNotFound = errors.New("not found")

// ErrNotStopped says that a feed is visited as usual: there is nothing to revive.
var ErrNotStopped = errors.New("it was not given up: there is nothing to revive")

// ErrDamaged says that the store does not hold what was written to it: it cannot
// be read any more, now or later.
var ErrDamaged = errors.New("damaged")

// ErrFull says that too much waits already of what was to be stored: once some
// of it is dealt with there is room again.
var ErrFull = errors.New("there is no room for more")

// Refusal is an error that is for whoever asked, in its own words: what was asked
// for cannot be had as it is, and vedette is well. Why says so, and is not nil.
type Refusal struct{ Why error }

// Error gives the words of Why.
func (r Refusal) Error() string { return r.Why.Error() }

// Unwrap gives Why.
func (r Refusal) Unwrap() error { return r.Why }
