package guard_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// typesInUse are the types of all resources in this repository's environments and in the templates that tests of blueprints pin, each
// with a template that has it.
func typesInUse(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	kind := regexp.MustCompile(`(?m)^    Type: '?((?:AWS|Custom)::[A-Za-z0-9:]+)`)
	for _, pattern := range []string{"../../golden/*/*.template.yaml", "../*/testdata/*.yaml", "../*/testdata/commercial/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d templates, %v", pattern, len(files), err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range kind.FindAllStringSubmatch(string(text), -1) {
				found[m[1]] = file
			}
		}
	}
	return found
}

// TestRightsForEveryType: a type without a line would make a role that fails when somebody uses it, in an account.
func TestRightsForEveryType(t *testing.T) {
	for kind, file := range typesInUse(t) {
		if _, unknown := guard.RightsFor([]string{kind}); len(unknown) > 0 {
			t.Errorf("%s: rights.txt does not say what %s needs", file, kind)
		}
	}
}

func TestRightsFor(t *testing.T) {
	got, unknown := guard.RightsFor([]string{"AWS::SQS::QueuePolicy", "AWS::New::Thing", "AWS::EC2::FlowLog", "Custom::Anything", "AWS::SQS::QueuePolicy"})
	want := guard.Rights{
		Actions: []string{
			"ec2:CreateFlowLogs", "ec2:CreateTags", "ec2:DeleteFlowLogs", "ec2:DeleteTags", "ec2:DescribeFlowLogs", "ec2:DescribeTags", "lambda:InvokeFunction",
			"logs:CreateLogDelivery", "logs:DeleteLogDelivery", "s3:GetBucketPolicy", "s3:PutBucketPolicy", "sqs:SetQueueAttributes",
		},
		Passes: []string{"vpc-flow-logs"}, Links: []string{"delivery.logs"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("rights (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"AWS::New::Thing"}, unknown); d != "" {
		t.Errorf("unknown types (-want +got):\n%s", d)
	}
}

// TestTypesOf: the values of some parameters are looked up with the rights of whoever launches; texts are not.
func TestTypesOf(t *testing.T) {
	got := guard.TypesOf(blueprints.Built{
		Types: []string{"AWS::EC2::Instance"},
		Parameters: []blueprints.Parameter{
			{Name: "A"}, {Name: "B", Type: "Number"}, {Name: "C", Type: "CommaDelimitedList"}, {Name: "D", Type: "AWS::EC2::KeyPair::KeyName"},
			{Name: "E", Type: "List<AWS::EC2::Subnet::Id>"}, {Name: "F", Type: "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>"}, {Name: "G", Type: "List<Number>"},
		},
	})
	want := []string{"AWS::EC2::Instance", "AWS::EC2::KeyPair::KeyName", "AWS::EC2::Subnet::Id", "AWS::SSM::Parameter::Value"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("types (-want +got):\n%s", d)
	}
	if _, unknown := guard.RightsFor(got); len(unknown) > 0 {
		t.Errorf("nobody knows the rights of %v", unknown)
	}
}

// TestRightsAreActions: what stands in the table has the form of an action, and administers nothing that no template makes: of an
// organization, its policies only.
func TestRightsAreActions(t *testing.T) {
	action := regexp.MustCompile(`^[a-z0-9-]+:[A-Za-z][A-Za-z0-9]+$`)
	needed, _ := guard.RightsFor(slices.Sorted(maps.Keys(typesInUse(t))))
	for _, a := range needed.Actions {
		if !action.MatchString(a) {
			t.Errorf("%s is no action", a)
		}
		if a == "iam:PassRole" || a == "iam:CreateServiceLinkedRole" || (strings.HasPrefix(a, "organizations:Create") && a != "organizations:CreatePolicy") || strings.HasPrefix(a, "sts:") {
			t.Errorf("%s follows from pass and link, or is for nobody", a)
		}
	}
}
