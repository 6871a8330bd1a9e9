package main

import (
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/law"
)

// lefts are the kinds of what the catalogue has and no control judges.
var lefts = []string{"left to run time", "left to people", "met otherwise"}

// cataloguePage says of every control of the catalogue where it is implemented, or why it is not, with totals.
func cataloguePage() string {
	byKind := map[string][]compiler.Explanation{}
	for _, e := range compiler.Explanations() {
		byKind[e.Kind] = append(byKind[e.Kind], e)
	}
	beyond := map[string]bool{}
	for _, e := range law.Beyond() {
		beyond[e.ID] = true
	}
	all, judged := len(law.Catalogue()), byKind["controls on templates"]
	first := judged[:0:0]
	var further []compiler.Explanation
	for _, e := range judged {
		if beyond[e.ID] {
			further = append(further, e)
		} else {
			first = append(first, e)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# Catalogue\n\nWhat hipaac set out to judge or to report: %d controls, made from AWS's rules for HIPAA, from rule sets of others and from the\n"+
		"proposal of 2025. What is implemented is judged on every template, whoever wrote it; the rest says why not. [Controls](controls.md) has\n"+
		"the reasons, remedies and examples of each, and `hipaac explain NAME` shows the same.\n\n", all)
	b.WriteString("| where | controls | of these watched by a rule of AWS Config |\n|---|---:|---:|\n")
	for _, row := range []struct {
		name string
		list []compiler.Explanation
	}{
		{"judged on templates", first}, {"left to the running account", byKind[lefts[0]]}, {"left to people", byKind[lefts[1]]}, {"met otherwise", byKind[lefts[2]]},
	} {
		fmt.Fprintf(&b, "| %s | %d | %d |\n", row.name, len(row.list), watched(row.list))
	}
	fmt.Fprintf(&b, "| **the catalogue** | **%d** | |\n| judged on templates beside it | %d | %d |\n| judged on specs beside it | %d | |\n", all, len(further), watched(further), len(byKind["controls on specs"]))

	writeJudged(&b, "Judged on templates", "Each has examples that fail and examples that pass; they are its tests. What a right template leaves open has to be shown\nby the running account, unless it says otherwise.", first)
	writeLeft(&b, "Left to the running account", "No template states these.", byKind[lefts[0]])
	writeLeft(&b, "Left to people", "", byKind[lefts[1]])
	writeLeft(&b, "Met otherwise", "A template could show these, and none is judged for them, for the reason that is given.", byKind[lefts[2]])
	writeJudged(&b, "Judged on templates beside the catalogue", "", further)
	writeSpecs(&b, byKind["controls on specs"])
	return b.String()
}

func watched(list []compiler.Explanation) int {
	n := 0
	for _, e := range list {
		if e.ConfigRule != "" {
			n++
		}
	}
	return n
}

func writeJudged(b *strings.Builder, title, intro string, list []compiler.Explanation) {
	fmt.Fprintf(b, "\n## %s\n\n", title)
	if intro != "" {
		fmt.Fprintf(b, "%s\n\n", intro)
	}
	b.WriteString("| control | what is true | tier | rule of AWS Config | left open |\n|---|---|---|---|---|\n")
	for _, e := range list {
		fmt.Fprintf(b, "| [`%s`](controls.md#%s) | %s | %s | %s | %s |\n", e.ID, e.ID, cell(e.Title), e.Tier, e.ConfigRule, cell(open(e)))
	}
}

// open is what a right template leaves open, and to whom where it is not the running account.
func open(e compiler.Explanation) string {
	if e.ResidualTo == law.ByPeople {
		return "by people: " + e.Residual
	}
	return e.Residual
}

func writeLeft(b *strings.Builder, title, intro string, list []compiler.Explanation) {
	fmt.Fprintf(b, "\n## %s\n\n", title)
	if intro != "" {
		fmt.Fprintf(b, "%s\n\n", intro)
	}
	b.WriteString("| control | what is true | what it asks | who shows it |\n|---|---|---|---|\n")
	for _, e := range list {
		fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", e.ID, cell(e.Title), cell(e.Why), cell(e.Fix))
	}
}

func writeSpecs(b *strings.Builder, list []compiler.Explanation) {
	b.WriteString("\n## Judged on specs\n\n| control | what is true |\n|---|---|\n")
	for _, e := range list {
		fmt.Fprintf(b, "| [`%s`](controls.md#%s) | %s |\n", e.ID, e.ID, cell(e.Title))
	}
}
