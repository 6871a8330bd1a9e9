package webserver

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// site is a server in a sandbox with a repository to serve.
type site struct {
	sandbox
	repository string
}

func newSite(t *testing.T) site {
	t.Helper()
	b := newSandbox(t)
	s := site{b, filepath.Join(b.root, "repository")}
	s.write("update", b.within(update))
	s.write("etc/website", "HOST='portal.apps.clinic.example'\nDIRECTORY='site'\nBRANCH='main'\nREPOSITORY='"+s.repository+"'\n")
	if err := os.MkdirAll(filepath.Join(b.root, "srv/website"), 0o755); err != nil {
		t.Fatal(err)
	}
	s.git("init", "--quiet", "--initial-branch", "main", s.repository)
	s.fake("curl", 0)
	return s
}

func (s site) git(arguments ...string) string {
	s.Helper()
	cmd := exec.Command("git", append([]string{"-c", "user.name=a", "-c", "user.email=a@clinic.example"}, arguments...)...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		s.Fatalf("git %s: %v\n%s", strings.Join(arguments, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// push makes a commit whose page says something, and returns its hash.
func (s site) push(page string) string {
	s.Helper()
	s.write("repository/index.html", page)
	s.git("-C", s.repository, "add", "--all")
	s.git("-C", s.repository, "commit", "--quiet", "--message", page)
	return s.git("-C", s.repository, "rev-parse", "HEAD")
}

// update runs an update that has to end as it should.
func (s site) update(succeeds bool) {
	s.Helper()
	if out, code := s.run("update"); (code == 0) != succeeds {
		s.Errorf("ended with %d\n%s", code, out)
	}
}

// serves compares what is served with the page, and the folders that are kept with the commits.
func (s site) serves(page string, commits ...string) {
	s.Helper()
	got, err := os.ReadFile(filepath.Join(s.root, "srv/website/current/index.html"))
	if err != nil || string(got) != page {
		s.Errorf("serves %q and not %q: %v", got, page, err)
	}
	folders, _ := os.ReadDir(filepath.Join(s.root, "srv/website/releases"))
	var kept []string
	for _, f := range folders {
		kept = append(kept, f.Name())
	}
	slices.Sort(commits)
	if d := cmp.Diff(commits, kept); d != "" {
		s.Errorf("releases (-want +got):\n%s", d)
	}
	if left, _ := filepath.Glob(filepath.Join(s.root, "srv/website/next*")); len(left) > 0 {
		s.Errorf("left behind: %v", left)
	}
}

// TestUpdate: a push is served at once; one that fails, or does not answer, leaves what was served.
func TestUpdate(t *testing.T) {
	s := newSite(t)
	first := s.push("one")
	s.update(true)
	s.serves("one", first)
	s.update(true) // nothing new
	s.serves("one", first)

	second := s.push("two")
	s.update(true)
	s.serves("two", first, second)

	s.push("three")
	s.fake("curl", 22)
	s.update(false)
	s.serves("two", first, second)

	s.fake("curl", 0)
	s.update(true) // the same commit is not tried again
	s.serves("two", first, second)

	s.git("-C", s.repository, "branch", "--move", "other")
	s.update(false)
	s.serves("two", first, second)

	s.git("-C", s.repository, "branch", "--move", "main")
	fourth := s.push("four")
	s.update(true)
	s.serves("four", second, fourth)

	log, err := os.ReadFile(filepath.Join(s.root, "var/log/website.log"))
	if err != nil || strings.Count(string(log), "update failed") != 2 {
		t.Errorf("the log does not tell of two failures: %s", log)
	}
}

// TestFirstUpdateFails: a website that does not answer is not served, and the start of the server ends there.
func TestFirstUpdateFails(t *testing.T) {
	s := newSite(t)
	s.push("one")
	s.fake("curl", 22)
	s.update(false)
	if _, err := os.Lstat(filepath.Join(s.root, "srv/website/current")); !os.IsNotExist(err) {
		t.Errorf("something is served: %v", err)
	}
}

// TestNothingButTheWebsite: neither the history of the repository nor a link out of it is served.
func TestNothingButTheWebsite(t *testing.T) {
	s := newSite(t)
	if err := os.Symlink("/etc/passwd", filepath.Join(s.repository, "link")); err != nil {
		t.Fatal(err)
	}
	s.push("one")
	s.update(true)
	if _, err := os.Stat(filepath.Join(s.root, "srv/website/current/.git")); !os.IsNotExist(err) {
		t.Errorf("the history is there: %v", err)
	}
	link, err := os.Lstat(filepath.Join(s.root, "srv/website/current/link"))
	if err != nil || !link.Mode().IsRegular() {
		t.Errorf("the link is %v: %v", link, err)
	}
}

// TestHealthOfTheWebsite: it is asked of the machine itself, over TLS, by the name and under the path that people use.
func TestHealthOfTheWebsite(t *testing.T) {
	s := newSite(t)
	s.push("one")
	s.update(true)
	called, err := os.ReadFile(filepath.Join(s.root, "called"))
	want := "--resolve portal.apps.clinic.example:443:127.0.0.1 https://portal.apps.clinic.example/site/\n"
	if err != nil || !strings.HasSuffix(string(called), want) || !strings.Contains(string(called), "--fail") {
		t.Errorf("asked %s%v", called, err)
	}
}
