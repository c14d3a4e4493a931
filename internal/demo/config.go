package demo

import (
	"bytes"
	_ "embed"
	"fmt"
	"strconv"
	"text/template"
)

//go:embed config.yaml.tmpl
var configTemplate string

// Places are the addresses and files that the demo's config names.
type Places struct {
	// Site is the base address of the feeds, without a slash at the end.
	Site string
	// SMTP is the mail sink's host:port, Hook the webhook sink's address.
	SMTP, Hook string
	// HookKeyFile is the file that holds the signing key of the HookSink.
	HookKeyFile string
	// Storage is the database file, Web the host:port of the page.
	Storage, Web string
}

// Config gives the text of the demo's config.yaml: the outlets' feeds, the
// rules that their stories were written for, and the sinks as receivers.
func Config(outlets []Outlet, p Places) ([]byte, error) {
	// strconv.Quote writes a subset of YAML's double-quoted text.
	t, err := template.New("config").Funcs(template.FuncMap{"quote": strconv.Quote}).Parse(configTemplate)
	if err != nil {
		return nil, fmt.Errorf("demo config: %w", err)
	}
	var b bytes.Buffer
	err = t.Execute(&b, struct {
		Places
		Outlets []Outlet
	}{p, outlets})
	if err != nil {
		return nil, fmt.Errorf("demo config: %w", err)
	}
	return b.Bytes(), nil
}
