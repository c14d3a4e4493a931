package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

func TestAListThatIsNotWholeSaysSo(t *testing.T) {
	for _, test := range []struct {
		name string
		have int
		args []string
		rows int
		note bool
	}{
		{"all", 20, nil, 20, false},
		{"more than the usual number", 21, nil, 20, true},
		{"as many as were asked for", 21, []string{"-n", "5"}, 5, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			var limit int
			var said strings.Builder
			cmd := &cobra.Command{}
			cmd.SetErr(&said)
			limitFlag(cmd, &limit)
			if err := cmd.ParseFlags(test.args); err != nil {
				t.Fatal(err)
			}
			rows, err := latest(cmd, &limit, func() ([]int, error) {
				return slices.Repeat([]int{1}, min(limit, test.have)), nil
			})
			if err != nil || len(rows) != test.rows || strings.Contains(said.String(), "there are more") != test.note {
				t.Errorf("%d rows, %q, %v", len(rows), said.String(), err)
			}
		})
	}
}
