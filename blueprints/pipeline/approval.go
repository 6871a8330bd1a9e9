package pipeline

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/awslabs/goformation/v7/cloudformation/sns"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// addTopic adds the topic that asks people for approval, where any environment needs one. It is no topic of alarms: who responds to
// incidents and who approves changes need not be the same.
func (p *pipe) addTopic() {
	if !slices.ContainsFunc(p.environments, func(e *schema.PipelineEnvironment) bool { return p.needsApproval(e) }) {
		return
	}
	name, key := p.ShortName(p.Key+"-approvals", 256), p.KeyArn(blueprints.MessagesKey)
	p.topic = p.Add("ApprovalTopic", &sns.Topic{
		TopicName: &name, DisplayName: ptr(p.Env.System + " approvals"), KmsMasterKeyId: &key,
		SignatureVersion: ptr("2"), // SHA-256; the default is SHA-1
	}).From("approvers")
	p.Add("ApprovalTopicPolicy", &sns.TopicPolicy{
		Topics: []string{p.topic.Ref()},
		PolicyDocument: guard.Document(
			p.deny("DenyPlainHTTP", guard.InTheClear()),
			p.deny("DenyOtherAccounts", guard.FromElsewhere()),
		),
	}).From("approvers").Say("Permits nobody by itself: the pipeline publishes by the rights of its role.")
	for i, address := range p.approvers() {
		sum := sha256.Sum256([]byte(address))
		p.Add("Approver"+hex.EncodeToString(sum[:4]), &sns.Subscription{
			TopicArn: p.topic.Ref(), Protocol: "email", Endpoint: &p.approvers()[i],
		}).From("approvers").Say("The address is asked from when its owner has confirmed a mail of AWS.")
	}
}

// deny lists the actions one by one: the policy of a topic takes no "sns:*".
func (p *pipe) deny(sid string, when guard.Condition) guard.Statement {
	return guard.Statement{
		Sid: sid, Effect: "Deny", Principal: "*", Action: []string{"sns:Publish", "sns:Subscribe"}, Resource: []string{p.topic.Ref()}, Condition: when,
	}
}
