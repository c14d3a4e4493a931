package fetch

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
)

// maxLayers is how often a body may be compressed: by the program and again
// by the server in front of it.
const maxLayers = 2

// errCut says that a body ended before its length or its checksum was reached.
var errCut = errors.New("the answer was cut short on the way: the next visit asks for all of it again")

// errTooLarge stops endless bodies and bombs.
var errTooLarge = errors.New("the feed is larger than max_bytes allows: set it higher if that is right")

// readBody takes in a whole body of at most limit bytes, compressed and
// decoded alike. With errCut it gives what came. Compression is told by the
// bytes, as some servers do not name it and others name it twice.
func readBody(r io.Reader, encoding string, limit int64) ([]byte, error) {
	body, err := readAtMost(r, limit)
	err = cutShort(err)
	for layer := 0; layer < maxLayers && isGzip(body) && (err == nil || err == errCut); layer++ {
		cut := err
		if body, err = gunzip(body, limit); err == nil {
			err = cut
		}
		encoding = ""
	}
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "", "identity", "gzip", "x-gzip", "gzip, gzip", "none", "utf-8":
		return body, err
	}
	return nil, fmt.Errorf("the server sent the feed compressed as %q, which was not asked for", encoding)
}

func isCorrupt(err error) bool {
	var corrupt flate.CorruptInputError
	return errors.As(err, &corrupt)
}

func isGzip(body []byte) bool { return bytes.HasPrefix(body, []byte("\x1f\x8b\x08")) }

// gunzip decodes all gzip streams that follow each other (RFC 1952, 2.2) and
// leaves out what is none behind them.
func gunzip(body []byte, limit int64) ([]byte, error) {
	rest := bytes.NewReader(body)
	z, err := gzip.NewReader(rest)
	if err != nil {
		return nil, fmt.Errorf("the compressed answer is damaged: %w", err)
	}
	var out []byte
	for {
		z.Multistream(false)
		part, err := readAtMost(z, limit-int64(len(out)))
		if out = append(out, part...); err != nil {
			return out, cutShort(err)
		}
		if !isGzip(body[len(body)-rest.Len():]) || z.Reset(rest) != nil {
			return out, nil
		}
	}
}

// readAtMost gives an error for a byte more than the limit.
func readAtMost(r io.Reader, limit int64) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, limit+1))
	if int64(len(body)) > limit {
		return nil, errTooLarge
	}
	return body, err
}

// cutShort words the errors of a body that did not come whole.
func cutShort(err error) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errCut
	case errors.Is(err, gzip.ErrChecksum), isCorrupt(err):
		return errors.New("the compressed answer is damaged: it does not unpack")
	case errors.Is(err, syscall.ECONNRESET):
		return errCut
	}
	return err
}
