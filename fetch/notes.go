package fetch

import "fmt"

// notes collects what reading a document took beyond reading it.
type notes []Note

// add notes one thing, once.
func (n *notes) add(kind, format string, args ...any) {
	note := Note{Kind: kind, Text: fmt.Sprintf(format, args...)}
	for _, known := range *n {
		if known == note {
			return
		}
	}
	*n = append(*n, note)
}

// count notes how often something was done: one, or many with a %d in it.
func (n *notes) count(kind string, times int, one, many string) {
	switch {
	case times == 1:
		n.add(kind, "%s", one)
	case times > 1:
		n.add(kind, many, times)
	}
}
