package storage

import (
	"encoding/binary"
	"fmt"
	"math"
	"time"
)

// fields writes the fields of a value one after another, or reads them back:
// one list of fields, like itemFields, says both. Each field is a byte with its
// number, 1 and up, and what it holds; one that is empty is left out. The list
// names the fields in the order of their numbers, as they stand in the record.
//
// A field that is added to a type gets the next number, and one that is taken
// away keeps its own: numbers are never used again, so that old records are
// read for ever. A new kind of field needs a new version of the tables, by
// which an older vedette refuses the file.
type fields struct {
	reading bool
	rest    []byte // what is written so far, or what is still to be read
	// text is the end of the record that rest was, in a memory of its own, so
	// that all strings of a value cost one allocation. It is empty when writing.
	text string
	err  error
}

// writeFields gives what list writes, behind what stands in record.
func writeFields(record []byte, list func(*fields)) []byte {
	f := fields{rest: record}
	list(&f)
	return f.rest
}

// readFields lets list read a record. The values share no memory with it.
func readFields(record []byte, list func(*fields)) error {
	f := fields{reading: true, rest: record, text: string(record)}
	list(&f)
	if f.err == nil && len(f.rest) > 0 {
		f.err = fmt.Errorf("%w: field %d is not known here", ErrDamaged, f.rest[0])
	}
	return f.err
}

// next tells whether the field with a number is the next to be read.
func (f *fields) next(number byte) bool {
	if len(f.rest) == 0 || f.rest[0] != number || f.err != nil {
		return false
	}
	f.rest = f.rest[1:]
	return true
}

// cut takes n bytes of what is to be read, in the record's memory.
func (f *fields) cut(n uint64) []byte {
	if n > uint64(len(f.rest)) {
		f.err = fmt.Errorf("%w: it ends within a field", ErrDamaged)
		return nil
	}
	b := f.rest[:n]
	f.rest = f.rest[n:]
	return b
}

func (f *fields) uvarint() uint64 {
	v, n := binary.Uvarint(f.rest)
	f.cut(uint64(max(n, 0)))
	if n <= 0 && f.err == nil {
		f.err = fmt.Errorf("%w: a number is none", ErrDamaged)
	}
	return v
}

// string reads a length and as many bytes, which share the memory of text.
func (f *fields) string() string {
	n := f.uvarint()
	at := len(f.text) - len(f.rest)
	return f.text[at : at+len(f.cut(n))]
}

func (f *fields) appendString(s string) {
	f.rest = binary.AppendUvarint(f.rest, uint64(len(s)))
	f.rest = append(f.rest, s...)
}

// str is a field of text.
func str[S ~string](f *fields, number byte, s *S) {
	switch {
	case f.reading:
		if f.next(number) {
			*s = S(f.string())
		}
	case *s != "":
		f.rest = append(f.rest, number)
		f.appendString(string(*s))
	}
}

// strs is a field of several texts: how many, and each.
func strs[S ~string](f *fields, number byte, list *[]S) {
	switch {
	case f.reading:
		if f.next(number) {
			*list = nil
			for n := f.uvarint(); n > 0 && f.err == nil; n-- {
				*list = append(*list, S(f.string()))
			}
		}
	case len(*list) > 0:
		f.rest = binary.AppendUvarint(append(f.rest, number), uint64(len(*list)))
		for _, s := range *list {
			f.appendString(string(s))
		}
	}
}

// whole is a field with a whole number.
func whole[N ~int | ~int64 | ~uint32 | ~uint8](f *fields, number byte, v *N) {
	switch {
	case f.reading:
		if f.next(number) {
			u := f.uvarint()
			*v = N(int64(u>>1) ^ -int64(u&1))
		}
	case *v != 0:
		n := int64(*v)
		f.rest = binary.AppendUvarint(append(f.rest, number), uint64(n<<1)^uint64(n>>63)) // small ones are short, below 0 too
	}
}

// flag is a field that says yes or no: a whole number, 1 or left out.
func flag(f *fields, number byte, v *bool) {
	n := 0
	if *v {
		n = 1
	}
	whole(f, number, &n)
	*v = n != 0
}

// shares is a field with the parts of a day: a text of two bytes for each, or
// left out when all are 0.
func (f *fields) shares(number byte, v *[8]uint16) {
	switch {
	case f.reading:
		if f.next(number) {
			b := f.cut(f.uvarint())
			if len(b) != 2*len(v) && f.err == nil {
				f.err = fmt.Errorf("%w: field %d does not hold %d numbers", ErrDamaged, number, len(v))
			}
			for i := 0; i < len(v) && f.err == nil; i++ {
				v[i] = binary.BigEndian.Uint16(b[2*i:])
			}
		}
	case *v != [8]uint16{}:
		f.rest = append(f.rest, number, byte(2*len(v)))
		for _, n := range v {
			f.rest = binary.BigEndian.AppendUint16(f.rest, n)
		}
	}
}

// real is a field with a number of IEEE 754.
func (f *fields) real(number byte, v *float64) {
	switch {
	case f.reading:
		if f.next(number) {
			if b := f.cut(8); b != nil {
				*v = math.Float64frombits(binary.BigEndian.Uint64(b))
			}
		}
	case *v != 0:
		f.rest = binary.BigEndian.AppendUint64(append(f.rest, number), math.Float64bits(*v))
	}
}

// time is a field with a time, which comes back in UTC.
func (f *fields) time(number byte, t *time.Time) {
	switch {
	case f.reading:
		if f.next(number) {
			if b := f.cut(timeLen); b != nil {
				*t = timeOf(b)
			}
		}
	case !t.IsZero():
		f.rest = appendTime(append(f.rest, number), *t)
	}
}
