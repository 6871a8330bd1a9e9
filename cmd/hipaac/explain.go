package main

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/source"
	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/law"
)

type explainOptions struct {
	format *choice
}

func newExplain(con *console) *cobra.Command {
	o := explainOptions{format: newChoice("text", "json")}
	cmd := &cobra.Command{
		Use:   "explain [ID]",
		Short: "say why a rule exists and how to keep it",
		Long: `Explain shows what stands behind the name in brackets at the end of a finding:
what must be true, why, the sections of 45 CFR and how binding they are, how to
fix it, the rule of AWS Config that watches it, what a right template leaves
open, and an example of each kind. It explains as well what is left to the
running account and to people. Without an ID it lists all.`,
		Example: `  hipaac explain
  hipaac explain backup-retention
  hipaac explain --json s3-encrypted`,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var set source.Set
			con.readPolicy(&set)
			return ruleNames(set.Policy), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(con, cmd, args) },
	}
	addFormat(cmd, o.format)
	return cmd
}

func (o *explainOptions) run(con *console, cmd *cobra.Command, args []string) error {
	var set source.Set
	c := compilation{problems: con.readPolicy(&set), set: set, now: con.now}
	c.problems = append(c.problems, compiler.Check(set.Policy...)...)
	if c.problems.Failed() {
		if err := c.show(con); err != nil {
			return err
		}
		return exitError(exitFailed)
	}
	switch len(args) {
	case 0:
		return o.write(con, compiler.Explanations(set.Policy...), writeRules)
	case 1:
		e, known := compiler.Explain(args[0], set.Policy...)
		if !known {
			return noSuchRule(cmd, args[0], ruleNames(set.Policy))
		}
		return o.write(con, []compiler.Explanation{e}, writeRule)
	}
	return misuse(cmd, "explain takes one rule at a time", "")
}

func (o *explainOptions) write(con *console, rules []compiler.Explanation, text func(io.Writer, []compiler.Explanation)) error {
	var b bytes.Buffer
	if o.format.value == "json" {
		type rule struct {
			compiler.Explanation
			Severity string `json:"severity"`
		}
		list := make([]rule, len(rules))
		for i, e := range rules {
			list[i] = rule{e, e.Severity.String()}
		}
		if err := render.EncodeJSON(&b, list); err != nil {
			return err
		}
	} else {
		text(&b, rules)
	}
	_, err := con.out.Write(b.Bytes())
	return err
}

// noSuchRule suggests the nearest name, or all that hold the word: whoever looks for "backup" does not know the rest of the name.
func noSuchRule(cmd *cobra.Command, name string, names []string) error {
	message := fmt.Sprintf("no rule is called %q", name)
	nearest := diag.Nearest(name, names)
	with := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !strings.Contains(n, strings.ToLower(name)) })
	if nearest == "" && name != "" && len(with) > 0 {
		return &failure{message: message, hint: "rules with that word: " + strings.Join(with, ", "), usage: true}
	}
	return misuse(cmd, message, nearest)
}

func ruleNames(policy []compiler.Source) []string {
	var names []string
	for _, e := range compiler.Explanations(policy...) {
		names = append(names, e.ID)
	}
	return names
}

// writeRules lists rules by kind, in the order in which the kinds first appear.
func writeRules(w io.Writer, rules []compiler.Explanation) {
	var kinds []string
	byKind := map[string][]compiler.Explanation{}
	for _, e := range rules {
		if byKind[e.Kind] == nil {
			kinds = append(kinds, e.Kind)
		}
		byKind[e.Kind] = append(byKind[e.Kind], e)
	}
	for i, kind := range kinds {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s (%d)\n", kind, len(byKind[kind]))
		for _, e := range byKind[kind] {
			fmt.Fprintf(w, "  %-44s %s\n", e.ID, e.Title)
		}
	}
}

func writeRule(w io.Writer, rules []compiler.Explanation) {
	e := rules[0]
	fmt.Fprintf(w, "%s: %s\n", e.ID, e.Title)
	fmt.Fprintln(w, strings.Join(facts(e), ", "))
	for _, section := range e.Law {
		fmt.Fprintf(w, "45 CFR %s\n", section)
	}
	for i, at := range e.Policy {
		cited := ""
		if i == 0 {
			cited = strings.Join(e.Own, ", ") + ", "
		}
		fmt.Fprintf(w, "%sat %s\n", strings.TrimPrefix(cited, ", "), at)
	}
	if e.Waiver != "" {
		fmt.Fprintf(w, "waiver: %s\n", e.Waiver)
	}
	if e.ConfigRule != "" && !strings.Contains(e.Fix, e.ConfigRule) {
		fmt.Fprintf(w, "in the account: rule %s of AWS Config\n", e.ConfigRule)
	}
	for _, part := range []struct{ label, text string }{{"why", e.Why}, {"fix", e.Fix}, {openLabel[e.ResidualTo], e.Residual}} {
		if part.text != "" {
			fmt.Fprintf(w, "\n%s: %s\n", part.label, fold(part.text, len(part.label)+2))
		}
	}
	for _, part := range []struct{ label, text string }{{"found", e.Bad}, {"kept", e.Good}} {
		if part.text != "" {
			fmt.Fprintf(w, "\n%s:\n%s\n", part.label, indent(strings.Trim(part.text, "\n")))
		}
	}
}

// facts are the kind of a rule and how much it weighs. What no control judges fails no build, whatever its tier would be.
func facts(e compiler.Explanation) []string {
	list := []string{e.Kind}
	for _, fact := range []string{e.Tier, e.Severity.String()} {
		if fact != "" {
			list = append(list, fact)
		}
	}
	if e.Weight != "" {
		list = append(list, "weight "+e.Weight)
	}
	return list
}

// openLabel introduces what a right template leaves open, by who can show it.
var openLabel = map[law.Shown]string{
	law.AtRunTime: "left to the running account", law.ByPeople: "left to people", law.ByTemplate: "left to other templates",
}

// fold breaks a paragraph into lines of helpWidth, the first of which starts at a column.
func fold(text string, column int) string {
	var b strings.Builder
	for i, word := range strings.Fields(text) {
		switch {
		case i == 0:
		case column+1+len(word) > helpWidth:
			b.WriteString("\n  ")
			column = 2
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	return b.String()
}

func indent(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		if lines[i] != "" {
			lines[i] = "    " + lines[i]
		}
	}
	return strings.Join(lines, "\n")
}
