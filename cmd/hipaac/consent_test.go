package main

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
)

// Flags agree to exactly what they name: a loss is not covered by --yes, a name not by either. Without a terminal all that is missing
// is said at once.
func TestAgreement(t *testing.T) {
	losses := []plan.Loss{{Stack: "prod/database", LogicalID: "Database"}, {Stack: "prod/storage", LogicalID: "Files"}}
	for name, c := range map[string]struct {
		a    agreement
		open string   // what is asked for; "" where all is agreed to
		how  []string // what the record says
	}{
		"nothing to agree to but the plan": {agreement{}, "--yes", nil},
		"yes":                              {agreement{yes: true}, "", []string{"--yes"}},
		"yes covers no loss":               {agreement{yes: true, losses: losses}, "--allow-loss prod/database.Database --allow-loss prod/storage.Files", nil},
		"one loss is not the other":        {agreement{yes: true, losses: losses, allow: []string{"prod/database.Database"}}, "--allow-loss prod/storage.Files", nil},
		"a pattern is no name":             {agreement{yes: true, losses: losses[:1], allow: []string{"prod/*", "Database", "prod/database.database"}}, "--allow-loss prod/database.Database", nil},
		"a loss is not the plan":           {agreement{losses: losses[:1], allow: []string{"prod/database.Database"}}, "--yes", nil},
		"yes covers no production":         {agreement{yes: true, names: []string{"prod"}}, "--confirm prod", nil},
		"all":                              {agreement{yes: true, losses: losses[:1], allow: []string{"prod/database.Database"}, names: []string{"prod"}, confirm: []string{"prod"}}, "", []string{"--allow-loss", "--confirm prod", "--yes"}},
		"a name is enough":                 {agreement{enough: true, names: []string{"x"}, confirm: []string{"x"}}, "", []string{"--confirm x"}},
		"a name is wanted":                 {agreement{enough: true, yes: true, names: []string{"x"}}, "--confirm x", nil},
	} {
		t.Run(name, func(t *testing.T) {
			given, err := c.a.agree(newAsker(newConsole(strings.NewReader("yes\n"), &bytes.Buffer{}, &bytes.Buffer{})))
			var how []string
			for _, g := range given {
				how = append(how, g.How)
			}
			f := (*failure)(nil)
			switch {
			case c.open == "" && err != nil:
				t.Error(err)
			case c.open != "" && (!errors.As(err, &f) || f.code != exitBlocked || f.hint != "agree with "+c.open):
				t.Errorf("%+v, want %s", f, c.open)
			case !slices.Equal(how, c.how):
				t.Errorf("agreed by %q, want %q", how, c.how)
			}
		})
	}
}
