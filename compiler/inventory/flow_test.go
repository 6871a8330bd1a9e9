package inventory

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/emit"
	"github.com/hipaac/hipaac/compiler/template"
)

// TestFlows: small documents for each kind of way, with the map of each beside it.
func TestFlows(t *testing.T) {
	files, err := filepath.Glob("testdata/flows/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			pin(t, filepath.Join("flows", name), Of(environment(t, name, string(text), true)))
		})
	}
}

// environment is a template as if it had been compiled.
func environment(t *testing.T, name, text string, phi bool) *compiler.Environment {
	t.Helper()
	doc, problems := template.Parse(name+"/one.template.yaml", []byte(text))
	if problems.Failed() {
		t.Fatal(problems)
	}
	env := &compiler.Environment{Folder: name, Templates: []emit.Template{{Key: "one", Document: doc}}, Manifest: compiler.Manifest{
		System: "clinic", Environment: name, PHI: phi, Account: "111122223333", Region: "us-east-1", Owner: "=owner",
		Stacks: []compiler.StackManifest{{Key: "one", Template: "one.template.yaml"}},
	}}
	said := map[controls.Result]*[]string{}
	tls := compiler.Evidence{Control: "rds-force-tls"}
	said[controls.Pass], said[controls.Fail], said[controls.Unknown] = &tls.Passed, &tls.Failed, &tls.Unknown
	for _, v := range controls.Judge(doc)[0] {
		if v.Control.ID == tls.Control {
			*said[v.Result] = append(*said[v.Result], "one."+v.Resource.ID)
		}
	}
	env.Manifest.Controls = []compiler.Evidence{tls}
	return env
}

// TestWithoutPHI: an environment that says that it holds none has none, whatever tags its templates carry.
func TestWithoutPHI(t *testing.T) {
	text, err := os.ReadFile("testdata/flows/listener.yaml")
	if err != nil {
		t.Fatal(err)
	}
	m := Of(environment(t, "listener", string(text), false))
	for _, a := range m.Assets {
		if a.PHI != Without {
			t.Errorf("%s: PHI %s", a.ID, a.PHI)
		}
	}
	for _, f := range m.Flows {
		if f.PHI != Without {
			t.Errorf("%s -> %s: PHI %s", f.From, f.To, f.PHI)
		}
	}
}

// TestMeans: a pattern of ARNs means what it names and what lies in that, and nothing whose name only begins alike.
func TestMeans(t *testing.T) {
	for _, c := range []struct {
		pattern, arn string
		want         bool
	}{
		{"s3:::records", "s3:::records", true},
		{"s3:::records/*", "s3:::records", true},
		{"s3:::records/templates/*", "s3:::records", true},
		{"s3:::records-old/*", "s3:::records", false},
		{"s3:::rec*", "s3:::records", true},
		{"s3:::*-1/*", "s3:::records-1", true},
		{"s3:::*-2/*", "s3:::records-1", false},
		{"logs:r:a:log-group:/app:*", "logs:r:a:log-group:/app", true},
		{"logs:r:a:log-group:/app:log-stream:x/*", "logs:r:a:log-group:/app", true},
		{"logs:r:a:log-group:/app/web:*", "logs:r:a:log-group:/app", false},
		{"logs:r:a:log-group:/app", "logs:r:a:log-group:/app/web", false},
		{"sns:r:a:*b*", "sns:r:a:xby", true},
		{"sns:r:a:b*b", "sns:r:a:b", false},
	} {
		if got := means(c.pattern, c.arn); got != c.want {
			t.Errorf("%s means %s: %v", c.pattern, c.arn, got)
		}
	}
}

// TestCSV: a line for every resource, read back as it was written; and nothing that a spreadsheet would run.
func TestCSV(t *testing.T) {
	env := environment(t, "a", "Resources:\n  Bucket: {Type: \"AWS::S3::Bucket\", Properties: {Tags: [{Key: DataClassification, Value: '@SUM(1,\"2\")'}]}}\n", true)
	text := string(CSV(Of(env)))
	if !strings.HasSuffix(text, "\r\n") {
		t.Errorf("no CRLF at the end of %q", text)
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"environment", "stack", "resource", "type", "kind", "label", "place", "phi", "classification", "owner", "encryption", "key", "backup", "retention", "deletion", "spec", "template"},
		{"a", "one", "Bucket", "AWS::S3::Bucket", "store", "bucket", "111122223333/us-east-1/S3", "unknown", `'@SUM(1,"2")`, "'=owner", "AWS key", "", NoBackup, "for ever", "deleted", "", "a/one.template.yaml:2"},
	}
	if d := cmp.Diff(want, rows); d != "" {
		t.Error(d)
	}
}

// TestFiles: the file that is reviewed has a line for every resource and no line that changes though no asset does.
func TestFiles(t *testing.T) {
	env := example(t, "prod")
	before := string(Files(env)[len(Files(env))-1].Path)
	if before <= "prod/inventory.csv" {
		t.Errorf("files are not sorted: %s is last", before)
	}
	resources := 0
	for i := range env.Templates {
		resources += len(env.Templates[i].Document.Resources)
	}
	for _, f := range Files(env) {
		if f.Path != "prod/inventory.csv" {
			continue
		}
		if lines := strings.Count(string(f.Text), "\n"); lines != resources+1 || strings.Contains(string(f.Text), "\r") || strings.Contains(string(f.Text), ".yaml") {
			t.Errorf("%d lines for %d resources, or with line ends or places of files", lines, resources)
		}
		return
	}
	t.Error("no inventory among the files")
}

// TestLabels: people are told a name that they can read aloud.
func TestLabels(t *testing.T) {
	for id, want := range map[[2]string]string{
		{"DocumentsBucket", "AWS::S3::Bucket"}:                "documents bucket",
		{"AccessLogs", "AWS::S3::Bucket"}:                     "access logs bucket",
		{"Cluster", "AWS::RDS::DBCluster"}:                    "database cluster",
		{"Instance1", "AWS::RDS::DBInstance"}:                 "database instance 1",
		{"Database", "AWS::RDS::DBInstance"}:                  "database instance",
		{"Vpc", "AWS::EC2::VPC"}:                              "VPC",
		{"NatGateway2", "AWS::EC2::NatGateway"}:               "NAT gateway 2",
		{"S3Endpoint", "AWS::EC2::VPCEndpoint"}:               "s3 endpoint",
		{"MailSecurity2539b8", "AWS::SNS::Subscription"}:      "mail security2539b8 subscription",
		{"Thing", "Vendor::Product::Widget"}:                  "thing Widget",
		{"WebLoadBalancer", balancerType}:                     "web load balancer",
		{"Environment", "AWS::ElasticBeanstalk::Environment"}: "Beanstalk environment",
	} {
		if got := label(&template.Resource{ID: id[0], Type: id[1]}); got != want {
			t.Errorf("%s of %s is %q, want %q", id[0], id[1], got, want)
		}
	}
}
