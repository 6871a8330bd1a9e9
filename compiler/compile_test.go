package compiler_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/diag"
)

// spec is a small environment; stacks is what stands below "stacks:", indented by two.
func spec(name, stacks string) compiler.Source {
	head := "hipaac: v1\nsystem: clinic\nenvironment: dev\ntier: development\nphi: false\naccount: \"444455556666\"\nregion: us-east-1\nowner: platform@clinic.example\nstacks:\n"
	return compiler.Source{Name: name, Text: []byte(head + stacks)}
}

// TestRefusals: what only the stages after loading can find is reported at the author's words, with one remedy, and leaves no output.
func TestRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		sources []compiler.Source
		want    []string
	}{
		"a stack without the one it needs": {
			[]compiler.Source{spec("environments/dev.yaml", "  network: {cidr: 10.20.0.0/16}\n")},
			[]string{`environments/dev.yaml:10:3: error: stack "network" needs a stack that uses "keys", and this environment has none [missing-stack]; add "keys: {}" below stacks`},
		},
		"a stack with a mistake is there all the same: nobody misses it": {
			[]compiler.Source{spec("environments/dev.yaml", "  access: {}\n  admin-access: {breakGlass: [\"arn:aws:iam::444455556666:user/oncall\"]}\n"+
				"  app: {use: fargate, image: latest, aliases: {BUCKET: FILES_DOCUMENTS_BUCKET}}\n  auth: {callbacks: [https://app.example/in], objects: {bucket: documents}}\n"+
				"  files: {use: storage, buckets: {documents: {backup: 1}}}\n  keys: {}\n  network: {cidr: 10.20.0.0/16}\n  observability: {endpoint: []}\n")},
			[]string{
				`environments/dev.yaml:12:30: error: image of stack "app" is "latest", needs a tag that is not latest, such as 1.4.0, or a digest, such as sha256:… [wrong-form]; write it in this form, or leave it out`,
				`environments/dev.yaml:14:47: error: unknown field "backup" in bucket "documents" [unknown-field]; did you mean "backupDays"?`,
				`environments/dev.yaml:17:19: error: unknown field "endpoint" in stack "observability" [unknown-field]; did you mean "endpoints"?`,
			},
		},
		"two that could serve": {
			[]compiler.Source{spec("environments/dev.yaml", "  keys: {}\n  other: {use: keys}\n  network: {cidr: 10.20.0.0/16}\n")},
			[]string{`environments/dev.yaml:12:3: error: stack "network" needs one stack that uses "keys", and this environment has 2: "keys" or "other" [ambiguous-stack]; say which: from: {keys: keys}`},
		},
		"a server that is none": {
			[]compiler.Source{spec("environments/dev.yaml", "  keys: {}\n  network: {cidr: 10.20.0.0/16, from: {keys: kesy}}\n")},
			[]string{`environments/dev.yaml:11:46: error: stack "network" wants its keys from "kesy", which is no keys stack of this environment [unknown-server]; did you mean "keys"?`},
		},
		"one bucket in two stacks": {
			[]compiler.Source{spec("environments/dev.yaml", "  keys: {}\n  storage: {buckets: {documents: {}}}\n  more: {use: storage, buckets: {documents: {}}}\n")},
			[]string{
				`environments/dev.yaml:11:23: error: DocumentsBucket of stack "storage" would have the same name as DocumentsBucket of stack "more" [name-collision]; give one of them another name`,
			},
		},
		"tags that hipaac sets itself": {
			[]compiler.Source{spec("environments/dev.yaml", "  keys: {classes: [data]}\ntags:\n  Owner: me\n  cost: \"1\"\n")},
			[]string{`environments/dev.yaml:12:3: error: the tag "Owner" is set by hipaac on every resource [wrong-tag]; choose another key, or leave the tag out`},
		},
		"two files for one folder": {
			[]compiler.Source{
				spec("a/environments/dev.yaml", "  keys: {classes: [data]}\n"),
				{Name: "b/environments/dev.yaml", Text: []byte(strings.ReplaceAll(string(spec("", "  keys: {classes: [data]}\n").Text), "clinic\n", "other\n"))},
			},
			[]string{`b/environments/dev.yaml:1:1: error: b/environments/dev.yaml is built into the folder "dev", and a/environments/dev.yaml into "dev" [shared-folder]; rename one of the files`},
		},
		"more stacks than anybody reviews": {
			[]compiler.Source{spec("environments/dev.yaml", manyStacks(65))},
			[]string{`environments/dev.yaml:9:1: error: the environment has 65 stacks, up to 64 are understood [too-many-stacks]; split the environment`},
		},
		"mistakes of several stages at once": {
			[]compiler.Source{spec("environments/dev.yaml", "  keys: {}\n  network: {cidr: 10.20.0.0/16, subnets: {public: [10.99.0.0/24]}, zones: 1}\n  storage: {buckets: {documents: {lok: x}}}\n  twin: {use: network, cidr: 10.20.0.0/16}\n")},
			[]string{
				`environments/dev.yaml:11:19: error: network 10.20.0.0/16 overlaps 10.20.0.0/16 at environments/dev.yaml:13:30 [overlapping-networks]; choose a block of its own: networks that overlap can never be connected, and neither can be changed once it is in use`,
				`environments/dev.yaml:11:52: error: subnet 10.99.0.0/24 lies outside the network 10.20.0.0/16 [subnet-outside-network]; 10.20.192.0/24 is free`,
				`environments/dev.yaml:12:35: error: unknown field "lok" in bucket "documents" [unknown-field]; did you mean "lock"?`,
				`environments/dev.yaml:13:30: error: network 10.20.0.0/16 overlaps 10.20.0.0/16 at environments/dev.yaml:11:19 [overlapping-networks]; choose a block of its own: networks that overlap can never be connected, and neither can be changed once it is in use`,
			},
		},
		"a folder inside another": {
			[]compiler.Source{
				spec("environments/eu.yaml", "  keys: {classes: [data]}\n"),
				{Name: "environments/eu/prod.yaml", Text: []byte(strings.ReplaceAll(string(spec("", "  keys: {classes: [data]}\n").Text), "clinic\n", "other\n"))},
			},
			[]string{`environments/eu/prod.yaml:1:1: error: environments/eu/prod.yaml is built into the folder "eu/prod", and environments/eu.yaml into "eu" [shared-folder]; rename one of the files`},
		},
	} {
		out, problems := compiler.Compile(c.sources)
		if d := cmp.Diff(c.want, lines(problems)); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
		if len(out.Files()) != 0 {
			t.Errorf("%s: an error must leave no output, got %d files", name, len(out.Files()))
		}
	}
}

func manyStacks(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "  k%d: {use: keys, classes: [data]}\n", i)
	}
	return b.String()
}

func lines(problems diag.List) []string {
	var out []string
	for _, p := range problems {
		out = append(out, p.Pos.String()+": "+p.Severity.String()+": "+p.Message+" ["+p.ID+"]; "+p.Hint)
	}
	return out
}

// TestTwoKeyStacks: with "from" an environment can keep the keys of two kinds of data apart, and each key admits only the services
// of the stacks that it serves.
func TestTwoKeyStacks(t *testing.T) {
	out := compile(t, []compiler.Source{spec("dev.yaml", `  keys: {}
  records: {use: keys}
  network: {cidr: 10.20.0.0/16, from: {keys: keys}}
  storage: {buckets: {documents: {}}, from: {keys: records}}
`)})
	want := map[string][]string{"keys": {"LogsKey", "LogsKeyAlias"}, "records": {"DataKey", "DataKeyAlias"}}
	got := map[string][]string{}
	for _, template := range out.Environments[0].Templates {
		if _, watched := want[template.Key]; watched {
			for _, r := range template.Document.Resources {
				got[template.Key] = append(got[template.Key], r.ID)
			}
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("keys by stack (-want +got):\n%s", d)
	}
}

// TestOrder: a stack comes after those it imports from, and the manifest says so.
func TestOrder(t *testing.T) {
	for _, e := range compile(t, environments(t)).Environments {
		deployed := map[string]bool{}
		for _, s := range e.Manifest.Stacks {
			for _, d := range s.DependsOn {
				if !deployed[d] {
					t.Errorf("%s: %s depends on %s, which comes later", e.Folder, s.Stack, d)
				}
			}
			deployed[s.Stack] = true
		}
	}
}

// TestOrigins: every resource leads back to a line of a spec.
func TestOrigins(t *testing.T) {
	for _, e := range compile(t, environments(t)).Environments {
		for _, template := range e.Templates {
			for _, r := range template.Document.Resources {
				origin := e.Manifest.Sources[template.Key+"."+r.ID]
				if !strings.HasPrefix(origin.Place, "environments/") || strings.Count(origin.Place, ":") != 2 || !strings.HasPrefix(origin.Path, "stacks."+template.Key) {
					t.Errorf("%s: %s.%s comes from %+v", e.Folder, template.Key, r.ID, origin)
				}
			}
		}
	}
}

func TestIsTemplate(t *testing.T) {
	for _, c := range []struct {
		text   string
		want   bool
		reason string
	}{
		{"hipaac: v1\nstacks: {}\n", false, "a spec"},
		{"AWSTemplateFormatVersion: '2010-09-09'\nResources: {}\n", true, "a template in YAML"},
		{"\"Resources\":\n  A: {}\n", true, "quoted keys"},
		{"  {\"Resources\": {}}", true, "a template in JSON"},
		{"\ufeff{\"Resources\": {}}", true, "with a byte order mark"},
		{"\ufeffResources: {}\r\n", true, "YAML as editors on Windows save it"},
		{"# Resources:\nname: x\n", false, "only a comment speaks of resources"},
		{"hipaac: v1\nResources: {}\n", false, "who names the schema version means a spec"},
		{"", false, "an empty file: the loader has the better message"},
	} {
		if got := compiler.IsTemplate(compiler.Source{Text: []byte(c.text)}); got != c.want {
			t.Errorf("IsTemplate(%q) = %v, want %v: %s", c.text, got, c.want, c.reason)
		}
	}
}

// TestAnywhere: output must not show from where hipaac was called, or two people would never get the same bytes.
func TestAnywhere(t *testing.T) {
	here := texts(compile(t, environments(t)))
	var moved []compiler.Source
	for _, s := range environments(t) {
		moved = append(moved, compiler.Source{Name: "/home/somebody/environments/clinic/" + s.Name, Text: s.Text, Common: s.Common})
	}
	if d := cmp.Diff(here, texts(compile(t, moved))); d != "" {
		t.Errorf("called from elsewhere (-here +there):\n%s", d)
	}
}

// TestEachStops: when the first environment cannot be kept, the others are not handed over, and the reason comes back.
func TestEachStops(t *testing.T) {
	full := errors.New("disk full")
	var calls atomic.Int64
	_, err := compiler.Each(thousand(t, 40), func(*compiler.Environment) error {
		calls.Add(1)
		return full
	})
	if err != full || calls.Load() > int64(runtime.GOMAXPROCS(0)) {
		t.Errorf("got %v after %d calls, want %v after one for each core at the most", err, calls.Load(), full)
	}
}
