package scaffold_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/scaffold"
)

// delivery is a repository with one environment, and the account that it is deployed to.
type delivery struct {
	t      *testing.T
	folder string
	stacks map[string]map[string]any // what is in the account
	env    []string
}

// templates are those of the environment, in the order of its manifest.
var templates = []struct{ key, blueprint, text string }{
	{"delivery", "delivery", "Resources: {Roles: {}}\n"},
	{"keys", "keys", "Resources: {Key: {}}\n"},
	{"network", "network", "Resources: {} # " + strings.Repeat("x", 51200) + "\n"},
	{"web-server", "web-server", "Resources: {Instance: {}}\n"},
	{"app", "fargate", "Resources: {App: {}}\n"},
}

func newDelivery(t *testing.T) *delivery {
	d := &delivery{t: t, folder: t.TempDir(), stacks: map[string]map[string]any{
		"clinic-prod-delivery": {
			"StackStatus": "CREATE_COMPLETE", "template": templates[0].text,
			"Outputs": []map[string]string{{"OutputKey": "TemplateBucketName", "OutputValue": "clinic-templates"}},
		},
	}}
	var stacks []map[string]any
	for _, x := range templates {
		stacks = append(stacks, map[string]any{
			"key": x.key, "stack": "clinic-prod-" + x.key, "blueprint": x.blueprint, "template": x.key + ".template.yaml", "sha256": digest(x.text),
			"capabilities": map[bool][]string{true: {"CAPABILITY_IAM"}}[x.key == "app"], "product": x.key == "web-server",
			"terminationProtection": x.key == "keys",
		})
		d.write(x.key+".template.yaml", x.text)
	}
	stacks[4]["parameters"] = map[string]string{"Version": "0a1b"}
	manifest, err := json.Marshal(map[string]any{
		"system": "clinic", "environment": "prod", "account": "111122223333", "region": "us-east-1", "stacks": stacks,
	})
	if err != nil {
		t.Fatal(err)
	}
	d.write("manifest.json", string(manifest))
	return d
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// write puts a file of the environment below golden and build.
func (d *delivery) write(name, text string) {
	d.writeTo("golden/prod/"+name, text)
	d.writeTo("build/prod/"+name, text)
}

func (d *delivery) writeTo(name, text string) {
	d.t.Helper()
	path := filepath.Join(d.folder, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		d.t.Fatal(err)
	}
}

// run deploys and gives the calls of the AWS CLI, what was said on the way, and what at last went wrong.
func (d *delivery) run() (calls []string, out, problem string) {
	d.t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("HIPAAC_REQUIRE_PYTHON") != "" {
			d.t.Fatal("HIPAAC_REQUIRE_PYTHON is set and python3 is not installed")
		}
		d.t.Skip("python3 is not installed: the script was not tried")
	}
	// What is called python3 may be a shim that puts its own folder first on the path, before the stand-in for the AWS CLI, and is slow.
	itself, err := exec.Command(python, "-c", "import sys; print(sys.executable, end='')").Output()
	if err != nil {
		d.t.Fatal(err)
	}
	for _, f := range scaffold.CI(scaffold.Values{}, "codebuild") {
		if f.Path == "ci/deploy.py" {
			d.writeTo(f.Path, string(f.Text))
		}
	}
	state, err := json.Marshal(d.stacks)
	if err != nil {
		d.t.Fatal(err)
	}
	d.writeTo("stacks.json", string(state))
	d.writeTo("calls.txt", "")
	standIn, err := filepath.Abs("testdata/aws.py")
	if err != nil {
		d.t.Fatal(err)
	}
	here := filepath.Join(d.folder, "bin")
	d.writeTo("bin/aws", fmt.Sprintf("#!/bin/sh\nexec '%s' -S -E '%s' \"$@\"\n", itself, standIn))
	if err := os.Chmod(filepath.Join(here, "aws"), 0o777); err != nil {
		d.t.Fatal(err)
	}
	cmd := exec.Command(string(itself), "ci/deploy.py", "prod")
	cmd.Dir = d.folder
	cmd.Env = append(append(os.Environ(), "PATH="+here+string(os.PathListSeparator)+os.Getenv("PATH"), "HIPAAC_POLL_SECONDS=0"), d.env...)
	said, err := cmd.Output()
	if exit, failed := err.(*exec.ExitError); failed {
		problem = string(exit.Stderr)
	} else if err != nil {
		d.t.Fatal(err)
	}
	made, err := os.ReadFile(filepath.Join(d.folder, "calls.txt"))
	if err != nil {
		d.t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(made), "\n"), "\n"), string(said), problem
}

// changes are the calls that change something.
func changes(calls []string) []string {
	var made []string
	for _, c := range calls {
		if !strings.HasPrefix(c, "describe") && !strings.HasPrefix(c, "get-") {
			made = append(made, c)
		}
	}
	return made
}

const role = " --role-arn arn:aws:iam::111122223333:role/clinic-prod-execution --change-set-name"

// TestDeploys: each stack in the order of the manifest, long templates through the bucket, products not at all, and the rights to deploy
// only looked at.
func TestDeploys(t *testing.T) {
	d := newDelivery(t)
	calls, out, problem := d.run()
	key := "templates/" + digest(templates[2].text) + ".yaml"
	want := []string{
		"create-change-set --stack-name clinic-prod-keys --change-set-type CREATE" + role + " --template-body file://golden/prod/keys.template.yaml",
		"execute-change-set --change-set-name changes-of-clinic-prod-keys --stack-name clinic-prod-keys",
		"update-termination-protection --enable-termination-protection --stack-name clinic-prod-keys",
		"put-object --bucket clinic-templates --key " + key + " --if-none-match * --body golden/prod/network.template.yaml",
		"create-change-set --stack-name clinic-prod-network --change-set-type CREATE" + role + " --template-url https://clinic-templates.s3.us-east-1.amazonaws.com/" + key,
		"execute-change-set --change-set-name changes-of-clinic-prod-network --stack-name clinic-prod-network",
		"create-change-set --stack-name clinic-prod-app --change-set-type CREATE" + role + " --template-body file://golden/prod/app.template.yaml" +
			` --capabilities CAPABILITY_IAM --parameters [{"ParameterKey": "Version", "ParameterValue": "0a1b"}]`,
		"execute-change-set --change-set-name changes-of-clinic-prod-app --stack-name clinic-prod-app",
	}
	if diff := cmp.Diff(want, changes(calls)); diff != "" || problem != "" {
		t.Errorf("%s\nchanges (-want +got):\n%s", problem, diff)
	}
	if want := "clinic-prod-keys: CREATE_COMPLETE\nclinic-prod-network: CREATE_COMPLETE\nclinic-prod-app: CREATE_COMPLETE\n"; out != want {
		t.Errorf("said\n%swant\n%s", out, want)
	}
}

// TestDeploysAgain: what is there already is left as it is, and that is success. An object under the digest of a template is that
// template.
func TestDeploysAgain(t *testing.T) {
	d := newDelivery(t)
	d.env = []string{"FAKE_STORED=yes"}
	for _, x := range templates[1:] {
		d.stacks["clinic-prod-"+x.key] = map[string]any{"StackStatus": "UPDATE_COMPLETE", "same": true, "EnableTerminationProtection": true}
	}
	calls, out, problem := d.run()
	if want := "clinic-prod-keys: as it is\nclinic-prod-network: as it is\nclinic-prod-app: as it is\n"; out != want || problem != "" {
		t.Errorf("%s\nsaid\n%swant\n%s", problem, out, want)
	}
	for _, c := range changes(calls) {
		if strings.HasPrefix(c, "execute") || strings.HasPrefix(c, "update") {
			t.Errorf("did %s", c)
		}
		if strings.HasPrefix(c, "create") && !strings.Contains(c, "--change-set-type UPDATE") {
			t.Errorf("did %s, the stack is there", c)
		}
	}
}

// TestStops: what is not as reviewed, not in its account or not in order is not deployed, and nothing after it.
func TestStops(t *testing.T) {
	for name, x := range map[string]struct {
		change  func(*delivery)
		problem string
		changes int
	}{
		"a stack that fails": {
			func(d *delivery) { d.stacks["clinic-prod-network"] = map[string]any{"fails": true} },
			"deploy: stack clinic-prod-network failed and is in state ROLLBACK_COMPLETE: Vpc: The maximum number of VPCs has been reached\n", 6,
		},
		"a stack that failed before": {
			func(d *delivery) {
				d.stacks["clinic-prod-network"] = map[string]any{"StackStatus": "ROLLBACK_COMPLETE"}
			},
			"deploy: stack clinic-prod-network is in state ROLLBACK_COMPLETE: an administrator has to look at it\n", 3,
		},
		"another account": {
			func(d *delivery) { d.env = []string{"FAKE_ACCOUNT=999988887777"} },
			"deploy: these are the rights of account 999988887777, but the environment belongs to 111122223333\n", 0,
		},
		"templates that nobody reviewed": {
			func(d *delivery) { d.writeTo("build/prod/keys.template.yaml", "Resources: {}\n") },
			"deploy: golden/prod and build/prod differ or are empty (keys.template.yaml): what is deployed must be reviewed\n", 0,
		},
		"nothing": {
			func(d *delivery) {
				for _, folder := range []string{"golden", "build"} {
					if err := os.RemoveAll(filepath.Join(d.folder, folder)); err != nil {
						d.t.Fatal(err)
					}
				}
			},
			"deploy: golden/prod and build/prod differ or are empty (no files): what is deployed must be reviewed\n", 0,
		},
		"a template that is not of its manifest": {
			func(d *delivery) { d.write("app.template.yaml", "Resources: {}\n") },
			"deploy: app.template.yaml is not the template that the manifest names\n", 6,
		},
		"rights that nobody reviewed": {
			func(d *delivery) { d.stacks["clinic-prod-delivery"]["template"] = "Resources: {Roles: {More: true}}" },
			"deploy: the rights in stack clinic-prod-delivery are not those that were reviewed: an administrator deploys it first\n", 0,
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDelivery(t)
			x.change(d)
			calls, _, problem := d.run()
			if problem != x.problem {
				t.Errorf("said\n%swant\n%s", problem, x.problem)
			}
			if got := changes(calls); len(got) != x.changes && !(x.changes == 0 && strings.Join(got, "") == "") {
				t.Errorf("%d changes, want %d:\n%s", len(got), x.changes, strings.Join(got, "\n"))
			}
		})
	}
}
