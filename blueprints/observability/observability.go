// Package observability builds what makes a system's troubles known: an encrypted topic for the alarms of every stack, those who
// read it, and a dashboard of what all stacks measure.
package observability

import (
	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// Blueprint makes the topic and exports "AlarmTopicArn"; guard.Watch sends alarms to it.
var Blueprint = blueprints.Define("observability", "alarms and dashboard", []string{"keys"}, uses, build).Gathering(addDashboard).DeployedOnly()

// uses lists those who publish to the topic, and the queue for what could not be delivered.
func uses(cfg *schema.Observability) []blueprints.KeyUse {
	services := []string{"backupEvents", "cloudwatch", "events", "rdsEvents", "sns"}
	if len(cfg.Endpoints) > 0 {
		services = append(services, "snsDelivery", "sqs")
	}
	var uses []blueprints.KeyUse
	for _, service := range services {
		uses = append(uses, blueprints.KeyUse{Class: blueprints.MessagesKey, Service: service})
	}
	return uses
}

func build(s *blueprints.Stack, cfg *schema.Observability) {
	checkReaders(s, cfg)
	topic := addTopic(s)
	s.Export("AlarmTopicArn", topic.Ref(), "ARN of the topic that tells people of alarms")
	for _, address := range s.Env.Alerts {
		guard.TellByMail(s, "", topic, address)
	}
	if len(cfg.Endpoints) > 0 {
		addHooks(s, topic, cfg)
	}
	guard.TellChats(s, cfg.Slack, cfg.Teams, topic)
	guard.WatchDelivery(s, "", "delivery", topicName(s), topic)
}

func topicName(s *blueprints.Stack) string { return s.PhysicalName(s.Key + "-alarms") }

// addTopic adds the topic and says who may publish to it.
func addTopic(s *blueprints.Stack) *blueprints.Resource {
	return guard.AddTopic(s, guard.Topic{
		ID: "AlarmTopic", Name: topicName(s), Shown: s.Env.System + " " + s.Env.Name + " alarms",
		Publishers: []string{"cloudwatch", "rdsEvents", "events", "backupEvents"},
	})
}
