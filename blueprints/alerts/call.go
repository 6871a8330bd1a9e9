package alerts

import (
	"regexp"
	"strings"
)

// call is a call of AWS, or a sign-in, of which people must hear. The same events are described twice: by a filter pattern for the trail's
// log group, and by an event pattern for EventBridge. The tests hold both against the same samples.
type call struct {
	// id is the logical id, name the last part of physical names and the metric's name.
	id, name string
	severity severity
	// title says what happened, does what to do first: what whoever is told reads.
	title, does string
	// cites is where the event is asked for, beside the law: the number in the CIS AWS Foundations Benchmark v3.0.0, or "".
	cites string
	// services and names describe calls by the services' names ("s3") and their operations. Each operation belongs to one of the services
	// only, or means the same in all.
	services, names []string
	// filter and detail describe what names cannot; kinds are the event's types for EventBridge.
	filter string
	kinds  []string
	detail map[string]any
	// global events are recorded in the partition's home region only.
	global bool
	// count tells how many within five minutes are too many; nil is one.
	count func(*alerts) int
	// reads is set where calls that only read count, too.
	reads bool
}

// The types of CloudTrail's events in EventBridge.
const (
	apiCall = "AWS API Call via CloudTrail"
	signIn  = "AWS Console Sign In via CloudTrail"
)

// limit is the longest filter pattern that CloudWatch Logs takes (PutMetricFilter, 2026-11).
const limit = 1024

// calls are all that is listened for, in the order of the stack's template.
func calls() []call {
	all := append(identityCalls(), recordCalls()...)
	return append(all, networkCalls()...)
}

// pattern is the call as a filter pattern for CloudTrail's records. The prefix leads to the record: "$." in a trail's log group.
func (c call) pattern(prefix string) string {
	text := c.filter
	if text == "" {
		text = "{" + anyOf("$.eventSource", addresses(c.services)) + "&&" + anyOf("$.eventName", c.names) + "}"
	}
	return strings.ReplaceAll(text, "$.", prefix)
}

// plainWord is a value that a filter pattern takes without quotation marks. CloudWatch Logs wants them around all but letters, digits and
// underscores (Amazon CloudWatch Logs User Guide, "Filter pattern syntax"); the dots of a service's address it takes in the patterns of the
// CIS benchmark. Marks around every value would make some patterns longer than the limit.
var plainWord = regexp.MustCompile(`^[A-Za-z0-9_.]+$`)

func anyOf(field string, values []string) string {
	var all []string
	for _, v := range values {
		if !plainWord.MatchString(v) {
			v = `"` + v + `"`
		}
		all = append(all, "("+field+"="+v+")")
	}
	if len(all) == 1 {
		return all[0]
	}
	return "(" + strings.Join(all, "||") + ")"
}

// event is the call as a pattern for EventBridge. Only events of AWS itself have a source that begins with "aws.".
func (c call) event() map[string]any {
	kinds, detail := c.kinds, c.detail
	if detail == nil {
		kinds, detail = []string{apiCall}, map[string]any{"eventSource": addresses(c.services), "eventName": c.names}
	}
	return map[string]any{"source": []any{map[string]string{"prefix": "aws."}}, "detail-type": kinds, "detail": detail}
}

// addresses are the services as CloudTrail names them.
func addresses(services []string) []string {
	var all []string
	for _, s := range services {
		all = append(all, s+".amazonaws.com")
	}
	return all
}

// most is how many of the call are too many in five minutes.
func (c call) most(a *alerts) int {
	if c.count == nil {
		return 1
	}
	return c.count(a)
}
