package stack_test

import (
	"slices"
	"testing"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/template"
)

func protected(t *testing.T) *stack.Desired {
	t.Helper()
	doc, problems := template.Parse("t", []byte(`{"Resources":{"Records":{"Type":"AWS::S3::Bucket"},"Database":{"Type":"AWS::RDS::DBInstance"},"Rule":{"Type":"AWS::EC2::SecurityGroup"},
		"Reader":{"Type":"AWS::RDS::DBInstance","Properties":{"DBClusterIdentifier":"cluster"}}}}`))
	if problems.Failed() {
		t.Fatal(problems)
	}
	return &stack.Desired{Document: doc}
}

const wantPolicy = `{"Statement":[{"Effect":"Allow","Action":["Update:*"],"Principal":"*","Resource":["*"]},` +
	`{"Effect":"Deny","Action":["Update:Replace","Update:Delete"],"Principal":"*","Resource":["LogicalResourceId/Database","LogicalResourceId/Records"]}]}`

// Data is kept from replacement and removal; an instance of a cluster holds none of its own. Consent lifts that for what it names, and for nothing else.
func TestPolicy(t *testing.T) {
	policy := stack.Policy(protected(t))
	if policy != wantPolicy {
		t.Errorf("got  %s\nwant %s", policy, wantPolicy)
	}
	changes := []stack.ResourceChange{
		{LogicalID: "Database", Type: "AWS::RDS::DBInstance", Action: "Modify", Replacement: "Conditional"},
		{LogicalID: "Records", Type: "AWS::S3::Bucket", Action: "Remove"},
		{LogicalID: "Rule", Type: "AWS::EC2::SecurityGroup", Action: "Modify", Replacement: "True"},
		{LogicalID: "Another", Type: "AWS::S3::Bucket", Action: "Add"},
	}
	for _, test := range []struct {
		policy string
		want   []string
	}{
		{"", nil},
		{policy, []string{"Database", "Records"}},
		{stack.Allowing(policy, "Database"), []string{"Records"}},
		{stack.Allowing(policy, "Database", "Records"), nil},
		{stack.Allowing(policy, "Data", "*"), []string{"Database", "Records"}},
		{"no policy at all", []string{"Database", "Records", "Rule", "Another"}},
		{`{"Statement":[]}`, []string{"Database", "Records", "Rule"}},
		{`{"Statement":{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*"}}`, []string{"Database", "Records", "Rule", "Another"}},
		{`{"Statement":[{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*"},{"Effect":"Deny","Action":"Update:*","Principal":"*","Resource":"*","Condition":{"StringLike":{"ResourceType":"AWS::EC2::*"}}}]}`, []string{"Rule"}},
		{`{"Statement":[{"Effect":"Allow","Action":"Update:*","Principal":"*","NotResource":"LogicalResourceId/Data*"}]}`, []string{"Database"}},
		{`{"Statement":[{"Effect":"Allow","NotAction":"Update:Delete","Principal":"*","Resource":"*"}]}`, []string{"Records"}},
		{`{"Statement":[{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*","Condition":{"Bool":{"Night":"true"}}}]}`, []string{"Database", "Records", "Rule"}},
	} {
		if got := stack.Denied(test.policy, changes); !slices.Equal(got, test.want) {
			t.Errorf("%s denies %q, want %q", test.policy, got, test.want)
		}
	}
}

// A modification in place is all that the policy lets happen to data.
func TestPolicyInPlace(t *testing.T) {
	for replacement, want := range map[string]int{"False": 0, "True": 1, "Conditional": 1, "": 1} {
		c := []stack.ResourceChange{{LogicalID: "Database", Type: "AWS::RDS::DBInstance", Action: "Modify", Replacement: replacement}}
		if got := stack.Denied(wantPolicy, c); len(got) != want {
			t.Errorf("replacement %q: denied %q", replacement, got)
		}
	}
}

func TestSamePolicy(t *testing.T) {
	if !stack.SamePolicy(wantPolicy, " "+wantPolicy+"\n") || stack.SamePolicy(wantPolicy, "") || stack.SamePolicy(wantPolicy, stack.Allowing(wantPolicy, "Database")) || !stack.SamePolicy("", "") {
		t.Error("policies are told apart by what they say")
	}
}
