package config

import (
	"encoding"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// scalar decodes text, and what is written as text.
func (d *decoder) scalar(n *yaml.Node, v reflect.Value, at spot) {
	if n.Kind != yaml.ScalarNode {
		d.wrongKind(n, at, wanted(v), "write one value on the same line, after the colon")
		return
	}
	text, ok := d.expanded(n, at)
	if !ok {
		return
	}
	if err := setText(v, text); err != nil {
		message, hint := err.Error(), ""
		if i := strings.LastIndex(message, ": "); i > 0 {
			message, hint = message[:i], message[i+2:]
		}
		d.report(n, at.path, hint, "%s", message)
		return
	}
	if v.Type() == secretType {
		d.told = append(d.told, told{text: text, as: "[secret]", path: at.path})
	}
	if at.file && v.Kind() == reflect.String {
		v.SetString(d.absolute(text))
	}
}

// setText puts text into a field of any kind that a scalar can fill.
func setText(v reflect.Value, text string) error {
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		return u.UnmarshalText([]byte(text))
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Bool:
		if text != "true" && text != "false" {
			return fmt.Errorf("%s is neither true nor false: write true or false", shown(text))
		}
		v.SetBool(text == "true")
	case reflect.Int, reflect.Int64:
		i, err := strconv.ParseInt(strings.ReplaceAll(text, "_", ""), 10, v.Type().Bits())
		if err != nil {
			return fmt.Errorf("%s is no whole number: write digits only, such as 8", shown(text))
		}
		v.SetInt(i)
	default:
		return fmt.Errorf("a %s cannot be written in the config file: remove it", v.Kind())
	}
	return nil
}

func (d *decoder) wrongKind(n *yaml.Node, at spot, want, hint string) {
	got := "text"
	switch n.Kind {
	case yaml.MappingNode:
		got = "a group of keys"
	case yaml.SequenceNode:
		got = "a list"
	case yaml.ScalarNode:
		if tag := n.ShortTag(); tag == "!!int" || tag == "!!float" {
			got = "a number"
		}
	}
	d.report(n, at.path, hint, "%s stands where %s is expected", got, want)
}

func wanted(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64:
		if !v.Addr().Type().Implements(textUnmarshaler) {
			return "a number"
		}
	}
	return "text"
}

// maxWordShown bounds, in code points, a user's word in a message.
const maxWordShown = 40

// shown quotes a user's word for a message, shortened.
func shown(word string) string { return strconv.Quote(clip(word)) }

// clip shortens a user's word for a message.
func clip(word string) string {
	if r := []rune(word); len(r) > maxWordShown {
		return string(r[:maxWordShown]) + "…"
	}
	return word
}
