package page_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

//go:embed testdata/browser.js
var probe string

// chromium is the browser, or the test is skipped. Where HIPAAC_REQUIRE_CHROMIUM is set, it fails instead.
func chromium(t *testing.T) string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("HIPAAC_REQUIRE_CHROMIUM") != "" {
		t.Fatal("no Chromium on this machine, and HIPAAC_REQUIRE_CHROMIUM asks for it")
	}
	t.Skip("no Chromium on this machine: the page is not tried in a browser")
	return ""
}

// TestBrowser opens the page in a browser as a person does, from a file and at a link into it. A probe, which the policy is told of for
// the occasion, uses the filters and writes down what it sees.
func TestBrowser(t *testing.T) {
	browser := chromium(t)
	text := write(t, example(t))
	sum := sha256.Sum256([]byte(probe))
	text = strings.Replace(text, "script-src ", "script-src &#39;sha256-"+strings.ReplaceAll(base64.StdEncoding.EncodeToString(sum[:]), "+", "&#43;")+"&#39; ", 1)
	text = strings.Replace(text, "</body>", "<script>"+probe+"</script></body>", 1)
	file := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--user-data-dir="+t.TempDir(),
		"--virtual-time-budget=20000", "--enable-logging=stderr", "--dump-dom", "file://"+file+"#control-log-group-encrypted")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	for line := range strings.Lines(stderr.String()) {
		if strings.Contains(line, "CONSOLE") {
			t.Errorf("the console says: %s", line)
		}
	}
	seen := regexp.MustCompile(`(?s)<pre id="probe">(.*?)</pre>`).FindStringSubmatch(stdout.String())
	if seen == nil {
		t.Fatalf("the probe left nothing\n%s", stderr.String())
	}
	var checks []struct {
		Name, Got, Want string
	}
	if err := json.Unmarshal([]byte(html.UnescapeString(seen[1])), &checks); err != nil {
		t.Fatal(err)
	}
	if len(checks) < 20 {
		t.Errorf("only %d things were looked at", len(checks))
	}
	for _, c := range checks {
		if c.Got != c.Want {
			t.Errorf("%s: got %s, want %s", c.Name, c.Got, c.Want)
		}
	}
}
