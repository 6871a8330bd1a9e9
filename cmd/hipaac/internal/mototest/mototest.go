// Package mototest runs moto, an emulator of AWS that nobody here wrote, for tests. It is a test instrument: what it takes, AWS may refuse.
//
// moto's services are as they are. Its CloudFormation is not used: stacks.py, resources.py and the tables beside them answer in its
// place as AWS documents it, and make resources with moto's own models or by calls to its services. What neither has is ignored, has no
// physical id and is listed in testdata/ignored.txt, which a test keeps true.
package mototest

import (
	"bufio"
	"bytes"
	"embed"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

//go:embed *.py
var launcher embed.FS

// Server is an AWS with as many accounts as are asked for.
type Server struct {
	URL string // what AWS_ENDPOINT_URL is set to
	log *bytes.Buffer
}

// Start serves moto until the test ends. Without moto 5.2.1 the test is skipped, unless HIPAAC_REQUIRE_MOTO says that a skip would be a
// failure.
func Start(t testing.TB) *Server {
	t.Helper()
	python := interpreter(t)
	dir := t.TempDir()
	if err := os.CopyFS(dir, launcher); err != nil {
		t.Fatal(err)
	}
	host, port := free(t)
	s := &Server{URL: "http://" + host + ":" + port, log: &bytes.Buffer{}}
	moto := exec.Command(python, filepath.Join(dir, "launcher.py"), "-H", host, "-p", port)
	moto.Stdout, moto.Stderr = s.log, s.log
	if err := moto.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = moto.Wait(); close(ended) }()
	t.Cleanup(func() {
		_ = moto.Process.Kill()
		<-ended
		if t.Failed() {
			t.Logf("moto said:\n%s", s.troubles())
		}
	})
	for range 600 {
		if answer, err := http.Get(s.URL + "/moto-api/"); err == nil {
			answer.Body.Close()
			return s
		}
		select {
		case <-ended:
			Missing(t, strings.TrimSpace(s.log.String()))
		case <-time.After(50 * time.Millisecond):
		}
	}
	t.Fatal("moto did not start within half a minute")
	return nil
}

// Administrator are the environment variables of somebody who may do everything in an account.
func (s *Server) Administrator(account string) map[string]string {
	return map[string]string{
		"AWS_ENDPOINT_URL": s.URL, "AWS_ACCESS_KEY_ID": "AKIATEST" + account, "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "",
		"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_EC2_METADATA_DISABLED": "true",
	}
}

// Become sets them for the rest of the test.
func (s *Server) Become(t *testing.T, account string) {
	t.Setenv("AWS_PROFILE", "")
	for name, value := range s.Administrator(account) {
		t.Setenv(name, value)
	}
}

// interpreter is the Python that moto_server runs with.
func interpreter(t testing.TB) string {
	t.Helper()
	program, err := exec.LookPath("moto_server")
	if err != nil {
		Missing(t, "moto_server is not installed")
	}
	file, err := os.Open(program)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	first, _ := bufio.NewReader(file).ReadString('\n')
	if python := strings.TrimSpace(strings.TrimPrefix(first, "#!")); strings.Contains(filepath.Base(python), "python") && !strings.Contains(python, " ") {
		return python
	}
	return "python3"
}

// Missing skips a test for want of a tool, or fails it where tools are required.
func Missing(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("HIPAAC_REQUIRE_MOTO") != "" {
		t.Fatalf("HIPAAC_REQUIRE_MOTO is set, and %s", why)
	}
	t.Skip(why)
}

func free(t testing.TB) (host, port string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	host, port, err = net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return host, port
}

var request = regexp.MustCompile(`(?m)^\S+ - - \[.*\] ".*" \d+ -\n`)

// troubles are what moto wrote besides its list of requests.
func (s *Server) troubles() string {
	text := request.ReplaceAllString(s.log.String(), "")
	return text[max(0, len(text)-8000):]
}
