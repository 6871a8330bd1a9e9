package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/mototest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/source"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler"
)

// endToEnd is the built program, and accounts of an emulator that nobody here wrote.
type endToEnd struct {
	*testing.T
	server  *mototest.Server
	url     string // of the server, or of a proxy before it
	program string
	dir     string // where the program runs: a copy of environments and golden
	home    string // this folder
}

// newEndToEnd starts the emulator, and prepares accounts as their administrators would.
func newEndToEnd(t *testing.T, program string) *endToEnd {
	e := &endToEnd{T: t, server: mototest.Start(t), program: program, dir: t.TempDir()}
	e.url = e.server.URL
	var err error
	if e.home, err = filepath.Abs("."); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"environments", "golden"} {
		if err := os.CopyFS(filepath.Join(e.dir, folder), os.DirFS(filepath.Join(root, folder))); err != nil {
			t.Fatal(err)
		}
	}
	e.prepare()
	return e
}

// env is what somebody who may do everything in an account has set.
func (e *endToEnd) env(account string) []string {
	var env []string
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "AWS_") && !strings.HasPrefix(variable, "HIPAAC_") {
			env = append(env, variable)
		}
	}
	for name, value := range e.server.Administrator(account) {
		if name == "AWS_ENDPOINT_URL" {
			value = e.url
		}
		if value != "" {
			env = append(env, name+"="+value)
		}
	}
	return append(env, "HIPAAC_POLL=200ms", "HIPAAC_RATE=100000")
}

// aws runs the AWS command line in an account.
func (e *endToEnd) aws(account, command string) string {
	e.Helper()
	cmd := exec.Command("aws", append(strings.Fields(command), "--endpoint-url", e.url, "--region", "us-east-1")...)
	cmd.Env = e.env(account)
	out, err := cmd.CombinedOutput()
	if err != nil {
		e.Fatalf("aws %s: %v\n%s", command, err, out)
	}
	return string(out)
}

// hipaac runs the program in an account, and gives its exit code.
func (e *endToEnd) hipaac(account string, args ...string) (code int, out, notes string) {
	e.Helper()
	cmd := exec.Command(e.program, args...)
	cmd.Dir, cmd.Env = e.dir, e.env(account)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	began := time.Now()
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		e.Fatal(err)
	}
	e.Logf("hipaac %s: exit code %d, %.1f s", strings.Join(args, " "), cmd.ProcessState.ExitCode(), time.Since(began).Seconds())
	return cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()
}

const nonprod, prod, central, management = "444455556666", "111122223333", "777788889999", "999988887777"

const trust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}`

// prepare makes what specs count on and no stack of theirs makes: the zone of their names, people, and in each account a role that
// administrators of the central one take.
func (e *endToEnd) prepare() {
	for _, account := range []string{nonprod, prod, management} {
		e.aws(account, "route53 create-hosted-zone --name clinic.example --caller-reference Z0123456789ABC")
		e.aws(account, "iam create-role --role-name administrator --assume-role-policy-document "+trust)
	}
	for _, user := range []string{"ada", "grace"} {
		e.aws(nonprod, "iam create-user --user-name "+user)
	}
}

// compiled are specs in the test's folder, as they are to be deployed.
func (e *endToEnd) compiled(names ...string) []stack.Desired {
	t := e.T
	t.Helper()
	t.Chdir(e.dir)
	set, problems := source.Specs(names)
	output, more := compiler.Compile(set.Specs)
	if problems.Failed() || more.Failed() {
		t.Fatal(problems, more)
	}
	var all []*compiler.Environment
	for i := range output.Environments {
		all = append(all, &output.Environments[i])
	}
	return stack.Desire(all)
}

func (e *endToEnd) sight() *sight {
	return &sight{T: e.T, url: e.url, env: e.env, seen: map[glance][]any{}, at: map[string]stack.Target{}, exports: map[stack.Target]map[string]string{}}
}

// typesOf are the types of resources in templates.
func typesOf(desired []stack.Desired) map[string]bool {
	types := map[string]bool{}
	for _, d := range desired {
		for i := range d.Document.Resources {
			types[d.Document.Resources[i].Type] = true
		}
	}
	return types
}

// stacks are the account's, through the border; of all tests here it is the only thing that is not a program.
func (e *endToEnd) stacks(target stack.Target) *account.Stacks {
	e.Helper()
	e.server.Become(e.T, target.Account)
	e.Setenv("HIPAAC_RATE", "100000")
	session, err := account.NewSessions(account.How{}).Open(e.Context(), target, account.Role{})
	if err != nil {
		e.Fatal(err)
	}
	return session.Stacks()
}

// look compares stacks with what the account shows, resources of known types only with what the stack says of itself.
func (e *endToEnd) look(desired []stack.Desired, inDepth bool, known map[string]bool, found findings) []deployed {
	e.Helper()
	s := e.sight()
	s.known = known
	var all []deployed
	for _, d := range desired {
		if s.exports[d.Target] == nil {
			s.exports[d.Target] = map[string]string{}
		}
		stacks := e.stacks(d.Target)
		live, there, err := stacks.Find(e.Context(), d.Name)
		if err != nil || !there || !live.Status.Achieved() || live.Protected != d.Protect || live.Role != d.Role {
			e.Errorf("%s: %v, %v, status %s, protected %v, role %q", d.Ref, there, err, live.Status, live.Protected, live.Role)
			continue
		}
		if text, err := stacks.Template(e.Context(), live.ID); err != nil || !bytes.Equal(text, d.Template) {
			e.Errorf("%s does not have the template of the spec: %v", d.Ref, err)
		}
		rows, err := stacks.Resources(e.Context(), live.ID)
		if err != nil {
			e.Fatal(err)
		}
		for _, o := range live.Outputs {
			s.exports[d.Target][o.Export] = o.Value
		}
		all = append(all, deployed{d, rows})
	}
	began := time.Now()
	s.ahead(all, inDepth)
	for _, d := range all {
		s.look(d, inDepth, found)
	}
	e.Logf("looked at %d stacks with %d commands and compared %d properties, %.1f s", len(all), s.commands, s.compared, time.Since(began).Seconds())
	if s.compared < s.commands {
		e.Errorf("only %d properties were compared", s.compared)
	}
	return all
}

// gone makes sure that of deleted stacks there is nothing but what the template keeps.
func (e *endToEnd) gone(all []deployed) {
	e.Helper()
	s := e.sight()
	kept, deleted := 0, 0
	for _, d := range all {
		var doc any
		if err := json.Unmarshal(d.Template, &doc); err != nil {
			e.Fatal(err)
		}
		for _, r := range d.rows {
			l, listed := listings[r.Type]
			if !listed || r.PhysicalID == "" || r.Type == "AWS::ECS::TaskDefinition" {
				continue
			}
			policy := fmt.Sprint(append(walk(doc, "Resources."+r.LogicalID+".DeletionPolicy"), "Delete")[0])
			_, there := pick(s.aws(d.Target, l.command, l.rows), l.id, r.PhysicalID)
			stays := strings.HasPrefix(policy, "Retain")
			if stays {
				kept++
			} else {
				deleted++
			}
			if there != stays {
				e.Errorf("%s.%s, whose policy is %q: there %v", d.Ref, r.LogicalID, policy, there)
			}
		}
	}
	e.Logf("of what was deployed %d resources are gone and %d are kept", deleted, kept)
	if kept == 0 || deleted == 0 {
		e.Error("nothing was looked at")
	}
}

// TestEndToEnd deploys the examples to moto with the built program, looks at the accounts with the AWS command line, and destroys. It
// takes two minutes, and runs where HIPAAC_E2E is set, as "make e2e" does.
func TestEndToEnd(t *testing.T) {
	if os.Getenv("HIPAAC_E2E") == "" {
		t.Skip(`takes two minutes; "make e2e" runs it`)
	}
	if _, err := exec.LookPath("aws"); err != nil {
		mototest.Missing(t, "the AWS command line is not installed")
	}
	program := filepath.Join(t.TempDir(), "hipaac")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for name, test := range map[string]func(*endToEnd){"life of an environment": life, "all examples": everything, "bad lines": badLines} {
		t.Run(name, func(t *testing.T) { test(newEndToEnd(t, program)) })
	}
}

// ends runs the program and compares its exit code.
func (e *endToEnd) ends(want int, account string, args ...string) (out string) {
	e.Helper()
	code, out, notes := e.hipaac(account, args...)
	if code != want {
		e.Fatalf("hipaac %s: exit code %d, want %d\n%s\n%s", strings.Join(args, " "), code, want, out, notes)
	}
	return out + notes
}

const testSpec = "environments/test.yaml"

// life is what happens to environments/test.yaml: it is deployed, found as it is, changed, and destroyed.
func life(e *endToEnd) {
	e.aws(nonprod, "s3api create-bucket --bucket clinic-account-nonprod-artifacts-444455556666-us-east-1") // account-nonprod.yaml makes it where it is deployed
	desired := e.compiled(testSpec)

	e.ends(exitIdentity, prod, "deploy", testSpec, "--yes")
	e.ends(exitBlocked, nonprod, "deploy", testSpec) // nobody agrees
	if live := e.live(desired[0].Target); len(live) != 0 {
		e.Fatalf("without consent there are stacks: %v", live)
	}
	e.ends(exitDone, nonprod, "deploy", testSpec, "--yes")
	e.look(desired, true, nil, findings{})
	if said := e.ends(exitDone, nonprod, "deploy", testSpec); !strings.Contains(said, "nothing changed") {
		e.Errorf("the second time:\n%s", said)
	}

	// CloudFormation says in sync, since it looked at nothing. Nobody may take that for clean.
	if said := e.ends(exitDrift, nonprod, "drift", testSpec); !strings.Contains(said, "0 as their stacks say, 0 not") {
		e.Errorf("where nothing was compared:\n%s", said)
	}
	e.ends(exitDone, nonprod, "diff", "--deployed", testSpec)
	if said := e.ends(exitDone, nonprod, "status", testSpec); strings.Count(said, "CREATE_COMPLETE") < len(desired) {
		e.Errorf("status:\n%s", said)
	}

	e.change(testSpec, "endpoints: [kms, logs, secretsmanager]", "endpoints: [kms, logs, secretsmanager, sts]")
	e.ends(exitFailed, nonprod, "deploy", testSpec, "--yes") // not what was reviewed
	e.ends(exitDone, nonprod, "build", "-o", "golden")
	e.ends(exitDone, nonprod, "deploy", testSpec, "--yes")
	desired = e.compiled(testSpec)
	all := e.look(desired, false, typesOf(desired), findings{})
	if services := e.aws(nonprod, "ec2 describe-vpc-endpoints --query VpcEndpoints[].ServiceName"); !strings.Contains(services, "us-east-1.sts") {
		e.Errorf("the new endpoint is not there: %s", services)
	}

	e.ends(exitBlocked, nonprod, "destroy", testSpec, "--yes")
	if live := e.live(desired[0].Target); len(live) != len(desired) {
		e.Fatalf("without consent to the loss of data stacks are gone: %v", live)
	}
	// What protects a database by itself is for its administrator to lift. moto has no Cloud Control to see it with: here it is a warning.
	e.aws(nonprod, "rds modify-db-cluster --no-deletion-protection --db-cluster-identifier clinic-test-database")
	e.ends(exitDone, nonprod, "destroy", testSpec, "--yes", "--allow-loss", "test/database.Cluster")
	if live := e.live(desired[0].Target); len(live) != 0 {
		e.Errorf("stacks are left: %v", live)
	}
	e.gone(all)
	if snapshots := e.aws(nonprod, "rds describe-db-cluster-snapshots --query DBClusterSnapshots[].DBClusterIdentifier"); !strings.Contains(snapshots, "clinic-test-database") {
		e.Errorf("the last snapshot is not there: %s", snapshots)
	}
	e.ends(exitDone, nonprod, "destroy", testSpec)
}

// change edits a spec.
func (e *endToEnd) change(spec, from, to string) {
	e.Helper()
	path := filepath.Join(e.dir, spec)
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), from) {
		e.Fatalf("%s has no %q: %v", spec, from, err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), from, to, 1)), 0o666); err != nil {
		e.Fatal(err)
	}
}

// live are the names of the stacks that exist in any state.
func (e *endToEnd) live(target stack.Target) []string {
	e.Helper()
	all, err := e.stacks(target).All(e.Context())
	if err != nil {
		e.Fatal(err)
	}
	var names []string
	for _, s := range all {
		names = append(names, s.Name+" "+string(s.Status))
	}
	return names
}

// everything deploys all examples to their four accounts and two regions, taking a role where the credentials are of another.
func everything(e *endToEnd) {
	first := []string{"environments/account-nonprod.yaml", "environments/account-prod.yaml"}
	e.ends(exitDone, central, append(append([]string{"deploy"}, first...), "--yes", "--role", "administrator")...)
	e.ends(exitDone, central, "deploy", "environments", "--yes", "--role", "administrator")
	found := findings{}
	e.look(e.compiled(), false, typesOf(e.compiled(testSpec)), found)
	e.ends(exitDone, central, "deploy", "environments", "--role", "administrator")
	e.ends(exitBlocked, prod, "destroy", "environments/prod.yaml", "--yes", "--confirm", "prod", "--allow-loss", "prod/database.Cluster")

	const table = "internal/mototest/testdata/emulated.txt"
	path := filepath.Join(e.home, table)
	if *update {
		if err := os.WriteFile(path, []byte(found.text()), 0o666); err != nil {
			e.Fatal(err)
		}
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != found.text() {
		e.Errorf("%s is not what the emulator makes; go test -run TestEndToEnd -update rewrites it: %v", table, err)
	}
}

// badLines deploys through a proxy on which calls are throttled, break, and get lost after they were done.
func badLines(e *endToEnd) {
	proxy, url := awstest.StartProxy(e.T, e.server.URL)
	e.url = url
	for i, kind := range []awstest.FaultKind{awstest.Throttle, awstest.Down, awstest.Reset, awstest.Lost, awstest.Slow} {
		for _, operation := range []string{"CreateChangeSet", "ExecuteChangeSet", "DescribeStacks", "DescribeChangeSet", "DescribeStackEvents", "GetCallerIdentity"} {
			proxy.Fail(awstest.Fault{Operation: operation, Kind: kind, Skip: i})
		}
	}
	const spec = "environments/hub.yaml"
	desired := e.compiled(spec)
	e.ends(exitDone, central, "deploy", spec, "--yes")
	carried := map[string]int{}
	for _, call := range proxy.Calls() {
		if call.Operation == "ExecuteChangeSet" && strings.HasPrefix(call.Outcome, "ok") {
			carried[call.Subject]++
		}
	}
	if len(carried) != len(desired) {
		e.Errorf("%d stacks, and change sets carried out: %v", len(desired), carried)
	}
	for subject, times := range carried {
		if times != 1 {
			e.Errorf("%s was carried out %d times", subject, times)
		}
	}
	e.url = e.server.URL
	e.look(desired, false, nil, findings{})
	e.ends(exitDone, central, "deploy", spec)
}
