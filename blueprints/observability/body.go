package observability

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
)

// body writes the widgets as JSON, a widget a line: what a reviewer reads, and what differs when something changes.
func body(widgets []widget) string {
	lines := make([]string, len(widgets))
	for i, w := range widgets {
		lines[i] = encode(w)
	}
	return "{\"widgets\": [\n" + strings.Join(lines, ",\n") + "\n]}\n"
}

// token is an intrinsic function as encoding/json writes it: its control characters and quotes escaped.
var token = regexp.MustCompile(`\\u0001.*?\\u0002`)

// encode makes JSON in which the pseudo parameters are functions again, so that CloudFormation fills them in. What they become,
// regions and accounts, needs no escaping.
func encode(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("internal error: a dashboard that is not JSON: " + err.Error())
	}
	return token.ReplaceAllStringFunc(strings.TrimSuffix(b.String(), "\n"), func(escaped string) string {
		var plain string
		if err := json.Unmarshal([]byte(`"`+escaped+`"`), &plain); err != nil {
			panic("internal error: a function that is not JSON: " + err.Error())
		}
		if !isPseudoParameter(plain) {
			panic("internal error: a chart refers to a resource of another stack: " + plain)
		}
		return plain
	})
}

func isPseudoParameter(function string) bool {
	for _, p := range blueprints.Parts(function) {
		var call struct{ Ref string }
		if p.Intrinsic == nil || json.Unmarshal(p.Intrinsic, &call) != nil || !strings.HasPrefix(call.Ref, "AWS::") {
			return false
		}
	}
	return true
}
