package filter

import "strings"

// checkOperands refuses parts of NEAR, ATLEAST and FIRST that cannot stand
// there. What concepts hold is looked at when they are bound.
func checkOperands(e expr, bound bool) (faults []fault) {
	for part := range walk(e) {
		switch part := part.(type) {
		case near:
			for _, operand := range part.children() {
				faults = append(faults, unplaced(part.operator(), operand, bound)...)
			}
		case atleast:
			faults = append(faults, unplaced("ATLEAST", part.part, bound)...)
		case first:
			faults = append(faults, unwindowed(part.part, bound)...)
		}
	}
	return faults
}

// unplaced tells of the part of an operand that is met at no place.
func unplaced(operator string, operand expr, bound bool) []fault {
	culprit, inside := misplaced(operand, bound)
	if culprit == nil {
		return nil
	}
	message := inside.String()
	if _, isRef := culprit.(ref); isRef {
		message = culprit.String() + " holds " + message + ", which"
	}
	hint := "write words, phrases, alternatives of these with OR, or concepts of such"
	switch inside.(type) {
	case not, and:
		hint = "write (a " + operator + " b) AND c, or NOT c"
	case scoped:
		hint = "put the field in front: title:(a " + operator + " b)"
	}
	if operator == "ATLEAST" {
		hint = strings.ReplaceAll(strings.ReplaceAll(hint, "(a ATLEAST b)", "ATLEAST/2 a"), "title:ATLEAST/2 a", "title:(ATLEAST/2 a)")
	}
	return []fault{faultf(culprit.place(), hint, "%s has no place in %s", message, operator)}
}

// unwindowed tells of the parts behind FIRST that stand in no list of words.
func unwindowed(operand expr, bound bool) (faults []fault) {
	for part := range walk(operand) {
		switch part := part.(type) {
		case code, date, regex:
			faults = append(faults, faultf(part.place(), "write FIRST/50 a AND the rest behind it", "%s has no place in FIRST", part))
		case ref:
			if bound && part.concept.expr != nil && len(unwindowed(part.concept.expr, bound)) > 0 {
				faults = append(faults, faultf(part.place(), "write FIRST/50 a AND the rest behind it", "%s holds what has no place in FIRST", part))
			}
		}
	}
	return faults
}

// checkPositive refuses a query that nothing must be present for: it would
// meet nearly every item.
func checkPositive(e expr) (fault, bool) {
	if e.positive() {
		return fault{}, true
	}
	culprit := e
	for _, part := range e.children() {
		if o, isOr := e.(or); isOr && !part.positive() && len(o.parts) > 1 {
			culprit = part
			break
		}
	}
	return faultf(culprit.place(), "write what must be there as well: a NOT b", "nothing must be present for %s to be met", culprit), false
}
