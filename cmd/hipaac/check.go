package main

import (
	"path"
	"slices"
	"sync"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/source"
	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/diag"
)

type checkOptions struct {
	format *choice
	failOn *choice
	known  knownOptions
}

func newCheck(con *console) *cobra.Command {
	o := checkOptions{format: newChoice(render.Formats...), failOn: newChoice("error", "warning", "note")}
	cmd := &cobra.Command{
		Use:   "check [FILE|FOLDER…]",
		Short: "judge specs and any CloudFormation templates, without writing",
		Long: `Check judges specs, and CloudFormation templates that anybody wrote: YAML with
short or long intrinsic functions, or JSON. A folder is searched for templates
(*.template.yaml, *.template.yml, *.template.json, *.template), and for specs at
or below a folder named environments. "-" is a template on standard input.

Templates of which one imports what another exports are judged together, as
stacks of one account and region. A value that a template leaves open, such as
a parameter, counts as unproven, never as right. Exit code 1 means findings at
or above --fail-on; what a waiver of a spec excuses is shown and does not count.

A baseline holds the findings that templates had when they began to be checked:
only what is added fails. Findings on specs are never in it; waivers are for
them. What accepts no exception is shown until it is mended.`,
		Example: `  hipaac check                        all specs below environments/
  hipaac check vpc.yaml stacks/       templates of other origin
  hipaac check --format sarif >out.sarif
  hipaac check --format github --fail-on warning
  hipaac check --write-baseline hipaac-baseline.jsonl stacks/
  hipaac check --baseline hipaac-baseline.jsonl stacks/
  aws cloudformation get-template --stack-name app \
      --query TemplateBody | hipaac check -`,
		ValidArgsFunction: completeFiles("yaml", "yml", "json", "template"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.known.refuse(cmd); err != nil {
				return err
			}
			return o.run(con, args)
		},
	}
	addFormat(cmd, o.format)
	o.known.addTo(cmd)
	cmd.Flags().Var(o.failOn, "fail-on", "the least severity that fails")
	completeChoice(cmd, "fail-on", o.failOn)
	return cmd
}

func (o *checkOptions) run(con *console, args []string) error {
	set, problems := source.Documents(args, con.in)
	problems = append(problems, con.readPolicy(&set)...)
	if len(set.Specs) > 0 {
		found, _ := compiler.Each(set.Sources(), func(*compiler.Environment) error { return nil })
		problems = append(append(problems, found...), overdue(found, con.now())...)
	}
	problems = append(problems, compiler.Check(slices.Concat(set.Templates, set.Policy)...)...)
	problems, err := o.known.apply(&set, problems)
	if err != nil {
		return err
	}
	r := render.Report{
		Diagnostics: problems.Sorted(),
		Files:       set.Names(),
		Texts:       set.Texts(),
		Rule:        rules(set.Policy),
		FailOn:      severity(o.failOn.value),
		Version:     version().Version,
		Colour:      con.outColour,
		Baseline:    o.known.used(),
	}
	if err := r.Write(con.out, o.format.value); err != nil {
		return err
	}
	if o.format.value == "github" {
		if err := render.AddSummary(r.Markdown()); err != nil {
			con.note("the summary of the job could not be written: %v", err)
		}
	}
	if o.format.value == "text" && r.Shown() > 0 {
		con.note("")
	}
	con.note("%s", r.Summary())
	if len(set.Policy) > 0 {
		con.note("judged by the policy in %s as well", render.Visible(path.Dir(set.Policy[0].Name)))
	}
	o.known.report(con)
	if r.Failed() {
		return exitError(exitFailed)
	}
	return nil
}

func severity(name string) diag.Severity {
	for _, s := range []diag.Severity{diag.Note, diag.Warning, diag.Error} {
		if s.String() == name {
			return s
		}
	}
	panic("internal error: no severity " + name)
}

// rules describes rules for formats that list rules apart from findings, under the organisation's policy.
func rules(policy []compiler.Source) func(id string) (render.Rule, bool) {
	all := sync.OnceValue(func() map[string]render.Rule {
		byID := map[string]render.Rule{}
		for _, e := range compiler.Explanations(policy...) {
			byID[e.ID] = render.Rule{
				Title: e.Title, Why: e.Why, Fix: e.Fix, Severity: e.Severity, Weight: e.Weight, Citations: e.Citations, Law: cited(e), Own: e.Own,
				Unwaivable: e.Unwaivable,
			}
		}
		return byID
	})
	return func(id string) (render.Rule, bool) {
		rule, known := all()[id]
		return rule, known
	}
}

// cited says in words what a rule cites.
func cited(e compiler.Explanation) []string {
	var list []string
	for _, s := range e.Law {
		list = append(list, s.String())
	}
	return list
}

// completeFiles offers files with the given endings, and folders.
func completeFiles(endings ...string) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return endings, cobra.ShellCompDirectiveFilterFileExt
	}
}
