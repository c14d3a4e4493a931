package news

import (
	"bytes"
	"strings"
	"testing"
)

func TestABodyIsKeptUpToABound(t *testing.T) {
	for _, body := range []string{"", "<html>", strings.Repeat("0123456789", MaxUnread/5)} {
		var u Unread
		u.Pack([]byte(body))
		got, err := u.Body()
		if want := body[:min(len(body), MaxUnread)]; err != nil || string(got) != want || u.Size != len(body) || len(u.Gzip) == 0 {
			t.Errorf("of %d bytes %d are kept, %v; size %d", len(body), len(got), err, u.Size)
		}
	}
	if got, err := (&Unread{}).Body(); len(got) != 0 || err != nil {
		t.Errorf("of nothing %d bytes are kept, %v", len(got), err)
	}
	if _, err := (&Unread{Gzip: bytes.Repeat([]byte("x"), 99)}).Body(); err == nil {
		t.Error("damage is not told")
	}
}
