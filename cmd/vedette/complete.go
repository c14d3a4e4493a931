package main

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/fetch"
	"vedette/news"
	"vedette/storage"
	"vedette/web"
)

// completion gives the words that a shell offers for an argument or flag.
type completion = cobra.CompletionFunc

// fixed offers the same words always.
func fixed(words ...string) completion {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return words, cobra.ShellCompDirectiveNoFileComp
	}
}

func severities() completion {
	var words []string
	for _, s := range news.Severities() {
		words = append(words, string(s))
	}
	return fixed(words...)
}

// configured offers names of the configuration, if there is a sound one, and
// whatever else is said by directive.
func configured(names func(*config.Loaded) []string, directive cobra.ShellCompDirective) completion {
	return func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		loaded, err := config.Load(configPath(cmd))
		if err != nil {
			return nil, directive
		}
		return names(loaded), directive
	}
}

func ruleNames(loaded *config.Loaded) (names []string) {
	for _, r := range loaded.Filter.Rules() {
		names = append(names, r.Name)
	}
	return names
}

func receiverNames(loaded *config.Loaded) (names []string) {
	for _, r := range loaded.Config.Receivers {
		names = append(names, r.Name)
	}
	return names
}

// askPatience is how long a completion waits for a daemon: a shell stands still
// meanwhile.
const askPatience = time.Second

// feedNames offers the feeds of the configuration and those that were added, with
// their names beside. Where neither the store nor the daemon can be asked, the
// configuration's feeds are what there is.
func feedNames(directive cobra.ShellCompDirective) completion {
	return func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		loaded, err := config.Load(configPath(cmd))
		if err != nil {
			return nil, directive
		}
		feeds := loaded.Config.Feeds
		ctx, cancel := context.WithTimeout(context.Background(), askPatience)
		defer cancel()
		if added, err := addedFeeds(ctx, loaded); err == nil {
			feeds, _ = fetch.Merge(feeds, added)
		}
		var words []string
		for _, f := range feeds {
			words = append(words, cobra.CompletionWithDesc(f.Key(), oneLine(f.Name)))
		}
		return words, directive
	}
}

// addedFeeds reads the feeds that were added from the store, or asks the daemon
// that holds it.
func addedFeeds(ctx context.Context, loaded *config.Loaded) ([]news.AddedFeed, error) {
	store, err := storage.OpenExisting(loaded.Config.Storage.Path)
	if errors.Is(err, storage.ErrLocked) {
		return web.NewClient(loaded.Config.Web.LocalURL()).AddedFeeds(ctx)
	}
	if err != nil {
		return nil, err
	}
	defer store.Close()
	return store.AddedFeeds(ctx)
}

// offer registers completions of flags. That a flag has no such name is a
// mistake in this program, and every run would show it.
func offer(cmd *cobra.Command, flags map[string]completion) {
	for name, words := range flags {
		if err := cmd.RegisterFlagCompletionFunc(name, words); err != nil {
			panic(err)
		}
	}
}
