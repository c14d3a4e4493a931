package main

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/fetch"
	"vedette/news"
)

func newFeedsDiscover() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "discover URL",
		Short: "Find the feeds of a web site",
		Long: `discover reads a page and finds the feeds that it names: in its HTTP header, in
its <link rel="alternate">, in the links of its text, and at last at the usual
addresses. Each one found is read once, so that what is shown can be added. An
address that is a feed itself is shown as such. Mistakes in the configuration are
told, and hinder nobody but for those in "network".

  vedette feeds discover example.org
  vedette feeds discover https://example.org/news --yaml > feeds.yaml`,
		Args: exactArgs(1),
		RunE: runDiscover,
	}
	jsonFlag(cmd)
	cmd.Flags().StringSlice("allow", nil, "also ask this `ADDRESS` or range, as in network.allow; may be repeated")
	cmd.Flags().Bool("yaml", false, "print entries for the feeds of config.yaml")
	cmd.MarkFlagsMutuallyExclusive("json", "yaml")
	return cmd
}

func runDiscover(cmd *cobra.Command, args []string) error {
	source := feedSource{cmd: cmd}
	source.allow, _ = cmd.Flags().GetStringSlice("allow")
	if err := checkAllow(source.allow); err != nil {
		return err
	}
	if err := source.connect(); err != nil {
		return err
	}
	defer source.client.Close()
	if err := source.askable(args[0]); err != nil {
		return err
	}
	found, err := source.client.Discover(cmd.Context(), args[0])
	if err != nil {
		return allowHint(err)
	}
	if yes, _ := cmd.Flags().GetBool("yaml"); yes {
		return printCandidatesYAML(cmd, found)
	}
	have := newTaken(nil)
	if source.loaded != nil {
		feeds := source.loaded.Config.Feeds
		if all, err := source.withAdded(); err == nil {
			feeds = all
		}
		have = newTaken(feeds)
	}
	return printCandidates(cmd, found, have)
}

// askable says until when the host of an address is to be left alone, if it is.
// Where there is no store, or nobody tells of it, no host is known to be.
func (s *feedSource) askable(address string) error {
	if s.loaded == nil {
		return nil
	}
	var holds []news.HostHold
	err := withArchiveOf(s.cmd, s.loaded, func(ctx context.Context, _ *config.Loaded, a archive) (err error) {
		holds, err = a.Holds(ctx, time.Now())
		return err
	})
	if err != nil {
		return nil
	}
	return leftAlone(holds, address)
}

// printCandidates lists what was found, and under which id it is watched already.
func printCandidates(cmd *cobra.Command, found []fetch.Candidate, have taken) error {
	out := cmd.OutOrStdout()
	if wantsJSON(cmd) {
		for _, c := range found {
			line := struct {
				fetch.Candidate
				Watched string `json:"watched,omitempty"`
			}{c, have.ids[news.AddressKey(c.URL)]}
			if err := printJSON(out, line); err != nil {
				return err
			}
		}
		return nil
	}
	t := newTable("URL", "FORMAT", "ITEMS", "NEWEST (UTC)", "LANG", "PUSH", "FOUND", "TITLE").wrapped()
	how := func(c fetch.Candidate) string {
		if id := have.ids[news.AddressKey(c.URL)]; id != "" {
			return c.Found + ", watched as " + id
		}
		return c.Found
	}
	var fresh []fetch.Candidate
	for _, c := range readable(found) {
		push := "-"
		if len(c.Hubs) > 0 {
			push = "WebSub"
		}
		if have.ids[news.AddressKey(c.URL)] == "" {
			fresh = append(fresh, c)
		}
		t.add(oneLine(c.URL), orDash(c.Format), strconv.Itoa(c.Items), when(c.Newest), orDash(c.Language), push, how(c), oneLine(c.Title))
	}
	if err := t.print(out); err != nil {
		return err
	}
	for i, c := range slices.DeleteFunc(slices.Clone(found), func(c fetch.Candidate) bool { return c.Trouble == "" }) {
		if i == 0 {
			fmt.Fprintln(out, "\nNamed there, too, but cannot be read:")
		}
		printText(out, "  ", fmt.Sprintf("%s (%s): %s", c.URL, how(c), c.Trouble))
	}
	if len(fresh) == 0 {
		return nil
	}
	address := "URL"
	if len(fresh) == 1 {
		address = shellWord(fresh[0].URL)
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "\nvedette feeds add %s  adds one; --yaml prints entries for config.yaml\n", address)
	return nil
}

// plainWord is what no shell finds a meaning in.
var plainWord = regexp.MustCompile(`^[\w:/.+,=%@-]+$`)

// shellWord writes an address as one word of a command line: it comes from a
// page, and what a user copies must be no command of that page.
func shellWord(address string) string {
	address = strings.ReplaceAll(oneLine(address), "'", "%27")
	if plainWord.MatchString(address) {
		return address
	}
	return "'" + address + "'"
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

// readable leaves out the feeds that could not be read.
func readable(found []fetch.Candidate) []fetch.Candidate {
	var good []fetch.Candidate
	for _, c := range found {
		if c.Trouble == "" {
			good = append(good, c)
		}
	}
	return good
}

// printCandidatesYAML prints those that can be read, each under a name of its
// own, as feeds are known by their names.
func printCandidatesYAML(cmd *cobra.Command, found []fetch.Candidate) error {
	var feeds []fetch.Feed
	taken := map[string]int{}
	for _, c := range readable(found) {
		f := c.Feed()
		if taken[f.Key()]++; taken[f.Key()] > 1 {
			f.Name = fmt.Sprintf("%s (%d)", f.Name, taken[f.Key()])
		}
		feeds = append(feeds, f)
	}
	text, err := config.FeedsYAML(feeds)
	if err != nil {
		return err
	}
	if left := len(found) - len(feeds); left > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s left out that cannot be read\n", news.Count(left, "feed"))
	}
	_, err = cmd.OutOrStdout().Write(text)
	return err
}
