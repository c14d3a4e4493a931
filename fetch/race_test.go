//go:build race

package fetch

// underRace is whether the race detector counts along, which takes several
// times the memory.
const underRace = true
