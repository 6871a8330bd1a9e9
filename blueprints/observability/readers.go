package observability

import (
	"fmt"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// checkReaders refuses a topic that nobody reads.
func checkReaders(s *blueprints.Stack, cfg *schema.Observability) {
	// Under PHI the control phi-alert-contacts asks for a mail address, whoever else reads.
	if len(s.Env.Alerts)+len(cfg.Endpoints) > 0 || cfg.Slack != nil || cfg.Teams != nil || s.Env.PHI {
		return
	}
	s.Refuse(blueprints.Refusal{
		ID: "nobody-to-alert", Message: fmt.Sprintf("stack %q has nobody to tell of alarms", s.Key),
		Hint: "add alerts with a mail address to the environment, such as [operations@clinic.example], or leave the stack out",
	})
}

// addHooks subscribes the web hooks, and adds the queue that keeps what they did not take.
func addHooks(s *blueprints.Stack, topic *blueprints.Resource, cfg *schema.Observability) {
	queue := guard.Undelivered(s, cfg.UndeliveredDays, []*blueprints.Resource{topic})
	for i, address := range cfg.Endpoints {
		guard.TellHook(s, "", topic, queue, address).From(fmt.Sprintf("endpoints[%d]", i))
	}
	guard.WatchUndelivered(s, topic)
}
