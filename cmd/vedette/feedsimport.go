package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/fetch"
	"vedette/news"
	"vedette/storage"
	"vedette/web"
)

func newFeedsImport() *cobra.Command {
	var add bool
	cmd := &cobra.Command{
		Use:   "import FILE.opml",
		Short: "Take up an OPML list of feeds, or print it for the configuration",
		Long: `import reads a list of feeds that another reader wrote as OPML; folders become
tags; "-" is standard input. Feeds that are watched already are left out and named
with the id that they have. What is no web address, or holds a password, is left out
and named, and of a list that breaks off the feeds before that place are taken; then
the exit code is 1.

Without --add it prints them as entries for the feeds of config.yaml and changes
nothing: put the lines where you want them and run 'vedette check'. With --add
it keeps them in the store beside those of the configuration; a running vedette
visits them bit by bit.`,
		Args: exactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			f, err := openInput(cmd, args[0])
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			defer f.Close()
			list, err := fetch.ReadOPML(f)
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], cause(err))
			}
			list.Feeds, list.Odd = possible(list.Feeds, list.Odd, cmd.ErrOrStderr())
			do := printImport
			if add {
				do = addImport
			}
			if list.Broken != nil {
				fmt.Fprintf(cmd.ErrOrStderr(), "vedette: %s: %v; what stands before that is taken\n", args[0], list.Broken)
			}
			if err := do(cmd, list); err != nil || list.Broken == nil {
				return err
			}
			return errReported
		},
	}
	cmd.Flags().BoolVar(&add, "add", false, "keep the feeds in the store and watch them")
	return cmd
}

// importBatch is how many feeds are added at once: enough that a list of
// thousands takes seconds, and one request to a daemon stays small.
const importBatch = 2000

// addImport adds the feeds. Those that cannot be added are told, each in a line,
// and do not hinder the others, nor do those that are odd.
func addImport(cmd *cobra.Command, list fetch.OPML) error {
	odd := list.Odd
	var added, refused int
	out := cmd.ErrOrStderr()
	err := withSources(cmd, storage.Open, func(ctx context.Context, loaded *config.Loaded, s web.Sources) error {
		before, err := s.AddedFeeds(ctx)
		if err != nil {
			return err
		}
		all, _ := fetch.Merge(loaded.Config.Feeds, before)
		fresh := newTaken(all).fresh(list.Feeds, out)
		bar := newProgress(out, int64(len(fresh)), "feeds")
		defer bar.clear()
		tell := func(line string) {
			bar.clear()
			fmt.Fprintln(out, oneLine(line))
		}
		for batch := range slices.Chunk(fresh, importBatch) {
			results, err := s.AddAll(ctx, batch)
			if err != nil {
				return err
			}
			for i, r := range results {
				switch a := batch[i]; {
				case r.Why == "":
					added++
				case r.Exists: // by now, or in the configuration of the one that runs
					tell(r.Why)
				default:
					refused++
					odd = append(odd, oddFeed(a))
					tell("vedette: " + fetch.ShownAddress(a.URL) + ": " + r.Why)
				}
			}
			bar.add(len(batch))
		}
		return nil
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s added, %d already there, %s\n", news.Count(added, "feed"), len(list.Feeds)-added-refused, leftOut(list.Twice, odd))
	if len(odd) > 0 {
		return errReported
	}
	return nil
}

// possible leaves out the feeds that no configuration would take, such as those
// with a password in their addresses, which nobody is shown. It tells w why, and
// gives them with what else is odd.
func possible(feeds []fetch.Feed, odd []string, w io.Writer) ([]fetch.Feed, []string) {
	var sound []fetch.Feed
	for _, f := range feeds {
		a := importable(f)
		if _, wrong := fetch.FeedOf(a); len(wrong) > 0 {
			fmt.Fprintln(w, oneLine("vedette: "+fetch.ShownAddress(f.URL)+": "+sourceError(wrong).Error()))
			odd = append(odd, oddFeed(a))
			continue
		}
		sound = append(sound, f)
	}
	return sound, odd
}

// oddFeed names a feed that cannot be taken up.
func oddFeed(a news.AddedFeed) string {
	return fmt.Sprintf("%q (%s)", a.Name, fetch.ShownAddress(a.URL))
}

// leftOut counts what an import left out, and names what is odd.
func leftOut(twice int, odd []string) string {
	said := fmt.Sprintf("%d not possible", len(odd))
	if twice > 0 {
		said = fmt.Sprintf("%d listed again, ", twice) + said
	}
	if len(odd) > 0 {
		said += ": " + oneLine(strings.Join(odd, ", "))
	}
	return said
}

// fresh gives the feeds of a list that are not watched yet, each under a name of
// its own. Of the others it tells w under which id they are.
func (t taken) fresh(feeds []fetch.Feed, w io.Writer) []news.AddedFeed {
	var list []news.AddedFeed
	for _, f := range feeds {
		if err := t.clash("", f.URL); err != nil {
			fmt.Fprintln(w, oneLine(err.Error()))
			continue
		}
		list = append(list, t.take(importable(f)))
	}
	return list
}

// take gives a feed a name that makes an id of its own: lists have many feeds
// named News.
func (t taken) take(a news.AddedFeed) news.AddedFeed {
	key := func() string { return fetch.Feed{Name: a.Name}.Key() }
	has := func() bool { _, ok := t.urls[key()]; return ok }
	if has() {
		a.Name += " (" + hostname(a.URL) + ")"
	}
	for name := a.Name; has(); {
		t.numbers[name] = max(t.numbers[name]+1, 2)
		a.Name = fmt.Sprintf("%s %d", name, t.numbers[name])
	}
	t.add(key(), a.URL)
	return a
}

// importable leaves out what other readers wrote that vedette cannot take: a
// language that is none must not cost the feed.
func importable(f fetch.Feed) news.AddedFeed {
	a := news.AddedFeed{Name: f.Name, URL: f.URL, Site: f.Site, Language: f.Language, Tags: f.Tags}
	if _, wrong := fetch.FeedOf(a); len(wrong) > 0 {
		a.Language = ""
	}
	return a
}

// printImport prints the feeds that the configuration has not, each under a
// name of its own, as feeds are known by their names.
func printImport(cmd *cobra.Command, list fetch.OPML) error {
	have := newTaken(nil)
	if loaded, err := config.Load(configPath(cmd)); err == nil {
		have = newTaken(loaded.Config.Feeds)
	}
	var fresh []fetch.Feed
	for _, a := range have.fresh(list.Feeds, cmd.ErrOrStderr()) {
		f, _ := fetch.FeedOf(a)
		fresh = append(fresh, f)
	}
	text, err := config.FeedsYAML(fresh)
	if err != nil {
		return err
	}
	if _, err = cmd.OutOrStdout().Write(text); err != nil {
		return err
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "%s new, %d already there, %s\n", news.Count(len(fresh), "feed"), len(list.Feeds)-len(fresh), leftOut(list.Twice, list.Odd))
	if len(list.Odd) > 0 {
		return errReported
	}
	return nil
}
