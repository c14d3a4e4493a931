package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/fetch"
	"vedette/news"
)

func newFetch() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fetch FILE|URL|FEED...",
		Short: "Read feeds once and print their items; nothing is stored",
		Long: `fetch reads each file, address or feed of the configuration once and prints the
items as vedette would store them. "-" is standard input. What cannot be read
is told, one line each; the others are read all the same, and the exit code
is 1.

With --explain it prints, instead of the items, what it took to read each
document: what was repaired, skipped and salvaged, and where the items'
languages are known from.`,
		Args: minArgs(1),

		ValidArgsFunction: configured(feedKeys, cobra.ShellCompDirectiveDefault),

		RunE: runFetch,
	}
	jsonFlag(cmd)
	cmd.Flags().Bool("explain", false, "print what was repaired, skipped and salvaged, not the items")
	return cmd
}

func runFetch(cmd *cobra.Command, args []string) error {
	source := feedSource{cmd: cmd, client: fetch.NewClient(fetch.Config{})}
	explain, _ := cmd.Flags().GetBool("explain")
	failed := false
	var all []news.Item
	var told []explained
	bar := newProgress(cmd.ErrOrStderr(), int64(len(args)), "feeds")
	for _, arg := range args {
		reading, err := source.read(cmd.Context(), arg)
		bar.add(1)
		if err != nil {
			bar.clear()
			fmt.Fprintf(cmd.ErrOrStderr(), "vedette: %s: %s\n", arg, oneLine(err.Error()))
			failed = true
		}
		all = append(all, reading.Items...)
		told = append(told, explainReading(arg, reading)...)
	}
	bar.clear()
	if explain {
		if err := printExplained(cmd, told); err != nil {
			return err
		}
	} else if len(all) > 0 || !failed {
		if err := printItems(cmd, all); err != nil {
			return err
		}
	}
	if failed {
		return errReported
	}
	return nil
}

// feedSource finds out what an argument of fetch means.
type feedSource struct {
	cmd    *cobra.Command
	client *fetch.Client
	loaded *config.Loaded // once a feed was asked for by its name
}

// read gives what one argument holds. Items can come together with an error,
// when a document was broken and a part of it could be saved.
func (s *feedSource) read(ctx context.Context, arg string) (fetch.Reading, error) {
	switch {
	case arg == "-":
		return parseFeed(s.cmd.InOrStdin(), "stdin")
	case strings.HasPrefix(arg, "http://"), strings.HasPrefix(arg, "https://"):
		return s.visit(ctx, fetch.Feed{Name: arg, URL: arg})
	}
	f, err := os.Open(arg)
	if errors.Is(err, fs.ErrNotExist) {
		return s.visitNamed(ctx, arg)
	}
	if err != nil {
		return fetch.Reading{}, cause(err)
	}
	defer f.Close()
	return parseFeed(f, strings.TrimSuffix(filepath.Base(arg), filepath.Ext(arg)))
}

func (s *feedSource) visit(ctx context.Context, f fetch.Feed) (fetch.Reading, error) {
	r := s.client.Fetch(ctx, f, news.FeedState{})
	return fetch.Reading{Items: r.Items, Notes: r.Notes}, r.Err
}

// visitNamed visits a feed of the configuration, as the daemon would.
func (s *feedSource) visitNamed(ctx context.Context, name string) (fetch.Reading, error) {
	if s.loaded == nil {
		loaded, err := config.Load(configPath(s.cmd))
		if err != nil {
			return fetch.Reading{}, fmt.Errorf("no such file, and no feed of that name can be looked up: %w", err)
		}
		s.loaded = loaded
		s.client = fetch.NewClient(loaded.Config.Fetch)
	}
	for _, f := range s.loaded.Config.Feeds {
		if f.Key() == name || f.Name == name {
			return s.visit(ctx, f)
		}
	}
	return fetch.Reading{}, fmt.Errorf("no such file, and no feed of that name in %s", configPath(s.cmd))
}

// parseFeed reads a document that was saved; name stands for its feed.
func parseFeed(r io.Reader, name string) (fetch.Reading, error) {
	body, err := io.ReadAll(io.LimitReader(r, fetch.DefaultMaxBytes+1))
	if err != nil {
		return fetch.Reading{}, cause(err)
	}
	if len(body) > fetch.DefaultMaxBytes {
		return fetch.Reading{}, fmt.Errorf("longer than %d bytes", fetch.DefaultMaxBytes)
	}
	return fetch.Parse(body, nil, "", fetch.Feed{Name: name}, time.Now().UTC())
}

// cause strips the path from a file error: the caller names it already.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
