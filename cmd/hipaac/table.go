package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/cost"
)

// Limits of CloudFormation that a stack can come near
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html).
const (
	maxInlineBytes   = 51_200    // a template sent with the call
	maxTemplateBytes = 1_000_000 // a template sent through S3
	maxResources     = 500
	maxOutputs       = 200
)

// manyEnvironments is from how many on the table shows one line per environment instead of one per stack.
const manyEnvironments = 20

// writeTable shows what was built. The size is that of the compact JSON, which is what CloudFormation counts.
func writeTable(w io.Writer, done []built) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	defer t.Flush()
	if len(done) >= manyEnvironments {
		fmt.Fprintln(t, "ENVIRONMENT\tSTACKS\tRESOURCES\tBYTES\tIDLE MONTH")
		for i := range done {
			s := &done[i].sums
			fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%s USD\n", done[i].Folder, s.stacks, s.resources, s.bytes, s.month.Dollars())
		}
		return
	}
	fmt.Fprintln(t, "ENVIRONMENT\tSTACK\tBLUEPRINT\tRESOURCES\tBYTES\tNEAREST LIMIT\tIDLE MONTH")
	for i := range done {
		e := &done[i]
		for j := range e.Manifest.Stacks {
			s := &e.Manifest.Stacks[j]
			fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%d\t%s\t%s\n", e.Folder, s.Stack, s.Blueprint, s.Resources, s.JSONBytes, nearestLimit(s), month(s.Idle))
		}
		fmt.Fprintf(t, "%s\ttogether\t\t%d\t\t\t%s USD\n", e.Folder, e.sums.resources, e.sums.month.Dollars())
	}
}

// nearestLimit names the limit that a stack fills most.
func nearestLimit(s *compiler.StackManifest) string {
	size, name := maxInlineBytes, "bytes to send inline"
	if s.JSONBytes > maxInlineBytes {
		size, name = maxTemplateBytes, "bytes to send through S3"
	}
	best, text := share(s.JSONBytes, size, name)
	for _, other := range []struct {
		used, limit int
		name        string
	}{{s.Resources, maxResources, "resources"}, {len(s.Exports), maxOutputs, "outputs"}} {
		if percent, t := share(other.used, other.limit, other.name); percent > best {
			best, text = percent, t
		}
	}
	return text
}

func share(used, limit int, name string) (percent int, text string) {
	percent = (used*100 + limit - 1) / limit
	return percent, fmt.Sprintf("%d %% of %d %s", percent, limit, name)
}

// month is a stack's part of the environment's idle month; the sum follows in a line of its own.
func month(e cost.Estimate) string {
	switch {
	case len(e.Unpriced) > 0:
		return fmt.Sprintf("%s USD and %s, whose price is not known", e.Month(), strings.Join(e.Unpriced, ", "))
	case e.Month() == 0:
		return "-"
	}
	return e.Month().String() + " USD"
}
