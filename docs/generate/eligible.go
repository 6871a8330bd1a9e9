package main

import (
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/compiler/eligible"
)

// standings are the parts of the page, in the order of the table.
var standings = []struct {
	of          eligible.Standing
	title, says string
}{
	{eligible.Listed, "On AWS's list", "PHI may be in these, under AWS's business associate agreement, but for what is excluded."},
	{eligible.Apart, "On the list, with an agreement of their own",
		"The list names a further agreement or addendum. They are refused for PHI, since nobody can read in a template that it was signed."},
	{eligible.Management, "What runs accounts",
		"Not on the list. They hold no PHI, so their resources are not judged, and the organization's policies permit them."},
	{eligible.Unclear, "Unclear",
		"Not named, and perhaps a feature of a service that is. They are refused for PHI until AWS names them; ask AWS, and keep the answer."},
	{eligible.Unlisted, "Not on the list", "Refused for PHI. What no table names is refused as well."},
}

// eligiblePage shows the data file by which resources are judged and the organization's policies are made.
func eligiblePage() string {
	var b strings.Builder
	fmt.Fprintf(&b, `# HIPAA-eligible services

AWS's list as of %s, from [compiler/eligible/services.csv](../../compiler/eligible/services.csv), which names its sources. The list
changes a few times a year: compare it with AWS's page "HIPAA Eligible Services Reference" before you rely on a row. The control
`+"`scope-eligible-services-only`"+` judges resources by this table, and the blueprint `+"`guardrails`"+` makes the organization's policies from it ([guardrails.md](../guardrails.md)). That a service is on the list says that AWS's agreement covers it, and not that it is used safely.
`, eligible.ListDate)
	for _, s := range standings {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| service | CloudFormation | actions | note |\n|---|---|---|---|\n", s.title, s.says)
		for _, row := range eligible.Services() {
			if row.Standing == s.of {
				fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", cell(row.Name), named(row.Namespaces), named(row.Prefixes), cell(remark(row)))
			}
		}
	}
	return b.String()
}

func named(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return code(words)
}

// remark is what the list says beside a service: what it excludes, its qualifier, and since when it is there.
func remark(s eligible.Service) string {
	var all []string
	if s.Excludes != "" {
		all = append(all, "**excludes** "+s.Excludes)
	}
	if s.Note != "" {
		all = append(all, s.Note)
	}
	if s.Since != "" {
		all = append(all, "listed after "+s.Since)
	}
	return strings.Join(all, "; ")
}
