package plan_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// sealed is a plan with everything in it: a stack to be made, one that changes with a loss, one that waits, one that is as desired, and an
// export that changes.
func sealed(t *testing.T) (*bench, []stack.Desired, *plan.File) {
	b := newBench(t)
	rest := []stack.Desired{stackOf("app", body(group)), stackOf("same", body(topic))}
	b.deploy(append([]stack.Desired{stackOf("network", body(network, vpcID)), stackOf("data", body(bucket), protected)}, rest...)...)
	b.how.Select = []string{"*"}
	desired := append([]stack.Desired{
		stackOf("network", body(otherRange, vpcID)), stackOf("data", body(otherBucket), protected), stackOf("new", body(topic), protected),
	}, rest...)
	p := b.make(desired...)
	path := filepath.Join(t.TempDir(), "a.plan")
	if err := p.Sealed(version).Write(path); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode is %v, %v", info.Mode(), err)
	}
	f, err := plan.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return b, desired, f
}

// leaf is a place in a JSON text, and what is done to it.
type leaf struct {
	path string
	do   func()
}

// changes are all ways to change one field: each value becomes another, each list loses its last element or gets one more.
func changes(path string, v any, set func(any)) []leaf {
	var all []leaf
	change := func(path string, set func(any), to any) { all = append(all, leaf{path, func() { set(to) }}) }
	switch v := v.(type) {
	case map[string]any:
		for _, name := range sortedKeys(v) {
			all = append(all, changes(strings.TrimPrefix(path+"."+name, "."), v[name], func(to any) { v[name] = to })...)
		}
	case []any:
		for i := range v {
			all = append(all, changes(fmt.Sprintf("%s[%d]", path, i), v[i], func(to any) { v[i] = to })...)
		}
		if len(v) > 0 {
			change(fmt.Sprintf("%s[%d]", path, len(v)-1), set, v[:len(v)-1])
		}
		if len(v) == 0 || isText(v[0]) {
			change(fmt.Sprintf("%s[%d]", path, len(v)), set, append(slices.Clone(v), element(path)))
		}
	case bool:
		change(path, set, !v)
	case float64:
		change(path, set, v+1)
	case string:
		if at, err := time.Parse(time.RFC3339, v); err == nil {
			change(path, set, at.Add(time.Second).Format(time.RFC3339))
			break
		}
		if v != "" {
			change(path, set, "")
			change(path, set, v[:len(v)-1]+string(v[len(v)-1]^1))
		} else {
			change(path, set, "x")
		}
	}
	return all
}

func isText(v any) bool { _, is := v.(string); return is }

// element is something that a list may hold.
func element(path string) any {
	switch {
	case strings.HasSuffix(path, "findings"), strings.HasSuffix(path, "losses"):
		return map[string]any{"text": "x"}
	case strings.HasSuffix(path, "needs"):
		return 0.0
	}
	return "x"
}

func sortedKeys(m map[string]any) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Whoever changes one field of a plan file is refused and hears which, whether they know how to seal the file again or not.
func TestEveryField(t *testing.T) {
	b, desired, f := sealed(t)
	if _, err := plan.Verify(t.Context(), b.how, desired, f, version); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	read := func() (tree map[string]any) {
		if err := json.Unmarshal(text, &tree); err != nil {
			t.Fatal(err)
		}
		return tree
	}
	n := len(changes("", any(read()), nil))
	if n < 200 {
		t.Errorf("only %d changes", n)
	}
	for i := range n {
		tree := read()
		c := changes("", any(tree), nil)[i]
		c.do()
		for _, reseal := range []bool{false, true} {
			if reseal && c.path == "seal" {
				continue
			}
			forged := decode(t, tree)
			if reseal {
				forged.Reseal()
			}
			_, err := plan.Verify(t.Context(), b.how, desired, forged, version)
			refusal := (*plan.Refusal)(nil)
			if !errors.As(err, &refusal) {
				t.Fatalf("%s, sealed again %v: %v", c.path, reseal, err)
			}
			if !slices.ContainsFunc(refusal.Fields, func(f plan.Field) bool { return strings.HasPrefix(f.Path, c.path) }) {
				t.Errorf("%s, sealed again %v, is not named: %v", c.path, reseal, refusal)
			}
		}
	}
}

func decode(t *testing.T, tree any) *plan.File {
	t.Helper()
	text, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "forged.plan")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := plan.Open(path)
	if err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return f
}

// refused wants a refusal that names a field.
func refused(t *testing.T, err error, field string) {
	t.Helper()
	refusal := (*plan.Refusal)(nil)
	if !errors.As(err, &refusal) || !slices.ContainsFunc(refusal.Fields, func(f plan.Field) bool { return f.Path == field }) {
		t.Errorf("%v, want a refusal that names %s", err, field)
	}
}

// A plan is carried out as it was agreed to, or not at all.
func TestTooLate(t *testing.T) {
	step := func(f *plan.File, name string) int {
		return slices.IndexFunc(f.Steps, func(s plan.FileStep) bool { return s.Name == "clinic-test-"+name && !s.Interim })
	}
	for name, test := range map[string]struct {
		happens func(b *bench, desired []stack.Desired, f *plan.File)
		version string
		field   func(f *plan.File) string
	}{
		"a day later":    {happens: func(b *bench, _ []stack.Desired, _ *plan.File) { b.how.Now = now.Add(24 * time.Hour) }, field: func(*plan.File) string { return "expires" }},
		"another hipaac": {happens: func(*bench, []stack.Desired, *plan.File) {}, version: "v9", field: func(*plan.File) string { return "hipaac" }},
		"somebody else": {happens: func(b *bench, _ []stack.Desired, _ *plan.File) {
			b.cloud.AccessKey("AKIDEXAMPLE", awstest.Identity{Account: target.Account, Name: "other"})
			b.another()
		}, field: func(*plan.File) string { return "targets[0].caller" }},
		"another spec": {happens: func(_ *bench, desired []stack.Desired, _ *plan.File) {
			desired[2] = stackOf("new", body(bucket), protected)
		},
			field: func(f *plan.File) string { return fmt.Sprintf("steps[%d].template", step(f, "new")) }},
		"a change set is gone": {happens: func(b *bench, _ []stack.Desired, f *plan.File) {
			if err := b.stacks.Discard(b.Context(), "clinic-test-data", f.Steps[step(f, "data")].ChangeSet); err != nil {
				b.Fatal(err)
			}
		}, field: func(f *plan.File) string { return fmt.Sprintf("steps[%d].changeSet", step(f, "data")) }},
		"somebody carried a change set out": {happens: func(b *bench, _ []stack.Desired, f *plan.File) {
			id := f.Steps[step(f, "new")].ChangeSet
			if err := b.stacks.Execute(b.Context(), "clinic-test-new", id, "x"); err != nil {
				b.Fatal(err)
			}
			b.await("clinic-test-new")
		}, field: func(f *plan.File) string { return fmt.Sprintf("steps[%d].status", step(f, "new")) }},
		"a policy was set": {happens: func(b *bench, _ []stack.Desired, _ *plan.File) {
			if err := b.stacks.SetPolicy(b.Context(), "clinic-test-data", `{"Statement":[{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*"}]}`); err != nil {
				b.Fatal(err)
			}
		}, field: func(f *plan.File) string { return fmt.Sprintf("steps[%d].livePolicy", step(f, "data")) }},
	} {
		t.Run(name, func(t *testing.T) {
			b, desired, f := sealed(t)
			test.happens(b, desired, f)
			as := version
			if test.version != "" {
				as = test.version
			}
			_, err := plan.Verify(t.Context(), b.how, desired, f, as)
			refused(t, err, test.field(f))
		})
	}
}

// Somebody puts a change set of their own in the place of the one that was judged: of the same stack, with our way of naming, and made from
// another template.
func TestForeignChangeSet(t *testing.T) {
	b, desired, f := sealed(t)
	i := slices.IndexFunc(f.Steps, func(s plan.FileStep) bool { return s.Name == "clinic-test-data" })
	if err := b.stacks.Discard(t.Context(), f.Steps[i].ARN, f.Steps[i].ChangeSet); err != nil {
		t.Fatal(err)
	}
	id, _, err := b.stacks.Propose(t.Context(), stack.Proposal{Stack: f.Steps[i].ARN, Name: stack.NewChangeSetName(f.Run, i+1), Kind: stack.ForUpdate, Body: body(topic), Token: "x"})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, _, err := b.stacks.ChangeSet(t.Context(), f.Steps[i].ARN, id); err != nil {
			t.Fatal(err)
		}
	}
	f.Steps[i].ChangeSet = id
	f.Reseal()
	_, err = plan.Verify(t.Context(), b.how, desired, f, version)
	refused(t, err, fmt.Sprintf("steps[%d].changeSet", i))
	if err != nil && !strings.Contains(err.Error(), "a change set with template ") {
		t.Errorf("%v", err)
	}
}

// Verifying calls nothing that could change anything.
func TestVerifyOnlyReads(t *testing.T) {
	b, desired, f := sealed(t)
	b.cloud.OnlyStacks() // as the deploy role
	b.cloud.Calls()
	p, err := plan.Verify(t.Context(), b.how, desired, f, version)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range b.cloud.Calls() {
		if c.Mutating {
			t.Errorf("called %s", c)
		}
	}
	again, _ := json.Marshal(p.Sealed(version))
	want, _ := json.Marshal(f)
	if !bytes.Equal(again, want) {
		t.Error("the plan is not what the file says")
	}
	b.carryOut(p)
	b.how.Run = "20261122T210000Z-ffffff"
	if p := b.make(desired...); !p.Nothing() {
		t.Errorf("afterwards: %v", lines(p))
	}
}

func TestNoPlanFile(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{"empty": "", "other": `{"format":"x","unknown":1}`, "twice": "{}\n{}"} {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if f, err := plan.Open(path); err == nil {
			t.Errorf("%s is a plan: %+v", name, f)
		}
	}
}
