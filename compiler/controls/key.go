package controls

import "strings"

// customerKey asks whether a value names a key of the customer. A key of this template, one that another stack exports, an ARN or
// an alias of one's own count; nothing, and the aliases that AWS manages ("alias/aws/rds"), do not. The law asks that keys be kept
// apart from the data, which needs a key whose policy one can write. Where a service has a word for its own key, that is none, either.
func customerKey(v Value) Answer {
	return v.Has().And(v.Contains("alias/aws/").Or(v.Contains("AWS_OWNED_KMS_KEY")).Not())
}

// keyNamed says in a message which key a resource is under: "names no key" where the template says nothing.
func keyNamed(key Value) string {
	if key.Absent() {
		return "names no key"
	}
	return "has the key " + key.String()
}

// requireKey asks that a property names a key of the customer. The noun is what messages call the resource.
func requireKey(c *Case, noun, property string) {
	key := c.Get(property)
	c.Require(customerKey(key), key, "%s %q has %s for %s, needs a customer key", noun, c.ID, key, property[strings.LastIndexByte(property, '.')+1:])
}
