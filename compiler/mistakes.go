package compiler

import "github.com/hipaac/hipaac/compiler/diag"

// mistakes explains what can be wrong with a file besides breaking a control. A test proves that every name that any stage puts
// into a diagnostic stands here, so that `hipaac explain` never shrugs.
var mistakes = []Explanation{
	wrong("internal-error", "hipaac itself made a mistake", "a template that may be wrong is never written", "report it, with the spec that shows it"),
}

func wrong(id, title, why, fix string) Explanation {
	return Explanation{ID: id, Title: title, Kind: mistake, Severity: diag.Error, Why: why, Fix: fix}
}
