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

const (
	stackARN     = "arn:aws:cloudformation:us-east-1:111122223333:stack/clinic-test-network/0a"
	changeSetARN = "arn:aws:cloudformation:us-east-1:111122223333:changeSet/hipaac-r-1/0b"
)

// wire answers CloudFormation's calls with what a test wrote down, in its order, and keeps what was asked. It is for answers that have to
// be exact; what CloudFormation does is awstest's.
type wire struct {
	t       *testing.T
	answers []answer
	asked   []url.Values
}

// answer is what comes back to one call: the content of its result, or an error.
type answer struct {
	operation, result string
	status            int
	code, message     string
}

// scripted gives CloudFormation with answers.
func scripted(t *testing.T, answers ...answer) (*account.Stacks, *wire) {
	w := &wire{t: t, answers: answers}
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	start(t, awsIdentity)
	t.Setenv("AWS_ENDPOINT_URL", server.URL)
	session, err := open(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if len(w.answers) > 0 {
			t.Errorf("nobody asked for %d answers, the next to %s", len(w.answers), w.answers[0].operation)
		}
	})
	return session.Stacks(), w
}

func (w *wire) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	form, _ := url.ParseQuery(string(body))
	operation := form.Get("Action")
	if agent := r.Header.Get("User-Agent"); !strings.Contains(agent, "app/hipaac") {
		w.t.Errorf("%s: an auditor sees only %s", operation, agent)
	}
	if operation == "GetCallerIdentity" {
		fmt.Fprint(out, `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/x</Arn><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`)
		return
	}
	if len(w.answers) == 0 || w.answers[0].operation != operation {
		w.t.Errorf("asked for %s out of turn", operation)
		out.WriteHeader(http.StatusNotImplemented)
		return
	}
	a := w.answers[0]
	w.answers = w.answers[1:]
	form.Del("Action")
	form.Del("Version")
	w.asked = append(w.asked, form)
	if a.code != "" {
		out.WriteHeader(max(a.status, http.StatusBadRequest))
		fmt.Fprintf(out, "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>r</RequestId></ErrorResponse>", a.code, a.message)
		return
	}
	fmt.Fprintf(out, "<%[1]sResponse><%[1]sResult>%[2]s</%[1]sResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></%[1]sResponse>", operation, a.result)
}

// was is what was asked, one call a line.
func (w *wire) was() string {
	var lines []string
	for _, form := range w.asked {
		text, _ := url.QueryUnescape(form.Encode())
		lines = append(lines, text)
	}
	return strings.Join(lines, "\n")
}

// is compares what was asked.
func (w *wire) is(want ...string) {
	w.t.Helper()
	if got := w.was(); got != strings.Join(want, "\n") {
		w.t.Errorf("asked:\n%s\nwant:\n%s", got, strings.Join(want, "\n"))
	}
}
