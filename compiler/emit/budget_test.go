package emit_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler/emit"
	"github.com/hipaac/hipaac/compiler/template"
)

func TestBudget(t *testing.T) {
	for _, c := range []struct {
		resources, outputs, parameters, description, bytes int
		want                                               []string
		reason                                             string
	}{
		{resources: 399, outputs: 159, parameters: 159, description: 819, bytes: 51_200, reason: "far from every limit"},
		{resources: 400, want: []string{"warning: template-resources: the template has 400 resources, CloudFormation takes up to 500"}, reason: "at 80 %"},
		{resources: 500, want: []string{"warning: template-resources: the template has 500 resources, CloudFormation takes up to 500"}, reason: "full"},
		{resources: 501, want: []string{"error: template-resources: the template has 501 resources, CloudFormation takes up to 500"}, reason: "over"},
		{outputs: 201, parameters: 160, want: []string{
			"error: template-outputs: the template has 201 outputs, CloudFormation takes up to 200",
			"warning: template-parameters: the template has 160 parameters, CloudFormation takes up to 200",
		}, reason: "every limit is looked at"},
		{description: 820, want: []string{"warning: template-description: the template has 820 bytes of description, CloudFormation takes up to 1024"}, reason: "near"},
		{description: 1025, want: []string{"error: template-description: the template has 1025 bytes of description, CloudFormation takes up to 1024"}, reason: "over"},
		{bytes: 51_201, want: []string{"note: template-inline-size: the template has 51201 bytes; more than 51200 are deployed by way of an S3 bucket"}, reason: "too large to send along"},
		{bytes: 1_000_001, want: []string{
			"error: template-size: the template has 1000001 bytes, CloudFormation takes up to 1000000",
			"note: template-inline-size: the template has 1000001 bytes; more than 51200 are deployed by way of an S3 bucket",
		}, reason: "too large for S3"},
	} {
		root := &template.Node{Kind: template.Map}
		if c.description > 0 {
			root.Set("Description", template.Text(strings.Repeat("d", c.description)))
		}
		for section, n := range map[string]int{"Resources": c.resources, "Outputs": c.outputs, "Parameters": c.parameters} {
			entries := &template.Node{Kind: template.Map}
			for i := range n {
				entries.Set(fmt.Sprintf("E%d", i), template.Text("x"))
			}
			root.Set(section, entries)
		}
		var got []string
		for _, l := range emit.Budget(emit.Template{Document: template.NewDocument("t.yaml", root), JSON: make([]byte, c.bytes)}) {
			got = append(got, l.Severity.String()+": "+l.ID+": "+l.Message())
			if l.Hint == "" {
				t.Errorf("%s: %s has no hint", c.reason, l.ID)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.reason, diff)
		}
	}
}
