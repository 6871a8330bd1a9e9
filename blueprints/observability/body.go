package observability

import (
	"bytes"
	"encoding/json"
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

// encode makes JSON in which the pseudo parameters are functions again, so that CloudFormation fills them in. What they become,
// regions and accounts, needs no escaping.
func encode(v any) string {
	text := pseudoParameters.Replace(encoded(v))
	if _, left, found := strings.Cut(text, `\u0001`); found {
		panic("internal error: a chart refers to a resource of another stack: " + left)
	}
	return text
}

// pseudoParameters turns functions back that encoding/json has escaped: their control characters and quotes.
var pseudoParameters = func() *strings.Replacer {
	var pairs []string
	for _, p := range []string{blueprints.Partition, blueprints.AccountID, blueprints.Region, blueprints.URLSuffix, blueprints.StackID} {
		pairs = append(pairs, strings.Trim(encoded(p), `"`), p)
	}
	return strings.NewReplacer(pairs...)
}()

func encoded(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("internal error: a dashboard that is not JSON: " + err.Error())
	}
	return strings.TrimSuffix(b.String(), "\n")
}
