package fetch

import "strings"

// copier writes a text anew. What is kept is copied in long runs, and not at
// all while nothing else was done.
type copier struct {
	in   string
	from int // where the run that is kept, and not written yet, begins
	at   int // up to where in is done
	out  strings.Builder
}

// keep lets the next bytes stand.
func (c *copier) keep(size int) { c.at += size }

// drop leaves the next bytes out.
func (c *copier) drop(size int) {
	if c.from < c.at {
		c.flush()
	}
	c.at += size
	c.from = c.at
}

// put writes something before the next bytes.
func (c *copier) put(parts ...string) {
	c.flush()
	for _, s := range parts {
		c.out.WriteString(s)
	}
}

// flush gives what is written, to be added to.
func (c *copier) flush() *strings.Builder {
	if c.out.Len() == 0 {
		c.out.Grow(len(c.in) - c.from + 64)
	}
	c.out.WriteString(c.in[c.from:c.at])
	c.from = c.at
	return &c.out
}

// size is how long the text is so far.
func (c *copier) size() int { return c.out.Len() + c.at - c.from }

// text gives it.
func (c *copier) text() string {
	if c.out.Len() == 0 {
		return c.in[c.from:c.at]
	}
	return c.flush().String()
}
