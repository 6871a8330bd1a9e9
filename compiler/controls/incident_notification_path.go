package controls

import "github.com/hipaac/hipaac/compiler/template"

var incidentNotificationPath = &Control{
	ID:        "incident-notification-path",
	Title:     "Findings reach the security contact",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "monitoring",
	Citations: []string{"164.308(a)(6)(ii)", "164.404", "164.410"},
	Types:     []string{"AWS::Events::Rule"},
	Why:       "the days in which a breach must be told of begin when somebody could have known of it; a rule without a target, or a topic that nobody reads, tells nobody",
	Fix:       "give the rule a target, and the topic a KmsMasterKeyId and a subscription",
	Judge: func(c *Case) {
		told := template.Any(findingSources, func(source string) Answer { return tellsOf(c.Subject, source) })
		switch {
		case told.No():
			return
		case !told.Yes():
			c.Unsure(c.Get("EventPattern"), told.Why())
			return
		}
		targets := c.Get("Targets")
		c.Require(holds(targets), targets, "rule %q hears of findings and tells nobody", c.ID)
		for _, target := range targets.Items() {
			topic, found := c.Target(target.Get("Arn"), "AWS::SNS::Topic")
			if !found {
				continue
			}
			key := topic.Get("KmsMasterKeyId")
			c.Require(key.Has(), key, "rule %q tells of findings through topic %q, which is not encrypted", c.ID, topic.ID)
			read := holds(topic.Get("Subscription")).Or(template.Sure(len(c.scope.Pointing("AWS::SNS::Subscription", "TopicArn", topic)) > 0))
			for _, chat := range []string{"AWS::Chatbot::SlackChannelConfiguration", "AWS::Chatbot::MicrosoftTeamsChannelConfiguration"} {
				read = read.Or(template.Sure(len(c.scope.Pointing(chat, "SnsTopicArns", topic)) > 0))
			}
			c.Require(read, topic.Whole(), "rule %q tells of findings through topic %q, which nobody reads", c.ID, topic.ID)
		}
	},
	Bad: []Example{`
Resources:
  Threats:  # fails
    Type: AWS::Events::Rule
    Properties: {EventPattern: {source: [aws.guardduty]}}
  Settings:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {source: [aws.config], detail-type: [Config Rules Compliance Change]}
      Targets: [{Id: topic, Arn: !Ref Unread}]
  Unread:  # fails
    Type: AWS::SNS::Topic
`},
	Good: []Example{`
Parameters: {Repository: {Type: String}}
Resources:
  Threats:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {source: [aws.guardduty, aws.securityhub]}
      Targets: [{Id: topic, Arn: !Ref Alerts}]
  Backups:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {source: [aws.backup], detail: {state: [FAILED]}}
      Targets: [{Id: topic, Arn: !ImportValue Alerts}]
  Alerts: {Type: "AWS::SNS::Topic", Properties: {KmsMasterKeyId: alias/messages}}
  Mail: {Type: "AWS::SNS::Subscription", Properties: {TopicArn: !Ref Alerts, Protocol: email, Endpoint: security@clinic.example}}
  Off:
    Type: AWS::Events::Rule
    Properties: {State: DISABLED, EventPattern: {source: [aws.guardduty]}}
  Deployments:
    Type: AWS::Events::Rule
    Properties: {EventPattern: {source: [aws.codepipeline]}}
  Pushes: # whatever the repository is called, what tells of it tells of no finding
    Type: AWS::Events::Rule
    Properties: {EventPattern: {source: [aws.codecommit], resources: [!Join ["", !Split [/, !Ref Repository]]]}}
`},
}

// findingSources are where events of findings and of failures come from.
var findingSources = []string{"aws.guardduty", "aws.securityhub", "aws.config", "aws.backup", "aws.macie", "aws.inspector2", "aws.access-analyzer", "aws.health"}
