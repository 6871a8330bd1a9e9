package account_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// fleet is many accounts that only count. The caller's key begins with the account that it acts in.
type fleet struct {
	mu    sync.Mutex
	when  map[string][]time.Time // by account and operation
	tired map[string]int         // how many more calls an account turns away
}

func (f *fleet) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	form, _ := url.ParseQuery(string(body))
	_, key, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	who := key[:12]
	operation := form.Get("Action")
	f.mu.Lock()
	defer f.mu.Unlock()
	f.when[who+" "+operation] = append(f.when[who+" "+operation], time.Now())
	result := ""
	switch operation {
	case "GetCallerIdentity":
		result = fmt.Sprintf("<Arn>arn:aws:sts::%[1]s:assumed-role/deploy/x</Arn><Account>%[1]s</Account>", who)
	case "AssumeRole":
		there := strings.Split(form.Get("RoleArn"), ":")[4]
		result = fmt.Sprintf("<Credentials><AccessKeyId>%s</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials>", there)
	default:
		if f.tired[who] > 0 {
			f.tired[who]--
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, "<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>")
			return
		}
		result = "<Stacks>" + aStack + "</Stacks>"
	}
	fmt.Fprintf(w, "<%[1]sResponse><%[1]sResult>%[2]s</%[1]sResult></%[1]sResponse>", operation, result)
}

func newFleet(t *testing.T) (*fleet, *account.Sessions) {
	f := &fleet{when: map[string][]time.Time{}, tired: map[string]int{}}
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	start(t, awsIdentity)
	t.Setenv("HIPAAC_RATE", "")
	t.Setenv("AWS_ENDPOINT_URL", server.URL)
	t.Setenv("AWS_ACCESS_KEY_ID", target.Account)
	return f, account.NewSessions(account.How{})
}

func (f *fleet) account(i int) stack.Target {
	return stack.Target{Account: fmt.Sprintf("44445555%04d", i), Region: "us-west-2"}
}

// most is how many more calls came in some stretch of time than the rate allows.
func most(when []time.Time, rate, burst float64) (excess float64) {
	for i := range when {
		for j := i; j < len(when); j++ {
			excess = max(excess, float64(j-i+1)-burst-rate*when[j].Sub(when[i]).Seconds())
		}
	}
	return excess
}

// Two hundred stacks in twenty accounts, each looked at twice at once: no account gets more calls than its rate, and each gets as many as
// that allows.
func TestFleetKeepsTheRate(t *testing.T) {
	f, sessions := newFleet(t)
	began := time.Now()
	var all sync.WaitGroup
	for i := range 200 {
		all.Go(func() {
			session, err := sessions.Open(t.Context(), f.account(i%20), account.Role{Name: "deploy", ExternalID: strconv.Itoa(i / 20 % 2)}) // two sessions in each account
			if err != nil {
				t.Error(err)
				return
			}
			for range 2 {
				if err := find(t, session); err != nil { // with a client of its own
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	took := time.Since(began)
	for i := range 20 {
		when := f.when[f.account(i).Account+" DescribeStacks"]
		if len(when) != 20 || most(when, 4, 10) > 4 { // a second's worth for the way to the server, which takes longer when the machine is busy
			t.Errorf("account %d: %d calls, %.1f more than allowed", i, len(when), most(when, 4, 10))
		}
	}
	if took < 2*time.Second || took > 20*time.Second {
		t.Errorf("it took %s; twenty calls with ten at once and four in a second take 2.5 s", took)
	}
}

// An account that turns calls away is left in peace for a while, and no other account waits for that.
func TestThrottledAccountSlowsNobodyElse(t *testing.T) {
	f, sessions := newFleet(t)
	f.tired[f.account(0).Account] = 3
	took := make([]time.Duration, 2)
	var all sync.WaitGroup
	for i := range took {
		session, err := sessions.Open(t.Context(), f.account(i), account.Role{Name: "deploy"})
		if err != nil {
			t.Fatal(err)
		}
		all.Go(func() {
			began := time.Now()
			for range 6 {
				if err := find(t, session); err != nil {
					t.Error(err)
				}
			}
			took[i] = time.Since(began)
		})
	}
	all.Wait()
	if took[0] < time.Second || took[1] > took[0]/2 {
		t.Errorf("the throttled account took %s, the other one %s", took[0], took[1])
	}
	if when := f.when[f.account(0).Account+" DescribeStacks"]; len(when) != 9 || most(when[3:], 3.5, 1) > 3 {
		t.Errorf("the throttled account got %d calls, %.1f more than its rate", len(when), most(when[3:], 3.5, 1))
	}
}
