// Package filter is the rule language and its matcher: it compiles rules and
// concepts into a Set and tells which rules an item meets, and why.
//
// The language is described in docs/RULES.md. One query goes through these
// files: lex.go cuts it, parse.go builds expressions (expr.go), concept.go
// binds names, compile.go puts all into a Set (set.go). One item goes through
// token.go and fold.go (words as the matcher sees them), reading.go (where they
// stand), index.go (rules worth trying), match.go (does it meet) and reason.go
// (why).
//
// A rule and a text are cut and folded by the same code, so that what is
// written alike is met alike. Positions are counted in code points.
package filter
