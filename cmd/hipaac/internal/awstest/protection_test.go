package awstest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
)

const importer = `"Net":{"Type":"AWS::EC2::Subnet","Properties":{"VpcId":{"Fn::ImportValue":"net:Vpc"},"CidrBlock":"10.0.0.0/24"}}`

func exporter(value string) string {
	return template(vpc+`,"Other":{"Type":"AWS::EC2::VPC"}`, `"Outputs":{"Vpc":{"Value":{"Ref":"`+value+`"},"Export":{"Name":"net:Vpc"}}}`)
}

// An export that is in use can neither change nor go. Source: user guide, "Get exported outputs"; the texts are those that users report.
func TestExportsInUse(t *testing.T) {
	b := newBench(t)
	b.must("net", exporter("Vpc"), "CREATE_COMPLETE")
	b.must("app", template(importer), "CREATE_COMPLETE")
	if got, want := b.stack("app").Resources[0].Properties["VpcId"], b.stack("net").Outputs["Vpc"]; got != want {
		t.Errorf("imported %v, want %s", got, want)
	}
	imports, err := b.ListImports(t.Context(), &cloudformation.ListImportsInput{ExportName: aws.String("net:Vpc")})
	if err != nil || !slices.Equal(imports.Imports, []string{"app"}) {
		t.Errorf("imports: %v %v", imports, err)
	}
	_, err = b.ListImports(t.Context(), &cloudformation.ListImportsInput{ExportName: aws.String("other")})
	b.refused(err, "ValidationError", "is not imported by any stack")

	b.must("net", exporter("Other"), "UPDATE_ROLLBACK_COMPLETE")
	if events := b.events("net", "token3"); !slices.Contains(events, "net UPDATE_ROLLBACK_IN_PROGRESS (Export net:Vpc cannot be updated as it is in use by app)") {
		t.Errorf("events:\n%s", strings.Join(events, "\n"))
	}
	b.must("net", template(vpc+`,"Other":{"Type":"AWS::EC2::VPC"}`), "UPDATE_ROLLBACK_COMPLETE")
	if events := b.events("net", "token4"); !slices.Contains(events, "net UPDATE_ROLLBACK_IN_PROGRESS (Export net:Vpc cannot be deleted as it is in use by app)") {
		t.Errorf("events:\n%s", strings.Join(events, "\n"))
	}

	remove := func(name string) string {
		t.Helper()
		if _, err := b.DeleteStack(t.Context(), &cloudformation.DeleteStackInput{StackName: &name}); err != nil {
			t.Fatal(err)
		}
		return b.wait(name)
	}
	if got := remove("net"); got != "UPDATE_ROLLBACK_COMPLETE" || b.stack("net").Reason != "Export net:Vpc cannot be deleted as it is in use by app" {
		t.Errorf("deleted while in use: %s (%s)", got, b.stack("net").Reason)
	}
	b.cloud.SetExportsInUse(true)
	if got := remove("net"); got != "DELETE_FAILED" {
		t.Errorf("deleted while in use: %s", got)
	}
	if remove("app") != "DELETE_COMPLETE" || remove("net") != "DELETE_COMPLETE" {
		t.Errorf("in the right order: %s %s", b.status("app"), b.status("net"))
	}
}

// Two stacks of a region cannot have an export of the same name. Source: users, aws-cdk issue 24349.
func TestExportTwice(t *testing.T) {
	b := newBench(t)
	b.must("net", exporter("Vpc"), "CREATE_COMPLETE")
	b.must("twin", exporter("Vpc"), "ROLLBACK_COMPLETE")
	if events := b.events("twin", "token2"); !slices.Contains(events, "twin ROLLBACK_IN_PROGRESS (Export with name net:Vpc is already exported by stack net. Rollback requested by user.)") {
		t.Errorf("events:\n%s", strings.Join(events, "\n"))
	}
	exports, err := b.ListExports(t.Context(), &cloudformation.ListExportsInput{})
	if err != nil || len(exports.Exports) != 1 || *exports.Exports[0].ExportingStackId != b.stack("net").ID {
		t.Errorf("exports: %+v %v", exports, err)
	}
}

// "If a user attempts to delete a stack with termination protection enabled, the operation fails and the stack remains unchanged": API
// reference, UpdateTerminationProtection.
func TestTerminationProtection(t *testing.T) {
	b := newBench(t)
	b.must("s", template(vpc), "CREATE_COMPLETE")
	protect := func(on bool) {
		if _, err := b.UpdateTerminationProtection(t.Context(), &cloudformation.UpdateTerminationProtectionInput{StackName: aws.String("s"), EnableTerminationProtection: &on}); err != nil {
			t.Fatal(err)
		}
	}
	protect(true)
	_, err := b.DeleteStack(t.Context(), &cloudformation.DeleteStackInput{StackName: aws.String("s")})
	b.refused(err, "ValidationError", "Stack [s] cannot be deleted while TerminationProtection is enabled")
	if b.status("s") != "CREATE_COMPLETE" {
		t.Error(b.status("s"))
	}
	protect(false)
	if _, err := b.DeleteStack(t.Context(), &cloudformation.DeleteStackInput{StackName: aws.String("s")}); err != nil || b.wait("s") != "DELETE_COMPLETE" {
		t.Error(err, b.status("s"))
	}
}

// A stack policy does not stop a change set from being made; it fails while it is executed, and rolls back. It says nothing about
// DeleteStack. Source: user guide, "Prevent updates to stack resources"; serverless issue 10617.
func TestStackPolicy(t *testing.T) {
	keep := `{"Statement":[{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*"},
		{"Effect":"Deny","Action":["Update:Replace","Update:Delete"],"Principal":"*","Resource":"*","Condition":{"StringEquals":{"ResourceType":["AWS::EC2::VPC"]}}}]}`
	tests := map[string]struct{ policy, after, want, event string }{
		"changed in place": {keep, template(named), "UPDATE_COMPLETE", ""},
		"replaced": {keep, template(vpc2), "UPDATE_ROLLBACK_COMPLETE",
			"Vpc UPDATE_FAILED (Action denied by stack policy: Statement [#2] does not allow [Update:Replace] for resource [LogicalResourceId/Vpc];)"},
		"removed": {keep, template(`"Gate":{"Type":"AWS::EC2::InternetGateway"}`), "UPDATE_ROLLBACK_COMPLETE",
			"Vpc DELETE_FAILED (Action denied by stack policy: Statement [#2] does not allow [Update:Delete] for resource [LogicalResourceId/Vpc];)"},
		"denied by default": {`{"Statement":[{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"LogicalResourceId/Other"}]}`, template(named),
			"UPDATE_ROLLBACK_COMPLETE", "Vpc UPDATE_FAILED (Action not allowed by stack policy: no statement allows [Update:Modify] for resource [LogicalResourceId/Vpc];)"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.must("s", template(vpc), "CREATE_COMPLETE")
			if _, err := b.SetStackPolicy(t.Context(), &cloudformation.SetStackPolicyInput{StackName: aws.String("s"), StackPolicyBody: &test.policy}); err != nil {
				t.Fatal(err)
			}
			got, err := b.GetStackPolicy(t.Context(), &cloudformation.GetStackPolicyInput{StackName: aws.String("s")})
			if err != nil || *got.StackPolicyBody != test.policy {
				t.Errorf("%v %v", got, err)
			}
			b.must("s", test.after, test.want)
			if events := b.events("s", "token2"); test.event != "" && !slices.Contains(events, test.event) {
				t.Errorf("events:\n%s", strings.Join(events, "\n"))
			}
			if len(b.stack("s").Resources) != 1 {
				t.Errorf("resources: %+v", b.stack("s").Resources)
			}
			if _, err := b.DeleteStack(t.Context(), &cloudformation.DeleteStackInput{StackName: aws.String("s")}); err != nil || b.wait("s") != "DELETE_COMPLETE" {
				t.Error(err, b.status("s"))
			}
		})
	}
}

// What deletion policies keep stays in the account. "RetainExceptOnCreate" does not keep what a failed creation made. Source: user
// guide, DeletionPolicy attribute.
func TestDeletionPolicy(t *testing.T) {
	bucket := `"Data":{"Type":"AWS::S3::Bucket","DeletionPolicy":"RetainExceptOnCreate"}`
	b := newBench(t)
	b.must("s", template(vpc+","+bucket), "CREATE_COMPLETE")
	if _, err := b.DeleteStack(t.Context(), &cloudformation.DeleteStackInput{StackName: aws.String("s"), ClientRequestToken: aws.String("end")}); err != nil {
		t.Fatal(err)
	}
	b.wait("s")
	if events := b.events(b.stack("s").ID, "end"); !slices.Contains(events, "Data DELETE_SKIPPED") || !slices.Contains(events, "Vpc DELETE_COMPLETE") {
		t.Errorf("events:\n%s", strings.Join(events, "\n"))
	}
	b.cloud.FailResource(awstest.Trouble{LogicalID: "Vpc", On: "create"})
	b.must("s", template(strings.Replace(vpc, `"Type"`, `"DependsOn":"Data","Type"`, 1)+","+bucket), "ROLLBACK_COMPLETE")
	if events := b.events("s", "token2"); !slices.Contains(events, "Data DELETE_COMPLETE") {
		t.Errorf("events:\n%s", strings.Join(events, "\n"))
	}

	b.must("u", template(`"Gate":{"Type":"AWS::EC2::InternetGateway"}`), "CREATE_COMPLETE")
	b.must("u", template(`"Gate":{"Type":"AWS::EC2::InternetGateway"},`+strings.Replace(vpc, `"Type"`, `"DependsOn":["Data","Kept"],"Type"`, 1)+","+bucket+
		`,"Kept":{"Type":"AWS::S3::Bucket","DeletionPolicy":"Retain"}`), "UPDATE_ROLLBACK_COMPLETE")
	if events := b.events("u", "token4"); !slices.Contains(events, "Data DELETE_COMPLETE") || !slices.Contains(events, "Kept DELETE_SKIPPED") {
		t.Errorf("events:\n%s", strings.Join(events, "\n"))
	}
}
