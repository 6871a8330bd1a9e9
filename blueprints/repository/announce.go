package repository

import (
	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// announce tells people of what goes around the approvals, and of pull requests where they want to hear of them. The events are CodeCommit's
// own, to EventBridge, and need no trail (AWS CodeCommit User Guide, "Monitoring CodeCommit events in Amazon EventBridge"). The notifications
// of the developer tools would say the same in a service that AWS does not count among those that may come near health information.
func announce(s *blueprints.Stack, cfg *schema.Repository, repository *blueprints.Resource, name string) {
	who := map[string]string{"who": "$.detail.callerUserArn", "what": "$.detail.event", "when": "$.time"}
	with := func(value, path string) map[string]string {
		values := map[string]string{value: path}
		for k, v := range who {
			values[k] = v
		}
		return values
	}
	pulls := func(events ...string) map[string]any {
		return map[string]any{
			"source": []string{"aws.codecommit"}, "detail-type": []string{"CodeCommit Pull Request State Change"},
			"resources": []string{repository.Arn()}, "detail": map[string]any{"event": events},
		}
	}
	guard.Announce(s, guard.Announcement{
		ID: "ApprovalsOverridden", Name: "approvals-overridden", From: "approvals", Description: "Tells of pull requests whose approval rules somebody set aside",
		Pattern: pulls("pullRequestApprovalRuleDeleted", "pullRequestApprovalRuleOverridden", "pullRequestApprovalRuleUpdated"),
		Says:    "APPROVALS SET ASIDE in repository " + name + ": <what> by <who> at <when>, pull request <pull>. If nobody agreed to this, treat it as an incident.",
		Values:  with("pull", "$.detail.pullRequestId"),
	})
	guard.Announce(s, guard.Announcement{
		ID: "ApprovalRuleChanged", Name: "approval-rule-changed", From: "approvals", Description: "Tells of changes to the approval rule of the repository",
		Pattern: map[string]any{
			"source": []string{"aws.codecommit"}, "detail-type": []string{"CodeCommit Approval Rule Template Change"},
			"detail": map[string]any{"approvalRuleTemplateName": []string{name}},
		},
		Says:   "APPROVAL RULE <rule> CHANGED: <what> by <who> at <when>. Deployments of its stack do this; anybody else should not.",
		Values: with("rule", "$.detail.approvalRuleTemplateName"),
	})
	guard.Announce(s, guard.Announcement{
		ID: "BranchDeleted", Name: "branch-deleted", From: "protected", Description: "Tells of protected branches that are deleted",
		Pattern: map[string]any{
			"source": []string{"aws.codecommit"}, "detail-type": []string{"CodeCommit Repository State Change"}, "resources": []string{repository.Arn()},
			"detail": map[string]any{"event": []string{"referenceDeleted"}, "referenceType": []string{"branch"}, "referenceName": protected(cfg)},
		},
		Says:   "PROTECTED BRANCH <branch> DELETED in repository " + name + " by <who> at <when> (<what>).",
		Values: with("branch", "$.detail.referenceName"),
	})
	if cfg.TellOfPullRequests {
		guard.Announce(s, guard.Announcement{
			ID: "PullRequests", Name: "pull-requests", From: "tellOfPullRequests", Description: "Tells of pull requests that are opened, merged and closed",
			Pattern: pulls("pullRequestCreated", "pullRequestMergeStatusUpdated", "pullRequestStatusChanged"),
			Says:    "Repository " + name + ": <what> by <who> at <when>, pull request <pull>.",
			Values:  with("pull", "$.detail.pullRequestId"),
		})
	}
}
