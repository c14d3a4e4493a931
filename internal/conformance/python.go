package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// The suite says what it expects in Python. This file reads the expressions
// that occur there: or, and, not, comparisons in chains, "+", indexing,
// attributes, calls of a few functions, literals.

// errUnsupported is an expression that this evaluator does not know.
var errUnsupported = errors.New("expression not supported")

// errRaised is what Python would raise: a missing key, a wrong index.
var errRaised = errors.New("raised")

// expr is an expression that can be evaluated among names.
type expr interface {
	eval(names map[string]any) (any, error)
}

// list is a Python list or tuple, dict a dictionary; the other values are
// string, int, bool and nil.
type (
	list []any
	dict map[string]any
)

// parsePython reads one expression.
func parsePython(src string) (e expr, err error) {
	defer func() {
		if r := recover(); r != nil {
			e, err = nil, fmt.Errorf("%w: %v", errUnsupported, r)
		}
	}()
	p := &python{rest: src}
	p.next()
	e = p.or()
	if p.token != "" {
		panic("left over: " + p.token)
	}
	return e, nil
}

// python is a parser by recursive descent. It panics on what it does not know.
type python struct {
	rest  string
	token string // "" at the end
	text  string // of a string token
	kind  byte   // 's' string, 'n' number, 'w' word, 'o' operator
}

func (p *python) next() {
	p.rest = strings.TrimLeft(p.rest, " \t\r\n")
	if p.rest == "" {
		p.token, p.kind = "", 0
		return
	}
	c := p.rest[0]
	switch {
	case c == '\'' || c == '"':
		p.readString()
	case unicode.IsDigit(rune(c)):
		p.take('n', strings.IndexFunc(p.rest, func(r rune) bool { return !unicode.IsDigit(r) }))
	case c == '_' || unicode.IsLetter(rune(c)):
		n := strings.IndexFunc(p.rest, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if n == 1 && strings.ContainsRune("urb", rune(c|0x20)) && len(p.rest) > 1 && (p.rest[1] == '\'' || p.rest[1] == '"') {
			p.rest = p.rest[1:]
			p.readString()
			return
		}
		p.take('w', n)
	case len(p.rest) > 1 && strings.Contains("== != <= >=", p.rest[:2]) && p.rest[1] == '=':
		p.take('o', 2)
	default:
		p.take('o', 1)
	}
}

func (p *python) take(kind byte, n int) {
	if n < 0 {
		n = len(p.rest)
	}
	p.kind, p.token, p.rest = kind, p.rest[:n], p.rest[n:]
}

func (p *python) readString() {
	quote := p.rest[:1]
	if triple := strings.Repeat(quote, 3); strings.HasPrefix(p.rest, triple) {
		quote = triple
	}
	at := len(quote)
	for !strings.HasPrefix(p.rest[at:], quote) {
		if p.rest[at] == '\\' {
			at++
		}
		if at++; at >= len(p.rest) {
			panic("string without an end")
		}
	}
	p.text = unquote(p.rest[len(quote):at])
	p.kind, p.token, p.rest = 's', "string", p.rest[at+len(quote):]
}

// unquote resolves the escapes of a Python string.
func unquote(s string) string {
	var b strings.Builder
	for s != "" {
		if s[0] != '\\' || len(s) == 1 {
			b.WriteByte(s[0])
			s = s[1:]
			continue
		}
		size := map[byte]int{'x': 2, 'u': 4, 'U': 8}[s[1]]
		if size > 0 && len(s) >= 2+size {
			n, err := strconv.ParseUint(s[2:2+size], 16, 32)
			if err != nil {
				panic("bad escape")
			}
			b.WriteRune(rune(n))
			s = s[2+size:]
			continue
		}
		simple, known := map[byte]string{'n': "\n", 't': "\t", 'r': "\r", '\\': "\\", '\'': "'", '"': `"`, '\n': ""}[s[1]]
		if !known {
			simple = s[:2]
		}
		b.WriteString(simple)
		s = s[2:]
	}
	return b.String()
}

// is takes a token if it is the given one.
func (p *python) is(token string) bool {
	if p.kind == 's' || p.token != token {
		return false
	}
	p.next()
	return true
}

func (p *python) want(token string) {
	if !p.is(token) {
		panic("wanted " + token)
	}
}

func (p *python) or() expr {
	e := p.and()
	for p.is("or") {
		e = either{e, p.and()}
	}
	return e
}

func (p *python) and() expr {
	e := p.not()
	for p.is("and") {
		e = both{e, p.not()}
	}
	return e
}

func (p *python) not() expr {
	if p.is("not") {
		return negation{p.not()}
	}
	return p.comparison()
}

func (p *python) comparison() expr {
	c := comparison{first: p.sum()}
	for {
		op := p.token
		switch {
		case p.kind == 's':
			op = ""
		case p.is("not"):
			p.want("in")
			op = "not in"
		case p.is("is"):
			op = "=="
			if p.is("not") {
				op = "!="
			}
		case p.is("=="), p.is("!="), p.is("in"), p.is("<"), p.is(">"), p.is("<="), p.is(">="):
		default:
			op = ""
		}
		if op == "" {
			break
		}
		c.ops = append(c.ops, op)
		c.rest = append(c.rest, p.sum())
	}
	if len(c.ops) == 0 {
		return c.first
	}
	return c
}

func (p *python) sum() expr {
	e := p.postfix()
	for p.is("+") {
		e = sum{e, p.postfix()}
	}
	return e
}

func (p *python) postfix() expr {
	if p.is("-") {
		return minus{p.postfix()}
	}
	e := p.atom()
	for {
		switch {
		case p.is("["):
			e = index{e, p.or()}
			p.want("]")
		case p.is("."):
			e = index{e, constant{p.token}}
			p.next()
		case p.is("("):
			e = call{e, p.items(")")}
		default:
			return e
		}
	}
}

// items reads expressions with commas between them.
func (p *python) items(end string) []expr {
	var all []expr
	for !p.is(end) {
		all = append(all, p.or())
		if !p.is(",") {
			p.want(end)
			break
		}
	}
	return all
}

func (p *python) atom() expr {
	kind, token, text := p.kind, p.token, p.text
	p.next()
	switch {
	case kind == 's':
		for p.kind == 's' { // strings side by side are one
			text += p.text
			p.next()
		}
		return constant{text}
	case kind == 'n':
		if p.is(".") {
			panic("a fraction")
		}
		n, _ := strconv.Atoi(token)
		return constant{n}
	case kind == 'w':
		if value, ok := map[string]any{"None": nil, "True": true, "False": false}[token]; ok {
			return constant{value}
		}
		return name{token}
	case token == "[":
		return sequence{p.items("]")}
	case token == "{":
		return p.dictionary()
	case token == "(":
		return p.parenthesis()
	}
	panic("unexpected " + token)
}

// parenthesis is a tuple or an expression in brackets.
func (p *python) parenthesis() expr {
	if p.is(")") {
		return sequence{}
	}
	e := p.or()
	if p.is(")") {
		return e
	}
	p.want(",")
	return sequence{append([]expr{e}, p.items(")")...)}
}

func (p *python) dictionary() expr {
	d := dictionary{}
	for !p.is("}") {
		key := p.or()
		p.want(":")
		d.keys, d.values = append(d.keys, key), append(d.values, p.or())
		if !p.is(",") {
			p.want("}")
			break
		}
	}
	return d
}
