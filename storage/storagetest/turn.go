package storagetest

import (
	"fmt"

	"vedette/news"
)

// turnTests hold that a slow receiver holds up only itself.
func turnTests() []test {
	return []test{
		{"a claim takes one alert a receiver, its earliest due", func(s *suite) {
			s.alertTo("desk", "desk, later", 2)
			s.alertTo("night desk", "night desk, later", 3)
			s.alertTo("desk", "desk, first", 1)
			s.alertTo("night desk", "night desk, first", 0)
			s.same("claimed", keys(s.claim("me", 9)), []string{"night desk, first", "desk, first"})
		}},
		{"of alerts due at one time the one opened first is first", func(s *suite) {
			s.alert("first")
			s.alert("second")
			s.same("claimed", keys(s.claim("me", 0)), []string{"first"})
		}},
		{"a backlog to one receiver does not keep others waiting", func(s *suite) {
			s.stored("a")
			h := hit("r", "a")
			var backlog []news.Alert
			for i := range many {
				backlog = append(backlog, proposal(fmt.Sprint("k", i), 0, h))
			}
			s.commit([]news.Hit{h}, backlog...)
			s.alertTo("night desk", "other", 1)
			got, _, err := s.Claim(s.ctx, "me", at(1), lease, 2)
			s.must(err)
			s.same("claimed", keys(got), []string{"k0", "other"})
		}},
		{"a running lease blocks its receiver, for all owners, and no other receiver", func(s *suite) {
			s.alert("first")
			s.claim("me", 0)
			s.alert("second")
			s.alertTo("night desk", "other", 0)
			s.same("claimed", keys(s.claim("another node", 4)), []string{"other"})
			s.same("claimed again", keys(s.claim("me", 4)), []string(nil))
		}},
		{"a lease runs as long as it was taken for, whoever asks for another length", func(s *suite) {
			s.alert("first")
			s.alert("second")
			_, _, err := s.Claim(s.ctx, "me", noon, 12*lease, 1)
			s.must(err)
			s.same("within it", len(s.claim("me", 59)), 0)
			s.same("after it", keys(s.claim("me", 60)), []string{"second"})
		}},
		{"an expired lease frees the receiver, and the earliest due comes first", func(s *suite) {
			s.alert("cut off")
			s.claim("crashed", 0) // due again at 5
			s.alertTo("desk", "before", 4)
			s.alertTo("desk", "after", 6)
			s.same("when the lease ends", keys(s.claim("me", 5)), []string{"before"})
			s.must(s.Finish(s.ctx, result(s.theAlert("before"), news.ResultDelivered, "")))
			s.same("then", keys(s.claim("me", 6)), []string{"cut off"})
		}},
		{"the end of a claim whose lease has expired does not free a receiver that has another", func(s *suite) {
			s.alert("slow")
			slow := s.claim("slow", 0)[0]
			s.alert("quick")
			s.same("after the lease", keys(s.claim("quick", 6)), []string{"quick"})
			s.must(s.Finish(s.ctx, result(slow, news.ResultDelivered, "")))
			s.alert("next")
			s.same("within the other lease", len(s.claim("me", 10)), 0)
			s.same("after it", keys(s.claim("me", 11)), []string{"next"})
		}},
		{"the end of a try frees its receiver, whatever the result", func(s *suite) {
			s.alert("delivered")
			s.alert("dead")
			s.alert("retried")
			s.alert("last")
			for _, r := range []news.Result{news.ResultDelivered, news.ResultDead, news.ResultRetry} {
				try := result(s.claim("me", 2)[0], r, "")
				try.Next = at(60)
				s.must(s.Finish(s.ctx, try))
			}
			s.same("claimed", keys(s.claim("me", 3)), []string{"last"})
		}},
		{"release frees the receivers of what it gives back", func(s *suite) {
			s.alert("first")
			s.alert("second")
			s.alertTo("night desk", "theirs", 0)
			s.alertTo("night desk", "theirs, second", 0)
			_, _, err := s.Claim(s.ctx, "me", at(0), lease, 1)
			s.must(err)
			s.same("of the other", keys(s.claim("other", 1)), []string{"theirs"})
			_, err = s.Release(s.ctx, "me")
			s.must(err)
			s.same("claimed", keys(s.claim("me", 2)), []string{"first"})
		}},
		{"an alert retried by hand waits its turn", func(s *suite) {
			a := s.alert("dead")
			s.must(s.Finish(s.ctx, result(s.claim("me", 0)[0], news.ResultDead, "")))
			s.alert("being sent")
			s.claim("me", 1)
			s.must(s.Retry(s.ctx, a.ID, at(2)))
			s.same("within the lease", len(s.claim("me", 3)), 0)
			s.same("after it", keys(s.claim("me", 6)), []string{"dead"})
		}},
		{"what waits for a lease is due when it ends, and the rest when it is", func(s *suite) {
			s.alert("first")
			s.alert("second")
			s.alertTo("night desk", "other", 60)
			s.dueAt("before", 0)
			first := s.claim("me", 2)[0]
			s.dueAt("while the lease runs", 7)
			s.alertTo("night desk", "sooner", 4)
			s.dueAt("with an alert to another", 4)
			s.must(s.Finish(s.ctx, result(first, news.ResultDelivered, "")))
			s.dueAt("after the try", 0)
		}},
		{"after two leases of one receiver its turn comes with the end of the last", func(s *suite) {
			s.alert("first")
			s.alert("second")
			s.claim("crashed", 0)
			s.claim("me", 6)
			s.dueAt("with one expired", 11)
			s.same("within the last", len(s.claim("me", 10)), 0)
			s.same("then", keys(s.claim("me", 11)), []string{"first"})
		}},
	}
}

// dueAt compares when the next alert may be claimed, in minutes after noon.
func (s *suite) dueAt(when string, minutes int) {
	s.Helper()
	due, ok, err := s.NextDue(s.ctx)
	s.must(err)
	s.same("is due "+when, ok, true)
	s.same("next due "+when, due, at(minutes))
}
