package storage

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"vedette/news"
)

// drawFields fills a struct with anything: some fields empty, some not, or none
// empty when all is set.
func drawFields(t *rapid.T, v reflect.Value, all bool) {
	for i := range v.NumField() {
		f := v.Field(i)
		if !all && rapid.Bool().Draw(t, "empty") {
			continue
		}
		switch p := f.Addr().Interface().(type) {
		case *time.Time:
			*p = time.Unix(rapid.Int64Range(-1<<34, 1<<37).Draw(t, "seconds"), rapid.Int64Range(1, 999_999_999).Draw(t, "rest")).UTC()
			continue
		case *news.Seen: // has a table of its own
			continue
		}
		drawField(t, f, all)
	}
}

func drawField(t *rapid.T, f reflect.Value, all bool) {
	text := rapid.StringN(1, -1, 300)
	switch f.Kind() {
	case reflect.Struct:
		drawFields(t, f, all)
	case reflect.String:
		f.SetString(text.Draw(t, "text"))
	case reflect.Slice:
		n := rapid.IntRange(1, 4).Draw(t, "texts")
		f.Set(reflect.MakeSlice(f.Type(), n, n))
		for i := range n {
			f.Index(i).SetString(text.Draw(t, "text"))
		}
	case reflect.Array:
		for i := range f.Len() {
			drawField(t, f.Index(i), all)
		}
	case reflect.Int, reflect.Int64:
		f.SetInt(rapid.Int64().Filter(func(n int64) bool { return n != 0 }).Draw(t, "number"))
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		f.SetUint(rapid.Uint64Range(1, 1<<(8*f.Type().Size()-1)).Draw(t, "number"))
	case reflect.Bool:
		f.SetBool(true)
	case reflect.Float64:
		f.SetFloat(rapid.Float64Range(-1e9, 1e9).Filter(func(x float64) bool { return x != 0 }).Draw(t, "number"))
	default:
		t.Fatalf("fields have no kind for %s yet", f.Type())
	}
}

// comesBack writes a value and reads it again, and wants what JSON makes of it.
func comesBack[T any](t *rapid.T, v T, record []byte, list func(*T) func(*fields)) {
	var got, want T
	if err := readFields(record, list(&got)); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("it differs (-JSON +fields):\n%s", diff)
	}
	for n := range record { // anything but a whole field is damage; no panic
		var cut T
		if err := readFields(record[:n], list(&cut)); err != nil && !errors.Is(err, ErrDamaged) {
			t.Fatalf("cut to %d bytes: %v", n, err)
		}
	}
}

// TestEveryFieldComesBack fails for a field that was added to one of the types
// and is missing in its list.
func TestEveryFieldComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.Bool().Draw(t, "all")
		var it news.Item
		drawFields(t, reflect.ValueOf(&it).Elem(), all)
		it.Seq = 0
		comesBack(t, it, writeFields(nil, itemFields(&it)), itemFields)

		var state news.FeedState
		drawFields(t, reflect.ValueOf(&state).Elem(), all)
		state.Items, state.LastNew, state.Held, state.Damaged = 0, time.Time{}, 0, ""
		comesBack(t, state, encodeState(&state)[stateBodyAt:], stateFields)
	})
}

// TestFieldsKeepWhatIsNoText differs from JSON: bytes that are no UTF-8 stay.
func TestFieldsKeepWhatIsNoText(t *testing.T) {
	want := news.Item{ID: "x", Seq: 7, Title: "a\xffb\x00<&>\u2028", Tags: []string{"", "\xc3"}}
	got, err := readItem(7, encodeItem(want))
	must(t, err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestEveryFlippedBitOfAnItemIsFound(t *testing.T) {
	record := encodeItem(news.Item{ID: "x", Title: "title"})
	stands := place{seq: 7}.encode()
	for i := range len(record) * 8 {
		broken := bytes.Clone(record)
		broken[i/8] ^= 1 << (i % 8)
		_, err := readItem(7, broken)
		wantError(t, err, ErrDamaged, "record 0000000000000007 of table arrivals")
	}
	for i := range len(stands) * 8 {
		broken := bytes.Clone(stands)
		broken[i/8] ^= 1 << (i % 8)
		_, err := readPlace(bucketItems, []byte("x"), broken)
		wantError(t, err, ErrDamaged, `record "x" of table items`)
	}
}

func TestAnUnknownFieldIsDamage(t *testing.T) {
	var it news.Item
	record := writeFields(nil, itemFields(&news.Item{ID: "x"}))
	wantError(t, readFields(append(record, 200, 1, 'a'), itemFields(&it)), ErrDamaged, "field 200 is not known here")
	// Fields stand in the order of their numbers: one that comes back is unknown.
	wantError(t, readFields(append(record, 1, 1, 'a'), itemFields(&it)), ErrDamaged, "field 1 is not known here")
}

// FuzzReadFields wants no panic and no memory beyond the record's own size.
func FuzzReadFields(f *testing.F) {
	f.Add(writeFields(nil, itemFields(&news.Item{ID: "x", Tags: []string{"a", "b"}, Published: noon, Revision: -3})))
	f.Add(encodeState(&news.FeedState{Feed: "x", Pace: news.Pace{Rate: 1.5}, Told: []news.NoticeKind{news.Broken}})[stateBodyAt:])
	f.Add([]byte{11, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, record []byte) {
		var it news.Item
		var state news.FeedState
		for _, err := range []error{readFields(record, itemFields(&it)), readFields(record, stateFields(&state))} {
			if err != nil && !errors.Is(err, ErrDamaged) {
				t.Fatalf("error %v is no damage", err)
			}
		}
	})
}
