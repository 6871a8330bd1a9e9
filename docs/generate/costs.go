package main

import (
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/cost"
)

// costsPage shows what the environments of this repository cost while nobody uses them.
func costsPage(out compiler.Output) string {
	var b strings.Builder
	fmt.Fprintf(&b, `# What an idle month costs

What runs and is rented while nobody uses it, in US dollars, at on-demand list prices (%s; the table is
[compiler/cost/prices.csv](../../compiler/cost/prices.csv)). What is paid by use (gigabytes, requests, users, log lines) comes on top.
Reserved capacity and savings plans make it less; other regions cost up to a quarter more. "hipaac build" says the same of every
environment that it builds.

| environment | tier | PHI | idle month |
|---|---|---|---:|
`, cost.Priced)
	for _, e := range out.Environments {
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %s | %s |\n", e.Folder, anchor(e.Folder), e.Manifest.Tier, yesNo(e.Manifest.PHI), e.Manifest.IdleMonth)
	}
	for _, e := range out.Environments {
		fmt.Fprintf(&b, "\n## %s\n\n| stack | what | how many | a month |\n|---|---|---:|---:|\n", e.Folder)
		for _, s := range e.Manifest.Stacks {
			for _, l := range s.Idle.Lines {
				fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", s.Key, l.What, l.Count, l.Month)
			}
			for _, item := range s.Idle.Unpriced {
				fmt.Fprintf(&b, "| %s | %s | | not known |\n", s.Key, item)
			}
		}
		fmt.Fprintf(&b, "| **together** | | | **%s** |\n", e.Manifest.IdleMonth)
	}
	return b.String()
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// anchor is how a heading is linked to.
func anchor(heading string) string { return strings.ReplaceAll(heading, "/", "") }
