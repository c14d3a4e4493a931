//go:build !unix

package monitor

import "time"

// processorTime is not known here.
func processorTime() time.Duration { return 0 }
