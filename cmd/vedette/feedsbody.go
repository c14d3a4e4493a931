package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/news"
)

func newFeedsBody() *cobra.Command {
	return &cobra.Command{
		Use:   "body FEED",
		Short: "Print what a feed's server sent last that could not be read",
		Long: `body prints the last answer of a feed's server that could not be read as its
feed, or only in part: a web page, a damaged document. The page that came with an
error, such as 404, is not kept. The first MiB is kept,
until the feed can be read again. It goes to standard output byte for byte, and
what is known of it to standard error; a terminal gets it without control
characters.`,
		Args:              named,
		ValidArgsFunction: feedNames(cobra.ShellCompDirectiveNoFileComp),
		RunE: func(cmd *cobra.Command, args []string) error {
			var u news.Unread
			var state news.FeedState
			err := withArchive(cmd, func(ctx context.Context, loaded *config.Loaded, a archive) error {
				id, err := feedFilter(ctx, cmd.ErrOrStderr(), loaded, a, args[0])
				if err != nil {
					return err
				}
				if state, err = a.FeedState(ctx, id); err != nil {
					return err
				}
				u, err = a.Unread(ctx, id)
				return err
			})
			if errors.Is(err, news.ErrNotFound) && state.Status >= 400 {
				return fmt.Errorf("no body of feed %q is kept: its server answered last with status %d, and bodies of error answers are not kept", args[0], state.Status)
			}
			if errors.Is(err, news.ErrNotFound) {
				return fmt.Errorf("no body of feed %q is kept: its last document could be read, or none came; `vedette feeds health` says more", args[0])
			}
			if err != nil {
				return err
			}
			body, err := u.Body()
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "%s, %s, %d bytes%s, on %s UTC: %s\n", oneLine(u.URL), oneLine(typeOr(u.ContentType)), u.Size,
				map[bool]string{true: fmt.Sprintf(" (the first %d are kept)", len(body))}[len(body) < u.Size], when(u.At), oneLine(u.Why))
			if state.Status >= 400 && state.LastCheck.After(u.At) {
				fmt.Fprintf(cmd.ErrOrStderr(), "note: the last visit, on %s UTC, was answered with status %d; bodies of error answers are not kept, and this one is older\n", when(state.LastCheck), state.Status)
			}
			return printBody(cmd.OutOrStdout(), body)
		},
	}
}

func typeOr(contentType string) string {
	if contentType == "" {
		return "of no type"
	}
	return contentType
}

// printBody writes a body as it is, but to a terminal without what would drive it.
func printBody(w io.Writer, body []byte) error {
	if terminalWidth(w) > 0 {
		body = []byte(strings.Map(func(r rune) rune {
			if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
				return ' '
			}
			return r
		}, string(body)))
		if !bytes.HasSuffix(body, []byte("\n")) {
			body = append(body, '\n')
		}
	}
	_, err := w.Write(body)
	return err
}
