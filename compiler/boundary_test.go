package compiler_test

import (
	"strings"
	"testing"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/template"
)

// TestBoundaryAdmitsPlatforms: what runs the workload attaches rights to its role, and what lets operators in does, too. A boundary that
// did not admit them would take them away without a word, and an instance would never report itself ready. Each right of such a
// policy must have its match in the boundary, actions and resources.
func TestBoundaryAdmitsPlatforms(t *testing.T) {
	const common = "  keys: {}\n  access: {}\n  database: {}\n  storage: {buckets: {documents: {}}}\n" +
		"  network: {cidr: 10.20.0.0/16, egress: single-nat}\n  admin-access: {}\n"
	for name, stacks := range map[string]string{
		"tasks":   common + "  fargate: {exec: true, queue: {}, image: \"1.0\"}\n",
		"workers": common + "  beanstalk: {platform: docker}\n",
		"web":     common + "  beanstalk: {platform: dotnet, web: {domain: app.clinic.example, hostedZone: Z0123456789ABCDEFGHIJ}}\n",
	} {
		out, problems := compiler.Compile([]compiler.Source{spec("environments/dev.yaml", stacks)})
		if problems.Failed() {
			t.Errorf("%s: %v", name, lines(problems))
			continue
		}
		boundary, attached := policiesOfWorkload(t, out)
		if len(boundary) == 0 || len(attached) < 2 {
			t.Errorf("%s: %d statements in the boundary, %d attached to the role", name, len(boundary), len(attached))
		}
		for _, right := range attached {
			for _, action := range right.actions {
				for _, resource := range right.resources {
					if !admitted(boundary, action, resource) {
						t.Errorf("%s: the boundary takes away %s on %s", name, action, resource)
					}
				}
			}
		}
	}
}

// grant is what one statement of a policy allows. Resources are as the template says them, with the names of what it makes in place.
type grant struct{ actions, resources []string }

// policiesOfWorkload are the statements of the boundary, and of the policies that other stacks attach to the workload's role.
func policiesOfWorkload(t *testing.T, out compiler.Output) (boundary, attached []grant) {
	t.Helper()
	for _, made := range out.Environments[0].Templates {
		doc, problems := template.Parse(made.Key, made.YAML)
		if problems.Failed() {
			t.Fatal(problems)
		}
		for _, policy := range doc.OfType("AWS::IAM::ManagedPolicy") {
			statements := policy.Property("PolicyDocument").Get("Statement")
			switch roles := policy.Property("Roles"); {
			case made.Key == "access" && policy.ID == "Boundary":
				boundary = grants(doc, statements)
			case roles != nil && strings.HasSuffix(roles.Items[0].Get("Fn::ImportValue").Text, ":WorkloadRoleName"):
				attached = append(attached, grants(doc, statements)...)
			}
		}
	}
	return boundary, attached
}

func grants(doc *template.Document, statements *template.Node) []grant {
	var all []grant
	for _, s := range statements.Items {
		if s.Get("Effect").Text != "Allow" {
			continue
		}
		var g grant
		for _, n := range oneOrMore(s.Get("Action")) {
			g.actions = append(g.actions, n.Text)
		}
		for _, n := range oneOrMore(s.Get("Resource")) {
			g.resources = append(g.resources, arnOf(doc, n))
		}
		all = append(all, g)
	}
	return all
}

func oneOrMore(n *template.Node) []*template.Node {
	if n.Kind == template.List {
		return n.Items
	}
	return []*template.Node{n}
}

// arnOf is the ARN of a resource, with the pseudo parameters as they are written. What is imported here is a key.
func arnOf(doc *template.Document, n *template.Node) string {
	const here = "${AWS::Region}:${AWS::AccountId}:"
	switch {
	case n.Get("Fn::Sub") != nil:
		return n.Get("Fn::Sub").Text
	case n.Get("Fn::ImportValue") != nil:
		return "arn:${AWS::Partition}:kms:" + here + "key/1"
	case n.Get("Fn::GetAtt") != nil:
		made := doc.Resource(n.Get("Fn::GetAtt").Items[0].Text)
		if name := made.Property("LogGroupName"); name != nil {
			return "arn:${AWS::Partition}:logs:" + here + "log-group:" + name.Text + ":*"
		}
		if name := made.Property("QueueName"); name != nil {
			return "arn:${AWS::Partition}:sqs:" + here + name.Text
		}
	}
	return n.Text
}

func admitted(boundary []grant, action, resource string) bool {
	for _, g := range boundary {
		if covered(g.actions, action) && covered(g.resources, resource) {
			return true
		}
	}
	return false
}

// covered reports whether one of the patterns covers a text, which may be a pattern itself.
func covered(patterns []string, text string) bool {
	for _, p := range patterns {
		if wildcard(p, text) {
			return true
		}
	}
	return false
}

func wildcard(pattern, text string) bool {
	head, tail, wild := strings.Cut(pattern, "*")
	if !wild {
		return pattern == text
	}
	if !strings.HasPrefix(text, head) {
		return false
	}
	for i := len(head); i <= len(text); i++ {
		if wildcard(tail, text[i:]) {
			return true
		}
	}
	return false
}
