package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/url"
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
with the id that they have, the first 20 of them. What is no web address, or holds
a password, is refused and named with the reason, and of a list that breaks off the
feeds before that place are taken; then the exit code is 1.

Without --add it prints them as entries for the feeds of config.yaml and changes
nothing: put the lines where you want them and run 'vedette check'. Feeds that were
added are printed, too, so that 'vedette feeds export' and this move them there.
With --add it keeps them in the store beside those of the configuration; a
running vedette visits them bit by bit.

With --json it prints a line for each feed of the list, and what became of it:
added (or new, without --add), known or refused.`,
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
			if list.Broken != nil {
				fmt.Fprintf(cmd.ErrOrStderr(), "vedette: %s: %v; what stands before that is taken\n", args[0], list.Broken)
			}
			all := readList(list)
			if add {
				err = addImport(cmd, all)
			} else {
				markKnown(cmd, all)
			}
			if err != nil {
				return err
			}
			if err := printImport(cmd, all, list.Twice, add); err != nil {
				return err
			}
			if list.Broken != nil || slices.ContainsFunc(all, func(o *outline) bool { return o.Result == isRefused }) {
				return errReported
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&add, "add", false, "keep the feeds in the store and watch them")
	jsonFlag(cmd)
	return cmd
}

// What becomes of an outline of a list.
const (
	isAdded   = "added"
	isNew     = "new"   // it would be added
	isKnown   = "known" // it is watched already
	isRefused = "refused"
)

// outline is an entry of a list, with what became of it, as --json prints it.
type outline struct {
	Result string `json:"result"`
	// ID is that of the feed, or of the one that is there already.
	ID       string   `json:"id,omitempty"`
	Name     string   `json:"name,omitempty"`
	URL      string   `json:"url,omitempty"` // never with a password
	Site     string   `json:"site,omitempty"`
	Language string   `json:"language,omitempty"`
	Tags     []string `json:"tags,omitempty"`
	// Why says why it is known or refused.
	Why string `json:"why,omitempty"`

	// reason is Why in words that many outlines share.
	reason string
}

// readList gives the entries of a list: first what no configuration would take,
// such as a feed with a password in its address, which nobody is shown, then
// those that may be taken up, which are fresh so far.
func readList(list fetch.OPML) []*outline {
	var wrong, sound []*outline
	for _, odd := range list.Odd {
		o := &outline{Result: isRefused, Name: odd.Name, URL: odd.Address, reason: "without an http or https address"}
		o.Why = "it has no http or https address"
		if odd.Address == "" {
			o.Why, o.reason = "it has no address", "without an address"
		}
		wrong = append(wrong, o)
	}
	for _, f := range list.Feeds {
		a := importable(f)
		o := &outline{Result: isNew, Name: a.Name, URL: a.URL, Site: a.Site, Language: a.Language, Tags: a.Tags}
		if _, faults := fetch.FeedOf(a); len(faults) > 0 {
			o.Result, o.URL = isRefused, fetch.ShownAddress(a.URL)
			o.Why, o.reason = sourceError(faults).Error(), "with a wrong "+faults[0].Path
			if u, err := url.Parse(a.URL); err == nil && u.User != nil {
				o.reason = "with a user name or password in the address"
			}
			wrong = append(wrong, o)
			continue
		}
		sound = append(sound, o)
	}
	return append(wrong, sound...)
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

// feed gives the entry as a feed to be added.
func (o *outline) feed() news.AddedFeed {
	return news.AddedFeed{Name: o.Name, URL: o.URL, Site: o.Site, Language: o.Language, Tags: o.Tags}
}

// sift marks those of the list that are watched already, and gives the others,
// each under a name of its own.
func (t taken) sift(all []*outline) []*outline {
	var left []*outline
	for _, o := range all {
		if o.Result != isNew {
			continue
		}
		if err := t.clash("", o.URL); err != nil {
			o.Result, o.ID, o.Why = isKnown, t.ids[news.AddressKey(o.URL)], err.Error()
			continue
		}
		t.take(o)
		left = append(left, o)
	}
	return left
}

// take gives an entry a name that makes an id of its own: lists have many feeds
// named News.
func (t taken) take(o *outline) {
	key := func() string { return fetch.Feed{Name: o.Name}.Key() }
	has := func() bool { _, ok := t.urls[key()]; return ok }
	if has() {
		o.Name += " (" + hostname(o.URL) + ")"
	}
	for name := o.Name; has(); {
		t.numbers[name] = max(t.numbers[name]+1, 2)
		o.Name = fmt.Sprintf("%s %d", name, t.numbers[name])
	}
	o.ID = key()
	t.add(o.ID, o.URL)
}

// importBatch is how many of n feeds are added at once. A daemon looks at all of
// its feeds after each batch, so there are ten, by which somebody who
// waits sees it go on, and more of a list of which a tenth is a large request.
func importBatch(n int) int { return min(max(n/10, 250), 2000) }

// addImport adds the feeds of a list. One that cannot be added does not hinder the
// others.
func addImport(cmd *cobra.Command, all []*outline) error {
	return withSources(cmd, storage.Open, func(ctx context.Context, loaded *config.Loaded, s web.Sources) error {
		before, err := s.AddedFeeds(ctx)
		if err != nil {
			return err
		}
		have, _ := fetch.Merge(loaded.Config.Feeds, before)
		left := newTaken(have).sift(all)
		bar := newProgress(cmd.ErrOrStderr(), int64(len(left)), "feeds")
		defer bar.clear()
		done := 0
		for batch := range slices.Chunk(left, importBatch(len(left))) {
			feeds := make([]news.AddedFeed, len(batch))
			for i, o := range batch {
				feeds[i] = o.feed()
			}
			results, err := s.AddAll(ctx, feeds)
			if err != nil && done > 0 {
				return fmt.Errorf("%w; the first %s of the list are dealt with: import it again to go on", err, news.Count(done, "feed"))
			}
			if err != nil {
				return err
			}
			done += len(batch)
			for i, r := range results {
				o := batch[i]
				o.Result, o.ID, o.Why = isAdded, r.ID, r.Why
				switch {
				case r.Exists: // by now, or in the configuration of the one that runs
					o.Result = isKnown
				case r.Why != "":
					o.Result, o.reason = isRefused, "for other reasons"
				}
			}
			bar.add(len(batch))
		}
		bar.clear()
		if slices.ContainsFunc(left, func(o *outline) bool { return o.Result == isAdded }) {
			noteAlone(cmd.ErrOrStderr(), s)
		}
		return nil
	})
}

// markKnown marks the feeds of a list that the configuration has, as far as it can
// be read.
func markKnown(cmd *cobra.Command, all []*outline) {
	var feeds []fetch.Feed
	loaded, err := config.Load(configPath(cmd))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		loaded = config.Rough(configPath(cmd))
		fmt.Fprintln(cmd.ErrOrStderr(), "warning: feeds that are watched already may be taken for new, as the configuration has mistakes, which `vedette check` names")
	}
	if loaded != nil {
		feeds = loaded.Config.Feeds
	}
	newTaken(feeds).sift(all)
}

// printImport prints what became of a list: the feeds that are new as entries for
// the configuration, unless they were added, and the others in words; or all of
// them as JSON. Then it sums up, where nothing else is printed.
func printImport(cmd *cobra.Command, all []*outline, twice int, add bool) error {
	out, told := cmd.OutOrStdout(), cmd.ErrOrStderr()
	switch {
	case wantsJSON(cmd):
		for _, o := range all {
			if err := printJSON(out, o); err != nil {
				return err
			}
		}
	case add:
		told = out
		printLeftOut(cmd.ErrOrStderr(), all)
	default:
		printLeftOut(cmd.ErrOrStderr(), all)
		if err := printEntries(out, all); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(told, importSum(all, twice, add))
	return err
}

// printEntries prints the feeds that are new as the configuration wants them.
func printEntries(w io.Writer, all []*outline) error {
	var feeds []fetch.Feed
	for _, o := range all {
		if o.Result == isNew {
			f, _ := fetch.FeedOf(o.feed())
			feeds = append(feeds, f)
		}
	}
	text, err := config.FeedsYAML(feeds)
	if err == nil {
		_, err = w.Write(text)
	}
	return err
}

// maxToldKnown is how many feeds that are watched already are named: of a list
// that is imported again they would hide what is refused.
const maxToldKnown = 20

// printLeftOut names what was left out of a list, and why.
func printLeftOut(w io.Writer, all []*outline) {
	n := 0
	for _, o := range all {
		if o.Result != isKnown {
			continue
		}
		if n++; n <= maxToldKnown {
			fmt.Fprintln(w, oneLine(o.Why))
		}
	}
	if n > maxToldKnown {
		fmt.Fprintf(w, "and %d more are watched already; --json names them all\n", n-maxToldKnown)
	}
	for _, o := range all {
		if o.Result == isRefused {
			fmt.Fprintln(w, oneLine(fmt.Sprintf("vedette: %s: %s", cmp.Or(o.URL, fmt.Sprintf("%q", o.Name)), o.Why)))
		}
	}
}

// importSum counts what became of a list, and why feeds were refused, the most
// frequent reason first.
func importSum(all []*outline, twice int, add bool) string {
	count, reasons := map[string]int{}, map[string]int{}
	for _, o := range all {
		count[o.Result]++
		if o.Result == isRefused {
			reasons[o.reason]++
		}
	}
	sum := news.Count(count[isNew], "feed") + " new"
	if add {
		sum = news.Count(count[isAdded], "feed") + " added"
	}
	sum += fmt.Sprintf(", %d watched already", count[isKnown])
	if twice > 0 {
		sum += fmt.Sprintf(", %d listed again", twice)
	}
	sum += fmt.Sprintf(", %d refused", count[isRefused])
	var why []string
	for _, reason := range slices.SortedFunc(maps.Keys(reasons), func(a, b string) int {
		return cmp.Or(cmp.Compare(reasons[b], reasons[a]), strings.Compare(a, b))
	}) {
		why = append(why, fmt.Sprintf("%d %s", reasons[reason], reason))
	}
	if len(why) > 0 {
		sum += ": " + strings.Join(why, ", ")
	}
	return sum
}
