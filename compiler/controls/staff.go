package controls

import (
	"slices"
	"strings"
)

// isAddress reports whether a kind of identifier is also how people who work here are reached.
func isAddress(kind string) bool { return kind == "an e-mail address" || kind == phoneNumber }

// staffWords and patientWords stand near the address of one who works here, and of one who is treated here.
var (
	staffNames = []string{"owner", "contact", "team", "maintainer", "support", "createdby", "author", "username", "email", "mail", "alert", "alarm", "notif", "admin",
		"operator", "oncall", "recipient", "sender", "replyto", "subscri"}
	staffWords = []string{"author", "contact", "support", "question", "assistance", "help", "feedback", "maintain", "owner", "owned by", "run by", "issues", "e-mail",
		"email", "e.g.", "example:", "such as", "copyright"}
	patientWords = []string{"patient", "beneficiary", "record", "subject", "member"}
)

// ofStaff reports whether an address or a number is that of people who work here, which is no PHI: authors and owners sign templates, and
// alarms have to reach somebody. The mailbox says so, or the name of the tag, the property or the parameter, or the last word before the
// address that tells the two apart.
func ofStaff(name, text string) bool {
	addresses := emailAddress.FindAllString(text, -1)
	if len(addresses) > 0 && !slices.ContainsFunc(addresses, func(a string) bool { return !isFunction(a) }) {
		return true
	}
	name = strings.ToLower(name)
	if containsAny(name, patientWords...) || containsAny(name, staffNames...) {
		return !containsAny(name, patientWords...)
	}
	before := strings.ToLower(text)
	if len(addresses) > 0 {
		before, _, _ = strings.Cut(before, strings.ToLower(addresses[0]))
	}
	return lastOf(before, staffWords) > lastOf(before, patientWords)
}

// lastOf is where the last of some words begins, or -1.
func lastOf(text string, words []string) int {
	last := -1
	for _, word := range words {
		last = max(last, strings.LastIndex(text, word))
	}
	return last
}

// nameOf is what says whose a text is: the name of a tag or property, and for an entry of another section also that of the entry.
func (c *Case) nameOf(name string) string {
	if strings.Contains(c.Type, "::") {
		return name
	}
	return name + " " + c.ID
}

// isFunction reports whether an address is the mailbox of a function and not of a person, or one of the domains that are kept for
// documentation (RFC 2606).
func isFunction(address string) bool {
	mailbox, domain, _ := strings.Cut(strings.ToLower(address), "@")
	if slices.Contains([]string{"example.com", "example.org", "example.net"}, domain) {
		return true
	}
	return containsAny(mailbox, "support", "noreply", "no-reply", "donotreply", "admin", "alerts", "alarms", "oncall", "on-call", "security", "compliance", "devops",
		"platform", "engineering", "helpdesk", "notifications") || slices.Contains([]string{"info", "ops", "help", "team", "it", "root", "mail", "cloud", "aws"}, mailbox)
}

func containsAny(text string, words ...string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
}
