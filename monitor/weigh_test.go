package monitor

import (
	"errors"
	"fmt"
	"testing"

	"vedette/fetch"
	"vedette/guard"
	"vedette/news"
)

func TestAFailureWithoutAStatusIsToldForWhatItWas(t *testing.T) {
	silent := errors.New("the server did not answer in time")
	for want, r := range map[string]fetch.Result{
		"status 302": {Err: silent, State: news.FeedState{Status: 302}},
		"":           {Err: silent, Unreached: true},
		"the server was reached and did not answer":                   {Err: silent},
		"its address is not asked, as network.allow does not have it": {Err: fmt.Errorf("dial: %w", &guard.RefusedError{Host: "10.0.0.1"})},
	} {
		if got := (&visit{result: r}).trouble(); got != want {
			t.Errorf("%+v is told as %q, want %q", r, got, want)
		}
	}
}
