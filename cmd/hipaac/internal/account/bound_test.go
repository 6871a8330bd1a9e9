package account_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
)

// liar answers each call but the first, whose the credentials are, with the same text.
func liar(t *testing.T, write func(operation string, out io.Writer)) *account.Session {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		form, _ := url.ParseQuery(string(body))
		operation := form.Get("Action")
		if operation == "GetCallerIdentity" {
			fmt.Fprint(out, `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/x</Arn><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`)
			return
		}
		fmt.Fprintf(out, "<%[1]sResponse><%[1]sResult>", operation)
		write(operation, out)
		fmt.Fprintf(out, "</%[1]sResult></%[1]sResponse>", operation)
	}))
	t.Cleanup(server.Close)
	start(t, awsIdentity)
	t.Setenv("AWS_ENDPOINT_URL", server.URL)
	t.Setenv("HIPAAC_RATE", "1000000")
	session, err := open(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	return session
}

// A list whose next page is always the same neither fills the memory nor hangs, and what was read of it does not pass for the whole.
func TestEndlessPages(t *testing.T) {
	aws := liar(t, func(_ string, out io.Writer) { fmt.Fprint(out, "<NextToken>again</NextToken>") }).Stacks()
	for name, ask := range map[string]func() error{
		"resources": func() error { _, err := aws.Resources(t.Context(), stackARN); return err },
		"hooks":     func() error { _, err := aws.Hooks(t.Context(), changeSetARN); return err },
		"latest":    func() error { _, _, err := aws.Latest(t.Context(), stackARN); return err },
		"imports":   func() error { _, err := aws.Importers(t.Context(), "x"); return err },
	} {
		if err := ask(); err == nil || !strings.Contains(err.Error(), "a list that does not end") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// An answer of any length is not read into the memory.
func TestHugeAnswer(t *testing.T) {
	sent := 0
	aws := liar(t, func(_ string, out io.Writer) {
		text := strings.Repeat("x", 1<<20)
		fmt.Fprint(out, "<TemplateBody>")
		for range 100 {
			n, err := io.WriteString(out, text)
			if sent += n; err != nil {
				return
			}
		}
		fmt.Fprint(out, "</TemplateBody>")
	}).Stacks()
	text, err := aws.Template(t.Context(), stackARN)
	if err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("%d bytes came through, of %d; %v", len(text), sent, err)
	}
}

// Part of what AWS says was written by others. It stays on the line on which it is said.
func TestOneLine(t *testing.T) {
	aws, _ := scripted(t, answer{operation: "DeleteChangeSet", code: "ValidationError", message: "A hook says:&#10;::add-mask::a&#13;&#10;hipaac: deployed"})
	err := aws.Discard(t.Context(), stackARN, changeSetARN)
	if err == nil || strings.ContainsAny(err.Error(), "\r\n") || !strings.Contains(err.Error(), "A hook says: ::add-mask::a hipaac: deployed") {
		t.Errorf("%q", err)
	}
}
