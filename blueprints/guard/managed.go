package guard

import (
	"github.com/awslabs/goformation/v7/cloudformation/ssm"

	"github.com/hipaac/hipaac/blueprints"
)

// BeLookedAfter is what the agent of Systems Manager on an instance needs to be known, patched and reached by sessions:
// AmazonSSMManagedInstanceCore without the right to read every parameter of the account. None of these actions knows resources of its own.
func BeLookedAfter() Statement {
	return Statement{
		Sid: "BeLookedAfter", Effect: "Allow", Resource: []string{"*"},
		Action: []string{
			"ssm:DescribeAssociation", "ssm:DescribeDocument", "ssm:GetDeployablePatchSnapshotForInstance", "ssm:GetDocument",
			"ssm:GetManifest", "ssm:ListAssociations", "ssm:ListInstanceAssociations", "ssm:PutComplianceItems", "ssm:PutConfigurePackageResult",
			"ssm:PutInventory", "ssm:UpdateAssociationStatus", "ssm:UpdateInstanceAssociationStatus", "ssm:UpdateInstanceInformation",
			"ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel",
		},
	}
}

// Patch installs what AWS's baseline for the operating system approves on an instance, each Sunday, and starts it anew where that is needed.
// Its role must permit BeLookedAfter.
func Patch(s *blueprints.Stack, id string, instance *blueprints.Resource) *blueprints.Resource {
	return s.Add(id, &ssm.Association{
		Name: "AWS-RunPatchBaseline", Targets: []ssm.Association_Target{{Key: "InstanceIds", Values: []string{instance.Ref()}}},
		Parameters:         map[string]any{"Operation": []string{"Install"}, "RebootOption": []string{"RebootIfNeeded"}},
		ScheduleExpression: ptr("cron(0 8 ? * SUN *)"), ApplyOnlyAtCronInterval: ptr(true), ComplianceSeverity: ptr("HIGH"),
	})
}
