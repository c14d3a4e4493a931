package main

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress is a bar on a terminal, and nothing where output is piped.
type progress struct{ bar *progressbar.ProgressBar }

// newProgress shows a bar of total steps; -1 is a total nobody knows.
func newProgress(w io.Writer, total int64, noun string) progress {
	if terminalWidth(w) == 0 {
		return progress{}
	}
	return progress{progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetDescription(noun),
		progressbar.OptionShowCount(),
		progressbar.OptionShowIts(),
		progressbar.OptionSetItsString(noun),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionSetRenderBlankState(true),
		progressbar.OptionClearOnFinish(),
	)}
}

func (p progress) add(n int) {
	if p.bar != nil {
		_ = p.bar.Add(n)
	}
}

// clear takes the bar away, so that a line can be printed in its place.
func (p progress) clear() {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
}

// show draws the bar again below what was printed.
func (p progress) show() {
	if p.bar != nil {
		_ = p.bar.RenderBlank()
	}
}
