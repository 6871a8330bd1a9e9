package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler"
)

// controlsPage lists every rule with what stands behind it, grouped as `hipaac explain` groups them.
func controlsPage() string {
	var b strings.Builder
	b.WriteString("# Controls\n\nEvery finding ends in the name of its rule in brackets. `hipaac explain NAME` shows the same as this page, with all examples.\n" +
		"Citations are sections of 45 CFR Part 164. A control is one way to meet a section: a failed control is a finding, not proof of a violation.\n\n" +
		"Baseline controls fail a build, recommended ones warn, optional ones inform. What a template leaves open is *unknown*, never passed.\n")
	kind := ""
	for _, e := range compiler.Explanations() {
		if slices.Contains(lefts, e.Kind) {
			continue // the catalogue has them
		}
		if e.Kind != kind {
			kind = e.Kind
			fmt.Fprintf(&b, "\n## %s%s\n", strings.ToUpper(kind[:1]), kind[1:])
			if kind == mistakes {
				b.WriteString("\n| name | what is wrong | what to do |\n|---|---|---|\n")
			}
		}
		if kind == mistakes {
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", e.ID, cell(sentence(e)), cell(e.Fix))
			continue
		}
		writeControl(&b, e)
	}
	return b.String()
}

const mistakes = "mistakes in files"

func sentence(e compiler.Explanation) string {
	if e.Why == "" {
		return e.Title
	}
	return e.Title + ": " + e.Why
}

func writeControl(b *strings.Builder, e compiler.Explanation) {
	fmt.Fprintf(b, "\n### %s\n\n%s.\n\n", e.ID, e.Title)
	if e.Tier != "" {
		fmt.Fprintf(b, "- tier: %s\n", e.Tier)
	}
	for _, section := range e.Law {
		fmt.Fprintf(b, "- 45 CFR %s\n", section)
	}
	if e.ConfigRule != "" {
		fmt.Fprintf(b, "- in the account: rule `%s` of AWS Config\n", e.ConfigRule)
	}
	if e.Waiver != "" {
		fmt.Fprintf(b, "- waiver: %s\n", e.Waiver)
	}
	if e.Why != "" {
		fmt.Fprintf(b, "- why: %s\n", e.Why)
	}
	fmt.Fprintf(b, "- fix: %s\n", e.Fix)
	if e.Residual != "" {
		fmt.Fprintf(b, "- left open: %s\n", e.Residual)
	}
	if e.Bad != "" {
		fmt.Fprintf(b, "\nFound:\n\n```yaml\n%s\n```\n", strings.TrimSpace(e.Bad))
	}
	if e.Good != "" {
		fmt.Fprintf(b, "\nKept:\n\n```yaml\n%s\n```\n", strings.TrimSpace(e.Good))
	}
}
