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
	// From is the path of the stack's configuration that asked for it.
	From string
}

// Announce adds a rule of EventBridge that sends a sentence to the topics of the observability stacks which serve this one. Without such
// a stack there is nobody to tell: nothing is added, and nil returned. The blueprint must want "observability".
func Announce(s *blueprints.Stack, a Announcement) *blueprints.Resource {
	topics := AlarmTopics(s)
	if len(topics) == 0 {
		return nil
	}
	enabled := "ENABLED"
	rule := &events.Rule{State: &enabled, EventPattern: a.Pattern}
	if !s.Launched {
		rule.Name = ptr(s.ShortName(s.Key+"-"+a.Name, 64))
	}
	if a.Description != "" {
		rule.Description = &a.Description
	}
	for i, topic := range topics {
		rule.Targets = append(rule.Targets, events.Rule_Target{
			Id: fmt.Sprint("topic", i+1), Arn: topic,
			// EventBridge takes a sentence as a JSON text.
			InputTransformer: &events.Rule_InputTransformer{InputPathsMap: a.Values, InputTemplate: `"` + a.Says + `"`},
		})
	}
	return s.Add(a.ID, rule).From(a.From)
}
