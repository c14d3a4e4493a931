package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/internal/demo"
	"vedette/schedule"
	"vedette/web"
)

func newDemo() *cobra.Command {
	var length schedule.Duration
	var dir string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "See vedette at work: a dozen invented feeds, no network, nothing to set up",
		Long: `demo runs the ordinary program on a configuration of its own. A small site on
this machine serves a dozen feeds in seven languages, where new items keep
appearing; a mail server and a webhook receiver on this machine show what
would arrive. Nothing leaves the machine. The page is up while it runs.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("for") && length <= 0 {
				return usageError{errors.New("--for: a demo takes some time: write 20s or 5m, or leave it out")}
			}
			return runDemo(cmd, dir, time.Duration(length))
		},
	}
	cmd.Flags().TextVar(&length, "for", schedule.Duration(0), "end after this `TIME`, such as 20s (default: until Ctrl-C)")
	cmd.Flags().Lookup("for").DefValue = "" // the text says it
	cmd.Flags().StringVar(&dir, "dir", "", "keep the configuration and the store in this `FOLDER` (default: a temporary one)")
	return cmd
}

// scene is what stands around the program: the site, the sinks, a folder.
type scene struct {
	dir     string
	outlets []demo.Outlet
	site    *demo.WebServer
	mail    *demo.MailSink
	hooks   *demo.HookSink
	hook    *demo.WebServer
	stage   *stage
}

func runDemo(cmd *cobra.Command, dir string, length time.Duration) error {
	if dir == "" {
		temporary, err := os.MkdirTemp("", "vedette-demo-")
		if err != nil {
			return fmt.Errorf("the demo needs a folder: %w", err)
		}
		defer os.RemoveAll(temporary)
		dir = temporary
	}
	s := &scene{dir: dir, stage: &stage{out: cmd.OutOrStdout(), start: time.Now()}}
	defer s.close()
	loaded, err := s.set()
	if err != nil {
		return err
	}
	logFile, err := os.Create(filepath.Join(dir, "demo.log"))
	if err != nil {
		return fmt.Errorf("the demo's log: %w", err)
	}
	defer logFile.Close()
	p, err := newProgram(loaded, slog.New(slog.NewTextHandler(logFile, nil)))
	if err != nil {
		return err
	}
	s.welcome(p.URL(), length)
	if err := s.play(cmd, p, length); err != nil {
		return err
	}
	return s.summary(cmd.OutOrStdout(), loaded)
}

// set puts the scene up and gives the configuration that points at it.
func (s *scene) set() (*config.Loaded, error) {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return nil, fmt.Errorf("the demo's folder: %w", err)
	}
	var err error
	if s.outlets, err = demo.Outlets(); err != nil {
		return nil, err
	}
	site, err := demo.NewSite(s.outlets, time.Now())
	if err != nil {
		return nil, err
	}
	if s.site, err = demo.Listen(site); err != nil {
		return nil, err
	}
	if s.mail, err = demo.ListenMail(s.stage.gotMail); err != nil {
		return nil, err
	}
	key := demo.NewSigningKey()
	if s.hooks, err = demo.NewHookSink(key); err != nil {
		return nil, err
	}
	s.hooks.RefuseEvery = 5
	s.hooks.Got = s.stage.gotHook
	if s.hook, err = demo.Listen(s.hooks); err != nil {
		return nil, err
	}
	return s.writeConfig(key)
}

// writeConfig writes the files that a user would write, and reads them back as
// the program would.
func (s *scene) writeConfig(key string) (*config.Loaded, error) {
	const keyFile = "webhook.key"
	text, err := demo.Config(s.outlets, demo.Places{Site: s.site.URL, SMTP: s.mail.Addr, Hook: s.hook.URL + "/",
		HookKeyFile: keyFile, Storage: "demo.db", Web: demoAddress()})
	if err != nil {
		return nil, err
	}
	path := filepath.Join(s.dir, "config.yaml")
	for name, data := range map[string][]byte{path: text, filepath.Join(s.dir, keyFile): []byte(key + "\n")} {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			return nil, fmt.Errorf("the demo's files: %w", err)
		}
	}
	return config.Load(path)
}

// demoAddress is the page's usual address, or any free port if that is taken:
// a demo must not fail because the daemon runs.
func demoAddress() string {
	l, err := net.Listen("tcp", web.DefaultAddress)
	if err != nil {
		return "127.0.0.1:0"
	}
	l.Close()
	return web.DefaultAddress
}

func (s *scene) welcome(url string, length time.Duration) {
	end := "Ctrl-C ends it."
	if length > 0 {
		end = "It ends by itself after " + length.String() + "."
	}
	s.stage.print(fmt.Sprintf(`vedette demo: %d invented feeds in seven languages, nothing leaves this machine.
  page      %s/
  feeds in  %s/
  feeds out %s/channels
  config    %s
%s What a reader would get is printed as it arrives:
`, len(s.outlets), url, s.site.URL, url, filepath.Join(s.dir, "config.yaml"), end))
}

// play runs the program for the given length, or until the user ends it.
func (s *scene) play(cmd *cobra.Command, p *program, length time.Duration) error {
	ctx, stop := untilSignal(cmd)
	defer stop()
	if length > 0 {
		timed, cancel := context.WithTimeout(ctx, length)
		defer cancel()
		ctx = timed
	}
	go s.stage.clock(ctx, cmd.ErrOrStderr(), length)
	return p.Run(ctx)
}

func (s *scene) close() {
	for _, server := range []*demo.WebServer{s.site, s.hook} {
		if server != nil {
			server.Close()
		}
	}
	if s.mail != nil {
		s.mail.Close()
	}
}

// stage prints what arrives, one line at a time, from many goroutines.
type stage struct {
	mu    sync.Mutex
	out   io.Writer
	start time.Time
	bar   progress
}

func (s *stage) gotMail(m demo.Mail) { s.arrived("mail", m.Subject) }

func (s *stage) gotHook(h demo.Hook) {
	again := ""
	if h.Attempts > 1 {
		again = fmt.Sprintf(" (taken at try %d, the first was refused)", h.Attempts)
	}
	s.arrived("webhook", h.Summary+again)
}

func (s *stage) arrived(kind, text string) {
	line := fmt.Sprintf("%6.1fs  %-7s  %s", time.Since(s.start).Seconds(), kind, oneLine(text))
	if width := terminalWidth(s.out); width > 0 {
		line = cut(line, width)
	}
	s.print(line + "\n")
}

func (s *stage) print(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bar.clear()
	fmt.Fprint(s.out, text)
	s.bar.show()
}

// clock moves the progress bar of a demo that ends by itself.
func (s *stage) clock(ctx context.Context, w io.Writer, length time.Duration) {
	if length < time.Second {
		return
	}
	s.mu.Lock()
	s.bar = newProgress(w, int64(length/time.Second), "s")
	s.mu.Unlock()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			s.mu.Lock()
			s.bar.add(1)
			s.mu.Unlock()
		}
	}
}
