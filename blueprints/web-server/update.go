package webserver

import (
	"github.com/awslabs/goformation/v7/cloudformation/events"
	"github.com/awslabs/goformation/v7/cloudformation/ssm"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// keepUpToDate brings the newest commit to the server as soon as it is pushed, and security updates of its system each week.
func (w *server) keepUpToDate() {
	if w.instance == nil {
		return
	}
	// It takes no parameters: whoever may start it can choose nothing but the time.
	document := w.Add("UpdateDocument", &ssm.Document{
		DocumentType: ptr("Command"), DocumentFormat: ptr("JSON"), UpdateMethod: ptr("NewVersion"), TargetType: ptr("/AWS::EC2::Instance"),
		Content: map[string]any{
			"schemaVersion": "2.2", "description": "Brings a web server to the newest commit of its branch",
			"mainSteps": []any{map[string]any{
				"action": "aws:runShellScript", "name": "update",
				"inputs": map[string]any{"timeoutSeconds": "600", "runCommand": []string{"/usr/local/sbin/update-website"}},
			}},
		},
	})
	w.updateOnPush(document)
	itself := []ssm.Association_Target{{Key: "InstanceIds", Values: []string{w.instance.Ref()}}}
	w.Add("RegularUpdate", &ssm.Association{
		// Systems Manager takes ApplyOnlyAtCronInterval with cron alone: this one runs once at the start, too, and finds nothing to do.
		Name: document.Ref(), Targets: itself, ScheduleExpression: ptr("rate(30 minutes)"),
	}).Say("CodeCommit does its best to tell of pushes, and promises nothing: what was missed, or failed for a moment, follows within half an hour.")
	guard.Patch(w.Stack, "WeeklyPatches", w.instance)
}

// updateOnPush starts an update when the branch moves.
func (w *server) updateOnPush(document *blueprints.Resource) {
	arn, machine := blueprints.OwnArn("ssm", "document/"+document.Ref()), blueprints.OwnArn("ec2", "instance/"+w.instance.Ref())
	role := guard.ServiceRole(w.Stack, guard.Role{ID: "PushRole", Service: "events"}, guard.Statement{
		Sid: "StartUpdate", Effect: "Allow", Action: []string{"ssm:SendCommand"}, Resource: []string{arn, machine},
	})
	w.Add("PushRule", &events.Rule{
		State: ptr("ENABLED"), Description: ptr("Updates the website when its branch moves"),
		EventPattern: guard.Pushed(w.repositoryArn(), w.cfg.Branch),
		Targets: []events.Rule_Target{{
			Id: "server", Arn: arn, RoleArn: ptr(role.Arn()),
			RunCommandParameters: &events.Rule_RunCommandParameters{RunCommandTargets: []events.Rule_RunCommandTarget{
				{Key: "InstanceIds", Values: []string{w.instance.Ref()}},
			}},
		}},
	}).From("branch")
	guard.Announce(w.Stack, guard.Announcement{
		ID: "UpdateFailed", Name: "update-failed", Description: "Tells of updates of the website that failed",
		Pattern: map[string]any{
			"source": []string{"aws.ssm"}, "detail-type": []string{"EC2 Command Status-change Notification"},
			"detail": map[string]any{"document-name": []string{document.Ref()}, "status": []string{"Failed", "TimedOut", "Cancelled", "Undeliverable", "Terminated"}},
		},
		Says:   "The website of " + blueprints.StackName + " was not updated (<status>) and serves what it served before. Look at its log, stream updates, and push a better commit.",
		Values: map[string]string{"status": "$.detail.status"},
	})
}
