// Package filter is the rule language and its matcher: it compiles rules and
// concepts into a Set and tells which rules an item meets, and why.
//
// The language is described in docs/RULES.md. One query goes through these
// files: lex.go and lexbare.go cut it, parse.go and operand.go build expressions
// (expr.go; near.go, count.go, regex.go, date.go and score.go for their kinds),
// words.go cuts terms, check.go looks at what may stand where, concept.go binds
// names, compile.go puts all into a Set (set.go). One item goes through token.go
// and fold.go (words as the matcher sees them), reading.go (where they stand),
// index.go (rules worth trying), match.go and locate.go (does it meet, and
// where) and reason.go (why).
//
// A rule and a text are cut and folded by the same code, so that what is
// written alike is met alike. Positions are counted in code points.
package filter
