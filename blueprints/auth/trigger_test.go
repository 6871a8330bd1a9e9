package auth_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/lambda"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/schema"
)

// personal is what an event holds of a person and no log may.
var personal = []string{"Maria", "Muster", "maria.muster", "clinic.example", "+15555550100"}

func event(source, address string) map[string]any {
	return map[string]any{
		"triggerSource": source, "userPoolId": "us-east-1_a", "userName": "maria.muster",
		"callerContext": map[string]any{"clientId": "the-client", "awsSdkVersion": "1"},
		"request": map[string]any{
			"userAttributes": map[string]any{
				"sub": "0a1b-2c3d", "email": address, "name": "Maria Muster", "phone_number": "+15555550100",
			},
			"newDeviceUsed": true,
		},
		"response": map[string]any{},
	}
}

// handled is what testdata/call_handler.py reports of one call.
type handled struct {
	Answer      map[string]any
	Log, Raised string
}

// TestSignUp runs the very code that the template carries.
func TestSignUp(t *testing.T) {
	source := code(t, "SignUpFunction")
	const refusal = "mail addresses of this domain are not accepted here"
	refused := map[string]string{
		"maria.muster@clinic.example":              "",
		"maria.muster@CLINIC.example":              "",
		"\"a@b\"@clinic-labs.example":              "",
		"maria.muster@notclinic.example":           refusal,
		"maria.muster@mail.clinic.example":         refusal,
		"maria.muster@clinic.example.evil.example": refusal,
		"maria.muster@evil.example@":               refusal,
		"@clinic.example":                          refusal,
		"clinic.example":                           refusal,
		"":                                         refusal,
	}
	addresses := slices.Sorted(maps.Keys(refused))
	var events []map[string]any
	for _, address := range addresses {
		events = append(events, event("PreSignUp_SignUp", address))
	}
	for i, got := range call(t, source, events...) {
		address, sent, raised := addresses[i], events[i], refused[addresses[i]]
		if got.Raised != raised {
			t.Errorf("%q: raised %q, want %q", address, got.Raised, raised)
		}
		if raised == "" {
			if d := cmp.Diff(sent, got.Answer); d != "" {
				t.Errorf("%q: the event must come back as it was (-want +got):\n%s", address, d)
			}
		}
		nothingPersonal(t, got)
	}
}

// TestSignIn: a record names the user by the id only, and a sign-in succeeds whether or not there is something to record.
func TestSignIn(t *testing.T) {
	source := code(t, "SignInFunction")
	sent := event("PostAuthentication_Authentication", "maria.muster@clinic.example")
	got := call(t, source, sent)[0]
	if want := `{"record": "sign-in", "user": "0a1b-2c3d", "client": "the-client", "newDevice": true}` + "\n"; got.Log != want {
		t.Errorf("recorded %q, want %q", got.Log, want)
	}
	if d := cmp.Diff(sent, got.Answer); d != "" || got.Raised != "" {
		t.Errorf("raised %q; the event must come back as it was (-want +got):\n%s", got.Raised, d)
	}
	nothingPersonal(t, got)
	delete(sent["request"].(map[string]any)["userAttributes"].(map[string]any), "sub")
	got = call(t, source, sent)[0]
	if got.Raised != "" || got.Answer == nil || !strings.Contains(got.Log, `"incomplete": "KeyError"`) {
		t.Errorf("an event without an id: raised %q, recorded %q", got.Raised, got.Log)
	}
	nothingPersonal(t, got)
}

func nothingPersonal(t *testing.T, got handled) {
	t.Helper()
	for _, word := range personal {
		if strings.Contains(got.Log, word) || strings.Contains(got.Raised, word) {
			t.Errorf("the log names the person: %q, and raised %q", got.Log, got.Raised)
		}
	}
}

// code is a function's code in the template with everything.
func code(t *testing.T, id string) string {
	t.Helper()
	s := build(production(), config(func(c *schema.Auth) { ses(c); c.MailDomains = []string{"clinic.example", "clinic-labs.example"} }))
	source := *resource(s, id).Properties.(*lambda.Function).Code.ZipFile
	if len(source) > 4096 || strings.ContainsAny(source, "\t\r\x01\x02") {
		t.Errorf("%s has %d bytes, or holds characters that a YAML block cannot show", id, len(source))
	}
	return source
}

// call calls a handler with events, and says what became of each.
func call(t *testing.T, source string, events ...map[string]any) []handled {
	t.Helper()
	var got []handled
	emittest.Python(t, map[string]any{"source": source, "events": events}, &got, "testdata/call_handler.py")
	return got
}
