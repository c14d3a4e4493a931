package main

import (
	"context"
	"fmt"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/fetch"
	"vedette/news"
)

func newFeeds() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "feeds",
		Short: "See the feeds and their health; move lists of feeds as OPML",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newFeedsList(), newFeedsDiscover(), newFeedsExport(), newFeedsImport())
	return cmd
}

func newFeedsList() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the configured feeds and how they fare",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var feeds []fetch.Feed
			var states []news.FeedState
			err := withArchive(cmd, func(ctx context.Context, loaded *config.Loaded, a archive) (err error) {
				feeds = loaded.Config.Feeds
				states, err = a.FeedStates(ctx)
				return err
			})
			if err != nil {
				return err
			}
			return printFeeds(cmd, feeds, states)
		},
	}
	jsonFlag(cmd)
	return cmd
}

// feedLine is one feed as feeds list --json prints it: what the configuration
// says of it, and what is known of it.
type feedLine struct {
	Name     string         `json:"name"`
	URL      string         `json:"url"`
	Country  string         `json:"country,omitempty"`
	Language string         `json:"language,omitempty"`
	Tags     []string       `json:"tags,omitempty"`
	Health   string         `json:"health"`
	State    news.FeedState `json:"state"`
}

func printFeeds(cmd *cobra.Command, feeds []fetch.Feed, states []news.FeedState) error {
	known := make(map[string]news.FeedState, len(states))
	for _, s := range states {
		s.Seen = nil // long, and of no use to a reader
		known[s.Feed] = s
	}
	t := newTable("FEED", "HEALTH", "LANG", "ITEMS", "LAST CHECK (UTC)", "NEXT CHECK", "TROUBLE")
	for _, f := range feeds {
		s := known[f.Key()]
		s.Feed = f.Key()
		if wantsJSON(cmd) {
			line := feedLine{f.Name, f.URL, f.Country, f.Language, f.Tags, s.Health(), s}
			if err := printJSON(cmd.OutOrStdout(), line); err != nil {
				return err
			}
			continue
		}
		t.add(f.Key(), s.Health(), f.Language, strconv.Itoa(s.Items), when(s.LastCheck), when(s.NextCheck), oneLine(s.LastError))
	}
	if wantsJSON(cmd) {
		return nil
	}
	return t.print(cmd.OutOrStdout())
}

func newFeedsExport() *cobra.Command {
	return &cobra.Command{
		Use:   "export",
		Short: "Print the configured feeds as OPML, for any reader",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			loaded, err := loadConfig(cmd)
			if err != nil {
				return err
			}
			return fetch.WriteOPML(cmd.OutOrStdout(), "vedette", loaded.Config.Feeds)
		},
	}
}

func newFeedsImport() *cobra.Command {
	return &cobra.Command{
		Use:   "import FILE.opml",
		Short: "Print an OPML list as feeds for the configuration",
		Long: `import reads a list of feeds that another reader wrote as OPML and prints them
as entries for the feeds of config.yaml; folders become tags. Feeds that the
configuration has already are left out and counted. Nothing is changed: put
the lines where you want them and run 'vedette check'.`,
		Args: exactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			f, err := os.Open(args[0])
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], cause(err))
			}
			defer f.Close()
			feeds, err := fetch.ReadOPML(f)
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			return printImport(cmd, feeds)
		},
	}
}

func printImport(cmd *cobra.Command, feeds []fetch.Feed) error {
	have := map[string]bool{}
	if loaded, err := config.Load(configPath(cmd)); err == nil {
		for _, f := range loaded.Config.Feeds {
			have[f.URL] = true
		}
	}
	var fresh []fetch.Feed
	for _, f := range feeds {
		if !have[f.URL] {
			have[f.URL] = true
			fresh = append(fresh, f)
		}
	}
	text, err := config.FeedsYAML(fresh)
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "%s new, %d already there\n", count(len(fresh), "feed"), len(feeds)-len(fresh))
	_, err = cmd.OutOrStdout().Write(text)
	return err
}
