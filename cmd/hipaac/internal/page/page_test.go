package page_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/net/html"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/exampletest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/page"
	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/evidence"
	"github.com/hipaac/hipaac/compiler/law"
	"github.com/hipaac/hipaac/compiler/retention"
)

var today = time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)

// reportOf is the report of the environments of this repository that are asked for.
func reportOf(t testing.TB, folders ...string) *evidence.Report {
	t.Helper()
	var parts []*evidence.Gathered
	for _, e := range exampletest.Environments(t) {
		if slices.Contains(folders, e.Folder) {
			parts = append(parts, evidence.Gather(e))
		}
	}
	if len(parts) != len(folders) {
		t.Fatalf("found %d of the environments %v", len(parts), folders)
	}
	return evidence.NewReport(parts)
}

// example is a report with something of everything: what the examples of this repository do not have, too.
func example(t testing.TB) *evidence.Report {
	r := reportOf(t, "prod", "test")
	spoil(r)
	r.Waivers = []evidence.Waiver{
		{Waiver: compiler.Waiver{Control: "alb-waf-attached", Resource: "compute.WebLoadBalancer", Reason: "the firewall of the group stands in front of it", Measure: "requests from elsewhere are refused by the listener", Owner: "network@clinic.example", Expires: "2026-12-10"},
			Environment: "prod", Title: "load balancers stand behind a firewall", Citations: []string{"164.312(e)(1)"}, Spec: "environments/prod.yaml:60:5"},
		{Waiver: compiler.Waiver{Control: "unheard-of", Resource: "environment", Reason: "until the move is over", Owner: "ops@clinic.example", Expires: "2026-11-20"},
			Environment: "test", Spec: "environments/test.yaml:20:5"},
	}
	r.Environments[0].Retention = retention.Table{
		Records: []retention.Record{
			{Class: "audit trail", Resource: "audit.TrailBucket", Type: "AWS::S3::Bucket", Days: 2555, Floor: 2192, Locked: "compliance", After: "deleted", Why: "object lock and the rule that ends its life"},
			{Class: "flow log", Resource: "network.FlowLogGroup", Type: "AWS::Logs::LogGroup", Days: 2192, Floor: 2192, After: "deleted"},
			{Class: "flow log", Resource: "network.QueryLogGroup", Type: "AWS::Logs::LogGroup", Days: 2192, Floor: 2192, After: "deleted"},
			{Class: "application log", Resource: "compute.LogGroup", Type: "AWS::Logs::LogGroup", Days: 400, Floor: 365, After: "deleted"},
			{Class: "documents", Resource: "storage.DocumentsBucket", Type: "AWS::S3::Bucket", Days: 0, Locked: "governance", Why: "nothing ends its life"},
			{Class: "session", Resource: "admin-access.SessionBucket", Type: "AWS::S3::Bucket", Days: 90, Floor: 2192, After: "deleted"},
			{Class: "backup", Resource: "backup.Vault", Type: "AWS::Backup::BackupVault", Days: retention.Unknown, Why: "the term is a parameter"},
		},
		Stores: []retention.Store{
			{Resource: "database.Cluster", Type: "AWS::RDS::DBCluster", PHI: true, Point: retention.Figure{Hours: 0.0833, Mark: 48, Meets: "yes", Why: "point-in-time recovery"}, Time: retention.Figure{Hours: retention.Unknown, Mark: 72, Meets: "unknown", Why: "it depends on how much there is"}, Copies: []string{"us-east-1, vault clinic-prod-backup", "us-west-2, locked"}, Tested: "a restore is tried each month"},
			{Resource: "storage.DocumentsBucket", Type: "AWS::S3::Bucket", PHI: true, Point: retention.Figure{Hours: 24, Mark: 48, Meets: "yes", Why: "one copy a day"}, Time: retention.Figure{Hours: 12, Mark: 72, Meets: "yes"}, Copies: []string{"us-east-1, vault clinic-prod-backup"}},
			{Resource: "files.FileSystem", Type: "AWS::EFS::FileSystem", Point: retention.Figure{Hours: 168, Mark: 48, Meets: "no", Why: "one copy a week"}, Time: retention.Figure{Hours: 90, Mark: 72, Meets: "no"}},
		},
	}
	return r
}

// spoil lets some verdicts be what those of this repository are not.
func spoil(r *evidence.Report) {
	turn := func(id string, to evidence.Result, reason string) {
		for i := range r.Controls {
			if c := &r.Controls[i]; c.ID == id && len(c.Verdicts) > 0 {
				c.Verdicts[0].Result, c.Verdicts[0].Reason = to, reason
			}
		}
	}
	turn("alb-waf-attached", evidence.Waived, "no web ACL is associated with the load balancer")
	turn("log-group-encrypted", evidence.Failed, "the log group names no key, so that AWS holds it alone")
	for i := range r.Safeguards {
		if slices.Contains(r.Safeguards[i].Controls, "log-group-encrypted") && !r.Safeguards[i].Proposed {
			r.Safeguards[i].Status = evidence.InPart
		}
	}
}

func write(t testing.TB, r *evidence.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := page.Write(&b, r, today, "v1.2.3"); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func parse(t testing.TB, text string) []*html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return slices.Collect(root.Descendants())
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// TestLinks: every anchor is there once, and every link leads to one of them. Nothing leads or reaches out of the page.
func TestLinks(t *testing.T) {
	nodes := parse(t, write(t, example(t)))
	ids := map[string]bool{}
	for _, n := range nodes {
		if id := attribute(n, "id"); id != "" {
			if ids[id] {
				t.Errorf("%q is there twice", id)
			}
			ids[id] = true
		}
	}
	for _, want := range []string{"164.312-a-1", "164.308-a-1-ii-a", "control-log-group-encrypted", "proposed-164.312-b-2", "retention", "recovery"} {
		if !ids[want] {
			t.Errorf("nothing has the anchor %q", want)
		}
	}
	for _, n := range nodes {
		for _, a := range n.Attr {
			switch a.Key {
			case "href", "aria-labelledby":
				target, inside := strings.CutPrefix(a.Val, "#")
				if a.Key == "href" && !inside || !ids[target] {
					t.Errorf("<%s %s=%q> leads nowhere", n.Data, a.Key, a.Val)
				}
			case "src", "srcset", "data", "action", "formaction", "poster", "background", "style", "xlink:href", "ping":
				t.Errorf("<%s> has the attribute %s=%q", n.Data, a.Key, a.Val)
			}
			if strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s> has the handler %s", n.Data, a.Key)
			}
		}
	}
}

// TestPolicy: the browser is told to run this script and no other. A digest that does not fit would leave the page without its style.
func TestPolicy(t *testing.T) {
	text := write(t, example(t))
	if strings.Contains(text, "url(") || strings.Contains(text, "@import") || strings.Contains(text, "innerHTML") {
		t.Error("the style reaches for something, or the script writes HTML")
	}
	var policy string
	blocks := map[string][]string{}
	for _, n := range parse(t, text) {
		switch {
		case attribute(n, "http-equiv") == "Content-Security-Policy":
			policy = attribute(n, "content")
		case n.Type == html.ElementNode && (n.Data == "script" || n.Data == "style"):
			sum := sha256.Sum256([]byte(n.FirstChild.Data))
			blocks[n.Data] = append(blocks[n.Data], "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
		}
	}
	want := fmt.Sprintf("default-src 'none'; style-src %s; script-src %s; img-src data:; base-uri 'none'; form-action 'none'", strings.Join(blocks["style"], " "), strings.Join(blocks["script"], " "))
	if policy != want {
		t.Errorf("the policy is\n%s, and its blocks ask for\n%s", policy, want)
	}
}

const hostile = "</style></script><script>alert(1)</script><img src=x onerror=alert(1)>\" onload='x' {{.}} \x00\x1b[31m\u202e\u2066\u200f javascript:alert(1)//"

// TestHostile: whatever a spec says, it stays text. Each text of a report is hostile at once.
func TestHostile(t *testing.T) {
	plain := example(t)
	known := shapes(parse(t, write(t, plain)))
	poison(reflect.ValueOf(plain).Elem(), 0)
	text := write(t, plain)
	for shape := range shapes(parse(t, text)) {
		if !known[shape] {
			t.Errorf("a text became %s", shape)
		}
	}
	for _, r := range text {
		if r != '\n' && r != '\t' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			t.Fatalf("the page has the character %U, which nobody sees", r)
		}
	}
	if !strings.Contains(text, "&lt;script&gt;alert(1)&lt;/script&gt;") {
		t.Error("the text is not shown")
	}
}

// shapes are the elements and attributes of a page, each with its parent.
func shapes(nodes []*html.Node) map[string]bool {
	all := map[string]bool{}
	for _, n := range nodes {
		if n.Type != html.ElementNode {
			continue
		}
		all[n.Parent.Data+" > "+n.Data] = true
		for _, a := range n.Attr {
			all[n.Data+" "+a.Key] = true
		}
	}
	return all
}

// poison makes every text below a value hostile. Texts that differed still do, so that nothing falls together.
func poison(v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			poison(v.Field(i), depth+1)
		}
	case reflect.Slice: // a copy: the data of the law is shared
		v.Set(reflect.AppendSlice(reflect.MakeSlice(v.Type(), 0, v.Len()), v))
		for i := range v.Len() {
			poison(v.Index(i), depth+1)
		}
	case reflect.String:
		if v.String() != "" {
			v.SetString(hostile + v.String())
		}
	}
}

func TestSameBytes(t *testing.T) {
	r := example(t)
	first := write(t, r)
	for range 5 {
		if write(t, r) != first {
			t.Fatal("the same report gave another page")
		}
	}
}

// TestSize: an account with five environments has several thousand verdicts, and its page is still sent by mail.
func TestSize(t *testing.T) {
	r := reportOf(t, "account-prod", "portal", "prod", "registry", "results")
	n := r.Totals.Verdicts
	if size := len(write(t, r)); size > 1_500_000 {
		t.Errorf("%d verdicts take %d bytes", n.Passed+n.Failed+n.Waived+n.Unknown, size)
	}
}

// TestNewWords: a report may come to know statuses, results and kinds that the page does not. They are shown as they are.
func TestNewWords(t *testing.T) {
	r := &evidence.Report{
		Safeguards: []evidence.Safeguard{{Safeguard: law.Safeguard{Citation: "164.999(a)", Name: "Something new", Designation: "urgent"}, Status: "hoped for", Controls: []string{"gone"}}},
		Controls:   []evidence.Control{{ID: "new", Kind: "by dogs", Title: "new", Citations: []string{"164.000"}, Verdicts: []evidence.Verdict{{Result: "shrugged", Environment: "prod"}}}},
	}
	text := write(t, r)
	for _, want := range []string{"hoped for", "shrugged", "By dogs", "164.999", "urgent", "gone"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	write(t, &evidence.Report{})
}

// TestWords: what no report may claim, and what each must say.
func TestWords(t *testing.T) {
	text := write(t, example(t))
	if strings.Contains(strings.ToLower(text), "hipaa compliant") || strings.Contains(strings.ToLower(text), "hipaa-compliant") {
		t.Error("the page claims what no tool can know")
	}
	for _, want := range []string{
		"It certifies nothing", "22 November 2026", "hipaac v1.2.3", "environments/prod.yaml", "Nothing below binds anybody today",
		"18 days left", "expired 2 days ago", "The time of 1 waiver is over.", "2,192 days, about 6 years", "for ever", "Nothing proves that a copy can be restored",
		"no web ACL is associated", "patch-baseline-and-window",
	} {
		if !strings.Contains(strings.ToLower(text), strings.ToLower(want)) {
			t.Errorf("the page does not say %q", want)
		}
	}
	empty := reportOf(t, "prod")
	empty.Environments[0].Retention = retention.Table{}
	if bare := write(t, empty); strings.Contains(bare, `id="retention"`) || strings.Contains(bare, `id="recovery"`) {
		t.Error("a table without a row is shown")
	}
}

// TestDigests: the page names each template with the digest of its file.
func TestDigests(t *testing.T) {
	r := reportOf(t, "prod")
	text := write(t, r)
	for _, s := range r.Environments[0].Stacks {
		if !strings.Contains(text, s.Template) || !strings.Contains(text, s.SHA256) {
			t.Errorf("the page does not name %s with its digest", s.Template)
		}
	}
}

// TestVerdictsAreThere: what is told in one line is still all there.
func TestVerdictsAreThere(t *testing.T) {
	r := example(t)
	text := write(t, r)
	for _, c := range r.Controls {
		_, rest, _ := strings.Cut(text, `id="control-`+c.ID+`"`)
		body, _, _ := strings.Cut(rest, "</details>")
		for _, v := range c.Verdicts {
			_, name, _ := strings.Cut(v.Resource, ".")
			file, line, _ := strings.Cut(v.Template, ":")
			if !strings.Contains(body, name) || !strings.Contains(body, file) || !strings.Contains(body, line) || !strings.Contains(body, v.Spec[strings.Index(v.Spec+":", ":"):]) {
				t.Errorf("%s does not show %s at %s", c.ID, v.Resource, v.Template)
			}
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	r := reportOf(b, "prod")
	for b.Loop() {
		if err := page.Write(new(bytes.Buffer), r, today, "v1.2.3"); err != nil {
			b.Fatal(err)
		}
	}
}

// TestBinding: a general rule was called a standard, which it is not.
func TestBinding(t *testing.T) {
	text := write(t, example(t))
	for citation, want := range map[string]string{"164.306(a)": "general rule", "164.312(b)": "standard", "164.308(a)(1)(ii)(A)": "required", "164.312(e)(2)(ii)": "addressable"} {
		_, row, _ := strings.Cut(text, `<summary><span class="cite">`+citation+`</span>`)
		if row, _, _ = strings.Cut(row, "</summary>"); !strings.Contains(row, ">"+want+"</span>") {
			t.Errorf("%s is called something else than %q: %s", citation, want, row)
		}
	}
}

// TestLookHere: what is open is said with the first place where it is, so that nobody has to open a list to know what it is about.
func TestLookHere(t *testing.T) {
	r := example(t)
	i := slices.IndexFunc(r.Controls, func(c evidence.Control) bool { return c.Kind == evidence.OnTemplates && len(c.Verdicts) > 1 })
	v := &r.Controls[i].Verdicts[1]
	v.Result, v.Reason = evidence.Unknown, "nobody can tell"
	if want := "nobody can tell (" + v.Environment + "/" + v.Resource + ")"; !strings.Contains(write(t, r), want) {
		t.Errorf("the page does not say %q", want)
	}
}

// TestOrganisation: what an organisation's policy asks for was in the Markdown and not on the page.
func TestOrganisation(t *testing.T) {
	r := example(t)
	r.Environments[0].Policy = "5ca1ab1e"
	c := &r.Controls[0]
	c.Own, c.Policy = []string{"clinic policy 7.4"}, []string{"policy/retention.cue:4:11"}
	text := write(t, r)
	for _, want := range []string{"5ca1ab1e", "clinic policy 7.4", "policy/retention.cue:4:11"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}
