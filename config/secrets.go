package config

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"vedette/problem"
	"vedette/secret"
)

// maxSecretBytes bounds a secret's file; the longest are keys of a few
// kilobytes.
const maxSecretBytes = 64 << 10

// minHiddenLetters is the length from which a secret is hidden wherever it
// stands in a message; a shorter one, such as "1", would hide half the text.
const minHiddenLetters = 4

// told is a text that must not be shown again, and what to show instead.
type told struct{ text, as, path string }

var secretType = reflect.TypeFor[secret.Text]()

// readSecretFiles fills every secret field Foo of a group from the file that
// its sibling FooFile names.
func (d *decoder) readSecretFiles(v reflect.Value, at spot, fields []field) {
	for _, f := range fields {
		if v.Field(f.index).Type() != secretType {
			continue
		}
		i := slices.IndexFunc(fields, func(g field) bool { return g.name == f.name+"File" })
		if i >= 0 {
			d.readSecretFile(v.Field(f.index), v.Field(fields[i].index), at.child(f.key), at.child(fields[i].key))
		}
	}
}

func secretText(v reflect.Value) string { return v.Interface().(secret.Text).Reveal() }

func (d *decoder) readSecretFile(into, file reflect.Value, own, from spot) {
	if file.Kind() != reflect.String || file.String() == "" {
		return
	}
	where := d.places[from.path].value
	if secretText(into) != "" {
		d.report(where, from.path, "keep one of the two", "the secret is given twice, here and in %s", own.path)
		d.broken[own.path] = true
		return
	}
	text, err := secretFile(file.String())
	if err != nil {
		d.report(where, from.path, "check the path, and that vedette's user may read it", "%s", err)
		d.broken[own.path] = true
		return
	}
	into.SetString(text)
	d.told = append(d.told, told{text: text, as: "[secret]", path: own.path})
}

// secretFile reads a secret without the line break at its end.
func secretFile(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", plainFileError(path, err)
	}
	if !info.Mode().IsRegular() {
		return "", fmt.Errorf("%s is not a file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return "", plainFileError(path, err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSecretBytes+1))
	text := strings.TrimRight(string(data), "\r\n")
	switch {
	case err != nil:
		return "", plainFileError(path, err)
	case len(data) > maxSecretBytes:
		return "", fmt.Errorf("%s is longer than %d bytes", path, maxSecretBytes)
	case text == "":
		return "", fmt.Errorf("%s is empty", path)
	}
	return text, nil
}

func plainFileError(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no file %s", path)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("the file %s may not be read", path)
	}
	return fmt.Errorf("cannot read the file: %w", err)
}

// hidden takes everything that came from the environment or is a secret out
// of problems, since rooms show the values they find fault with.
func (d *decoder) hidden(list problem.List) problem.List {
	everywhere, at := d.replacers()
	for i := range list {
		p := &list[i]
		p.Message, p.Hint = everywhere.Replace(p.Message), everywhere.Replace(p.Hint)
		for path := p.Path; path != ""; path = parent(path) {
			if own := at[path]; own != nil {
				p.Message, p.Hint = own.Replace(p.Message), own.Replace(p.Hint)
			}
		}
	}
	return list
}

// replacers gives what hides the long texts everywhere, and what hides a short
// one at the path where it stands. Longer texts go first, so that one
// within another is no matter.
func (d *decoder) replacers() (everywhere *strings.Replacer, at map[string]*strings.Replacer) {
	long := map[string]string{}
	short := map[string]map[string]string{}
	for _, t := range d.told {
		into := long
		if len(t.text) < minHiddenLetters {
			if short[t.path] == nil {
				short[t.path] = map[string]string{}
			}
			into = short[t.path]
		}
		if quoted := strconv.Quote(t.text); t.text != "" {
			into[t.text], into[quoted[1:len(quoted)-1]] = t.as, t.as
		}
	}
	everywhere = replacer(long)
	at = map[string]*strings.Replacer{}
	for path, texts := range short {
		at[path] = replacer(texts)
	}
	return everywhere, at
}

func replacer(texts map[string]string) *strings.Replacer {
	var pairs []string
	for _, text := range slices.SortedFunc(maps.Keys(texts), func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) }) {
		pairs = append(pairs, text, texts[text])
	}
	return strings.NewReplacer(pairs...)
}
