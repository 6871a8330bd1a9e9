package load

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/schema"
)

// TestPositions asks for places in a spec that extends a common file.
func TestPositions(t *testing.T) {
	spec := Source{Name: "env/prod.yaml", Text: []byte(`hipaac: v1
extends: common/base.yaml
environment: prod
tier: production
phi: false
account: "111122223333"
tags: {"cost.center": "7", plain: x}
stacks:
  network:
    cidr: 10.20.0.0/16
    subnets:
      public:
        - 10.20.0.0/24
        - "10.20.1.0/24"
  storage: {buckets: {documents: {backupDays: 40}}}
`)}
	base := Source{Name: "env/common/base.yaml", Common: true, Text: []byte(`system: clinic
region: us-east-1
owner: "team@clinic.example"
stacks:
  keys: {}
  storage:
    accessLogDays: 2192
    buckets:
      exports:
        archiveAfterDays: 90
`)}
	s := mustLoad(t, nil, []Source{spec, base})[0]
	const in, above = "env/prod.yaml", "env/common/base.yaml"
	for _, c := range []struct{ path, value, key, reason string }{
		{"", in + ":1:1+0", in + ":1:1+0", "the spec itself is its first line"},
		{"tier", in + ":4:7+10", in + ":4:1+4", "a plain value"},
		{"account", in + ":6:10+14", in + ":6:1+7", "quotes belong to the value"},
		{"owner", above + ":3:8+21", above + ":3:1+5", "written in the common file"},
		{`tags."cost.center"`, in + ":7:23+3", in + ":7:8+13", "a key with a dot"},
		{"stacks.network", in + ":9:3+7", in + ":9:3+7", "a map in lines of its own is found at its key"},
		{"stacks.network.cidr", in + ":10:11+12", in + ":10:5+4", "a value below it"},
		{"stacks.network.subnets.public", in + ":12:7+6", in + ":12:7+6", "a list in lines of its own is found at its key"},
		{"stacks.network.subnets.public[1]", in + ":14:11+14", in + ":14:11+14", "an element has no key but itself"},
		{"stacks.network.subnets.public[2]", in + ":12:7+6", in + ":12:7+6", "an element that is not there"},
		{"stacks.network.zones", in + ":9:3+7", in + ":9:3+7", "a default: the key of the map that lacks it"},
		{"stacks.network.nothing.at[3].all", in + ":9:3+7", in + ":9:3+7", "a path that leads nowhere ends where it leaves the tree"},
		{"stacks.keys", above + ":5:9+0", above + ":5:3+4", "a map in braces is found where it opens"},
		{"stacks.keys.rotationDays", above + ":5:3+4", above + ":5:3+4", "a default in a map in braces"},
		{"stacks.storage", in + ":15:12+0", in + ":15:3+7", "a map that both files hold has its place in the spec"},
		{"stacks.storage.accessLogDays", above + ":7:20+4", above + ":7:5+13", "its entries have their own places"},
		{"stacks.storage.buckets.documents.backupDays", in + ":15:47+2", in + ":15:35+10", "deep below"},
		{"stacks.storage.buckets.documents.lock", in + ":15:23+9", in + ":15:23+9", "a default of the tier"},
		{"stacks.storage.buckets.exports.archiveAfterDays", above + ":10:27+2", above + ":10:9+16", "deep below in the common file"},
	} {
		value, key := s.Position(c.path), s.KeyPosition(c.path)
		if have := fmt.Sprintf("%s+%d", value, value.Len); have != c.value {
			t.Errorf("value of %q at %s, want %s: %s", c.path, have, c.value, c.reason)
		}
		if have := fmt.Sprintf("%s+%d", key, key.Len); have != c.key {
			t.Errorf("key of %q at %s, want %s: %s", c.path, have, c.key, c.reason)
		}
	}
}

// TestOrder: what is reported, and in which order specs come, never depends on the order of the files.
func TestOrder(t *testing.T) {
	sources := many(t, 40)
	for i := range sources {
		if i%3 == 0 {
			sources[i].Text = append(slices.Clone(sources[i].Text), "mistake: x\n"...)
		}
	}
	specs, problems := mustNew(t).Load(sources)
	slices.Reverse(sources)
	again, problemsAgain := mustNew(t).Load(sources)
	if diff := cmp.Diff(problems, problemsAgain); diff != "" {
		t.Error(diff)
	}
	names := func(list []*Spec) (out []string) {
		for _, s := range list {
			out = append(out, s.File)
		}
		return out
	}
	if diff := cmp.Diff(names(specs), names(again)); diff != "" || len(specs) == 0 || !slices.IsSorted(names(specs)) {
		t.Errorf("%d specs, %s", len(specs), diff)
	}
}

// TestLoadersAtOnce runs several Loaders side by side; the race detector watches when it is on.
func TestLoadersAtOnce(t *testing.T) {
	sources := many(t, 2*specsPerJudge)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			l := mustNew(t)
			for range 2 {
				if specs, problems := l.Load(sources); len(specs) != len(sources)-1 {
					t.Errorf("%d specs: %v", len(specs), problems)
				}
			}
		})
	}
	all.Wait()
}

// TestMemoryIsFlat: a Loader keeps nothing of the specs that it has judged, however many there were.
func TestMemoryIsFlat(t *testing.T) {
	l := mustNew(t)
	live := func(n int) uint64 {
		mustLoad(t, l, many(t, n))
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	defer func() {
		for _, j := range l.judges {
			if j.used > specsPerContext {
				t.Errorf("a context has judged %d specs", j.used)
			}
		}
	}()
	few, lots := live(2*specsPerContext), live(8*specsPerContext)
	// Contexts in use may be nearly full in the second measurement and nearly empty in the first.
	most := few + uint64(len(l.judges))*specsPerContext*100<<10
	t.Logf("%d KiB after %d specs, %d KiB after %d", few>>10, 2*specsPerContext, lots>>10, 8*specsPerContext)
	if lots > most {
		t.Errorf("%d KiB live after %d specs, %d KiB after %d", few>>10, 2*specsPerContext, lots>>10, 8*specsPerContext)
	}
}

// TestHostile gives the loader files that mean harm. Each has to be judged within a second and 200 MiB; the limits here are wider,
// because the machine that runs the test may be busy.
func TestHostile(t *testing.T) {
	head := "hipaac: v1\nsystem: clinic\nenvironment: dev\ntier: test\nphi: false\naccount: \"111122223333\"\nregion: us-east-1\nowner: a@b.example\n"
	lines := func(start, line string, n int) string {
		var b strings.Builder
		b.WriteString(head + start)
		for i := range n {
			fmt.Fprintf(&b, line, i)
		}
		return b.String()
	}
	const big = 256 << 10
	for _, c := range []struct{ name, text string }{
		{"ten megabytes", strings.Repeat("a: b\n", 2<<20)},
		{"brackets", strings.Repeat("[", big)},
		{"brackets below the limit", "a: " + strings.Repeat("[", maxBracketsForTest) + "\n" + strings.Repeat("b,", 100_000)},
		{"dashes", strings.Repeat("- ", big/2)},
		{"question marks", strings.Repeat("? ", big/2)},
		{"alias bomb", "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: &d [*c,*c]\ne: [*d,*d]\n"},
		{"merge bomb", mergeBomb(24)},
		{"anchors", strings.Repeat("&a ", big/3)},
		{"tags", strings.Repeat("!a ", big/3)},
		{"tag directives", strings.Repeat("%TAG !a! b\n", big/11)},
		{"comments", head + strings.Repeat("#\n", big/2-1000)},
		{"comments in flow", head + "x: [" + strings.Repeat("a,#\n", big/4-1000) + "]"},
		{"documents", strings.Repeat("---\n", big/4)},
		{"one long line", "a: " + strings.Repeat("b ", big/2-10)},
		{"one long key", strings.Repeat("b", big-10) + ": x"},
		{"a syntax mistake after many lines", strings.Repeat("a:\n", 199) + "b: [\n"},
		{"unknown fields", lines("stacks: {}\n", "b%d: x\n", 20_000)},
		{"long unknown fields", lines("stacks: {}\n", strings.Repeat("z", 60)+"%d: x\n", 3_000)},
		{"many tags", lines("stacks: {}\ntags:\n", "  b%d: x\n", 2_400)},
		{"many buckets", lines("stacks:\n  keys: {}\n  storage:\n    buckets:\n", "      b%d: {}\n", 2_400)},
		{"many buckets below a floor", strings.Replace(lines("stacks:\n  storage:\n    buckets:\n", "      b%d: {backupDays: 7}\n", 1_200), "phi: false", "phi: true", 1)},
		{"many stacks", lines("stacks:\n", "  b%d: {use: keys}\n", 1_200)},
		{"a long list", lines("stacks: {}\nalerts:\n", "- b%d@a.example\n", 10_000)},
		{"long lists", lines("stacks:\n  storage:\n    buckets:\n", "      b%d:\n        cors:\n          origins: ["+origins(480)+"]\n", 9)},
		{"one value again and again", lines("stacks: {}\nalerts:\n", "- a@a.example #%d\n", 499)},
	} {
		t.Run(c.name, func(t *testing.T) {
			sources := []Source{{Name: "hostile.yaml", Text: []byte(c.text)}}
			l := mustNew(t)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			_, problems := l.Load(sources)
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			inside(t, sources, problems)
			if len(problems) > 250 {
				t.Errorf("%d problems", len(problems))
			}
			if used := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 3*time.Second || used > 200 {
				t.Errorf("%v and %d MiB", took, used)
			}
		})
	}
}

const maxBracketsForTest = 990

func origins(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "https://a%d.example,", i)
	}
	return b.String()
}

func mergeBomb(levels int) string {
	var b strings.Builder
	b.WriteString("a0: &a0 {x: y}\n")
	for i := range levels {
		fmt.Fprintf(&b, "a%d: &a%d\n  <<: [*a%d, *a%d]\n", i+1, i+1, i, i)
	}
	return b.String()
}

// TestEnvironmentVariables runs this test again with the variables that change how CUE works. "opendef" would let misspelt fields
// pass; an unknown setting would leave all settings at zero.
func TestEnvironmentVariables(t *testing.T) {
	const again = "HIPAAC_TEST_MISSPELT"
	sources := production(t)
	for i := range sources {
		if !sources[i].Common {
			sources[i].Text = append(slices.Clone(sources[i].Text), "    acessLogDays: 2192\n  keys: {rotationDay: 90}\n"...)
		}
	}
	if os.Getenv(again) != "" {
		// The explainer must not be asked: it does not use CUE, and would find the mistakes by itself.
		l := mustNew(t)
		drafts, _ := l.drafts(sources)
		stacks := stacksOf(drafts[0].root, l.model)
		fill(drafts[0].root, stacks, l.model)
		var paths []string
		for _, p := range l.judges[0].verdict(drafts[0], stacks) {
			paths = append(paths, p.Path)
		}
		fmt.Println("refused:", strings.Join(paths, " "))
		return
	}
	for _, settings := range [][]string{
		{}, {"CUE_DEBUG=opendef"}, {"CUE_DEBUG=opendef=1,sharing=0,strict"}, {"CUE_DEBUG=nonsense"}, {"CUE_EXPERIMENT=evalv3=0"},
		{"CUE_EXPERIMENT=nonsense=maybe"}, {"CUE_DEBUG=opendef", "CUE_EXPERIMENT=keepvalidators=0,toposort=0"},
	} {
		cmd := exec.Command(os.Args[0], "-test.run=^TestEnvironmentVariables$", "-test.v")
		cmd.Env = append(os.Environ(), append(settings, again+"=1")...)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %v\n%s", settings, err, out)
		}
		const want = "refused: stacks.delivery.acessLogDays stacks.keys.rotationDay\n"
		if !strings.Contains(string(out), want) {
			t.Errorf("%v: misspelt fields pass:\n%s", settings, out)
		}
	}
}

// TestUnexplained: what CUE refuses although the explainer has nothing to say is refused all the same, in plain words.
func TestUnexplained(t *testing.T) {
	l := mustNew(t)
	j := l.judges[0]
	j.shape = j.shape.Unify(j.schema.Context().CompileString(`{owner: =~"^nobody@", stacks: network: [string]: zones: <3, ...}`))
	sources := production(t)
	specs, problems := l.Load(sources)
	if len(specs) > 0 {
		t.Error("the spec is accepted")
	}
	const want = `environments/common/clinic.yaml:6:8: error: owner is "platform@clinic.example", which the schema does not allow [not-in-schema]
   6 | owner: platform@clinic.example
     |        ^^^^^^^^^^^^^^^^^^^^^^^
  hint: compare it with the reference of spec fields; and please report this, because hipaac should have said what is allowed
environments/prod.yaml:11:3: error: stacks.network.zones is 3, which the schema does not allow [not-in-schema]
  11 |   network:
     |   ^^^^^^^
  hint: compare it with the reference of spec fields; and please report this, because hipaac should have said what is allowed
`
	if diff := cmp.Diff(want, rendered(sources, problems)); diff != "" {
		t.Error(diff)
	}
}

// TestUnspeakable: when CUE refuses a spec as a whole and nothing in particular, the spec is refused.
func TestUnspeakable(t *testing.T) {
	l := mustNew(t)
	j := l.judges[0]
	sources := production(t)
	drafts, _ := l.drafts(sources)
	key := ""
	for _, c := range j.applicable(drafts[0].root, stacksOf(drafts[0].root, l.model)) {
		key += c.ID + " "
	}
	j.floors[key] = j.schema.Context().CompileString(`"no map"`)
	specs, problems := l.Load(sources)
	const want = `environments/prod.yaml:3:1: error: the spec breaks a rule of the schema [not-in-schema]
   3 | hipaac: v1
     | ^
  hint: compare it with the reference of spec fields; and please report this, because hipaac should have said what is allowed
`
	if diff := cmp.Diff(want, rendered(sources, problems)); diff != "" || len(specs) > 0 {
		t.Errorf("%d specs: %s", len(specs), diff)
	}
}

// extended is the schema with one more file, as somebody who adds a blueprint would write it.
func extended(t *testing.T, name, text string) fs.FS {
	t.Helper()
	folder := fstest.MapFS{name: {Data: []byte(text)}}
	names, err := fs.Glob(schema.Files, "*.cue")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		data, err := fs.ReadFile(schema.Files, n)
		if err != nil {
			t.Fatal(err)
		}
		folder[filepath.ToSlash(n)] = &fstest.MapFile{Data: data}
	}
	return folder
}

// TestSingletons makes a singleton of "keys", once of an account and once of each of its regions: e0 and e2 share account and region, e1
// is in another region.
func TestSingletons(t *testing.T) {
	for scope, want := range map[string]string{"account": `e1.yaml:9:10: error: stack "keys" is a second keys in account 111122223333, which can have only one: the one at e0.yaml:9:10 [second-singleton]
   9 | stacks: {keys: {}}
     |          ^^^^
  note: e0.yaml:9:10: the other one is here
  hint: keep it in one spec, best one that describes the account
e2.yaml:9:10: error: stack "keys" is a second keys in account 111122223333, which can have only one: the one at e0.yaml:9:10 [second-singleton]
   9 | stacks: {keys: {}}
     |          ^^^^
  note: e0.yaml:9:10: the other one is here
  hint: keep it in one spec, best one that describes the account
`, "region": `e2.yaml:9:10: error: stack "keys" is a second keys in account 111122223333, region us-east-1, which can have only one: the one at e0.yaml:9:10 [second-singleton]
   9 | stacks: {keys: {}}
     |          ^^^^
  note: e0.yaml:9:10: the other one is here
  hint: keep it in one spec, best one that describes the account
`} {
		testSingletons(t, scope, want)
	}
}

func testSingletons(t *testing.T, scope, want string) {
	l, err := newLoader(extended(t, "single.cue", fmt.Sprintf("package schema\n\nsingletons: keys: %q\n", scope)))
	if err != nil {
		t.Fatal(err)
	}
	sources := []Source{}
	for i, account := range []string{"111122223333", "111122223333", "111122223333", "444455556666"} {
		text := fmt.Sprintf("hipaac: v1\nsystem: clinic\nenvironment: e%d\ntier: test\nphi: false\naccount: %q\nregion: us-east-%d\nowner: a@b.example\nstacks: {keys: {}}\n", i, account, i%2+1)
		sources = append(sources, Source{Name: fmt.Sprintf("e%d.yaml", i), Text: []byte(text)})
	}
	_, problems := l.Load(sources)
	if diff := cmp.Diff(want, rendered(sources, problems)); diff != "" {
		t.Error(diff)
	}
}

// TestBrokenSchema: a schema that does not fit together is an error of NewLoader, never a message to the author of a spec.
func TestBrokenSchema(t *testing.T) {
	for _, c := range []struct{ text, want, reason string }{
		{"blueprints: queue: #Nothing", "internal error: schema/broken.cue:3:20: #Nothing is defined 0 times", "a definition that does not exist"},
		{"blueprints: keys: #Keys", "internal error: schema/keys.cue:5:13: a second blueprint \"keys\"", "two blueprints of one name"},
		{"defaults: test: keys: nothing: 1", "internal error: schema/broken.cue:3:23: a default for \"nothing\", which is no field", "a default for no field"},
		{"blueprints: queue: {days: int}", `internal error: schema: field "days" must be one of: required (!), optional (?), with a default in every tier`, "a field that nobody has to fill"},
		{"blueprints: queue: {days!: int | string}", "internal error: schema/broken.cue:3:28: the field model knows alternatives of literals only", "a form that the model does not know"},
		{`controls: "phi-mfa": require: stacks: backup: [string]: hour: 1`, "internal error: schema: control \"phi-mfa\" requires something of \"backup\" and does not say by ? or ! whether there must be one", "a floor that would pass for the stack it needs"},
		{"#X: {", "internal error: schema: expected '}', found 'EOF'", "not CUE"},
	} {
		_, err := newLoader(extended(t, "broken.cue", "package schema\n\n"+c.text+"\n"))
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", c.reason, err, c.want)
		}
	}
}
