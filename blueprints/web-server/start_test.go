package webserver

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"

	"github.com/hipaac/hipaac/blueprints"
)

// answered is what a launch answers the template's functions with, by their text in it.
var answered = map[string]string{
	`{"Ref":"FriendlyName"}`: "portal", `{"Ref":"WebDirectory"}`: "site", `{"Ref":"AWS::StackName"}`: "SC-1", `{"Ref":"AWS::Region"}`: "us-east-1",
	`{"Ref":"RequestLogGroup"}`: "/hipaac/requests", `{"Ref":"ServerLogGroup"}`: "/hipaac/server",
}

// script is the user data of a server, as its machine gets it.
func script(t *testing.T) string {
	t.Helper()
	env := environment("prod", "production", true, "us-east-1")
	s := built(env, config(nil), all(env))
	i := slices.IndexFunc(s.Resources, func(r *blueprints.Resource) bool { return r.ID == "ServerTemplate" })
	var data struct {
		Text string `json:"Fn::Base64"`
	}
	encoded := *s.Resources[i].Properties.(*ec2.LaunchTemplate).LaunchTemplateData.UserData
	if err := json.Unmarshal(blueprints.Parts(encoded)[0].Intrinsic, &data); err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, part := range blueprints.Parts(data.Text) {
		text.WriteString(part.Text)
		if part.Intrinsic != nil && strings.Contains(string(part.Intrinsic), "CodeCommitRepo") {
			text.WriteString("website")
		} else if part.Intrinsic != nil {
			value, known := answered[string(part.Intrinsic)]
			if !known {
				t.Fatalf("a launch would have to answer %s", part.Intrinsic)
			}
			text.WriteString(value)
		}
	}
	return text.String()
}

// sandbox is a folder in the place of a machine's disk: absolute paths of the scripts lead there, and commands that would change a machine
// are fakes that write down how they were called.
type sandbox struct {
	*testing.T
	root string
}

func newSandbox(t *testing.T) sandbox {
	t.Helper()
	for _, tool := range []string{"bash", "git", "flock"} {
		if _, err := exec.LookPath(tool); err != nil || runtime.GOOS != "linux" {
			if os.Getenv("HIPAAC_REQUIRE_BASH") != "" {
				t.Fatalf("HIPAAC_REQUIRE_BASH is set, and %s for Linux is not there", tool)
			}
			t.Skipf("%s for Linux is not there: the scripts of the server were not run", tool)
		}
	}
	b := sandbox{t, t.TempDir()}
	for _, folder := range []string{"bin", "root", "run", "etc/dnf/vars", "etc/pki/tls/private", "etc/pki/tls/certs", "usr/local/sbin", "srv", "var/log"} {
		if err := os.MkdirAll(filepath.Join(b.root, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// within lets the absolute paths of a script lead into the sandbox.
func (b sandbox) within(text string) string {
	for _, folder := range []string{"/etc/", "/run/", "/srv/", "/usr/local/sbin/", "/var/log/", "=/root "} {
		name := strings.TrimLeft(folder, "=")
		text = strings.ReplaceAll(text, folder, strings.TrimSuffix(folder, name)+b.root+name)
	}
	return text
}

func (b sandbox) write(name, text string) {
	b.Helper()
	if err := os.WriteFile(filepath.Join(b.root, name), []byte(text), 0o755); err != nil {
		b.Fatal(err)
	}
}

// fake puts a command in the place of a real one.
func (b sandbox) fake(name string, code int) {
	b.Helper()
	b.write("bin/"+name, fmt.Sprintf("#!/bin/bash\necho \"%s $*\" >> '%s/called'\nexit %d\n", name, b.root, code))
}

// run runs a file of the sandbox, and returns what it said and its exit code.
func (b sandbox) run(name string) (string, int) {
	b.Helper()
	cmd := exec.Command("bash", filepath.Join(b.root, name))
	cmd.Dir, cmd.Env = b.root, append(os.Environ(), "PATH="+filepath.Join(b.root, "bin")+":"+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	if _, failed := err.(*exec.ExitError); err != nil && !failed {
		b.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// signals are the calls of cfn-signal.
func (b sandbox) signals() []string {
	b.Helper()
	text, err := os.ReadFile(filepath.Join(b.root, "called"))
	if err != nil {
		b.Fatal(err)
	}
	var found []string
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "cfn-signal") {
			found = append(found, strings.TrimSpace(line))
		}
	}
	return found
}

// commands are all that the start of a server leaves to others, update-website included, which is tried below.
var commands = []string{"dnf", "install", "openssl", "systemctl", "amazon-cloudwatch-agent-ctl", "update-website"}

// TestStart: a server says once that it has started, and says so only when every step of its start has succeeded.
func TestStart(t *testing.T) {
	for _, broken := range append([]string{""}, commands...) {
		t.Run("without "+broken, func(t *testing.T) {
			b, want := newSandbox(t), "0"
			for _, name := range append(slices.Clone(commands), "cfn-signal") {
				b.fake(name, 0)
			}
			if broken != "" {
				b.fake(broken, 7)
				want = "7"
			}
			// The program that the script itself lays out stands where the fake has to be.
			b.write("start", strings.ReplaceAll(b.within(script(t)), "\n"+b.root+"/usr/local/sbin/update-website\n", "\n"+b.root+"/bin/update-website\n"))
			out, code := b.run("start")
			if d := cmp.Diff([]string{"cfn-signal --exit-code " + want + " --stack SC-1 --resource Server --region us-east-1"}, b.signals()); d != "" {
				t.Errorf("(-want +got):\n%s\n%s", d, out)
			}
			if (code == 0) != (broken == "") {
				t.Errorf("ended with %d\n%s", code, out)
			}
		})
	}
}

// TestFilesOfTheServer: what the start lays out is what it should be, byte for byte where a mark is not filled in.
func TestFilesOfTheServer(t *testing.T) {
	b := newSandbox(t)
	for _, name := range append(slices.Clone(commands), "cfn-signal") {
		b.fake(name, 0)
	}
	text := script(t)
	if len(text) > 16<<10 {
		t.Errorf("user data has %d bytes, EC2 takes 16 KB", len(text))
	}
	b.write("start", strings.ReplaceAll(b.within(text), "\n"+b.root+"/usr/local/sbin/update-website\n", "\ntrue\n"))
	if out, code := b.run("start"); code != 0 {
		t.Fatal(out)
	}
	values := "HOST='portal.apps.clinic.example'\nDIRECTORY='site'\nBRANCH='main'\n" +
		"REPOSITORY='https://git-codecommit.us-east-1.amazonaws.com/v1/repos/website'\nSTACK='SC-1'\nREGION='us-east-1'\n"
	for name, want := range map[string]string{
		"etc/website":                   values,
		"usr/local/sbin/update-website": b.within(update),
		"etc/website.httpd.conf":        b.within(strings.ReplaceAll(apache, "@DIRECTORY@", "site")),
		"etc/website.agent.json":        b.within(strings.NewReplacer("@REQUESTS@", "/hipaac/requests", "@SERVER@", "/hipaac/server").Replace(agent)),
	} {
		got, err := os.ReadFile(filepath.Join(b.root, name))
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, string(got)); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
	var settings map[string]any
	if err := json.Unmarshal([]byte(agent), &settings); err != nil {
		t.Errorf("the agent's settings: %v", err)
	}
}
