package main

import (
	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/news"
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

func feedKeys(loaded *config.Loaded) (keys []string) {
	for _, f := range loaded.Config.Feeds {
		keys = append(keys, f.Key())
	}
	return keys
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
