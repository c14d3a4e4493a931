package alert

// nearest gives the name that is likely meant by a mistyped one: the one with
// the fewest changed letters, if about a third of them at most differ.
func nearest(name string, names []string) string {
	best, least := "", (len([]rune(name))+2)/3+1
	for _, n := range names {
		if d := distance([]rune(name), []rune(n)); n != "" && d < least {
			best, least = n, d
		}
	}
	return best
}

// distance counts the letters to insert, delete or replace (Levenshtein).
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			cost := diagonal
			if x != y {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
