package guard

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/events"

	"github.com/hipaac/hipaac/blueprints"
)

// Announcement tells people of an event of AWS, which no metric shows.
type Announcement struct {
	// ID is the logical id; the rule's name is "<system>-<environment>-<stack>-<Name>", or CloudFormation's
	// choice where there may be many.
	ID, Name, Description string
	// Pattern is what the event looks like, in the form of EventBridge's event patterns.
	Pattern map[string]any
	// Says is the sentence that people read. It names the Values in angle brackets, each of them a path into the event.
	Says   string
	Values map[string]string
	// Reads lets the rule hear of calls that only read, too: CloudTrail's events of them reach no other rule.
	Reads bool
	// From is the path of the stack's configuration that asked for it.
	From string
}

// Announce adds a rule of EventBridge that sends a sentence to the topics of the observability stacks which serve this one. Without such
// a stack there is nobody to tell: nothing is added, and nil returned. The blueprint must want "observability".
func Announce(s *blueprints.Stack, a Announcement) *blueprints.Resource {
	return AnnounceTo(s, AlarmTopics(s), nil, a)
}

// AnnounceTo is Announce for the stack that makes the topics itself. What EventBridge could not deliver within a day goes to the queue of
// undelivered news, where there is one: its policy must hold KeepUnannounced.
func AnnounceTo(s *blueprints.Stack, topics []string, undelivered *blueprints.Resource, a Announcement) *blueprints.Resource {
	if len(topics) == 0 {
		return nil
	}
	rule := Rule(s, a)
	for i, topic := range topics {
		target := events.Rule_Target{
			Id: fmt.Sprint("topic", i+1), Arn: topic,
			// EventBridge takes a sentence as a JSON text.
			InputTransformer: &events.Rule_InputTransformer{InputPathsMap: a.Values, InputTemplate: `"` + a.Says + `"`},
		}
		if undelivered != nil {
			target.DeadLetterConfig = &events.Rule_DeadLetterConfig{Arn: ptr(undelivered.Arn())}
		}
		rule.Targets = append(rule.Targets, target)
	}
	return s.Add(a.ID, rule).From(a.From)
}

// Rule is the rule of an announcement without targets: it says what the event looks like.
func Rule(s *blueprints.Stack, a Announcement) *events.Rule {
	state := "ENABLED"
	if a.Reads {
		state = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
	}
	rule := &events.Rule{State: &state, EventPattern: a.Pattern}
	if !s.Launched {
		rule.Name = ptr(s.ShortName(s.Key+"-"+a.Name, 64))
	}
	if a.Description != "" {
		rule.Description = &a.Description
	}
	return rule
}

// KeepUnannounced lets rules of this account put what they could not deliver into the queue of undelivered news. Source: Amazon
// EventBridge User Guide, "Using dead-letter queues". The blueprint must declare the use {MessagesKey, "eventsDelivery"}.
func KeepUnannounced() Statement {
	return Statement{
		Sid: "KeepUnannounced", Effect: "Allow", Principal: Principals{Service: []string{"events.amazonaws.com"}},
		Action: []string{"sqs:SendMessage"}, Resource: []string{blueprints.GetAtt("Undelivered", "Arn")},
		Condition: Condition{"ArnLike": {"aws:SourceArn": {blueprints.OwnArn("events", "rule/*")}}},
	}
}
