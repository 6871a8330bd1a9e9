package awstest

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// formation is CloudFormation in one account and region.
type formation struct {
	at        place
	partition string
	cloud     *Cloud
	stacks    []*stack // all there ever were, oldest first
}

type stack struct {
	at             place
	in             *formation
	id, name       string
	status, reason string
	created        time.Time
	updated        time.Time
	deleted        time.Time
	changeSet      string // ARN of the one that was executed last
	role           string
	protected      bool
	policy         string
	parent         *stack
	content
	good       *content    // what a rollback brings back; nil before the first success
	rollbackTo *content    // what a nested stack was before the operation of its parent
	leftovers  []*resource // replaced or removed ones, which the clean-up deletes
	changeSets []*changeSet
	events     []event // oldest first
	running    *operation
	history    []*Operation
	detections []*detection
	invoked    []*Hook
	tokens     map[string]string // the request that a token belongs to
	serial     int               // of physical ids
	before     fields            // what reads see for stale more times
	stale      int
}

// content is what a deployment makes of a stack, and a rollback brings back.
type content struct {
	body         []byte
	template     *template
	parameters   map[string]string // all of them, with defaults
	capabilities []string
	tags         map[string]string
	resources    map[string]*resource
	outputs      []output
	imports      map[string]bool // names of exports
}

type output struct{ key, value, export string }

type resource struct {
	id, physicalID, kind string
	status, reason       string
	updated              time.Time
	properties           map[string]any // without functions
	definition           definition
	outputs              map[string]string // of a nested stack
	drift                *Drift
	skipped              bool // a rollback passed it over; nobody knows what it is until it is updated again
}

func (c content) clone() *content {
	c.resources = maps.Clone(c.resources)
	for id, r := range c.resources {
		twin := *r
		c.resources[id] = &twin
	}
	return &c
}

func (c *Cloud) formationOf(account, region string) *formation {
	at := place{account, region}
	if c.formations[at] == nil {
		partition := "aws"
		if strings.HasPrefix(region, "us-gov-") {
			partition = "aws-us-gov"
		}
		c.formations[at] = &formation{at: at, partition: partition, cloud: c}
	}
	return c.formations[at]
}

// operations of CloudFormation that the stand-in knows.
var stackOperations = map[string]func(f *formation, call *call, in form) response{
	"CreateChangeSet":             (*formation).createChangeSet,
	"DescribeChangeSet":           (*formation).describeChangeSet,
	"ExecuteChangeSet":            (*formation).executeChangeSet,
	"DeleteChangeSet":             (*formation).deleteChangeSet,
	"ListChangeSets":              (*formation).listChangeSets,
	"DescribeStacks":              (*formation).describeStacks,
	"DescribeStackEvents":         (*formation).describeStackEvents,
	"DescribeStackResources":      (*formation).describeStackResources,
	"ListStackResources":          (*formation).listStackResources,
	"GetTemplate":                 (*formation).getTemplate,
	"DeleteStack":                 (*formation).deleteStack,
	"GetStackPolicy":              (*formation).getStackPolicy,
	"SetStackPolicy":              (*formation).setStackPolicy,
	"UpdateTerminationProtection": (*formation).updateTerminationProtection,
	"ListExports":                 (*formation).listExports,
	"ListImports":                 (*formation).listImports,

	"CancelUpdateStack":                 (*formation).cancelUpdateStack,
	"ContinueUpdateRollback":            (*formation).continueUpdateRollback,
	"RollbackStack":                     (*formation).rollbackStack,
	"DetectStackDrift":                  (*formation).detectStackDrift,
	"DescribeStackDriftDetectionStatus": (*formation).describeDriftDetection,
	"DescribeStackResourceDrifts":       (*formation).describeResourceDrifts,
	"DescribeEvents":                    (*formation).describeEvents,
	"ListHookResults":                   (*formation).listHookResults,
	"GetHookResult":                     (*formation).getHookResult,
	"DescribeAccountLimits":             (*formation).describeAccountLimits,
}

// looks are the operations that let time go on: what somebody waits for, they look at with these.
var looks = []string{"DescribeStacks", "DescribeStackEvents", "DescribeStackResources", "ListStackResources", "DescribeChangeSet", "DescribeEvents", "DescribeStackDriftDetectionStatus"}

func (c *Cloud) cloudFormation(call *call) response {
	do := stackOperations[call.record.Operation]
	if do == nil {
		return unknown(call)
	}
	if name := call.form.Get("ChangeSetName"); c.onlyStacks && strings.HasPrefix(name, "arn:") && call.form.Get("StackName") == "" && call.record.Operation != "DescribeEvents" {
		return failed(http.StatusForbidden, "AccessDenied", fmt.Sprintf("User: %s is not authorized to perform: cloudformation:%s on resource: %s", call.who.arn(), call.record.Operation, name))
	}
	c.keepPace()
	f := c.formationOf(call.who.Account, call.region)
	answer := do(f, call, call.form)
	if slices.Contains(looks, call.record.Operation) && call.form.Get("NextToken") == "" {
		c.look()
	}
	return answer
}

// find gives the stack of an ARN, though it be deleted, or the one that has a name now.
func (f *formation) find(nameOrID string) *stack {
	for _, s := range slices.Backward(f.stacks) {
		if s.id == nameOrID && (s.deleted.IsZero() || f.cloud.clock.Sub(s.deleted) < 90*24*time.Hour) || s.name == nameOrID && s.status != "DELETE_COMPLETE" {
			return s
		}
	}
	return nil
}

func noStack(nameOrID string) response {
	return invalidInput("Stack [%s] does not exist", nameOrID)
}

var stackName = regexp.MustCompile(`^[a-zA-Z][-a-zA-Z0-9]{0,127}$`)

// newStack makes an empty stack that waits for the review of a change set.
func (f *formation) newStack(name string) *stack {
	s := &stack{at: f.at, in: f, name: name, created: f.cloud.clock, tokens: map[string]string{}}
	s.id = fmt.Sprintf("arn:%s:cloudformation:%s:%s:stack/%s/%s", f.partition, f.at.region, f.at.account, name, f.cloud.uuid())
	f.stacks = append(f.stacks, s)
	return s
}

// uuid makes an identifier, the same ones in every run.
func (c *Cloud) uuid() string {
	c.serial++
	h := hash(fmt.Sprint("uuid", c.serial), 20)
	return fmt.Sprintf("%s-%s-4%s-8%s-%012x", h[:8], h[8:12], h[12:15], h[15:18], c.serial)
}

// exportOf gives the stack that has an export, and its value.
func (f *formation) exportOf(name string) (*stack, string) {
	for _, s := range f.stacks {
		for _, o := range s.outputs {
			if o.export == name && s.status != "DELETE_COMPLETE" {
				return s, o.value
			}
		}
	}
	return nil, ""
}

// importers are the names of the stacks that use an export.
func (f *formation) importers(export string) []string {
	var names []string
	for _, s := range f.stacks {
		if s.status != "DELETE_COMPLETE" && (s.imports[export] || s.good != nil && s.good.imports[export]) {
			names = append(names, s.name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// scope is what the stack's template sees with certain parameters.
func (s *stack) scope(t *template, parameters map[string]string) *scope {
	return &scope{
		template: t, stack: s, parameters: parameters, partition: s.in.partition, imports: map[string]bool{},
		export: func(name string) (string, bool) {
			from, value := s.in.exportOf(name)
			return value, from != nil
		},
		value: s.valueOf,
	}
}

// valueOf is what a Ref or a GetAtt of a resource gives.
func (s *stack) valueOf(id, name string) any {
	r := s.resources[id]
	switch {
	case r == nil:
		panic(trouble(fmt.Sprintf("Template error: resource %s does not exist", id)))
	case name == "":
		return r.physicalID
	}
	return attribute(s, s.in.partition, r, name)
}

// once reports whether a request of this token was answered before. Another request with the token is refused. Source: API reference,
// ClientRequestToken: "retry requests so that CloudFormation knows that you're not attempting to" do it again.
func (s *stack) once(operation string, in form, token string) (again bool, refused response) {
	if token == "" || s.in.cloud.forgetful {
		return false, response{}
	}
	request := operation + "?" + in.Encode()
	before, is := s.tokens[token]
	switch {
	case is && before == request:
		return true, response{}
	case is:
		return false, failed(http.StatusBadRequest, "TokenAlreadyExistsException", "A client request token already exists: "+token)
	}
	return false, response{}
}

// spend keeps a token for once.
func (s *stack) spend(operation string, in form, token string) {
	if token != "" {
		s.tokens[token] = operation + "?" + in.Encode()
	}
}
