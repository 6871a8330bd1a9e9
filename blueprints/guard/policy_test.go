package guard_test

import (
	"testing"

	"github.com/hipaac/hipaac/blueprints/guard"
)

// TestStatementsNameActions: a statement that lost its actions is a mistake of a blueprint, and one that names both would be refused by
// IAM.
func TestStatementsNameActions(t *testing.T) {
	some := []string{"s3:GetObject"}
	for name, c := range map[string]struct {
		statement guard.Statement
		wrong     bool
	}{
		"actions":          {guard.Statement{Effect: "Allow", Action: some}, false},
		"all but some":     {guard.Statement{Effect: "Deny", NotAction: some}, false},
		"none":             {guard.Statement{Effect: "Allow"}, true},
		"some and all but": {guard.Statement{Effect: "Deny", Action: some, NotAction: some}, true},
	} {
		func() {
			defer func() {
				if panicked := recover() != nil; panicked != c.wrong {
					t.Errorf("%s: refused is %v, want %v", name, panicked, c.wrong)
				}
			}()
			guard.Document(c.statement)
		}()
	}
}
