package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

func newRun() *cobra.Command {
	var level, format string
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Run the daemon: fetch, judge, alert, publish, and serve the pages",
		Long: `run works until it is told to stop (SIGTERM, or Ctrl-C), and then ends cleanly.
On SIGHUP it reads the configuration again; if the new one has mistakes, it
says so and goes on with the old one. Storage path and web address are taken
at the start only.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			log, err := newLog(cmd.ErrOrStderr(), level, format)
			if err != nil {
				return err
			}
			ctx, stop := untilSignal(cmd)
			defer stop()
			hangup := make(chan os.Signal, 1) // from the start: a SIGHUP must never end the daemon
			signal.Notify(hangup, syscall.SIGHUP)
			defer signal.Stop(hangup)
			loaded, err := loadConfig(cmd)
			if err != nil {
				return err
			}
			p, err := newProgram(loaded, log)
			if err != nil {
				return err
			}
			go reloadOnHangup(ctx, hangup, p, configPath(cmd))
			return p.Run(ctx)
		},
	}
	cmd.Flags().StringVar(&level, "log-level", "info", "the least `LEVEL` logged: debug, info, warn or error")
	cmd.Flags().StringVar(&format, "log-format", "text", "the `FORM` of log lines: text or json")
	offer(cmd, map[string]completion{
		"log-level": fixed("debug", "info", "warn", "error"), "log-format": fixed("text", "json"),
	})
	return cmd
}

// newLog makes the program's log.
func newLog(w io.Writer, level, format string) (*slog.Logger, error) {
	var least slog.Level
	if err := least.UnmarshalText([]byte(level)); err != nil {
		return nil, usageError{fmt.Errorf("--log-level %q: use debug, info, warn or error", level)}
	}
	options := &slog.HandlerOptions{Level: least}
	switch format {
	case "text":
		return slog.New(slog.NewTextHandler(w, options)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(w, options)), nil
	}
	return nil, usageError{fmt.Errorf("--log-format %q: use text or json", format)}
}

// reloadOnHangup has p read its configuration again on each hangup, until ctx
// is done.
func reloadOnHangup(ctx context.Context, hangup <-chan os.Signal, p *program, path string) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-hangup:
			p.Reload(path)
		}
	}
}
