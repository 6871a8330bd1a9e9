package awstest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
)

// lines writes the changes of a change set, one a line, with their details below.
func lines(set *cloudformation.DescribeChangeSetOutput) []string {
	var all []string
	for _, c := range set.Changes {
		r := c.ResourceChange
		line := strings.Join(strings.Fields(fmt.Sprintf("%s %s %s %s", r.Action, *r.LogicalResourceId, r.Replacement, r.PolicyAction)), " ")
		for _, d := range r.Details {
			line += fmt.Sprintf("; %s %s→%s %s %s %s %s", aws.ToString(d.Target.Path), aws.ToString(d.Target.BeforeValue), aws.ToString(d.Target.AfterValue),
				d.Target.RequiresRecreation, d.Evaluation, d.ChangeSource, aws.ToString(d.CausingEntity))
		}
		all = append(all, strings.TrimSpace(line))
	}
	return all
}

// What a change set says about a change. Source: API reference, ResourceChange, ResourceChangeDetail and ResourceTargetDefinition; user
// guide, "Change sets".
func TestChanges(t *testing.T) {
	database := func(more string) string {
		return `"Db":{"Type":"AWS::RDS::DBInstance","Properties":{"DBInstanceClass":"db.t4g.micro"` + more + `}}`
	}
	parameter := `"Parameters":{"Class":{"Type":"String","Default":"db.t4g.micro"}}`
	tests := map[string]struct {
		source, before, after string
		want                  []string
	}{
		"added":                {"Action Add", template(vpc), template(vpc + "," + net), []string{"Add Net"}},
		"removed, and deleted": {"PolicyAction Delete", template(vpc + "," + net), template(vpc), []string{"Remove Net Delete"}},
		"removed, and kept": {"PolicyAction Retain", template(vpc + `,"Data":{"Type":"AWS::S3::Bucket","DeletionPolicy":"Retain"}`), template(vpc),
			[]string{"Remove Data Retain"}},
		"a database removed": {"user guide, DeletionPolicy: for DBInstance outside of a cluster the default is Snapshot", template(vpc + "," + database("")), template(vpc),
			[]string{"Remove Db Snapshot"}},
		"changed in place": {"Replacement False: RequiresRecreation Never", template(vpc), template(named),
			[]string{"Modify Vpc False; /Properties/EnableDnsHostnames →true Never Static DirectModification"}},
		"replaced, with what refers to it": {"Static and Always: Replacement True; Dynamic and Always: Conditional", template(vpc + "," + net), template(vpc2 + "," + net),
			[]string{"Modify Vpc True ReplaceAndDelete; /Properties/CidrBlock 10.0.0.0/16→10.1.0.0/16 Always Static DirectModification",
				"Modify Net Conditional ReplaceAndDelete; /Properties/VpcId vpc→{{changeSet:KNOWN_AFTER_APPLY}} Always Dynamic ResourceReference Vpc"}},
		"a database replaced": {"user guide, UpdateReplacePolicy: the default is Snapshot", template(database("")), template(database(`,"DBName":"other"`)),
			[]string{"Modify Db True ReplaceAndSnapshot; /Properties/DBName →other Always Static DirectModification"}},
		"perhaps replaced": {"RequiresRecreation Conditionally", template(database("")), template(database(`,"Engine":"postgres"`)),
			[]string{"Modify Db Conditional ReplaceAndSnapshot; /Properties/Engine →postgres Conditionally Static DirectModification"}},
		"an attribute of what changes": {"ChangeSource ResourceAttribute, Evaluation Dynamic",
			template(vpc + `,"P":{"Type":"AWS::SSM::Parameter","Properties":{"Type":"String","Value":{"Fn::GetAtt":["Vpc","DefaultSecurityGroup"]}}}`),
			template(named + `,"P":{"Type":"AWS::SSM::Parameter","Properties":{"Type":"String","Value":{"Fn::GetAtt":["Vpc","DefaultSecurityGroup"]}}}`),
			[]string{"Modify Vpc False; /Properties/EnableDnsHostnames →true Never Static DirectModification",
				"Modify P False; /Properties/Value vpc.defaultsecuritygroup→{{changeSet:KNOWN_AFTER_APPLY}} Never Dynamic ResourceAttribute Vpc.DefaultSecurityGroup"}},
		"a default of a parameter": {"ChangeSource ParameterReference",
			template(`"Db":{"Type":"AWS::RDS::DBInstance","Properties":{"DBInstanceClass":{"Ref":"Class"}}}`, parameter),
			template(`"Db":{"Type":"AWS::RDS::DBInstance","Properties":{"DBInstanceClass":{"Ref":"Class"}}}`, strings.Replace(parameter, "micro", "small", 1)),
			[]string{"Modify Db False; /Properties/DBInstanceClass db.t4g.micro→db.t4g.small Never Static ParameterReference Class"}},
		"a deletion policy": {"Attribute DeletionPolicy", template(vpc), template(strings.Replace(vpc, `"Type"`, `"DeletionPolicy":"Retain","Type"`, 1)),
			[]string{`Modify Vpc False; /DeletionPolicy ""→"Retain" Never Static DirectModification`}},
		"a tag": {"Attribute Tags", template(`"Vpc":{"Type":"AWS::EC2::VPC","Properties":{"Tags":[{"Key":"a","Value":"b"}]}}`),
			template(`"Vpc":{"Type":"AWS::EC2::VPC","Properties":{"Tags":[{"Key":"a","Value":"c"}]}}`),
			[]string{"Modify Vpc False; /Properties/Tags/0/Value b→c Never Static DirectModification"}},
		"an output alone": {"users: cirrus issue 10, an executable change set without changes", template(vpc), template(vpc, `"Outputs":{"A":{"Value":"b"}}`), nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.must("s", test.before, "CREATE_COMPLETE")
			set := b.propose("s", test.after)
			if set.ExecutionStatus != types.ExecutionStatusAvailable {
				t.Fatalf("%s: %s", set.Status, aws.ToString(set.StatusReason))
			}
			got := lines(set)
			for i := range got {
				for _, r := range b.stack("s").Resources {
					got[i] = strings.ReplaceAll(got[i], r.PhysicalID, strings.ToLower(r.LogicalID))
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("changes (-want +got), source: %s\n%s", test.source, diff)
			}
			b.execute(set)
			if status := b.wait("s"); status != "UPDATE_COMPLETE" {
				t.Errorf("executed: %s", status)
			}
		})
	}
}

// What CreateChangeSet refuses, and in which words.
func TestProposalsRefused(t *testing.T) {
	role := `"R":{"Type":"AWS::IAM::Role","Properties":{"AssumeRolePolicyDocument":{}%s}}`
	tests := map[string]struct {
		source     string
		change     func(b *bench, in *cloudformation.CreateChangeSetInput)
		code, text string
	}{
		"another one of the name": {"API reference, AlreadyExistsException; users: landing-zone-accelerator issue 442",
			func(b *bench, in *cloudformation.CreateChangeSetInput) {
				b.propose("s", template(named))
				in.ChangeSetName = aws.String("set2")
			},
			"AlreadyExistsException", "cannot be created due to a mismatch with existing attribute"},
		"a role without leave": {"API reference, InsufficientCapabilitiesException", func(_ *bench, in *cloudformation.CreateChangeSetInput) {
			in.TemplateBody, in.Capabilities = aws.String(template(fmt.Sprintf(role, ""))), nil
		}, "InsufficientCapabilitiesException", "Requires capabilities : [CAPABILITY_IAM]"},
		"a named role with too little leave": {"API reference, Capabilities", func(_ *bench, in *cloudformation.CreateChangeSetInput) {
			in.TemplateBody, in.Capabilities = aws.String(template(fmt.Sprintf(role, `,"RoleName":"r"`))), []types.Capability{types.CapabilityCapabilityIam}
		}, "InsufficientCapabilitiesException", "Requires capabilities : [CAPABILITY_NAMED_IAM]"},
		"too long": {"user guide, quotas: 51,200 bytes", func(_ *bench, in *cloudformation.CreateChangeSetInput) {
			in.TemplateBody = aws.String(template(vpc) + strings.Repeat(" ", 51200))
		}, "ValidationError", "less than or equal to 51200"},
		"no such stack": {"API reference, ChangeSetType", func(_ *bench, in *cloudformation.CreateChangeSetInput) { in.StackName = aws.String("other") },
			"ValidationError", "Stack [other] does not exist"},
		"a stack that is there": {"API reference, ChangeSetType", func(_ *bench, in *cloudformation.CreateChangeSetInput) { in.ChangeSetType = types.ChangeSetTypeCreate },
			"ValidationError", "already exists and cannot be created again"},
		"busy": {"users: Stack … is in UPDATE_IN_PROGRESS state and can not be updated", func(b *bench, _ *cloudformation.CreateChangeSetInput) {
			b.cloud.Interfere(owner, region, "s", awstest.Updates)
		}, "ValidationError", "is in UPDATE_IN_PROGRESS state and can not be updated."},
		"rolled back": {"user guide, troubleshooting: ROLLBACK_COMPLETE can only be deleted", func(b *bench, _ *cloudformation.CreateChangeSetInput) {
			b.cloud.SetStatus(owner, region, "s", "ROLLBACK_COMPLETE")
		}, "ValidationError", "is in ROLLBACK_COMPLETE state and can not be updated."},
		"too many": {"users: seed-farmer issue 441", func(b *bench, _ *cloudformation.CreateChangeSetInput) { b.cloud.SetChangeSets(1) },
			"LimitExceededException", "ChangeSet limit exceeded for stack"},
		"too many stacks": {"user guide, quotas: stacks per account and region", func(b *bench, in *cloudformation.CreateChangeSetInput) {
			b.cloud.SetLimit("StackLimit", 1)
			in.StackName, in.ChangeSetType = aws.String("other"), types.ChangeSetTypeCreate
		}, "LimitExceededException", "Limit for stack has been exceeded: 1"},
		"a parameter that nobody asked for": {"CreateStack, Parameters", func(_ *bench, in *cloudformation.CreateChangeSetInput) {
			in.Parameters = []types.Parameter{{ParameterKey: aws.String("X"), ParameterValue: aws.String("y")}}
		}, "ValidationError", "Parameters: [X] do not exist in the template"},
		"somebody else's bucket": {"user guide: the caller reads the template", func(b *bench, in *cloudformation.CreateChangeSetInput) {
			b.cloud.Bucket("theirs", "444455556666", region)
			b.cloud.Object("theirs", "t.json", []byte(template(vpc)))
			in.TemplateBody, in.TemplateURL = nil, aws.String("https://theirs.s3.us-east-1.amazonaws.com/t.json")
		}, "ValidationError", "S3 error: Access Denied"},
		"a circle": {"user guide, troubleshooting", func(_ *bench, in *cloudformation.CreateChangeSetInput) {
			in.TemplateBody = aws.String(template(`"A":{"Type":"X::Y::Z","DependsOn":"B"},"B":{"Type":"X::Y::Z","DependsOn":["A"]}`))
		}, "ValidationError", "Circular dependency between resources: [A, B]"},
		"a function that the stand-in does not know": {"none: no test passes by accident", func(_ *bench, in *cloudformation.CreateChangeSetInput) {
			in.TemplateBody = aws.String(template(`"A":{"Type":"X::Y::Z","Properties":{"P":{"Ref":"Nobody"}}}`))
		}, "ValidationError", "Unresolved resource dependencies [Nobody] in the Resources block of the template"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.must("s", template(vpc), "CREATE_COMPLETE")
			in := &cloudformation.CreateChangeSetInput{StackName: aws.String("s"), ChangeSetName: aws.String("next"), TemplateBody: aws.String(template(vpc2)),
				ChangeSetType: types.ChangeSetTypeUpdate}
			test.change(b, in)
			_, err := b.CreateChangeSet(t.Context(), in)
			b.refused(err, test.code, test.text)
		})
	}
}

// A change set without changes fails with AWS's text, can be deleted, and deleting what is gone is no error. Source: facts 5; aws-cdk.
func TestNothingToChange(t *testing.T) {
	b := newBench(t)
	b.must("s", template(vpc), "CREATE_COMPLETE")
	set := b.propose("s", template(vpc))
	if set.Status != types.ChangeSetStatusFailed || set.ExecutionStatus != types.ExecutionStatusUnavailable ||
		*set.StatusReason != "The submitted information didn't contain changes. Submit different information to create a change set." {
		t.Errorf("%s %s %s", set.Status, set.ExecutionStatus, aws.ToString(set.StatusReason))
	}
	_, err := b.ExecuteChangeSet(t.Context(), &cloudformation.ExecuteChangeSetInput{ChangeSetName: set.ChangeSetId})
	b.refused(err, "InvalidChangeSetStatus", "cannot be executed in its current status of [FAILED]")
	for range 2 {
		if _, err := b.DeleteChangeSet(t.Context(), &cloudformation.DeleteChangeSetInput{ChangeSetName: set.ChangeSetId}); err != nil {
			t.Error(err)
		}
	}
	_, err = b.DescribeChangeSet(t.Context(), &cloudformation.DescribeChangeSetInput{ChangeSetName: set.ChangeSetId})
	b.refused(err, "ChangeSetNotFound", "does not exist")
}

// A change set is executed once. A token makes a repeated call harmless; the same token for something else is refused; the others of the
// stack are deleted. Source: API reference, ExecuteChangeSet.
func TestExecuteOnce(t *testing.T) {
	b := newBench(t)
	b.must("s", template(vpc), "CREATE_COMPLETE")
	first, other := b.propose("s", template(vpc2)), b.propose("s", template(named))
	call := func(set *cloudformation.DescribeChangeSetOutput, token string) error {
		_, err := b.ExecuteChangeSet(t.Context(), &cloudformation.ExecuteChangeSetInput{ChangeSetName: set.ChangeSetId, ClientRequestToken: &token})
		return err
	}
	for range 2 {
		if err := call(first, "once"); err != nil {
			t.Fatal(err)
		}
	}
	b.refused(call(first, "again"), "InvalidChangeSetStatus", "in its current execution status of [EXECUTE_IN_PROGRESS]")
	b.refused(call(other, "more"), "ChangeSetNotFound", "does not exist")
	if b.wait("s") != "UPDATE_COMPLETE" || len(b.stack("s").Operations) != 2 {
		t.Errorf("operations: %+v", b.stack("s").Operations)
	}
	b.refused(call(first, "again"), "InvalidChangeSetStatus", "in its current execution status of [EXECUTE_COMPLETE]")
	b.refused(call(b.propose("s", template(vpc)), "once"), "TokenAlreadyExistsException", "already exists")
	b.cloud.ForgetTokens()
	b.refused(call(first, "once"), "InvalidChangeSetStatus", "EXECUTE_COMPLETE")
}

// The first change set of a stack makes it, without resources. Source: user guide, REVIEW_IN_PROGRESS.
func TestReview(t *testing.T) {
	b := newBench(t)
	set := b.propose("s", template(vpc))
	if s := b.stack("s"); s.Status != "REVIEW_IN_PROGRESS" || len(s.Resources) > 0 || set.Changes[0].ResourceChange.Action != types.ChangeActionAdd {
		t.Errorf("%+v", s)
	}
	b.cloud.Interfere(owner, region, "s", awstest.Proposes)
	sets, err := b.ListChangeSets(t.Context(), &cloudformation.ListChangeSetsInput{StackName: aws.String("s")})
	if err != nil || len(sets.Summaries) != 2 {
		t.Errorf("%+v %v", sets, err)
	}
	if _, err := b.DeleteStack(t.Context(), &cloudformation.DeleteStackInput{StackName: aws.String("s")}); err != nil || b.wait("s") != "DELETE_COMPLETE" {
		t.Error(err, b.status("s"))
	}
}
