package fetch

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"syscall"
)

// maxLayers is how often a body may be compressed: by the program and again
// by the server in front of it.
const maxLayers = 2

// A body that unpacks to more than maxRatio times its size is a bomb: real
// feeds have 4 to 8, and none of those measured more. Up to ratioFree nobody
// looks, as that much hurts nobody and small feeds may be mere repetition.
const (
	maxRatio  = 100
	ratioFree = 1 << 20
)

// maxSalvage is how much of a body that is too large is made into items. It may
// go on for ever and have a million of them, and comes again at every visit; the
// newest news stands in front.
const maxSalvage = 2 << 20

// firstStep is what a body gets at first, and doubled when it needs more. Most
// feeds fit into it or its double.
const firstStep = 32 << 10

// breakOff is why a body was not read to its end. The items that stand before
// it are kept; the next visit asks for all of it again.
type breakOff string

func (b breakOff) Error() string { return string(b) }

const (
	// errCut says that a body ended before its length or its checksum.
	errCut breakOff = "the answer was cut short on the way: the next visit asks for all of it again"
	// errTooLarge stops endless bodies.
	errTooLarge breakOff = "the feed is larger than max_bytes allows: set it higher if that is right"
	// errInflated stops bombs.
	errInflated breakOff = "the answer unpacks to more than 100 times its size, which no real feed does: tell its publisher"
	// errTooSlow stops servers that send just enough to keep the line open.
	errTooSlow breakOff = "the server sends less than 512 bytes a second: nothing to do but wait until it is faster"
)

// brokeOff tells whether what was read before the error is to be kept.
func brokeOff(err error) bool {
	_, ok := errors.AsType[breakOff](err)
	return ok
}

// salvaged says why only so many items could be read. It is a *PartialError.
func salvaged(why error, items int) error {
	partial := &PartialError{Items: items}
	if why == errCut {
		return partial
	}
	return fmt.Errorf("%w: %w", why, partial)
}

// readBody takes in a whole body of at most limit bytes, compressed and
// decoded alike. With a breakOff it gives what is to be salvaged. Compression is told by the
// bytes, as some servers do not name it and others name it twice. The body of
// an answer of transport counts against its budget until it is closed.
func readBody(r io.Reader, encoding string, limit int64) ([]byte, error) {
	w := &wire{from: r, limit: limit}
	document, err := unpack(w, encoding)
	if err != nil {
		return nil, err
	}
	purse, _ := r.(purse)
	var body []byte
	for {
		if len(body) == cap(body) {
			if body, err = enlarge(body, limit, purse); err != nil {
				return nil, err
			}
		}
		n, err := document.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		switch {
		case int64(len(body)) > limit:
			return body[:min(limit, maxSalvage)], errTooLarge
		case len(body) > ratioFree && int64(len(body)) > maxRatio*w.taken:
			return body, errInflated
		case err == io.EOF:
			return body, nil
		case err != nil:
			return body, cutShort(err)
		}
	}
}

// purse pays for the memory of a body before it is used.
type purse interface{ pay(bytes int64) error }

// enlarge doubles the room of a body, up to one byte above the limit.
func enlarge(body []byte, limit int64, p purse) ([]byte, error) {
	room := min(max(firstStep, 2*int64(cap(body))), limit+1)
	more := room - int64(cap(body))
	if p != nil {
		if err := p.pay(more); err != nil {
			return nil, err
		}
	}
	return append(make([]byte, 0, room), body...), nil
}

// wire counts the bytes that come from the server.
type wire struct {
	from         io.Reader
	taken, limit int64
}

func (w *wire) Read(p []byte) (int, error) {
	n, err := w.from.Read(p)
	if w.taken += int64(n); w.taken > w.limit && (err == nil || err == io.EOF) {
		err = errTooLarge
	}
	return n, err
}

// unpack takes the layers of gzip off. What the header calls encoded is taken
// as it is if it is not.
func unpack(r io.Reader, encoding string) (io.Reader, error) {
	b := bufio.NewReader(r)
	packed := false
	for layer := 0; layer < maxLayers && startsGzip(b); layer++ {
		z, err := gzip.NewReader(b)
		if err != nil {
			return nil, fmt.Errorf("the compressed answer is damaged: %w", err)
		}
		z.Multistream(false)
		b, packed = bufio.NewReader(&streams{z: z, from: b}), true
	}
	known := []string{"", "identity", "gzip", "x-gzip", "gzip, gzip", "none", "utf-8"}
	if !packed && !slices.Contains(known, strings.ToLower(strings.TrimSpace(encoding))) {
		return nil, fmt.Errorf("the server sent the feed compressed as %q, which was not asked for", encoding)
	}
	return b, nil
}

func startsGzip(b *bufio.Reader) bool {
	start, _ := b.Peek(3) // an error comes again at the next read
	return string(start) == "\x1f\x8b\x08"
}

// streams decodes all gzip streams that follow each other (RFC 1952, 2.2) and
// leaves out what is none behind them.
type streams struct {
	z    *gzip.Reader
	from *bufio.Reader
}

func (s *streams) Read(p []byte) (int, error) {
	for {
		n, err := s.z.Read(p)
		if err == io.EOF && n > 0 {
			return n, nil // the end comes again by itself
		}
		if err != io.EOF {
			return n, err
		}
		if !startsGzip(s.from) || s.z.Reset(s.from) != nil {
			return 0, io.EOF
		}
		s.z.Multistream(false)
	}
}

// cutShort words the errors of a body that did not come whole.
func cutShort(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errCut
	case errors.Is(err, gzip.ErrChecksum), errors.As(err, &corrupt):
		return errors.New("the compressed answer is damaged: it does not unpack")
	case errors.Is(err, syscall.ECONNRESET):
		return errCut
	}
	return err
}
