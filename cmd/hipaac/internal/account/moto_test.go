package account_test

import (
	"net/http"
	"testing"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/mototest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// TestMoto speaks to S3, STS and CloudFormation of an emulator that nobody here wrote, so that a mistake which our own stand-in shares with
// this package is seen. It has no versions of products; whole deployments to it, in several accounts, are tested elsewhere. Without
// moto_server the test is skipped, unless HIPAAC_REQUIRE_MOTO says that a skip would be a failure.
func TestMoto(t *testing.T) {
	server := mototest.Start(t)
	server.Become(t, target.Account)
	if _, err := open(t.Context(), stack.Target{Account: "444455556666", Region: "us-east-1"}); !account.Is(err, account.WrongIdentity) {
		t.Errorf("another account: %v", err)
	}
	session, err := open(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	if _, found, err := session.Stacks().Find(t.Context(), "clinic-test-network"); err != nil || found {
		t.Errorf("a stack that does not exist: %v, %v", found, err)
	}
	bucket := session.Bucket("clinic-account-artifacts")
	if _, _, err := bucket.Read(t.Context(), "templates/a.json"); !account.Is(err, account.NotThere) {
		t.Errorf("a bucket that does not exist: %v", err)
	}
	put, err := http.NewRequestWithContext(t.Context(), http.MethodPut, server.URL+"/clinic-account-artifacts", nil)
	if err != nil {
		t.Fatal(err)
	}
	put.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIATEST"+target.Account+"/20261122/us-east-1/s3/aws4_request")
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
