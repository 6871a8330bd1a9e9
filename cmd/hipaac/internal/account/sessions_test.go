package account_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

var (
	elsewhere = stack.Target{Account: "444455556666", Region: "us-west-2"}
	deployer  = account.Role{Name: "clinic-prod-delivery-deploy", ExternalID: "clinic-prod"}
)

// soon is a life of credentials after which the border renews them almost at once: it does so five minutes before their end.
const soon = 5*time.Minute + 400*time.Millisecond

// office gives out credentials, of roles and of a machine, and lets the stand-in do the rest. A test says how long they last and whose
// they really are.
type office struct {
	cloud  *awstest.Cloud
	mu     sync.Mutex
	life   time.Duration
	really func(n int, asked awstest.Identity) awstest.Identity // n counts from 1
	given  int
	log    []string // what was called, with which key
	roles  []url.Values
}

func newOffice(t *testing.T, who awstest.Identity) *office {
	o := &office{cloud: start(t, who), life: time.Hour, really: func(_ int, asked awstest.Identity) awstest.Identity { return asked }}
	server := httptest.NewServer(o)
	t.Cleanup(server.Close)
	t.Setenv("AWS_ENDPOINT_URL", server.URL)
	return o
}

func (o *office) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	form, _ := url.ParseQuery(string(body))
	_, scope, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	part := append(strings.Split(scope, "/"), "", "", "")
	operation := form.Get("Action")
	o.mu.Lock()
	defer o.mu.Unlock()
	if r.Method == http.MethodGet && r.URL.Path == "/machine" {
		key, end := o.give(awstest.Identity{Account: target.Account, Name: "machine"})
		_ = json.NewEncoder(w).Encode(map[string]any{"AccessKeyId": key, "SecretAccessKey": "s", "Token": "t", "Expiration": end})
		return
	}
	o.log = append(o.log, strings.TrimSpace(operation+" "+part[0]+" "+part[2]))
	switch operation {
	case "AssumeRole", "AssumeRoleWithWebIdentity":
		form.Del("Action")
		form.Del("Version")
		o.roles = append(o.roles, form)
		arn := strings.Split(form.Get("RoleArn"), ":")
		key, end := o.give(awstest.Identity{Account: arn[4], Name: arn[5][strings.LastIndexByte(arn[5], '/')+1:]})
		fmt.Fprintf(w, "<%[1]sResponse><%[1]sResult><Credentials><AccessKeyId>%[2]s</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>%[3]s</Expiration></Credentials></%[1]sResult></%[1]sResponse>", operation, key, end)
	case "DescribeStacks":
		fmt.Fprintf(w, "<DescribeStacksResponse><DescribeStacksResult><Stacks>%s</Stacks></DescribeStacksResult></DescribeStacksResponse>", aStack)
	default:
		o.cloud.ServeHTTP(w, r)
	}
}

func (o *office) give(who awstest.Identity) (key, end string) {
	o.given++
	key = fmt.Sprintf("ASIA%d", o.given)
	o.cloud.AccessKey(key, o.really(o.given, who))
	return key, time.Now().Add(o.life).UTC().Format(time.RFC3339Nano)
}

// calls is what was called since it was last asked.
func (o *office) calls() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	calls := strings.Join(o.log, "\n")
	o.log = nil
	return calls
}

func find(t *testing.T, s *account.Session) error {
	_, _, err := s.Stacks().Find(t.Context(), "clinic-test-network")
	return err
}

// In another account the role is become there: with its external id, in the target's region, under a name that the log shows. Whose the
// credentials are is asked before anything else, of those that one has and of those that one gets.
func TestOpenElsewhere(t *testing.T) {
	o := newOffice(t, awstest.Identity{Account: target.Account})
	sessions := account.NewSessions(account.How{Session: "20261122T190720Z-ab12cd"})
	for range 2 { // the second is the first
		session, err := sessions.Open(t.Context(), elsewhere, deployer)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "arn:aws:sts::444455556666:assumed-role/clinic-prod-delivery-deploy/session", session.Caller)
		if err := find(t, session); err != nil {
			t.Error(err)
		}
	}
	equal(t, `GetCallerIdentity AKIDEXAMPLE us-west-2
AssumeRole AKIDEXAMPLE us-west-2
GetCallerIdentity ASIA1 us-west-2
DescribeStacks ASIA1 us-west-2
DescribeStacks ASIA1 us-west-2`, o.calls())
	equal(t, []url.Values{{"RoleArn": {"arn:aws:iam::444455556666:role/clinic-prod-delivery-deploy"}, "ExternalId": {"clinic-prod"},
		"RoleSessionName": {"hipaac-20261122T190720Z-ab12cd"}, "DurationSeconds": {"3600"}}}, o.roles)
}

// Each session stays in the region of its target, with credentials that were read for another one.
func TestOpenInSeveralRegions(t *testing.T) {
	o := newOffice(t, awstest.Identity{Account: target.Account})
	sessions := account.NewSessions(account.How{})
	for _, region := range []string{"us-east-1", "us-west-2"} {
		o.calls()
		for _, owner := range []string{target.Account, elsewhere.Account} {
			session, err := sessions.Open(t.Context(), stack.Target{Account: owner, Region: region}, deployer)
			if err != nil {
				t.Fatal(err)
			}
			if err := find(t, session); err != nil {
				t.Error(err)
			}
		}
		for _, call := range strings.Split(o.calls(), "\n") {
			if !strings.HasSuffix(call, region) {
				t.Errorf("in %s: %s", region, call)
			}
		}
	}
}

// In their own account credentials act for themselves, unless somebody wants the role there, too.
func TestOpenAtHome(t *testing.T) {
	for name, test := range map[string]struct {
		who        string
		how        account.How
		role, want string
	}{
		"own rights":              {"admin", account.How{}, "deploy", "admin"},
		"own rights and no role":  {"admin", account.How{}, "", "admin"},
		"the role all the same":   {"admin", account.How{Always: true}, "deploy", "deploy"},
		"another role":            {"admin", account.How{Always: true, Role: "path/other"}, "deploy", "other"},
		"who is the role already": {"deploy", account.How{Always: true}, "deploy", "deploy"},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, awstest.Identity{Account: target.Account, Name: test.who})
			session, err := account.NewSessions(test.how).Open(t.Context(), target, account.Role{Name: test.role})
			if err != nil || session.Caller != "arn:aws:sts::111122223333:assumed-role/"+test.want+"/session" {
				t.Fatalf("got %+v, %v", session, err)
			}
			if became := strings.Contains(o.calls(), "AssumeRole"); became != (test.who != test.want) {
				t.Errorf("a role was become: %v", became)
			}
		})
	}
}

func TestOpenElsewhereRefused(t *testing.T) {
	for name, test := range map[string]struct {
		how    account.How
		target stack.Target
		role   account.Role
		really func(int, awstest.Identity) awstest.Identity
		want   string
		calls  int
	}{
		"without a role":            {target: elsewhere, want: "the credentials are of account 111122223333 (arn:aws:sts::111122223333:assumed-role/publisher/session), the spec is for account 444455556666", calls: 1},
		"always and without a role": {how: account.How{Always: true}, target: elsewhere, want: "no role is named that could be become in account 444455556666", calls: 1},
		"in another partition": {target: stack.Target{Account: target.Account, Region: "us-gov-west-1"}, role: deployer,
			want: "the credentials are of partition aws (arn:aws:sts::111122223333:assumed-role/publisher/session), region us-gov-west-1 is in aws-us-gov", calls: 1},
		"into an account that is not the one": {target: elsewhere, role: deployer, really: func(_ int, asked awstest.Identity) awstest.Identity {
			return awstest.Identity{Account: "777788889999", Name: asked.Name}
		},
			want: "the credentials are of account 777788889999 (arn:aws:sts::777788889999:assumed-role/clinic-prod-delivery-deploy/session), the spec is for account 444455556666", calls: 3},
		"as a role that is not the one": {target: elsewhere, role: deployer, really: func(_ int, asked awstest.Identity) awstest.Identity {
			return awstest.Identity{Account: asked.Account, Name: "admin"}
		},
			want: "arn:aws:iam::444455556666:role/clinic-prod-delivery-deploy was asked for, and AWS gave arn:aws:sts::444455556666:assumed-role/admin/session", calls: 3},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, awstest.Identity{Account: target.Account})
			if test.really != nil {
				o.really = test.really
			}
			_, err := account.NewSessions(test.how).Open(t.Context(), test.target, test.role)
			if err == nil || err.Error() != test.want || name != "always and without a role" && !account.Is(err, account.WrongIdentity) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
			if calls := o.calls(); strings.Count(calls, "\n")+1 != test.calls {
				t.Errorf("calls:\n%s", calls)
			}
		})
	}
}

// What cannot be become is said with everything that has to be right for it.
func TestRoleDenied(t *testing.T) {
	cloud := start(t, awsIdentity)
	cloud.Deny("AssumeRole")
	_, err := account.NewSessions(account.How{}).Open(t.Context(), elsewhere, deployer)
	if !account.Is(err, account.WrongIdentity) || !strings.HasPrefix(err.Error(), "arn:aws:sts::111122223333:assumed-role/publisher/session may not become arn:aws:iam::444455556666:role/clinic-prod-delivery-deploy: User: ") {
		t.Errorf("got %v", err)
	}
}

// An hour's credentials are renewed in a deployment of two, and checked each time before they are used.
func TestRenewal(t *testing.T) {
	for name, open := range map[string]func(*testing.T, *office) (*account.Session, error){
		"of a role": func(t *testing.T, o *office) (*account.Session, error) {
			return account.NewSessions(account.How{}).Open(t.Context(), elsewhere, deployer)
		},
		"of the machine": func(t *testing.T, o *office) (*account.Session, error) {
			t.Setenv("AWS_ACCESS_KEY_ID", "")
			t.Setenv("AWS_SECRET_ACCESS_KEY", "")
			t.Setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", os.Getenv("AWS_ENDPOINT_URL")+"/machine")
			return open(t.Context(), target)
		},
		"of a web identity": func(t *testing.T, o *office) (*account.Session, error) {
			token := filepath.Join(t.TempDir(), "token")
			if err := os.WriteFile(token, []byte("jwt"), 0o600); err != nil {
				t.Fatal(err)
			}
			t.Setenv("AWS_ACCESS_KEY_ID", "")
			t.Setenv("AWS_SECRET_ACCESS_KEY", "")
			t.Setenv("AWS_ENDPOINT_URL_STS", os.Getenv("AWS_ENDPOINT_URL")) // for this one call the SDK does not read the other variable
			t.Setenv("AWS_WEB_IDENTITY_TOKEN_FILE", token)
			t.Setenv("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/ci")
			return open(t.Context(), target)
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, awsIdentity)
			o.life = soon
			session, err := open(t, o)
			if err != nil {
				t.Fatal(err)
			}
			if err := find(t, session); err != nil {
				t.Fatal(err)
			}
			time.Sleep(soon - 5*time.Minute)
			o.calls()
			if err := find(t, session); err != nil {
				t.Fatal(err)
			}
			calls := o.calls()
			region := session.Region
			if want := "GetCallerIdentity ASIA2 " + region + "\nDescribeStacks ASIA2 " + region; !strings.HasSuffix(calls, want) || strings.Contains(calls, "ASIA1") {
				t.Errorf("calls:\n%s\nwant in the end:\n%s", calls, want)
			}
		})
	}
}

// Credentials that turn into somebody else's while a run goes on end it: nothing is called with them, then or later.
func TestRenewalAsSomebodyElse(t *testing.T) {
	for name, turn := range map[string]func(awstest.Identity) awstest.Identity{
		"of another account": func(i awstest.Identity) awstest.Identity { i.Account = "777788889999"; return i },
		"of another role":    func(i awstest.Identity) awstest.Identity { i.Name = "admin"; return i },
	} {
		for kind, target := range map[string]stack.Target{"role": elsewhere, "machine": target} {
			t.Run(kind+" "+name, func(t *testing.T) {
				o := newOffice(t, awsIdentity)
				o.life = soon
				o.really = func(n int, asked awstest.Identity) awstest.Identity {
					if n > 1 {
						return turn(asked)
					}
					return asked
				}
				if kind == "machine" {
					t.Setenv("AWS_ACCESS_KEY_ID", "")
					t.Setenv("AWS_SECRET_ACCESS_KEY", "")
					t.Setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", os.Getenv("AWS_ENDPOINT_URL")+"/machine")
				}
				session, err := account.NewSessions(account.How{}).Open(t.Context(), target, deployer)
				if err != nil {
					t.Fatal(err)
				}
				time.Sleep(soon - 5*time.Minute)
				o.calls()
				for range 2 {
					if err := find(t, session); !account.Is(err, account.WrongIdentity) || !strings.Contains(err.Error(), "the credentials were renewed, and are now of arn:aws:sts::") {
						t.Errorf("got %v", err)
					}
				}
				if calls := o.calls(); strings.Contains(calls, "DescribeStacks") {
					t.Errorf("calls:\n%s", calls)
				}
			})
		}
	}
}

// However many ask at once, each session is opened once; who gives up waiting holds nobody up.
func TestOpenTogether(t *testing.T) {
	o := newOffice(t, awsIdentity)
	sessions := account.NewSessions(account.How{})
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			there := stack.Target{Account: fmt.Sprintf("44445555%04d", i%4), Region: "us-west-2"}
			session, err := sessions.Open(t.Context(), there, deployer)
			if err != nil || session.Account != there.Account {
				t.Errorf("got %v, %v", session, err)
			}
		})
	}
	all.Wait()
	if calls := o.calls(); strings.Count(calls, "AssumeRole") != 4 || strings.Count(calls, "GetCallerIdentity") != 5 {
		t.Errorf("calls:\n%s", calls)
	}
	ended, stop := context.WithCancel(t.Context())
	stop()
	if _, err := sessions.Open(ended, elsewhere, deployer); err == nil {
		t.Error("opened after the end")
	}
	if _, err := sessions.Open(t.Context(), elsewhere, deployer); err != nil {
		t.Error(err)
	}
}

// A session that could not be opened is tried again.
func TestOpenAgain(t *testing.T) {
	cloud := start(t, awstest.Identity{Account: target.Account, Expired: true})
	sessions := account.NewSessions(account.How{})
	if _, err := sessions.Open(t.Context(), target, account.Role{}); !account.Is(err, account.WrongIdentity) {
		t.Errorf("got %v", err)
	}
	cloud.AccessKey("AKIDEXAMPLE", awsIdentity)
	if _, err := sessions.Open(t.Context(), target, account.Role{}); err != nil {
		t.Error(err)
	}
}
