package main

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

type (
	constant struct{ value any }
	name     struct{ name string }
	either   struct{ a, b expr }
	both     struct{ a, b expr }
	negation struct{ e expr }
	minus    struct{ e expr }
	sum      struct{ a, b expr }
	index    struct{ of, at expr }
	call     struct {
		of   expr
		args []expr
	}
	sequence   struct{ items []expr }
	dictionary struct{ keys, values []expr }
	comparison struct {
		first expr
		ops   []string
		rest  []expr
	}
)

func (e constant) eval(map[string]any) (any, error) { return e.value, nil }

func (e name) eval(names map[string]any) (any, error) {
	if v, ok := names[e.name]; ok {
		return v, nil
	}
	return nil, fmt.Errorf("%w: the name %s", errUnsupported, e.name)
}

func (e either) eval(names map[string]any) (any, error) {
	if v, err := e.a.eval(names); err != nil || truth(v) {
		return v, err
	}
	return e.b.eval(names)
}

func (e both) eval(names map[string]any) (any, error) {
	if v, err := e.a.eval(names); err != nil || !truth(v) {
		return v, err
	}
	return e.b.eval(names)
}

func (e negation) eval(names map[string]any) (any, error) {
	v, err := e.e.eval(names)
	return !truth(v), err
}

func (e minus) eval(names map[string]any) (any, error) {
	v, err := e.e.eval(names)
	if n, ok := v.(int); ok {
		return -n, err
	}
	return nil, fmt.Errorf("%w: minus of no number", errUnsupported)
}

func (e sum) eval(names map[string]any) (any, error) {
	a, err := e.a.eval(names)
	if err != nil {
		return nil, err
	}
	b, err := e.b.eval(names)
	left, ok := a.(string)
	right, too := b.(string)
	if err == nil && !(ok && too) {
		err = fmt.Errorf("%w: a sum of no strings", errUnsupported)
	}
	return left + right, err
}

func (e index) eval(names map[string]any) (any, error) {
	of, err := e.of.eval(names)
	if err != nil {
		return nil, err
	}
	at, err := e.at.eval(names)
	if err != nil {
		return nil, err
	}
	switch of := of.(type) {
	case dict:
		if v, ok := of[canonical(fmt.Sprint(at))]; ok {
			return v, nil
		}
	case list:
		if n, ok := at.(int); ok && n >= 0 && n < len(of) {
			return of[n], nil
		}
	}
	return nil, fmt.Errorf("%w: no %v", errRaised, at)
}

// eval knows len, ord, and a dictionary's has_key and get.
func (e call) eval(names map[string]any) (any, error) {
	var args []any
	for _, a := range e.args {
		v, err := a.eval(names)
		if err != nil {
			return nil, err
		}
		args = append(args, v)
	}
	switch of := e.of.(type) {
	case name:
		return function(of.name, args)
	case index:
		in, err := of.of.eval(names)
		if err != nil {
			return nil, err
		}
		method, _ := of.at.eval(names)
		if d, ok := in.(dict); ok && len(args) > 0 {
			return d.method(fmt.Sprint(method), args)
		}
	}
	return nil, fmt.Errorf("%w: a call", errUnsupported)
}

func function(name string, args []any) (any, error) {
	if len(args) == 1 {
		switch v := args[0].(type) {
		case list:
			if name == "len" {
				return len(v), nil
			}
		case string:
			if runes := []rune(v); name == "ord" && len(runes) == 1 {
				return int(runes[0]), nil
			} else if name == "ord" {
				return nil, errRaised
			}
		}
	}
	return nil, fmt.Errorf("%w: %s()", errUnsupported, name)
}

func (d dict) method(name string, args []any) (any, error) {
	v, ok := d[canonical(fmt.Sprint(args[0]))]
	switch {
	case name == "has_key":
		return ok, nil
	case name == "get" && ok:
		return v, nil
	case name == "get" && len(args) > 1:
		return args[1], nil
	case name == "get":
		return nil, nil
	}
	return nil, fmt.Errorf("%w: .%s()", errUnsupported, name)
}

func (e sequence) eval(names map[string]any) (any, error) {
	out := list{}
	for _, item := range e.items {
		v, err := item.eval(names)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func (e dictionary) eval(names map[string]any) (any, error) {
	out := dict{}
	for i := range e.keys {
		key, err := e.keys[i].eval(names)
		if err != nil {
			return nil, err
		}
		if out[canonical(fmt.Sprint(key))], err = e.values[i].eval(names); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (e comparison) eval(names map[string]any) (any, error) {
	left, err := e.first.eval(names)
	if err != nil {
		return nil, err
	}
	for i, op := range e.ops {
		right, err := e.rest[i].eval(names)
		if err != nil {
			return nil, err
		}
		holds, err := compare(op, left, right)
		if err != nil || !holds {
			return false, err
		}
		left = right
	}
	return true, nil
}

func compare(op string, a, b any) (bool, error) {
	switch op {
	case "==":
		return equal(a, b), nil
	case "!=":
		return !equal(a, b), nil
	case "in", "not in":
		in, err := contains(b, a)
		return in == (op == "in"), err
	}
	return false, fmt.Errorf("%w: %s", errUnsupported, op)
}

func contains(in, what any) (bool, error) {
	switch in := in.(type) {
	case list:
		return slices.ContainsFunc(in, func(v any) bool { return equal(v, what) }), nil
	case dict:
		_, ok := in[canonical(fmt.Sprint(what))]
		return ok, nil
	case string:
		return strings.Contains(in, fmt.Sprint(what)), nil
	}
	return false, fmt.Errorf("%w: in", errUnsupported)
}

// equal is Python's "==", but that mark-up is compared as mark-up.
func equal(a, b any) bool {
	if s, ok := a.(string); ok {
		if t, ok := b.(string); ok {
			return s == t || sameMarkup(s, t)
		}
	}
	if d, ok := a.(dict); ok {
		if e, ok := b.(dict); ok && len(d) == len(e) {
			for key, v := range d {
				if w, ok := e[key]; !ok || !equal(v, w) {
					return false
				}
			}
			return true
		}
	}
	return reflect.DeepEqual(a, b)
}

func truth(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case string:
		return v != ""
	case int:
		return v != 0
	case list:
		return len(v) > 0
	case dict:
		return len(v) > 0
	}
	return true
}
