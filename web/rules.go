package web

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
)

// ruleList is what the page of rules shows: rules, most severe first, and the
// concepts that their queries speak of.
type ruleList struct {
	Rules    []Rule
	Concepts []conceptView
}

// conceptView is a concept with its forms in the order of language codes.
type conceptView struct {
	Concept
	Languages []forms
	Count     int
}

// forms are a concept's queries for one language.
type forms struct {
	Language string
	Queries  []string
}

func (s *Server) rulesPage(*http.Request) (page, error) {
	c := s.catalogue.Load()
	list := ruleList{Rules: slices.Clone(c.Rules)}
	slices.SortStableFunc(list.Rules, func(a, b Rule) int {
		return cmp.Or(cmp.Compare(b.Severity.Rank(), a.Severity.Rank()), cmp.Compare(a.Name, b.Name))
	})
	for _, concept := range c.Concepts {
		v := conceptView{Concept: concept}
		for _, lang := range slices.Sorted(maps.Keys(concept.Forms)) {
			v.Languages = append(v.Languages, forms{lang, concept.Forms[lang]})
			v.Count += len(concept.Forms[lang])
		}
		list.Concepts = append(list.Concepts, v)
	}
	return page{Title: "Rules", Tab: "/rules", Content: list}, nil
}
