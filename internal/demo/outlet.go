package demo

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"strings"
)

// Format is a kind of feed document and the ending of its address.
type Format string

// The formats that the demo's feeds come in.
const (
	RSS  Format = "rss"  // RSS 2.0
	RDF  Format = "rdf"  // RSS 1.0
	Atom Format = "atom" // RFC 4287
	JSON Format = "json" // JSON Feed 1.1
)

// Quirk is one thing that is wrong or unusual with a feed, as it is with many
// a feed of the world.
type Quirk string

// The quirks. No outlet has more than one, so that each is seen for itself.
const (
	// Windows1251 feeds are in that encoding and only the XML declaration
	// says so.
	Windows1251 Quirk = "windows-1251"
	// StrayByte feeds have a byte that is no UTF-8 where the story has U+FFFD.
	StrayByte Quirk = "stray-byte"
	// Gzip feeds are compressed for whoever accepts that.
	Gzip Quirk = "gzip"
	// ZonelessDates feeds leave the zone out of their dates.
	ZonelessDates Quirk = "zoneless-dates"
	// Outage feeds answer 503 for a while; see outageFrom.
	Outage Quirk = "outage"
)

// Outlet is one invented source of news with all that it will ever publish.
type Outlet struct {
	// ID is the name of the outlet's file in news/.
	ID       string   `json:"-"`
	Name     string   `json:"name"`
	About    string   `json:"about"`
	Format   Format   `json:"format"`
	Language string   `json:"language"`
	Country  string   `json:"country"`
	TimeZone string   `json:"time_zone"`
	Tags     []string `json:"tags"`
	Quirk    Quirk    `json:"quirk"`
	Stories  []Story  `json:"stories"`
}

// Story is one invented piece of news.
type Story struct {
	Title      string   `json:"title"`
	HTML       string   `json:"html"`
	Author     string   `json:"author"`
	Categories []string `json:"categories"`
	// Hits names the rules of Config that the story meets, Lookalike stories
	// have the words of a rule but not its sense. Neither is published: they
	// are what the tests hold the rules to.
	Hits      []string `json:"hits"`
	Lookalike bool     `json:"lookalike"`
}

//go:embed news/*.json
var newsFiles embed.FS

// Outlets gives the dozen outlets in order of their ids. An error means that
// the program was built with a broken file.
func Outlets() ([]Outlet, error) {
	entries, err := newsFiles.ReadDir("news")
	if err != nil {
		return nil, fmt.Errorf("demo news: %w", err)
	}
	var all []Outlet
	for _, e := range entries {
		data, err := newsFiles.ReadFile(path.Join("news", e.Name()))
		if err != nil {
			return nil, fmt.Errorf("demo news: %w", err)
		}
		o := Outlet{ID: strings.TrimSuffix(e.Name(), ".json")}
		dec := json.NewDecoder(bytes.NewReader(data))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&o); err != nil {
			return nil, fmt.Errorf("demo news: %s: %w", e.Name(), err)
		}
		all = append(all, o)
	}
	return all, nil
}

// FeedPath is the path of the outlet's feed on the site.
func (o Outlet) FeedPath() string { return "/feeds/" + o.ID + "." + string(o.Format) }
