package alerts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// addTopics adds a topic for each severity, and the queue for what could not be delivered.
func (a *alerts) addTopics() {
	var all []*blueprints.Resource
	for _, sev := range severities {
		topic := guard.AddTopic(a.Stack, guard.Topic{
			ID: sev.title() + "Topic", Name: a.topicName(sev), Shown: fmt.Sprintf("%s %s alerts, %s", a.Env.System, a.Env.Name, sev), Publishers: publishers,
		})
		a.topics[sev] = topic
		all = append(all, topic)
		a.Export(sev.title()+"TopicArn", topic.Ref(), fmt.Sprintf("ARN of the topic for news of %s severity", sev))
	}
	for _, sev := range severities {
		// The alarm of a topic that does not reach people goes another way.
		other := a.topics[high]
		if sev == high {
			other = a.topics[medium]
		}
		guard.WatchDelivery(a.Stack, sev.title(), string(sev)+"-delivery", a.topicName(sev), other)
	}
	a.undelivered = guard.Undelivered(a.Stack, a.cfg.UndeliveredDays, all, guard.KeepUnannounced())
	guard.WatchUndelivered(a.Stack, a.topics[high])
}

func (a *alerts) topicName(sev severity) string { return a.PhysicalName(a.Key + "-" + string(sev)) }

// title is the severity as part of a logical id.
func (s severity) title() string { return string(s[0]-'a'+'A') + string(s[1:]) }

// addReaders subscribes those who read, and refuses a topic that nobody reads.
func (a *alerts) addReaders() {
	var hooked []*blueprints.Resource
	var unread []string
	for _, sev := range severities {
		mail := a.addresses(sev)
		for _, address := range mail {
			guard.TellByMail(a.Stack, sev.title(), a.topics[sev], address)
		}
		if a.toHooks(sev) {
			hooked = append(hooked, a.topics[sev])
		}
		// Under PHI the control phi-alert-contacts asks for a mail address, whoever else reads.
		if len(mail) == 0 && !(a.toHooks(sev) && a.hasHooks()) && !a.Env.PHI {
			unread = append(unread, string(sev))
		}
		for i, address := range a.cfg.Endpoints {
			if a.toHooks(sev) {
				guard.TellHook(a.Stack, sev.title(), a.topics[sev], a.undelivered, address).From(fmt.Sprintf("endpoints[%d]", i))
			}
		}
	}
	if len(unread) > 0 {
		a.Refuse(blueprints.Refusal{
			ID: "nobody-to-alert", Message: fmt.Sprintf("stack %q has nobody to tell of news of severity %s", a.Key, strings.Join(unread, ", ")),
			Hint: "add alerts with a mail address to the environment, such as [operations@clinic.example]",
		})
	}
	guard.TellChats(a.Stack, a.cfg.Slack, a.cfg.Teams, hooked...)
}

// addresses are the mail addresses for a severity.
func (a *alerts) addresses(sev severity) []string {
	mail := a.cfg.Mail
	if mail == nil {
		mail = &schema.MailBySeverity{}
	}
	named := map[severity][]string{high: mail.High, medium: mail.Medium, low: mail.Low}[sev]
	if len(named) > 0 {
		return named
	}
	return a.Env.Alerts
}

// toHooks reports whether web hooks and chats are told of a severity.
func (a *alerts) toHooks(sev severity) bool {
	return slices.Index(severities, sev) <= slices.Index(severities, severity(a.cfg.HooksFrom))
}

func (a *alerts) hasHooks() bool {
	return len(a.cfg.Endpoints) > 0 || a.cfg.Slack != nil || a.cfg.Teams != nil
}
