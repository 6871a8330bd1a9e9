package compiler_test

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/hipaac/hipaac/"

// law is one rule of who may know whom. The reason is printed with a violation: it is what the rule protects.
type law struct {
	who        string   // import path below the module; a final "/..." takes what is below, too
	forbidden  []string // prefixes of import paths
	allowed    []string // exceptions to forbidden, exact
	except     string   // the one package that the law does not bind
	transitive bool     // judge everything that is linked in, not only direct imports
	reason     string
}

var laws = []law{
	{who: "compiler/diag", forbidden: []string{module}, transitive: true,
		reason: "every stage speaks diagnostics, so diagnostics may depend on no stage"},
	{who: "schema", forbidden: []string{module, "cuelang.org/"}, transitive: true,
		reason: "blueprints use the generated types and must not pull in CUE with them"},
	{who: "schema/...", forbidden: []string{module + "blueprints", module + "compiler", "github.com/awslabs/goformation", "github.com/aws/"}, transitive: true,
		reason: "what may be asked for is decided without knowing how it is built"},
	{who: "blueprints/...", forbidden: []string{"cuelang.org/", "github.com/aws/", module + "compiler"}, allowed: []string{module + "compiler/eligible"}, transitive: true,
		reason: "a blueprint sees a decided environment: not how YAML is checked, not how a stack is deployed; which services are eligible is data that both it and controls read"},
	{who: "compiler/controls", forbidden: []string{"cuelang.org/", "github.com/awslabs/goformation", module + "blueprints", module + "schema"}, transitive: true,
		reason: "controls judge documents, whoever made them; a builder's promise is no proof"},
	{who: "compiler/cost", forbidden: []string{"cuelang.org/", "github.com/awslabs/goformation", module + "blueprints", module + "schema", module + "compiler/controls"},
		transitive: true, reason: "an estimate is of what is deployed, not of what was meant"},
	{who: "compiler/change", forbidden: []string{"cuelang.org/", "github.com/awslabs/goformation", module + "blueprints", module + "schema", module + "compiler/emit"},
		transitive: true, reason: "what a change means is read from templates, whoever made them"},
	{who: "compiler/law", forbidden: []string{module, "cuelang.org/"}, transitive: true,
		reason: "what the law says does not depend on what hipaac does for it"},
	{who: "compiler/eligible", forbidden: []string{module, "cuelang.org/"}, transitive: true,
		reason: "what AWS's agreement covers does not depend on what hipaac makes or judges"},
	{who: "compiler/inventory", forbidden: []string{"cuelang.org/", "github.com/awslabs/goformation", module + "blueprints", module + "schema"},
		reason: "nothing is drawn that is not in a template"},
	{who: "compiler/retention", forbidden: []string{"cuelang.org/", "github.com/awslabs/goformation", module + "blueprints", module + "schema"},
		reason: "how long a record is kept is read from templates, not from what was meant"},
	{who: "compiler/template", forbidden: []string{"cuelang.org/", "github.com/awslabs/goformation", module + "blueprints", module + "schema"}, transitive: true,
		reason: "a template that somebody else wrote is read without our own builders"},
	{who: "compiler/policy", forbidden: []string{module + "blueprints", module + "compiler/controls", module + "compiler/template", module + "compiler/load"}, transitive: true,
		reason: "what an organisation asks for is read without knowing who keeps it, and judges specs before anything is built"},
	{who: "compiler/load/...", forbidden: []string{module + "blueprints", module + "compiler/resolve", module + "compiler/plan", module + "compiler/emit",
		module + "compiler/template", module + "compiler/controls"}, transitive: true,
		reason: "data flows one way: whether a spec is right does not depend on what becomes of it"},
	{who: "compiler/resolve", forbidden: []string{module + "compiler/plan", module + "compiler/emit", module + "compiler/template", module + "compiler/controls"},
		transitive: true, reason: "data flows one way: who serves whom is decided before anything is built"},
	{who: "compiler/plan", forbidden: []string{module + "compiler/emit", module + "compiler/template", module + "compiler/controls"}, transitive: true,
		reason: "data flows one way: what is built does not depend on how it is written or judged"},
	{who: "compiler/emit", forbidden: []string{"cuelang.org/", module + "compiler/load", module + "compiler/resolve", module + "compiler/plan",
		module + "compiler/controls"}, transitive: true, reason: "what writes templates knows resources, not who asked for them"},
	{who: "compiler/...", forbidden: []string{"os", "net", "time", "math/rand", "crypto/rand", "github.com/aws/"}, allowed: []string{"net/netip"},
		reason: "the compiler is a pure function of bytes"},
	{who: "blueprints/...", forbidden: []string{"os", "net", "time", "math/rand", "crypto/rand"}, allowed: []string{"net/netip"},
		reason: "the compiler is a pure function of bytes"},
	{who: "cmd/...", forbidden: []string{"github.com/awslabs/goformation", "cuelang.org/"},
		reason: "commands read files, call the compiler and show what it says"},
	{who: "...", forbidden: []string{"github.com/awslabs/goformation/v7/cloudformation!", "github.com/awslabs/goformation/v7/intrinsics", "github.com/awslabs/goformation/v7!"}, transitive: true,
		reason: "goformation's root packages evaluate intrinsics silently and link 247 packages"},
	{who: "...", forbidden: []string{module + "compiler/emit/emittest"}, transitive: true, reason: "what tests need is not shipped"},
	{who: "...", forbidden: []string{module + "cmd/hipaac/internal/awstest", module + "cmd/hipaac/internal/exampletest", module + "cmd/hipaac/internal/mototest"}, transitive: true, reason: "what tests need is not shipped"},
	{who: "compiler/...", forbidden: []string{"github.com/aws/"}, transitive: true, reason: "what is compiled does not depend on what is deployed"},
	{who: "cmd/hipaac/internal/paper", forbidden: []string{"os", "net", module + "cmd", module + "blueprints", module + "compiler/load"}, allowed: []string{module + "cmd/hipaac/internal/render"},
		reason: "what is written of a report is in the report, and depends on nothing but the day"},
	{who: "compiler/evidence", forbidden: []string{"cuelang.org/", "github.com/awslabs/goformation", module + "blueprints", module + "schema", module + "compiler/load"},
		reason: "evidence is read from what was compiled, not from what was meant"},
	{who: "cmd/hipaac/internal/account", forbidden: []string{module}, allowed: []string{module + "cmd/hipaac/internal/stack"},
		reason: "the border translates between AWS and the data of stacks; it decides nothing"},
	{who: "cmd/hipaac/internal/draw", forbidden: []string{"github.com/aws/", "github.com/dop251/goja", "net", "os", "time", "math/rand", module + "cmd"},
		allowed: []string{module + "cmd/hipaac/internal/draw/elk", module + "cmd/hipaac/internal/render"},
		reason:  "the same map is the same drawing, and how it is laid out is somebody else's"},
	{who: "cmd/hipaac/internal/draw/elk", forbidden: []string{module, "net", "os"}, reason: "whatever is laid out, the layout asks for nothing but the graph"},
	{who: "...", forbidden: []string{"github.com/dop251/goja"}, except: "cmd/hipaac/internal/draw/elk", reason: "scripts run in one room, and only the one that is pinned there"},
	{who: "cmd/hipaac/internal/drift", forbidden: []string{module + "cmd/hipaac/internal/plan", module + "cmd/hipaac/internal/deploy", module + "cmd/hipaac/internal/publish", "os"},
		reason: "whoever looks whether anything drifted changes nothing"},
	{who: "cmd/hipaac/internal/stack", forbidden: []string{"github.com/aws/", "net/http", "os"}, reason: "what is known of stacks is data, wherever it comes from"},
	{who: "cmd/hipaac/internal/destroy", forbidden: []string{module + "cmd/hipaac/internal/deploy", "github.com/aws/", "net/http", "os"},
		reason: "what is deleted is decided from what was read, and not by the way to AWS"},
	{who: "cmd/hipaac/internal/recovery", forbidden: []string{module + "cmd/hipaac/internal/deploy", "github.com/aws/", "net/http", "os"},
		reason: "what is recovered is decided from what was read, and not by the way to AWS"},
	{who: "cmd/hipaac/internal/operate", forbidden: []string{module + "compiler", module + "cmd/hipaac/internal/plan"},
		reason: "an operation is carried out alike, whatever it is for"},
	{who: "cmd/hipaac/internal/follow", forbidden: []string{module}, allowed: []string{module + "cmd/hipaac/internal/account", module + "cmd/hipaac/internal/stack"},
		reason: "how an operation ended does not depend on who asked for it, or why"},
	{who: "cmd/hipaac/internal/record", forbidden: []string{"github.com/aws/", "net", module + "cmd"}, allowed: []string{module + "cmd/hipaac/internal/stack"},
		reason: "evidence is a file: who writes it and who reads it need nothing else"},
	{who: "cmd/hipaac/internal/plan", forbidden: []string{"github.com/aws/", "net", module + "cmd"},
		allowed: []string{module + "cmd/hipaac/internal/account", module + "cmd/hipaac/internal/compare", module + "cmd/hipaac/internal/follow", module + "cmd/hipaac/internal/stack"},
		reason:  "what would be done is decided from what the border tells, and shown by others"},
	{who: "cmd/hipaac/internal/page", forbidden: []string{"github.com/aws/", "net", "os", module + "cmd"},
		reason: "a page is written from a report; it reads nothing and asks nobody"},
	{who: "cmd/hipaac/internal/progress", forbidden: []string{"github.com/aws/", module + "cmd/hipaac/internal/account"}, transitive: true,
		reason: "what people see is made from what is told, and asks AWS nothing"},
	{who: "cmd/hipaac/internal/deploy", forbidden: []string{"github.com/aws/", "net", "os", module + "cmd"},
		allowed: []string{module + "cmd/hipaac/internal/account", module + "cmd/hipaac/internal/follow", module + "cmd/hipaac/internal/plan", module + "cmd/hipaac/internal/record", module + "cmd/hipaac/internal/stack"},
		reason:  "what is done follows from a plan and from what somebody agreed to; asking people is the command's"},
	{who: "...", forbidden: []string{"github.com/santhosh-tekuri/jsonschema", "github.com/defenseunicorns/go-oscal/src/pkg/validation", "github.com/defenseunicorns/go-oscal/src/internal"},
		transitive: true, reason: "documents are validated in tests; the program links OSCAL's types alone"},
	{who: "cmd/hipaac/internal/oscal", forbidden: []string{module}, allowed: []string{module + "compiler/evidence", module + "compiler/law"},
		reason: "OSCAL is one way to write the report down, and finds nothing out"},
	{who: "...", forbidden: []string{"github.com/aws/aws-sdk-go-v2", "github.com/aws/smithy-go"}, except: "cmd/hipaac/internal/account",
		reason: "only the border to AWS talks to AWS"},
}

type goPackage struct {
	ImportPath, Name string
	Imports, Deps    []string
}

// isWorkshop tells the packages that nobody ships: programs that write source files, the floor that benchmarks compare with, and what
// only tests import. No law binds them, because nothing links them.
func (p goPackage) isWorkshop() bool {
	if strings.HasSuffix(p.Name, "test") {
		return true // only tests import it, says a law
	}
	return p.Name == "main" && (strings.HasSuffix(p.ImportPath, "/generate") || strings.HasSuffix(p.ImportPath, "/floor"))
}

// TestImportLaw keeps the rooms of the house apart. It reads what is really linked, so a law cannot be bent through a third
// package.
func TestImportLaw(t *testing.T) {
	packages := listPackages(t)
	for _, l := range laws {
		matched := false
		for _, p := range packages {
			if p.isWorkshop() || !covers(l.who, strings.TrimPrefix(p.ImportPath, module)) || p.ImportPath == module+l.except {
				continue
			}
			matched = true
			imports := p.Imports
			if l.transitive {
				imports = p.Deps
			}
			for _, i := range imports {
				if breaks(l, i) && i != p.ImportPath {
					t.Errorf("%s imports %s: %s", p.ImportPath, i, l.reason)
				}
			}
		}
		if !matched {
			t.Errorf("no package matches %q: the law protects nothing", l.who)
		}
	}
}

// TestBlueprintsAreStrangers: a blueprint that imported another would make the two impossible to use, review or replace alone.
func TestBlueprintsAreStrangers(t *testing.T) {
	const all = module + "blueprints/"
	for _, p := range listPackages(t) {
		if !strings.HasPrefix(p.ImportPath, all) {
			continue
		}
		for _, i := range p.Imports {
			if strings.HasPrefix(i, all) && i != all+"guard" && !strings.HasPrefix(i, p.ImportPath) {
				t.Errorf("%s imports %s; what both need belongs to guard or to the contract", p.ImportPath, i)
			}
		}
	}
}

func breaks(l law, path string) bool {
	return !slices.Contains(l.allowed, path) && slices.ContainsFunc(l.forbidden, func(f string) bool {
		if exact, isExact := strings.CutSuffix(f, "!"); isExact {
			return path == exact
		}
		return path == f || strings.HasPrefix(path, strings.TrimSuffix(f, "/")+"/") || (strings.HasSuffix(f, "/") && strings.HasPrefix(path, f))
	})
}

func covers(who, path string) bool {
	prefix, below := strings.CutSuffix(who, "...")
	if !below {
		return who == path
	}
	return prefix == "" || path+"/" == prefix || strings.HasPrefix(path, prefix)
}

func listPackages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Name,Imports,Deps", module+"...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []goPackage
	for d := json.NewDecoder(strings.NewReader(string(out))); d.More(); {
		var p goPackage
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
	return packages
}
