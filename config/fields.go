package config

import (
	"reflect"
	"slices"
	"strings"
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

// nearest gives the known word that was most likely meant, or "".
func nearest(word string, known []string) string {
	plain := strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(word))
	if meant := synonyms[strings.ToLower(word)]; slices.Contains(known, meant) {
		return meant
	}
	best, least := "", 1+len(plain)/3
	for _, k := range known {
		if d := distance(plain, strings.ReplaceAll(k, "_", "")); d <= least && (best == "" || d < least) {
			best, least = k, d
		}
	}
	return best
}

// distance is the number of letters to add, drop, change or swap with the
// next one (optimal string alignment).
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, last, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(s); i++ {
		row[0] = i
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(t)]
}
