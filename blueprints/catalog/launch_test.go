package catalog_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/iam"
	sc "github.com/awslabs/goformation/v7/cloudformation/servicecatalog"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// products are all templates that blueprints pin, as if each were published.
func products(t *testing.T) map[string]blueprints.Built {
	t.Helper()
	files, err := filepath.Glob("../*/testdata/*.yaml")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d templates: %v", len(files), err)
	}
	kind := regexp.MustCompile(`(?m)^    Type: '?((?:AWS|Custom)::[A-Za-z0-9:]+)`)
	found := map[string]blueprints.Built{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		b := blueprints.Built{Stack: "web-server", Product: true}
		for _, m := range kind.FindAllStringSubmatch(string(text), -1) {
			b.Types = append(b.Types, m[1])
		}
		found[file] = b
	}
	withParameters := server
	found["parameters"] = withParameters
	return found
}

// launch is what the catalog makes for launches of one product.
type launch struct {
	stack              *blueprints.Stack
	role               *iam.Role
	statements, within []guard.Statement
}

func launchOf(t *testing.T, product blueprints.Built) launch {
	t.Helper()
	l := launch{stack: build(environment(same), config(func(*schema.Catalog) {}), []blueprints.Built{product}, group(environment(same)))}
	for _, r := range l.stack.Resources {
		if role, is := r.Properties.(*iam.Role); is {
			l.role = role
		}
	}
	if l.role == nil {
		t.Fatalf("no launch role: %v", l.stack.Refusals)
	}
	l.statements, l.within = rightsIn(l.stack), policiesIn(l.stack)[*l.role.PermissionsBoundary].Statement
	return l
}

// rightsIn are the statements of all policies that roles of the stack have.
func rightsIn(s *blueprints.Stack) []guard.Statement {
	var all []guard.Statement
	for _, r := range s.Resources {
		if role, is := r.Properties.(*iam.Role); is {
			for _, arn := range role.ManagedPolicyArns {
				all = append(all, policiesIn(s)[arn].Statement...)
			}
		}
	}
	return all
}

func policiesIn(s *blueprints.Stack) map[string]guard.Policy {
	policies := map[string]guard.Policy{}
	for _, r := range s.Resources {
		if p, is := r.Properties.(*iam.ManagedPolicy); is {
			policies[r.Ref()] = p.PolicyDocument.(guard.Policy)
		}
	}
	return policies
}

func actions(statements []guard.Statement, effect string) []string {
	var all []string
	for _, s := range statements {
		if s.Effect == effect {
			all = append(all, s.Action...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// TestLaunchRole: for every product, each permission that its types need is granted, and none beyond them but what Service Catalog itself
// does with the role.
func TestLaunchRole(t *testing.T) {
	itself := []string{
		"cloudformation:CreateStack", "cloudformation:DeleteStack", "cloudformation:DescribeStackEvents", "cloudformation:DescribeStacks",
		"cloudformation:GetTemplateSummary", "cloudformation:SetStackPolicy", "cloudformation:TagResource", "cloudformation:UntagResource",
		"cloudformation:UpdateStack", "cloudformation:ValidateTemplate", "s3:GetObject",
	}
	for file, product := range products(t) {
		l := launchOf(t, product)
		needed, unknown := guard.RightsFor(guard.TypesOf(product))
		if len(unknown) > 0 {
			t.Fatalf("%s: nobody knows the rights of %v", file, unknown)
		}
		want := append(slices.Clone(needed.Actions), itself...)
		if len(needed.Passes) > 0 {
			want = append(want, "iam:PassRole")
		}
		if len(needed.Links) > 0 {
			want = append(want, "iam:CreateServiceLinkedRole")
		}
		if len(product.Unbounded) == 0 { // whoever has to bind what it makes cannot unbind it
			want = slices.DeleteFunc(want, func(a string) bool {
				return strings.HasSuffix(a, "PermissionsBoundary") && strings.HasPrefix(a, "iam:Delete")
			})
		}
		slices.Sort(want)
		if d := cmp.Diff(slices.Compact(want), actions(l.statements, "Allow")); d != "" {
			t.Errorf("%s: rights of the launch role (-want +got):\n%s", file, d)
		}
		for _, action := range actions(l.statements, "Allow") {
			if !slices.ContainsFunc(actions(l.within, "Allow"), func(pattern string) bool { return covers(pattern, action) }) {
				t.Errorf("%s: the limit of the launch role does not admit %s", file, action)
			}
			if slices.ContainsFunc(actions(l.within, "Deny"), func(pattern string) bool { return covers(pattern, action) }) {
				t.Errorf("%s: the limit of the launch role refuses %s", file, action)
			}
		}
		if len(l.role.ManagedPolicyArns) > 10 || guard.PolicySize(l.within...) > guard.MaxPolicySize {
			t.Errorf("%s: %d policies, a limit of %d characters", file, len(l.role.ManagedPolicyArns), guard.PolicySize(l.within...))
		}
	}
}

func covers(pattern, action string) bool {
	start, wild := strings.CutSuffix(pattern, "*")
	return pattern == action || wild && strings.HasPrefix(action, start)
}

// TestEveryResourceNeedsItsRight: a resource that is added to a product brings its rights with it, and one of which nobody knows the rights fails
// the build.
func TestEveryResourceNeedsItsRight(t *testing.T) {
	more := server
	more.Types = append([]string{"AWS::SQS::Queue"}, server.Types...)
	if got := actions(launchOf(t, server).statements, "Allow"); slices.Contains(got, "sqs:CreateQueue") {
		t.Error("a product without a queue may make queues")
	}
	if got := actions(launchOf(t, more).statements, "Allow"); !slices.Contains(got, "sqs:CreateQueue") {
		t.Error("a product with a queue cannot be launched")
	}
	formerly := config(func(c *schema.Catalog) { c.Products["web-server"].Formerly = []string{"AWS::SQS::Queue"} })
	if got := actions(rightsIn(build(environment(same), formerly, []blueprints.Built{server}, group(environment(same)))), "Allow"); !slices.Contains(got, "sqs:DeleteQueue") {
		t.Error("what an older version made cannot be terminated")
	}
	more.Types = append([]string{"AWS::New::Thing"}, server.Types...)
	refused := build(environment(same), config(func(*schema.Catalog) {}), []blueprints.Built{more}, group(environment(same))).Refusals
	if len(refused) != 1 || refused[0].ID != "unknown-rights" || refused[0].Warn {
		t.Errorf("a product with a resource of which nobody knows the rights: %v", refused)
	}
}

// TestLaunchRoleIsForLaunches: nobody takes the role but Service Catalog, it makes no stacks but those of launches, reads no templates but those
// that Service Catalog keeps, gives roles only to services that need one, and makes roles only with a boundary.
func TestLaunchRoleIsForLaunches(t *testing.T) {
	l := launchOf(t, server)
	trust := guard.Document(guard.Statement{
		Effect: "Allow", Principal: guard.Principals{Service: []string{"servicecatalog.amazonaws.com"}}, Action: []string{"sts:AssumeRole"},
	})
	if d := cmp.Diff(trust, l.role.AssumeRolePolicyDocument); d != "" {
		t.Errorf("trust (-want +got):\n%s", d)
	}
	if len(l.role.Policies) > 0 || l.role.RoleName != nil {
		t.Error("the role has inline policies or a name")
	}
	own := "arn:" + blueprints.Partition + ":iam::" + blueprints.AccountID
	for _, arn := range []string{own + ":policy/clinic-nonprod-catalog-*", own + ":role/clinic-nonprod-catalog-*"} {
		for _, action := range []string{"iam:AttachRolePolicy", "iam:CreatePolicyVersion", "iam:PassRole", "iam:PutRolePermissionsBoundary", "iam:UpdateAssumeRolePolicy"} {
			if !slices.ContainsFunc(l.statements, func(s guard.Statement) bool {
				return s.Effect == "Deny" && slices.Contains(s.Resource, arn) && slices.ContainsFunc(s.Action, func(pattern string) bool { return covers(pattern, action) })
			}) {
				t.Errorf("a launch role may %s on %s", action, arn)
			}
		}
	}
	for _, action := range []string{"cloudtrail:StopLogging", "config:StopConfigurationRecorder", "guardduty:DeleteDetector", "iam:CreateUser", "sts:AssumeRole"} {
		if !slices.ContainsFunc(actions(l.within, "Deny"), func(pattern string) bool { return covers(pattern, action) }) {
			t.Errorf("what is attached to the launch role later may be %s", action)
		}
	}
	for _, s := range l.statements {
		for _, action := range s.Action {
			var want guard.Condition
			switch action {
			case "cloudformation:CreateStack", "cloudformation:DeleteStack", "cloudformation:UpdateStack":
				if d := cmp.Diff([]string{blueprints.OwnArn("cloudformation", "stack/SC-*")}, s.Resource); d != "" {
					t.Errorf("%s (-want +got):\n%s", action, d)
				}
				continue
			case "s3:GetObject":
				want = guard.Condition{"StringEquals": {"s3:ExistingObjectTag/servicecatalog:provisioning": {"true"}}}
			case "iam:PassRole":
				want = guard.Condition{"StringEquals": {"iam:PassedToService": {"ec2.amazonaws.com"}}}
			case "iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy":
				want = guard.Condition{"ArnLike": {"iam:PermissionsBoundary": {own + ":policy/SC-*", own + ":policy/clinic-nonprod-web-server-*"}}}
			default:
				if s.Effect == "Allow" && slices.Contains(s.Resource, "*") && strings.HasPrefix(action, "iam:") && !strings.HasPrefix(action, "iam:Get") && !strings.HasPrefix(action, "iam:List") {
					t.Errorf("%s on everything", action)
				}
				continue
			}
			if d := cmp.Diff(want, s.Condition); s.Effect == "Allow" && d != "" {
				t.Errorf("%s (-want +got):\n%s", action, d)
			}
		}
	}
}

// TestConstraintsFollowTheAssociation: Service Catalog refuses a constraint on a product that is not in the portfolio yet.
func TestConstraintsFollowTheAssociation(t *testing.T) {
	env := environment(same)
	found := map[string]int{}
	for _, r := range build(env, config(full), []blueprints.Built{records, server}, group(env)).Resources {
		switch r.Properties.(type) {
		case *sc.LaunchRoleConstraint, *sc.LaunchTemplateConstraint, *sc.LaunchNotificationConstraint:
			kind := r.Properties.AWSCloudFormationType()
			found[kind]++
			if len(r.After) != 1 || !strings.HasSuffix(r.After[0], "InPortfolio") {
				t.Errorf("%s depends on %v", r.ID, r.After)
			}
		}
	}
	want := map[string]int{"AWS::ServiceCatalog::LaunchRoleConstraint": 2, "AWS::ServiceCatalog::LaunchTemplateConstraint": 1, "AWS::ServiceCatalog::LaunchNotificationConstraint": 2}
	if d := cmp.Diff(want, found); d != "" {
		t.Errorf("constraints (-want +got):\n%s", d)
	}
}
