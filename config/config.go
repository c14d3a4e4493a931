// Package config reads the one file that a user writes, config.yaml, and is
// the roof over every room's own Config.
//
// A file is read in three steps. document.go makes nodes of it, so that every
// value has a line and a column. decode.go fills the rooms' structs by their
// yaml tags and reports what does not fit. check.go asks each room what is
// wrong with its part, and place.go turns the rooms' paths into lines and
// columns. Each step goes on after a mistake: all of them are told at once.
//
// It is the one package that knows YAML, and the one that reads secrets from
// the environment and from files. See docs/CONFIGURATION.md.
package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"vedette/alert"
	"vedette/fetch"
	"vedette/filter"
	"vedette/guard"
	"vedette/news"
	"vedette/problem"
	"vedette/publish"
	"vedette/web"
	"vedette/websub"
)

// Config is the whole file. It prints without its secrets in every form.
type Config struct {
	Storage   Storage           `yaml:"storage,omitempty" json:"storage,omitzero" jsonschema:"description=Where items and hits and alerts are kept."`
	Web       web.Config        `yaml:"web,omitempty" json:"web,omitzero" jsonschema:"description=The page and the API."`
	Network   guard.Config      `yaml:"network,omitempty" json:"network,omitzero" jsonschema:"description=Where feeds and webhooks may be."`
	Fetch     fetch.Config      `yaml:"fetch,omitempty" json:"fetch,omitzero" jsonschema:"description=Defaults for all feeds."`
	WebSub    websub.Config     `yaml:"websub,omitempty" json:"websub,omitzero" jsonschema:"description=Let hubs push feeds (WebSub)."`
	Feeds     []fetch.Feed      `yaml:"feeds,omitempty" json:"feeds,omitempty" jsonschema:"description=The feeds to watch."`
	Concepts  []filter.Concept  `yaml:"concepts,omitempty" json:"concepts,omitempty" jsonschema:"description=Named sets of forms that rules use as @name."`
	Rules     []filter.Rule     `yaml:"rules,omitempty" json:"rules,omitempty" jsonschema:"description=What to look for in every item."`
	Receivers []alert.Receiver  `yaml:"receivers,omitempty" json:"receivers,omitempty" jsonschema:"description=Who can be told."`
	Routes    []alert.Route     `yaml:"routes,omitempty" json:"routes,omitempty" jsonschema:"description=Which hits go to which receiver; asked in order."`
	Channels  []publish.Channel `yaml:"channels,omitempty" json:"channels,omitempty" jsonschema:"description=Feeds made of hits: Atom and RSS and JSON Feed."`
}

// Storage says where the archive is.
type Storage struct {
	Path string `yaml:"path,omitempty" json:"path,omitempty" jsonschema:"description=The database file. A relative path is taken from the folder of this file. Default vedette.db."`
}

// DefaultStoragePath is where the archive is when nothing else is written,
// taken from the config file's folder.
const DefaultStoragePath = "vedette.db"

// filter gives the room filter its part: the concepts and rules, and a quiet
// rule for every channel that selects by a query of its own.
func (c Config) filter() filter.Config {
	rules := slices.Clone(c.Rules)
	for _, ch := range c.Channels {
		if ch.Query != "" {
			rules = append(rules, filter.Rule{Name: ch.QueryRule(), Query: ch.Query, Severity: news.Low, Quiet: true})
		}
	}
	return filter.Config{Concepts: c.Concepts, Rules: rules}
}

// Loaded is a sound configuration with what was compiled on the way. It is not
// changed after loading, and safe for concurrent use.
type Loaded struct {
	Config Config
	// Filter has the rules, and quiet ones for the channels' queries.
	Filter *filter.Set
	Routes *alert.Routes
	// Guard decides where feeds and webhooks may be.
	Guard *guard.Guard
	// Warnings are what is allowed but probably not meant.
	Warnings problem.List

	place func(problem.List) problem.List
}

// Rules gives the room filter its part, as it was compiled.
func (l *Loaded) Rules() filter.Config { return l.Config.filter() }

// Placed gives what was found later in the concepts and rules, by the paths of
// Rules, its file, line and column, in the order of the file.
func (l *Loaded) Placed(found problem.List) problem.List { return l.place(found) }

// DropPlaces frees what is kept to say where in the file something stands, many
// times what the configuration itself takes. Placed gives no places from then
// on. A daemon calls it once nobody asks any more.
func (l *Loaded) DropPlaces() {
	l.place = func(found problem.List) problem.List { return found }
}

// Alert gives the room alert its part.
func (l *Loaded) Alert() alert.Config {
	return alert.Config{Receivers: l.Config.Receivers, Routes: l.Config.Routes, Guard: l.Guard}
}

// Publish gives the room publish its part.
func (l *Loaded) Publish() publish.Config { return publish.Config{Channels: l.Config.Channels} }

// Load reads and checks the file at path. What is wrong in the file comes as a
// problem.List, by position; that it cannot be read, as another error.
func Load(path string) (*Loaded, error) {
	data, err := readFile(path, "config file", "name one with --config, or copy the config.yaml that comes with vedette")
	if err != nil {
		return nil, err
	}
	folder, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return nil, fmt.Errorf("finding the folder of %s: %w", path, err)
	}
	return Parse(path, data, folder)
}

// Rough reads of the file at path what can be read although there are mistakes
// in it: enough to ask a daemon that runs with an earlier version of the file.
// There is no Filter, no Routes and no Guard, nothing is checked, and feeds
// without a name or an address are left out. It is nil when nothing can be read.
func Rough(path string) *Loaded {
	data, err := readFile(path, "config file", "")
	if err != nil {
		return nil
	}
	folder, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return nil
	}
	doc, bad := parseDocument(path, data)
	if bad != nil {
		return nil
	}
	d := newDecoder(doc, folder)
	loaded := &Loaded{place: func(found problem.List) problem.List { return found }}
	d.value(doc.root, reflect.ValueOf(&loaded.Config).Elem(), spot{})
	c := &loaded.Config
	if c.Storage.Path == "" {
		c.Storage.Path = d.absolute(DefaultStoragePath)
	}
	c.Feeds = slices.DeleteFunc(c.Feeds, func(f fetch.Feed) bool { return f.Key() == "" || f.URL == "" })
	return loaded
}

// ForAsking reads the file at path for a command that asks servers by hand, of
// which `network` and `fetch` matter only. Mistakes elsewhere are given as wrong;
// loaded is then as Rough gives it, with its Guard. With mistakes in `fetch`, that
// part is empty. What is wrong in `network` is an error, and so is a key at the top
// that is none, as it may stand for network: without the proxy that it names the
// servers would see who asks. Errors are as Load's.
func ForAsking(path string) (loaded *Loaded, wrong problem.List, err error) {
	loaded, err = Load(path)
	if !errors.As(err, &wrong) {
		return loaded, nil, err
	}
	loaded = Rough(path)
	if loaded == nil {
		return nil, nil, err
	}
	for _, p := range wrong {
		part, _, _ := strings.Cut(p.Path, ".")
		part, _, _ = strings.Cut(part, "[")
		switch part {
		case "fetch":
			loaded.Config.Fetch = fetch.Config{}
		case "storage", "web", "websub", "feeds", "concepts", "rules", "receivers", "routes", "channels":
		default:
			return nil, nil, err
		}
	}
	loaded.Guard, err = guard.New(loaded.Config.Network)
	return loaded, wrong, err
}

// readFile reads a file of some kind; the hint says what to do if there is none.
func readFile(path, kind, hint string) ([]byte, error) {
	f, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no %s %s: %s: %w", kind, path, hint, err)
	case err != nil:
		return nil, fmt.Errorf("the %s cannot be read: %w", kind, err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("the %s cannot be read: %w", kind, err)
	}
	return data, nil
}

// Parse checks the text of a config file. The name stands in messages;
// relative paths in the text are taken from the folder dir. It reads the
// environment and the files that the text names. All errors are of the type
// problem.List.
func Parse(name string, data []byte, dir string) (*Loaded, error) {
	doc, bad := parseDocument(name, data)
	if bad != nil {
		return nil, problem.List{*bad}
	}
	d := newDecoder(doc, dir)
	loaded := &Loaded{}
	d.value(doc.root, reflect.ValueOf(&loaded.Config).Elem(), spot{})
	if d.nodes > maxNodes { // what was not decoded would be reported as missing
		return nil, d.finished(d.problems)
	}
	if loaded.Config.Storage.Path == "" {
		loaded.Config.Storage.Path = d.absolute(DefaultStoragePath)
	}
	d.check(loaded)
	if err := d.finished(d.problems).Err(); err != nil {
		return nil, err
	}
	loaded.Config.Fetch = loaded.Config.Fetch.WithDefaults()
	loaded.Warnings = d.finished(d.place(d.warnings(loaded)))
	loaded.place = func(found problem.List) problem.List {
		return d.finished(d.place(ofChannels(found, loaded.Config)))
	}
	return loaded, nil
}
