package storage

import (
	"errors"
	"regexp"
)

// Fault is one thing that Check has found.
type Fault struct {
	// What says what is wrong and in which record, Do what a person can do about
	// it. Each is one line.
	What, Do string
}

// Faults gives what an error of Check names. Of another error there are none.
func Faults(err error) []Fault {
	var list interface{ Unwrap() []error }
	if !errors.Is(err, ErrDamaged) || !errors.As(err, &list) {
		return nil
	}
	var faults []Fault
	for _, fault := range list.Unwrap() {
		var of tableError
		errors.As(fault, &of)
		faults = append(faults, Fault{line.ReplaceAllString(fault.Error(), "; "), remedy(of.table)})
	}
	return faults
}

var line = regexp.MustCompile(`\s*\n\s*`)

// remedy says what to do about a fault of a table, "" of none or several. What is
// passed over needs nobody.
func remedy(table string) string {
	switch table {
	case bucketPushes:
		return "nothing: it is passed over, and the feed is visited all the same"
	case bucketFeeds:
		return "nothing: the feed begins anew with its next visit, and what it has shown is known"
	case bucketQueue:
		return "nothing: it is passed over, and the feed is visited when vedette starts"
	case bucketHolds:
		return "nothing: it is passed over, and its host will say again if it is to be left alone"
	case bucketSubscriptions:
		return "nothing: it is passed over, and the feed's next visit asks its hub anew"
	case bucketAdded:
		return "take the feed out (`vedette feeds remove`) and add it again; until then it is visited at its last address"
	case bucketArticles, bucketArticleDue:
		return "nothing: it is passed over, and the item keeps the feed's text"
	}
	return "stop vedette, keep a copy of the file, and restore a backup"
}
