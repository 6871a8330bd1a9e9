package blueprints

import (
	"encoding/json"
	"strings"
)

// An intrinsic function has to travel through goformation's string fields. It does so as a token: the function in CloudFormation's
// JSON form between two control characters. No spec can forge one, because the loader refuses control characters, and
// encoding/json escapes them wherever a token is an argument of another. Tokens may stand inside a longer string:
//
//	"arn:" + Partition + ":s3:::" + bucket.Ref() + "/*"
//
// is emitted as one Fn::Sub. Unlike goformation's own base64 encoding, ordinary text can never be mistaken for a function.
const (
	tokenStart = "\x01"
	tokenEnd   = "\x02"
)

// Pseudo parameters, for use in any string.
var (
	Partition = Ref("AWS::Partition")
	AccountID = Ref("AWS::AccountId")
	Region    = Ref("AWS::Region")
	URLSuffix = Ref("AWS::URLSuffix")
	StackID   = Ref("AWS::StackId")
	StackName = Ref("AWS::StackName")
)

// Ref is the value of a parameter, a pseudo parameter or a resource.
func Ref(name string) string { return call("Ref", name) }

// GetAtt is an attribute of a resource.
func GetAtt(id, attribute string) string { return call("Fn::GetAtt", []string{id, attribute}) }

// ImportValue is what another stack exports under this name. Inside a stack use Stack.Import, which also records the edge.
func ImportValue(export string) string { return call("Fn::ImportValue", export) }

// Zone is the name of the account's n-th availability zone in the stack's region, from 0.
func Zone(n int) string {
	return call("Fn::Select", []any{n, map[string]string{"Fn::GetAZs": ""}})
}

// Base64 is a text in base64, as user data has to be.
func Base64(text string) string { return call("Fn::Base64", text) }

// Without is a value from which a text is cut wherever it occurs.
func Without(text, value string) string {
	return call("Fn::Join", []any{"", map[string]any{"Fn::Split": []string{text, value}}})
}

// OwnArn is the ARN of a resource in the stack's own account and region, such as OwnArn("ec2", "instance/*").
func OwnArn(service, resource string) string {
	return "arn:" + Partition + ":" + service + ":" + Region + ":" + AccountID + ":" + resource
}

func call(name string, argument any) string {
	if text, ok := argument.(string); ok && isSafe(text) {
		return tokenStart + `{"` + name + `":"` + text + `"}` + tokenEnd
	}
	text, err := json.Marshal(map[string]any{name: argument})
	if err != nil {
		panic("internal error: an intrinsic that is not JSON: " + err.Error())
	}
	return tokenStart + string(text) + tokenEnd
}

// isSafe reports whether a text is the same in JSON, as nearly all names are.
func isSafe(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || strings.IndexByte(`"\\<>&`, c) >= 0 {
			return false
		}
	}
	return true
}

// Part is a stretch of a string: plain text, or the JSON of one intrinsic function.
type Part struct {
	Text      string
	Intrinsic json.RawMessage
}

// Parts splits a string at its tokens. A string without tokens is one Part, the empty string none.
func Parts(s string) []Part {
	if s == "" {
		return nil
	}
	parts := make([]Part, 0, 2*strings.Count(s, tokenStart)+1)
	for s != "" {
		i := strings.Index(s, tokenStart)
		j := strings.Index(s, tokenEnd)
		if i < 0 || j < i {
			return append(parts, Part{Text: s})
		}
		if i > 0 {
			parts = append(parts, Part{Text: s[:i]})
		}
		parts = append(parts, Part{Intrinsic: json.RawMessage(s[i+1 : j])})
		s = s[j+1:]
	}
	return parts
}
