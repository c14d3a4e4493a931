package storage

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// seqLen and timeLen are the lengths of a seq and of a time in keys.
const (
	seqLen  = 8
	timeLen = 12
)

// nameLimit is the most bytes that an id or a key may have: more than any
// needs, less than the index of any engine takes.
const nameLimit = 2048

// checkName refuses a name that no key can hold. A zero byte would blur where
// the name ends.
func checkName(kind, name string) error {
	switch {
	case name == "":
		return fmt.Errorf("%s is empty", kind)
	case len(name) > nameLimit:
		return fmt.Errorf("%s has %d bytes, more than %d: it begins %.40q", kind, len(name), nameLimit, name)
	case strings.IndexByte(name, 0) >= 0:
		return fmt.Errorf("%s holds a zero byte: %q", kind, name)
	}
	return nil
}

// seqKey is the key of a number.
func seqKey(seq uint64) []byte { return binary.BigEndian.AppendUint64(nil, seq) }

// seqOf reads what seqKey made; 0, which is no seq, for anything else.
func seqOf(b []byte) uint64 {
	if len(b) != seqLen {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

// prefix is what the keys of a name's numbers begin with.
func prefix(name string) []byte { return append([]byte(name), 0) }

// under is the key of a number below a name.
func under(name string, n uint64) []byte { return binary.BigEndian.AppendUint64(prefix(name), n) }

// signBit, turned, sorts the seconds before 1970 before those after.
const signBit = 1 << 63

// appendTime adds a time to a key, so that the earlier sort first.
func appendTime(key []byte, at time.Time) []byte {
	key = binary.BigEndian.AppendUint64(key, uint64(at.Unix())^signBit)
	return binary.BigEndian.AppendUint32(key, uint32(at.Nanosecond()))
}

// timeOf reads what appendTime wrote into the first timeLen bytes.
func timeOf(b []byte) time.Time {
	sec := int64(binary.BigEndian.Uint64(b) ^ signBit)
	return time.Unix(sec, int64(binary.BigEndian.Uint32(b[8:]))).UTC()
}

// timeKey is the key of a name by time.
func timeKey(at time.Time, name string) []byte {
	return append(appendTime(make([]byte, 0, timeLen+len(name)), at), name...)
}

// nameByTime reads what timeKey made.
func nameByTime(bucket string, key []byte) (time.Time, string, error) {
	if len(key) <= timeLen {
		return time.Time{}, "", damagedKey(bucket, key)
	}
	return timeOf(key), string(key[timeLen:]), nil
}

// attemptKey is the key of an attempt in the ledger.
func attemptKey(alertSeq, epoch uint64) []byte {
	return binary.BigEndian.AppendUint64(seqKey(alertSeq), epoch)
}

// printable shows a key to people: names as they are, numbers in hexadecimal.
func printable(key []byte) string {
	var names []string
	for name := range bytes.SplitSeq(key, []byte{0}) {
		if len(name) == 0 || bytes.ContainsFunc(name, unicode.IsControl) {
			return fmt.Sprintf("%x", key)
		}
		names = append(names, strconv.Quote(string(name)))
	}
	return strings.Join(names, " ")
}
