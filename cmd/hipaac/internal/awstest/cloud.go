// Package awstest stands in for AWS in tests. It is a test instrument: an in-process server that speaks the protocols of S3, STS,
// Service Catalog and CloudFormation at the HTTP level, so that the real SDK and the built program talk to it unchanged, through AWS_ENDPOINT_URL.
//
// It is this project's reading of the AWS documentation of 2026-11, and not AWS: what it takes, AWS may refuse. It verifies no
// signature; the access key in one says who calls. Each service is a file with the operations that hipaac uses and nothing else; an
// operation that it does not know is an error, so that no test passes by accident. CloudFormation works in virtual time, which goes on when
// somebody looks (see SetTick), reads templates in JSON with an evaluator of its own, and makes up what only AWS knows: ids and attributes.
// Every call is on record: Calls says what was done.
package awstest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// Cloud is a whole AWS: accounts with their buckets, catalogs and stacks. The zero value is of no use; New makes one.
type Cloud struct {
	mu         sync.Mutex
	identities map[string]Identity // by access key
	roles      map[string]*role    // by account/name
	buckets    map[string]*bucket
	catalogs   map[place]*catalog
	faults     faults
	denied     map[string]bool
	calls      []Call
	serial     int
	// versions is how many versions a product may have, pageSize how many entries an answer has, lag how many reads after a change
	// still see what was before it, making how many looks at a new version find it unfinished.
	versions, pageSize, lag, making int

	// What follows is of CloudFormation.
	formations map[place]*formation
	clock      time.Time // virtual
	tick       time.Duration
	pace       float64   // virtual seconds in one of real time; 0: time goes on by looks
	paced      time.Time // real time up to which virtual time has gone on
	takes      map[string]time.Duration
	troubles   []*Trouble
	changeSets int

	validations    []Validation
	hooks          []*Hook
	detectionFails string
	limits         map[string]int
	// forgetful says that tokens are forgotten, exportsFail that a deletion that exports forbid ends in DELETE_FAILED.
	forgetful, exportsFail bool
	// onlyStacks says that nobody has rights on change sets by their ARNs, superseded that names lead to no change set that was executed.
	onlyStacks, superseded bool
}

const defaultPage = 20

// place is where a regional service keeps its things.
type place struct{ account, region string }

// Identity is who calls with an access key.
type Identity struct {
	Account, Partition, Name string
	// Session is the name of the session of an assumed role; "session" if nothing is said.
	Session string
	// Expired makes every call fail as with credentials whose time is over.
	Expired bool
}

func (i Identity) arn() string {
	session := i.Session
	if session == "" {
		session = "session"
	}
	return fmt.Sprintf("arn:%s:sts::%s:assumed-role/%s/%s", i.Partition, i.Account, i.Name, session)
}

// New makes an AWS that is empty.
func New() *Cloud {
	return &Cloud{
		identities: map[string]Identity{}, roles: map[string]*role{}, buckets: map[string]*bucket{}, catalogs: map[place]*catalog{}, denied: map[string]bool{},
		versions: 100, pageSize: defaultPage,
		formations: map[place]*formation{}, clock: start, tick: 5 * time.Second, takes: map[string]time.Duration{}, changeSets: maxSets,
		limits: map[string]int{"StackLimit": 2000, "StackOutputsLimit": 200, "ConcurrentResourcesLimit": 2500},
	}
}

// Start makes an AWS and serves it until the test ends. The URL is what AWS_ENDPOINT_URL is set to. Nobody counts calls here, so hipaac
// need not go slowly.
func Start(t testing.TB) (cloud *Cloud, url string) {
	t.Setenv("HIPAAC_RATE", "1000")
	cloud = New()
	server := httptest.NewServer(cloud)
	t.Cleanup(func() {
		server.CloseClientConnections() // an answer that a fault holds back would keep the server open
		server.Close()
	})
	return cloud, server.URL
}

// AccessKey lets an identity call with a key.
func (c *Cloud) AccessKey(key string, who Identity) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if who.Partition == "" {
		who.Partition = "aws"
	}
	if who.Name == "" {
		who.Name = "publisher"
	}
	c.identities[key] = who
}

// Deny takes the right to call an operation, such as "CreateProvisioningArtifact", from everybody.
func (c *Cloud) Deny(operation string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.denied[operation] = true
}

// Allow gives it back.
func (c *Cloud) Allow(operation string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.denied, operation)
}

// SetVersions sets how many versions a product may have.
func (c *Cloud) SetVersions(n int) { c.set(&c.versions, n) }

// SetPageSize sets how many entries an answer has at most.
func (c *Cloud) SetPageSize(n int) { c.set(&c.pageSize, n) }

// SetLag lets that many reads after a change of a catalog, or of a stack after an operation began, see what was before it.
func (c *Cloud) SetLag(n int) { c.set(&c.lag, n) }

// SetMaking lets that many looks at a new version find it unfinished.
func (c *Cloud) SetMaking(n int) { c.set(&c.making, n) }

func (c *Cloud) set(field *int, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	*field = n
}

// id makes an identifier in the form of AWS's, the same ones in every run.
func (c *Cloud) id(prefix string) string {
	c.serial++
	return fmt.Sprintf("%s-%013d", prefix, c.serial)
}

// now is a clock that goes on by a second with everything that is made.
func (c *Cloud) now() time.Time {
	return time.Date(2026, 11, 1, 0, 0, c.serial, 0, time.UTC)
}

// breath is how long the stand-in takes for an answer at least. The SDK closes the body of a request when the answer begins, and when its
// transport has not yet seen the end of that body, it breaks the connection in the middle of a long answer: AWS is never as fast as that.
const breath = time.Millisecond / 2

// ServeHTTP answers one call. Calls are answered one after the other.
func (c *Cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	call, err := read(r)
	if err != nil {
		http.Error(w, "awstest: "+err.Error(), http.StatusNotImplemented)
		return
	}
	time.Sleep(breath)
	answer, fault := c.take(call)
	if fault != nil {
		fault.interrupt(w, r, call)
	}
	if fault == nil || fault.Kind == Slow {
		answer.write(w, call)
	}
}

// take does what a call asks for, and says what goes wrong with it. Nothing is held up while an answer is late.
func (c *Cloud) take(call *call) (answer response, fault *Fault) {
	c.mu.Lock()
	defer c.mu.Unlock()
	call.record.Subject, call.record.Region, call.record.At = subject(call), call.region, time.Now()
	call.record.Account = c.identities[call.accessKey].Account
	fault = c.faults.next(call.record.Operation)
	defer func() { c.calls = append(c.calls, call.record) }()
	if fault != nil && !fault.after() {
		call.record.Outcome = string(fault.Kind)
		return response{}, fault
	}
	answer = c.answer(call)
	call.record.Outcome = answer.outcome()
	if fault != nil {
		call.record.Outcome += ", " + string(fault.Kind)
	}
	return answer, fault
}

// answer does what is asked for, if the caller may.
func (c *Cloud) answer(call *call) response {
	who, known := c.identities[call.accessKey]
	switch {
	case !known:
		return failed(http.StatusForbidden, invalidKey[call.record.Service], "The security token included in the request is invalid.")
	case who.Expired:
		return failed(http.StatusForbidden, expiredKey[call.record.Service], "The security token included in the request is expired")
	case c.denied[call.record.Operation]:
		return failed(http.StatusForbidden, deniedCode[call.record.Service], fmt.Sprintf("User: %s is not authorized to perform: %s:%s", who.arn(), call.record.Service, call.record.Operation))
	}
	call.who = who
	switch call.record.Service {
	case "sts":
		return c.sts(call)
	case "s3":
		return c.s3(call)
	case "servicecatalog":
		return c.serviceCatalog(call)
	case "cloudformation":
		return c.cloudFormation(call)
	case "cloudcontrolapi":
		return c.cloudControl(call)
	case "config":
		return c.configuration(call)
	}
	return failed(http.StatusNotImplemented, "NotImplemented", "awstest does not know the service "+call.record.Service)
}
