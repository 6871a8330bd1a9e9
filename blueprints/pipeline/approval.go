package pipeline

import (
	"slices"

	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// addTopic adds the topic that asks people for approval, where any environment needs one. It is no topic of alarms: who responds to
// incidents and who approves changes need not be the same. The pipeline publishes to it by the rights of its role.
func (p *pipe) addTopic() {
	if !slices.ContainsFunc(p.environments, func(e *schema.PipelineEnvironment) bool { return p.needsApproval(e) }) {
		return
	}
	p.topic = guard.AddTopic(p.Stack, guard.Topic{
		ID: "ApprovalTopic", Name: p.ShortName(p.Key+"-approvals", 256), Shown: p.Env.System + " approvals", From: "approvers",
	})
	for _, address := range p.approvers() {
		guard.TellByMail(p.Stack, "Approver", p.topic, address).From("approvers").
			Say("The address is asked from when its owner has confirmed a mail of AWS.")
	}
}
