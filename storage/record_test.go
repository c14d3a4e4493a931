package storage

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"vedette/news"
)

func TestARecordComesBack(t *testing.T) {
	want := news.Item{ID: "x", Title: "Ազգային <b>&", Published: noon, Tags: []string{"a", "b"}}
	record, err := encode(want)
	must(t, err)
	var got news.Item
	must(t, decode(record, &got))
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestEveryFlippedBitOfARecordIsFound(t *testing.T) {
	record, err := encode(news.Item{ID: "x", Title: "title"})
	must(t, err)
	for i := range len(record) * 8 {
		broken := bytes.Clone(record)
		broken[i/8] ^= 1 << (i % 8)
		var it news.Item
		if err := decode(broken, &it); !errors.Is(err, ErrDamaged) {
			t.Errorf("bit %d: error is %v", i, err)
		}
	}
	for n := range len(record) {
		var it news.Item
		if err := decode(record[:n], &it); !errors.Is(err, ErrDamaged) {
			t.Errorf("cut to %d bytes: error is %v", n, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	record, err := encode(news.Alert{ID: "x", Hits: []string{"y"}, Due: noon})
	must(f, err)
	f.Add(record)
	f.Add([]byte{})
	f.Add([]byte{1, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, record []byte) {
		var a news.Alert
		if err := decode(record, &a); err != nil {
			if !errors.Is(err, ErrDamaged) {
				t.Fatalf("error %v is no damage", err)
			}
			return
		}
		again, err := encode(a)
		must(t, err)
		var b news.Alert
		must(t, decode(again, &b))
	})
}

func TestSeqKeysSortLikeNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOf(rapid.Uint64()).Draw(t, "numbers")
		slices.Sort(list)
		if !slices.IsSortedFunc(list, func(a, b uint64) int { return bytes.Compare(seqKey(a), seqKey(b)) }) {
			t.Fatal("the keys sort otherwise")
		}
		for _, n := range list {
			if seqOf(seqKey(n)) != n {
				t.Fatalf("%d comes back as %d", n, seqOf(seqKey(n)))
			}
		}
	})
}

func TestKeysAreShownToPeople(t *testing.T) {
	for want, key := range map[string][]byte{
		`"azertac"`:        []byte("azertac"),
		"0000000000000007": seqKey(7),
		"6100":             prefix("a"),
	} {
		if got := printable(key); got != want {
			t.Errorf("%q is shown as %s, want %s", key, got, want)
		}
	}
}
