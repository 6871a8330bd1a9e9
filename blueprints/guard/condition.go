package guard

import (
	"slices"

	"github.com/hipaac/hipaac/blueprints"
)

// In a denial everything hangs on what an operator says when the request lacks the key: "StringNotEquals" and "ArnNotEquals" hold
// then, and so does every "…IfExists"; "Bool" and "Numeric…" do not; "Null" with "false" holds exactly when the key is there.

// InTheClear holds for requests without TLS. For denials.
func InTheClear() Condition { return Condition{"Bool": {"aws:SecureTransport": {"false"}}} }

// FromElsewhere holds for somebody of another account, or nobody at all: an anonymous request has neither key, and both conditions
// hold. A service that acts in its own name has no account either, but says that it is a service. For denials.
func FromElsewhere() Condition {
	return Condition{
		"StringNotEquals": {"aws:PrincipalAccount": {blueprints.AccountID}},
		"BoolIfExists":    {"aws:PrincipalIsAWSService": {"false"}},
	}
}

// Through holds for the use of a key by way of services of the stack's region, named as in their endpoints: "s3", "secretsmanager". The
// name ends in ".amazonaws.com" in every partition, also where AWS::URLSuffix says otherwise.
func Through(services ...string) Condition {
	var names []string
	for _, service := range services {
		names = append(names, service+"."+blueprints.Region+".amazonaws.com")
	}
	return Condition{"StringEquals": {"kms:ViaService": names}}
}

// and joins conditions, all of which must hold. No two may speak of the same key.
func and(conditions ...Condition) Condition {
	all := Condition{}
	for _, c := range conditions {
		for operator, keys := range c {
			if all[operator] == nil {
				all[operator] = map[string][]string{}
			}
			for key, values := range keys {
				if all[operator][key] != nil {
					panic("internal error: two conditions on " + key)
				}
				all[operator][key] = slices.Clone(values)
			}
		}
	}
	return all
}
