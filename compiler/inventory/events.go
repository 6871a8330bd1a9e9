package inventory

import "strings"

// openRule: events of a resource that a rule names, and what it does with them.
func (v view) openRule() {
	for _, of := range v.Get("EventPattern.resources").Items() {
		for _, from := range v.assets(of) {
			v.record(from, v.id(), "events", v.id())
		}
	}
	for _, target := range v.Get("Targets").Items() {
		evidence := []string{v.id()}
		if role, ok := v.lead(target.Get("RoleArn"), "AWS::IAM::Role"); ok {
			evidence = append(evidence, role.id())
		}
		for _, to := range v.targetOf(target.Get("Arn")) {
			v.record(v.id(), to, "events", evidence...)
		}
	}
}

// targetOf are the assets that a target's ARN means. An event bus of another account is outside.
func (v view) targetOf(arn value) []string {
	if found := v.assets(arn); len(found) > 0 {
		return found
	}
	if part := strings.SplitN(v.at.plain(arn), ":", 6); len(part) == 6 && len(part[4]) == 12 && part[4] != v.at.env.Manifest.Account {
		return []string{v.at.all.account(part[4])}
	}
	return nil
}

// openSubscription: messages of a topic. Mail leaves AWS, and how it goes on nobody can know.
func (v view) openSubscription() {
	topic, ok := v.lead(v.Get("TopicArn"), "AWS::SNS::Topic")
	if !ok {
		return
	}
	w := way{Flow: Flow{From: topic.id(), Label: "messages", PHI: Beside, Secure: "signed", Evidence: []string{v.id()}}}
	switch protocol := text(v.Get("Protocol")); protocol {
	case "email", "email-json", "sms":
		w.To, w.Label, w.Secure = v.at.all.operators(), map[bool]string{true: "SMS", false: "mail"}[protocol == "sms"], "unknown"
	case "http", "https":
		w.To, w.Label, w.Secure = v.at.all.internet(), strings.ToUpper(protocol), secured(strings.ToUpper(protocol))
	default:
		for _, to := range v.assets(v.Get("Endpoint")) {
			w := w
			w.To, w.data, w.PHI = to, true, Moves
			v.found(w)
		}
		return
	}
	v.found(w)
}

// openChat: messages of topics in a channel of people.
func (v view) openChat() {
	for _, arn := range v.Get("SnsTopicArns").Items() {
		for _, topic := range v.assets(arn) {
			v.found(way{Flow: Flow{From: topic, To: v.at.all.outsider(System, "slack", "Slack"), Label: "messages", PHI: Beside, Secure: "TLS", Evidence: []string{v.id()}}})
		}
	}
}

// openEvents: what a database tells of itself.
func (v view) openEvents() {
	for _, source := range v.Get("SourceIds").Items() {
		for _, from := range v.assets(source) {
			for _, to := range v.assets(v.Get("SnsTopicArn")) {
				v.record(from, to, "events", v.id())
			}
		}
	}
}

// openQueue: messages that nobody could handle.
func (v view) openQueue() {
	for _, to := range v.assets(v.Get("RedrivePolicy").JSON().Get("deadLetterTargetArn")) {
		v.found(way{data: true, Flow: Flow{From: v.id(), To: to, Label: "dead letters", PHI: Moves, Secure: "signed", Evidence: []string{v.id()}}})
	}
}

// openBucket: access logs, notifications and copies.
func (v view) openBucket() {
	for _, to := range v.assets(v.Get("LoggingConfiguration.DestinationBucketName")) {
		v.record(v.id(), to, "access log", v.id())
	}
	for _, path := range []string{"LambdaConfigurations.Function", "QueueConfigurations.Queue", "TopicConfigurations.Topic"} {
		for _, arn := range v.reach("NotificationConfiguration." + path) {
			for _, to := range v.assets(arn) {
				v.record(v.id(), to, "events", v.id())
			}
		}
	}
	for _, r := range v.Get("ReplicationConfiguration.Rules").Items() {
		if r.Get("Status").Is("Disabled").Yes() {
			continue
		}
		arn := r.Get("Destination.Bucket")
		to := v.assets(arn)
		if name := strings.TrimPrefix(v.at.plain(arn), "arn:aws:s3:::"); len(to) == 0 && name != "" {
			to = []string{v.at.all.outsider(System, "bucket "+name, "bucket "+name)}
		}
		for _, id := range to {
			v.found(way{data: true, Flow: Flow{From: v.id(), To: id, Label: "replication", PHI: Moves, Secure: "signed", Evidence: []string{v.id()}}})
		}
	}
}

// openPipeline: the source of a pipeline, its steps, and who is asked.
func (v view) openPipeline() {
	v.openCompute()
	step := func(from, to, what string) {
		v.found(way{Flow: Flow{From: from, To: to, Label: what, PHI: Without, Secure: "signed", Evidence: []string{v.id()}}})
	}
	m := &v.at.env.Manifest
	for _, c := range v.reach("Stages.Actions.Configuration") {
		for _, from := range v.assets(c.Get("RepositoryName")) {
			step(from, v.id(), "source")
		}
		for _, to := range append(v.assets(c.Get("ProjectName")), v.at.all.names["codebuild:"+m.Region+":"+m.Account+":project/"+v.at.plain(c.Get("ProjectName"))]...) {
			step(v.id(), to, "step")
		}
		for _, to := range v.assets(c.Get("NotificationArn")) {
			step(v.id(), to, "asks for approval")
		}
	}
}
