package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/fetch"
	"vedette/guard"
	"vedette/news"
	"vedette/problem"
)

func newFetch() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fetch FILE|URL|FEED...",
		Short: "Read feeds once and print their items; nothing is stored",
		Long: `fetch reads each file, address or feed that is watched once and prints the
items as vedette would store them. "-" is standard input. What cannot be read
is told, one line each; the others are read all the same, and the exit code
is 1. Addresses are asked where the configuration's "network" lets them be, if
there is a configuration, and where --allow does. Mistakes in other parts of the
configuration are told and hinder nobody; those in "feeds" hinder the reading of
feeds by name.

With --explain it prints, instead of the items, what it took to read each
document: where its address led, what was repaired, skipped and salvaged, where
older items are, and where the items' languages are known from.`,
		Args: minArgs(1),

		ValidArgsFunction: feedNames(cobra.ShellCompDirectiveDefault),

		RunE: runFetch,
	}
	cmd.Flags().StringSlice("allow", nil, "also ask this `ADDRESS` or range, as in network.allow; may be repeated")
	jsonFlag(cmd)
	cmd.Flags().String("select", "", "read web pages: the CSS `SELECTOR` of an item")
	cmd.Flags().Bool("explain", false, "print what was repaired, skipped and salvaged, not the items")
	return cmd
}

func runFetch(cmd *cobra.Command, args []string) error {
	source := feedSource{cmd: cmd}
	if item, _ := cmd.Flags().GetString("select"); item != "" {
		source.page = &fetch.Select{Item: item}
	}
	source.allow, _ = cmd.Flags().GetStringSlice("allow")
	if err := checkAllow(source.allow); err != nil {
		return err
	}
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
		if !explain {
			for _, n := range reading.Notes {
				if n.Kind == "skipped" {
					bar.clear()
					fmt.Fprintf(cmd.ErrOrStderr(), "note: %s: %s\n", arg, oneLine(n.Text))
				}
			}
		}
		all = append(all, reading.Items...)
		told = append(told, explainReading(arg, reading, err)...)
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

// checkAllow refuses what --allow cannot mean.
func checkAllow(allow []string) error {
	for _, address := range allow {
		if faults := (guard.Config{Allow: []string{address}}).Check(); len(faults) > 0 {
			return usageError{fmt.Errorf("--allow %s: %s (%s)", address, faults[0].Message, faults[0].Hint)}
		}
	}
	return nil
}

// feedSource finds out what an argument of fetch means.
type feedSource struct {
	cmd    *cobra.Command
	allow  []string       // the flag
	client *fetch.Client  // once something was visited
	loaded *config.Loaded // once something was visited or looked up, if there is one
	wrong  problem.List   // the mistakes in loaded, none of which is about whom to ask
	page   *fetch.Select  // set when the documents are pages without a feed
}

// read gives what one argument holds. Items can come together with an error,
// when a document was broken and a part of it could be saved.
func (s *feedSource) read(ctx context.Context, arg string) (fetch.Reading, error) {
	switch {
	case arg == "-":
		return parseFeed(s.cmd.InOrStdin(), fetch.Feed{Name: "stdin", Select: s.page})
	case strings.HasPrefix(arg, "http://"), strings.HasPrefix(arg, "https://"):
		return s.visit(ctx, fetch.Feed{Name: arg, URL: arg, Select: s.page})
	}
	f, err := os.Open(arg)
	if errors.Is(err, fs.ErrNotExist) && strings.Contains(arg, "://") {
		return fetch.Reading{}, errors.New("no web address: write it like https://example.org/rss")
	}
	if errors.Is(err, fs.ErrNotExist) {
		return s.visitNamed(ctx, arg)
	}
	if err != nil {
		return fetch.Reading{}, cause(err)
	}
	defer f.Close()
	return parseFeed(f, fetch.Feed{Name: strings.TrimSuffix(filepath.Base(arg), filepath.Ext(arg)), Select: s.page})
}

// connect makes the client of all visits. A configuration of whose network nothing
// sure is known is an error: without its proxy the visits would show who asks.
// Other mistakes in it are told, and hinder nobody.
func (s *feedSource) connect() error {
	if s.client != nil {
		return nil
	}
	if err := s.load(); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the settings of the network cannot be read: %w", err)
	}
	s.warn()
	var visits fetch.Config
	var network guard.Config
	if s.loaded != nil {
		visits, network = s.loaded.Config.Fetch, s.loaded.Config.Network
	}
	network.Allow = slices.Concat(network.Allow, s.allow)
	g, err := guard.New(network)
	if err != nil {
		return err
	}
	s.client = fetch.NewClient(visits, g)
	return nil
}

// warn names the first mistake in the configuration.
func (s *feedSource) warn() {
	if len(s.wrong) == 0 {
		return
	}
	fmt.Fprintf(s.cmd.ErrOrStderr(), "warning: %v\n", s.wrong[0])
	if more := len(s.wrong) - 1; more > 0 {
		fmt.Fprintf(s.cmd.ErrOrStderr(), "warning: %s in the configuration, which `vedette check` names\n", news.Count(more, "more problem"))
	}
}

func (s *feedSource) load() (err error) {
	if s.loaded == nil {
		s.loaded, s.wrong, err = config.ForAsking(configPath(s.cmd))
	}
	return err
}

func (s *feedSource) visit(ctx context.Context, f fetch.Feed) (fetch.Reading, error) {
	if err := s.connect(); err != nil {
		return fetch.Reading{}, err
	}
	r := s.client.Fetch(ctx, f, news.FeedState{})
	if r.Err != nil && r.State.Status == http.StatusGone {
		r.Err = errors.New("the server says that the feed was taken down for good (410): look for a new address")
	}
	return fetch.Reading{Items: r.Items, Notes: append(ways(f, r), r.Notes...)}, allowHint(r.Err)
}

// ways notes where a visit was led to, and where the document leads on.
func ways(f fetch.Feed, r fetch.Result) []fetch.Note {
	var notes []fetch.Note
	if to := r.State.URL; to != "" && to != f.URL {
		text := "redirected to " + to
		if r.State.Moved.To == to || r.State.Adopted == to {
			text += ", for good"
		}
		notes = append(notes, fetch.Note{Kind: "info", Text: text})
	}
	if r.Older != "" {
		text := "older items stand at " + r.Older
		if r.Archive {
			text += ", an archive that never changes"
		}
		notes = append(notes, fetch.Note{Kind: "info", Text: text})
	}
	return notes
}

// allowHint adds to the refusal of an address what allows it to one command.
func allowHint(err error) error {
	if refused, ok := errors.AsType[*guard.RefusedError](err); ok && refused.Address.IsValid() {
		return fmt.Errorf("%w; --allow %s asks it this once", err, refused.Address)
	}
	return err
}

// visitNamed visits a feed of the configuration, or one that was added, as the
// daemon would.
func (s *feedSource) visitNamed(ctx context.Context, name string) (fetch.Reading, error) {
	if err := s.load(); err != nil {
		return fetch.Reading{}, fmt.Errorf("no such file, and no feed of that name can be looked up: %w", err)
	}
	for _, p := range s.wrong {
		if strings.HasPrefix(p.Path, "feeds") { // maybe about its password
			return fetch.Reading{}, fmt.Errorf("no such file, and no feed of that name can be looked up: %w", p)
		}
	}
	feeds := s.loaded.Config.Feeds
	f, ok, err := feedNamed(feeds, name)
	if !ok && err == nil {
		if feeds, err = s.withAdded(); err == nil {
			f, ok, err = feedNamed(feeds, name)
		}
	}
	switch {
	case err != nil:
		return fetch.Reading{}, fmt.Errorf("no such file, and no feed of that name can be told: %w", err)
	case !ok:
		return fetch.Reading{}, fmt.Errorf("no such file, and no feed of that name in %s, nor was one added: `vedette feeds list` names them%s", configPath(s.cmd), meant(feeds, name))
	}
	return s.visit(ctx, f)
}

// withAdded gives the feeds of the configuration and those that were added, if
// there is a store.
func (s *feedSource) withAdded() (feeds []fetch.Feed, err error) {
	err = withArchiveOf(s.cmd, s.loaded, func(ctx context.Context, loaded *config.Loaded, a archive) (err error) {
		feeds, err = allFeeds(ctx, loaded, a)
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return s.loaded.Config.Feeds, nil
	}
	return feeds, err
}

// parseFeed reads a document of the feed that was saved.
func parseFeed(r io.Reader, feed fetch.Feed) (fetch.Reading, error) {
	body, err := io.ReadAll(io.LimitReader(r, fetch.DefaultMaxBytes+1))
	if err != nil {
		return fetch.Reading{}, cause(err)
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return fetch.Reading{}, errors.New("it is empty")
	}
	if len(body) > fetch.DefaultMaxBytes {
		return fetch.Reading{}, fmt.Errorf("longer than %d bytes", fetch.DefaultMaxBytes)
	}
	return fetch.Parse(body, nil, "", feed, time.Now().UTC())
}

// cause strips the path from a file error: the caller names it already.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
