package config

import (
	"reflect"
	"slices"
	"strings"

	"vedette/problem"
)

// field is a key that a group of the file may have, and the Go field it fills.
type field struct {
	key   string
	name  string
	index int
}

// fieldsOf lists the keys of a struct by its yaml tags, in order. A field
// without a tag is none of the file's.
func fieldsOf(t reflect.Type) []field {
	var fields []field
	for i := range t.NumField() {
		f := t.Field(i)
		key, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if f.IsExported() && key != "" && key != "-" {
			fields = append(fields, field{key: key, name: f.Name, index: i})
		}
	}
	return fields
}

func keysOf(fields []field) []string {
	keys := make([]string, len(fields))
	for i, f := range fields {
		keys[i] = f.key
	}
	return keys
}

// synonyms are keys that other programs of this kind use.
var synonyms = map[string]string{
	"interval": "every", "refresh": "every", "link": "url", "href": "url", "address": "url", "feed_url": "url", "title": "name",
	"lang": "language", "tz": "time_zone", "zone": "time_zone", "auth": "basic_auth", "token": "bearer_token",
	"expr": "query", "match": "matchers", "level": "severity", "priority": "severity", "mail": "email", "hook": "webhook",
	"schedule": "cron", "host": "smarthost", "user": "username", "pass": "password", "listen": "address", "file": "path", "db": "storage",
	"database": "storage", "sources": "feeds", "channel": "channels", "groups": "concepts", "terms": "forms",
}

// intended gives the known key that was most likely meant, or "".
func intended(key string, known []string) string {
	if word := synonyms[strings.ToLower(key)]; slices.Contains(known, word) {
		return word
	}
	return problem.Nearest(strings.NewReplacer("-", "_", " ", "_").Replace(key), known)
}
