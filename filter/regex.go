package filter

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of a regular expression. Go's engine takes time in proportion to the
// text and the expression, whatever they are.
const (
	maxRegex   = 1000 // signs
	minLiteral = 3    // letters of a literal worth looking for
)

// regex is met where the expression matches the text of a field as it was
// written, between signs that belong to no word.
type regex struct {
	text    string // without the slashes
	form    *regexp.Regexp
	literal string // a part of a word that every match holds, folded; empty if none
	id      termID // of the literal
	at
}

// letter is what words are made of, for the edges of a match and for \w.
const letter = `\p{L}\p{M}\p{N}_`

// emptyFlags is what is written when (?i) is meant.
var emptyFlags = regexp.MustCompile(`\([imsU-]+\?+\)|\(\?[imsU-]*\?\)`)

// readRegex compiles an expression whose first sign is code point at.
func readRegex(text string, at int) (e regex, f fault, ok bool) {
	refuse := func(offset int, hint, format string, args ...any) (regex, fault, bool) {
		return regex{}, faultf(at+utf8.RuneCountInString(text[:offset]), hint, format, args...), false
	}
	if utf8.RuneCountInString(text) > maxRegex {
		return refuse(0, "divide it into several, joined by OR", "the regular expression is longer than %d signs", maxRegex)
	}
	if m := emptyFlags.FindStringIndex(text); m != nil {
		return refuse(m[0], "write (?i) for flags; case is passed over already", "%s is a group, no flag", text[m[0]:m[1]])
	}
	source, offset, wrong := unicodeClasses(text)
	if wrong != "" {
		return refuse(offset, "leave \\b away: an expression stands between the edges of words; for a part of a word write \\w*part\\w*", "%s has no place here", wrong)
	}
	parsed, err := syntax.Parse(source, syntax.Perl|syntax.FoldCase)
	if err != nil {
		return refuse(errorOffset(text, err), "see docs/RULES.md for what regular expressions may hold", "the regular expression is wrong: %s", regexMessage(err))
	}
	form, err := regexp.Compile("(?:^|[^" + letter + "])(?i:(" + source + "))(?:$|[^" + letter + "])")
	if err != nil {
		return refuse(0, "divide it into several, joined by OR", "the regular expression is too large")
	}
	if form.MatchString("") {
		return refuse(0, "write what must be there", "the regular expression is met by nothing at all")
	}
	return regex{text: text, form: form, literal: literalOf(parsed.Simplify())}, fault{}, true
}

// number gives the literal its number in a vocabulary.
func (e *regex) number(v *vocabulary) {
	if e.literal != "" {
		e.id = v.id(pattern{infix, e.literal})
	}
}

// regexMessage says what is wrong, without the words that Go puts before it.
func regexMessage(err error) string {
	var s *syntax.Error
	if errors.As(err, &s) {
		return s.Code.String() + " " + s.Expr
	}
	return err.Error()
}

// errorOffset finds the place of a mistake, as far as it can be told.
func errorOffset(text string, err error) int {
	var s *syntax.Error
	if errors.As(err, &s) {
		return max(0, strings.LastIndex(text, s.Expr))
	}
	return 0
}

// unicodeClasses makes \w and \d mean the letters and digits of all scripts.
// Wrong is a sign that cannot be translated.
func unicodeClasses(text string) (out string, offset int, wrong string) {
	var b strings.Builder
	class := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && i+1 < len(text):
			i++
			set, ok := classes[text[i]]
			switch {
			case text[i] == '/':
				b.WriteByte('/')
			case !ok:
				b.WriteString(text[i-1 : i+1])
			case set == "" || class && strings.HasPrefix(set, "^"):
				return "", i - 1, text[i-1 : i+1]
			case class:
				b.WriteString(set)
			default:
				b.WriteString("[" + set + "]")
			}
			continue
		case c == '[' && !class:
			class = true
		case c == ']':
			class = false
		}
		b.WriteByte(text[i])
	}
	return b.String(), 0, ""
}

// classes are what RE2 knows of ASCII only; those without letters are refused.
var classes = map[byte]string{
	'w': letter, 'W': "^" + letter, 'd': `\p{Nd}`, 'D': `^\p{Nd}`, 'b': "", 'B': "",
}

// literalOf gives the longest run of letters that every match holds, folded.
func literalOf(re *syntax.Regexp) string {
	switch re.Op {
	case syntax.OpLiteral:
		return longestRun(re.Rune)
	case syntax.OpCapture, syntax.OpPlus:
		return literalOf(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return literalOf(re.Sub[0])
		}
	case syntax.OpConcat:
		best := ""
		for _, sub := range re.Sub {
			if l := literalOf(sub); len(l) > len(best) {
				best = l
			}
		}
		return best
	}
	return ""
}

// joins tells the signs that a literal is cut at. The parser of expressions
// that ignore case keeps letters as capitals, so both are looked at.
func joins(r rune) bool {
	small := unicode.ToLower(r)
	return !wordy(r) || !unicode.IsLetter(r) || small == 'ւ' || small == 'ե'
}

// longestRun cuts a literal at all that could be cut or folded otherwise in a
// text: signs, digits, marks, and letters that join with their neighbours.
func longestRun(literal []rune) string {
	best := ""
	for run := range strings.FieldsFuncSeq(string(literal), joins) {
		if utf8.RuneCountInString(run) >= minLiteral && len(run) > len(best) && len(plainWords(run)) == 1 {
			best = run
		}
	}
	return fold(best)
}

func (e regex) String() string   { return "/" + e.text + "/" }
func (e regex) children() []expr { return nil }
func (e regex) positive() bool   { return true }

func (e regex) needs(costs) [][]termID {
	if e.literal == "" {
		return nil
	}
	return [][]termID{{e.id}}
}

func (e regex) meets(r *reading, w window) bool {
	if e.literal != "" && !r.has(e.id) {
		return false
	}
	for _, f := range spanFields {
		if f.in&w.in != 0 && e.form.MatchString(r.fieldText(f)) {
			return true
		}
	}
	return false
}

// fieldText gives the text of a field as it is matched: no part of the body
// that the next one begins with.
func (r *reading) fieldText(f spanField) string {
	switch f.in {
	case inSummary:
		summary, _, _ := body(r.item)
		return summary
	case inText:
		_, text, _ := body(r.item)
		return text
	}
	return r.item.FieldValue(f.name)
}

func (e regex) fired(r *reading, w window, s *spans) expr {
	for _, f := range spanFields {
		if f.in&w.in == 0 {
			continue
		}
		text := r.fieldText(f)
		for at := 0; at <= len(text) && len(s.found) < maxCollected; {
			m := e.form.FindStringSubmatchIndex(text[at:])
			if m == nil {
				break
			}
			if m[2] == 0 && endsInWord(text[:at]) {
				_, size := utf8.DecodeRuneInString(text[at:])
				at += max(size, 1)
				continue
			}
			s.add(f.name, utf8.RuneCountInString(text[:at+m[2]]), text[at+m[2]:at+m[3]])
			at += m[3]
		}
	}
	return e
}

// endsInWord tells whether the text ends in a sign of a word, so that no match
// can begin behind it.
func endsInWord(text string) bool {
	r, size := utf8.DecodeLastRuneInString(text)
	return size > 0 && (unicode.In(r, unicode.L, unicode.M, unicode.N) || r == '_')
}
