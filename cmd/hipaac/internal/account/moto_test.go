package account_test

import (
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// TestMoto speaks to S3 and STS of an emulator that nobody here wrote, so that a mistake which our own stand-in shares with this
// package is seen. It has no versions of products. Without moto_server the test is skipped, unless HIPAAC_REQUIRE_MOTO says that a skip
// would be a failure.
func TestMoto(t *testing.T) {
	url := startMoto(t)
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "", "AWS_PROFILE": "",
		"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_EC2_METADATA_DISABLED": "true",
	} {
		t.Setenv(name, value)
	}
	if _, err := open(t.Context(), stack.Target{Account: "444455556666", Region: "us-east-1"}); !account.Is(err, account.WrongIdentity) {
		t.Errorf("another account: %v", err)
	}
	session, err := open(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	bucket := session.Bucket("clinic-account-artifacts")
	if _, _, err := bucket.Read(t.Context(), "templates/a.json"); !account.Is(err, account.NotThere) {
		t.Errorf("a bucket that does not exist: %v", err)
	}
	put, err := http.NewRequestWithContext(t.Context(), http.MethodPut, url+"/clinic-account-artifacts", nil)
	if err != nil {
		t.Fatal(err)
	}
	if answer, err := http.DefaultClient.Do(put); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("the emulator makes no bucket: %v, %v", answer, err)
	}
	if _, found, err := bucket.Read(t.Context(), "templates/a.json"); err != nil || found {
		t.Errorf("an object that does not exist: %v, %v", found, err)
	}
	for i, want := range []bool{true, false} {
		if created, err := bucket.Create(t.Context(), "templates/a.json", []byte{'0' + byte(i)}); err != nil || created != want {
			t.Errorf("created: %v, %v, want %v", created, err, want)
		}
	}
	if content, found, err := bucket.Read(t.Context(), "templates/a.json"); err != nil || !found || string(content) != "0" {
		t.Errorf("read %q, %v, %v", content, found, err)
	}
}

// startMoto serves the emulator for account 111122223333 until the test ends.
func startMoto(t *testing.T) (url string) {
	program, err := exec.LookPath("moto_server")
	if err != nil {
		if os.Getenv("HIPAAC_REQUIRE_MOTO") != "" {
			t.Fatal("HIPAAC_REQUIRE_MOTO is set and moto_server is not installed")
		}
		t.Skip("moto_server is not installed")
	}
	port, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := port.Addr().String()
	port.Close()
	host, number, _ := strings.Cut(address, ":")
	moto := exec.Command(program, "-H", host, "-p", number)
	moto.Env = append(os.Environ(), "MOTO_ACCOUNT_ID="+target.Account)
	if err := moto.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = moto.Process.Kill()
		_ = moto.Wait()
	})
	for range 300 {
		if answer, err := http.Get("http://" + address + "/moto-api/"); err == nil {
			answer.Body.Close()
			return "http://" + address
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("moto_server did not start within half a minute")
	return ""
}
