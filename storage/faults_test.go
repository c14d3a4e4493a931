package storage

import (
	"context"
	"errors"
	"strings"
	"testing"
)

func TestFaultsAreListedWithWhatToDo(t *testing.T) {
	s := newStore(t)
	fill(t, s)
	damage(t, s, bucketPushes, seqKey(1))
	damage(t, s, bucketFeeds, []byte("feed"))
	read := 0
	faults := Faults(s.CheckWith(t.Context(), func(n int) { read += n }))
	does := map[string]string{}
	for _, f := range faults {
		if strings.Contains(f.What, "\n") {
			t.Errorf("%q is no line", f.What)
		}
		for _, of := range []string{"of table pushes is damaged", "of table feeds is damaged"} {
			if strings.Contains(f.What, of) {
				does[of] = f.Do
			}
		}
	}
	if !strings.HasPrefix(does["of table pushes is damaged"], "nothing: ") || !strings.Contains(does["of table feeds is damaged"], "restore a backup") {
		t.Errorf("found %+v", faults)
	}
	for _, err := range []error{nil, context.Canceled, errors.Join(errors.New("x"))} {
		if got := Faults(err); got != nil {
			t.Errorf("of %v there are %v", err, got)
		}
	}
}
