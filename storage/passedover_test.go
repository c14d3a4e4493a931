package storage

import (
	"strings"
	"testing"
	"time"

	"vedette/news"
)

func TestADamagedHoldOrSubscriptionHidesNoOther(t *testing.T) {
	s := newStore(t)
	ctx := t.Context()
	for _, host := range []string{"a.example", "b.example"} {
		must(t, s.KeepHold(ctx, news.HostHold{Host: host, Until: noon.Add(time.Hour)}, noon))
		must(t, s.PutSubscription(ctx, news.Subscription{Token: "token of " + host, Feed: host}))
	}
	damage(t, s, bucketHolds, []byte("a.example"))
	damage(t, s, bucketSubscriptions, []byte("token of a.example"))
	holds, err := s.Holds(ctx, noon)
	must(t, err)
	subscriptions, err := s.Subscriptions(ctx)
	must(t, err)
	if len(holds) != 1 || holds[0].Host != "b.example" || len(subscriptions) != 1 || subscriptions[0].Feed != "b.example" {
		t.Errorf("left are %+v and %+v", holds, subscriptions)
	}
	damaged, err := s.PassedOver(ctx)
	must(t, err)
	if len(damaged) != 2 || !strings.Contains(damaged[0].Error(), `record "a.example" of table holds is damaged`) ||
		damaged[1].Error() != "a record of table subscriptions is damaged: its checksum is wrong" {
		t.Errorf("passed over are %v", damaged)
	}
	for _, f := range Faults(s.Check(ctx)) {
		if !strings.HasPrefix(f.Do, "nothing: ") || strings.Contains(f.What, "token of") {
			t.Errorf("found %+v", f)
		}
	}
	// A hold that is kept takes the place of the damaged one of its host.
	must(t, s.KeepHold(ctx, news.HostHold{Host: "a.example", Until: noon.Add(time.Hour)}, noon))
	if holds, err = s.Holds(ctx, noon); err != nil || len(holds) != 2 {
		t.Errorf("held are %+v, %v", holds, err)
	}
	_, err = s.Accept(ctx, news.Visit{State: news.FeedState{Feed: "feed", LastCheck: noon}, Hold: news.HostHold{Host: "c.example", Until: noon.Add(time.Hour)}})
	must(t, err)
}
