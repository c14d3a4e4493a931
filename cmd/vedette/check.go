package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/news"
	"vedette/problem"
)

func newCheck() *cobra.Command {
	var past pastCheck
	var store bool
	cmd := &cobra.Command{
		Use:   "check [FILE]",
		Short: "Check a configuration: every mistake, where it is and what to write instead",
		Long: `check reads a configuration as 'run' would, with all its rules, and names every
mistake with its file, line and column. It touches no store and no network.
What is allowed but probably not meant is told as a warning. It ends with 0 if
'run' would accept the file.

With --archive the rules are held against what the store has, or with --items
against a file of items as JSON lines: clauses that were never met, and rules
and forms that are met too often to say much, are warnings too.

With --store the store that the configuration names is read as a whole, too, and
each damaged record, up to 20 of them, is named with what to do about it. Nothing
is changed, not even a store of an older vedette. No vedette may be running on it.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			path := configPath(cmd)
			if len(args) == 1 {
				path = args[0]
			}
			loaded, err := config.Load(path)
			if err != nil {
				return reportProblems(cmd, err)
			}
			if loaded.Warnings, err = past.warnings(cmd, loaded); err != nil {
				return err
			}
			if err := printSummary(cmd, path, loaded); err != nil || !store {
				return err
			}
			return checkStore(cmd, loaded.Config.Storage.Path)
		},
	}
	past.flags(cmd)
	cmd.Flags().BoolVar(&store, "store", false, "look for damage in the store, which no vedette may have open")
	jsonFlag(cmd)
	return cmd
}

// printSummary says what a sound configuration will do, and its warnings.
func printSummary(cmd *cobra.Command, path string, loaded *config.Loaded) error {
	out, c := cmd.OutOrStdout(), loaded.Config
	if wantsJSON(cmd) {
		for _, p := range loaded.Warnings {
			if err := printJSON(out, verdict{Level: "warning", Problem: p}); err != nil {
				return err
			}
		}
		return nil
	}
	for _, p := range loaded.Warnings {
		fmt.Fprintf(cmd.ErrOrStderr(), "warning: %v\n", p)
	}
	_, err := fmt.Fprintf(out, "%s is good: %s, %s, %s, %s, %s, %s\n", path,
		news.Count(len(c.Feeds), "feed"), news.Count(len(c.Concepts), "concept"), news.Count(len(c.Rules), "rule"),
		news.Count(len(c.Receivers), "receiver"), news.Count(len(c.Routes), "route"), news.Count(len(c.Channels), "channel"))
	return err
}

// verdict is one line of check --json.
type verdict struct {
	Level string `json:"level"`
	problem.Problem
}

// reportProblems prints all that is wrong with a configuration and gives the error
// that ends the command.
func reportProblems(cmd *cobra.Command, err error) error {
	var list problem.List
	if !errors.As(err, &list) {
		return err
	}
	return reportAll(cmd, list, "problem", "in the configuration")
}

// reportAll prints problems, then how many of what they are and where, and gives the
// error that ends the command.
func reportAll(cmd *cobra.Command, list problem.List, what, where string) error {
	for _, p := range list {
		if wantsJSON(cmd) {
			_ = printJSON(cmd.OutOrStdout(), verdict{Level: "error", Problem: p})
			continue
		}
		fmt.Fprintln(cmd.ErrOrStderr(), p.Error())
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "vedette: %s %s\n", news.Count(len(list), what), where)
	return errReported
}
