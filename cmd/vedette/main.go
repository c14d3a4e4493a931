// Command vedette watches news feeds: it pulls them on a schedule, judges
// every item by topic rules, stores items and hits, alerts by e-mail and
// webhook, and publishes the hits as feeds.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"vedette/problem"
)

// The exit codes: what was asked for failed, or was asked for wrongly.
const (
	exitFailed = 1
	exitUsage  = 2
)

func main() { os.Exit(Main()) }

// Main runs the command line and gives the exit code. It is apart from main
// for tests that run the program by its name.
func Main() int {
	return execute(context.Background(), os.Args[1:], streams{in: os.Stdin, out: os.Stdout, err: os.Stderr})
}

// untilSignal gives a context that ends with the first SIGINT or SIGTERM, for
// commands that end in good order; a second signal ends them at once.
func untilSignal(cmd *cobra.Command) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// streams are the program's input and outputs.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// usageError is a mistake on the command line itself.
type usageError struct{ error }

// errReported ends a command that has told its failures already.
var errReported = errors.New("reported")

func execute(ctx context.Context, args []string, s streams) int {
	root := newRoot(s)
	root.SetArgs(args)
	cmd, err := root.ExecuteContextC(ctx)
	var usage usageError
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errReported):
		return exitFailed
	case errors.As(err, &usage):
		fmt.Fprintf(s.err, "vedette: %v\nSee '%s --help'.\n", err, cmd.CommandPath())
		return exitUsage
	}
	fmt.Fprintf(s.err, "vedette: %v\n", err)
	return exitFailed
}

// newRoot is the whole command tree; each command has a file of its own.
func newRoot(s streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "vedette",
		Short: "Watch news feeds and be told when a topic moves",
		Long: `vedette watches news feeds. It pulls RSS, Atom and JSON feeds on a schedule,
judges every item by topic rules in any language, stores items and hits,
alerts by e-mail and webhook, and publishes the hits as feeds.

  vedette demo      see it work, with no network and nothing to set up
  vedette check     check a configuration
  vedette run       run the daemon`,
		Version:       buildVersion(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		if number, ok := errors.AsType[*strconv.NumError](err); ok {
			err = errors.New(strings.Replace(err.Error(), number.Error(), "write a whole number", 1))
		}
		return usageError{err}
	})
	configFlag(root)
	root.AddCommand(
		newRun(), newCheck(), newDemo(),
		newTest(), newExplain(), newConcepts(),
		newFetch(), newMatch(),
		newHits(), newItems(), newFeeds(), newNotices(), newAlerts(),
		newConfig(), newVersion(),
	)
	root.SetHelpCommand(newHelp(root))
	return root
}

// defaultConfig is read where no --config is given; configEnv may name another.
const (
	defaultConfig = "config.yaml"
	configEnv     = "VEDETTE_CONFIG"
)

func configFlag(root *cobra.Command) {
	path := os.Getenv(configEnv)
	if path == "" {
		path = defaultConfig
	}
	root.PersistentFlags().StringP("config", "c", path, "the configuration `FILE` (or set "+configEnv+")")
	_ = root.MarkPersistentFlagFilename("config", "yaml", "yml")
}

func configPath(cmd *cobra.Command) string {
	path, _ := cmd.Flags().GetString("config")
	return path
}

// noArgs, exactArgs and minArgs refuse a wrong number of arguments as a
// mistake of usage.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if cmd.HasSubCommands() {
		return usageError{unknownCommand(cmd, args[0])}
	}
	return usageError{fmt.Errorf("%s takes no argument, but got %q", cmd.CommandPath(), args[0])}
}

// unknownCommand says that cmd has no command of that name, and which may be
// meant.
func unknownCommand(cmd *cobra.Command, name string) error {
	var names []string
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			names = append(names, sub.Name())
		}
	}
	err := fmt.Errorf("unknown command %q for %q", name, cmd.CommandPath())
	if near := problem.Nearest(name, names); near != "" {
		err = fmt.Errorf("%w: did you mean `%s %s`?", err, cmd.CommandPath(), near)
	}
	return err
}

// newHelp is cobra's help command but for commands that do not exist: it takes
// those for arguments, and shows the help of the command before.
func newHelp(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Show the help of a command",
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			var names []string
			if cmd, left, err := root.Find(args); err == nil && len(left) == 0 {
				for _, sub := range cmd.Commands() {
					if sub.IsAvailableCommand() {
						names = append(names, cobra.CompletionWithDesc(sub.Name(), sub.Short))
					}
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			cmd := root
			for _, name := range args {
				at := slices.IndexFunc(cmd.Commands(), func(sub *cobra.Command) bool { return sub.Name() == name || sub.HasAlias(name) })
				if at < 0 {
					return usageError{unknownCommand(cmd, name)}
				}
				cmd = cmd.Commands()[at]
			}
			cmd.InitDefaultHelpFlag()
			return cmd.Help()
		},
	}
}

func exactArgs(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != n {
			return usageError{fmt.Errorf("usage: %s", cmd.UseLine())}
		}
		return nil
	}
}

// named is exactArgs(1) for what names a feed or its address: empty words, and
// those that stand for folders in an address, name nothing.
func named(cmd *cobra.Command, args []string) error {
	if err := exactArgs(1)(cmd, args); err != nil {
		return err
	}
	if !isName(args[0]) {
		return usageError{fmt.Errorf("%q names nothing: usage: %s", args[0], cmd.UseLine())}
	}
	return nil
}

func isName(word string) bool {
	word = strings.TrimSpace(word)
	return word != "" && word != "." && word != ".."
}

func minArgs(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < n {
			return usageError{fmt.Errorf("usage: %s", cmd.UseLine())}
		}
		return nil
	}
}
