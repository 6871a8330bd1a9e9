package controls

import "github.com/hipaac/hipaac/compiler/template"

// refusesClearText asks whether a statement denies everybody the actions when the request is not encrypted, and asks for nothing else: a
// further condition would let some requests through.
func refusesClearText(s Statement, actions ...string) Answer {
	tests := s.Tests()
	if len(tests) != 1 {
		return template.No
	}
	return s.DeniesEveryone().And(template.All(actions, s.Action)).And(tests[0].Says("Bool", "aws:SecureTransport", "false"))
}
