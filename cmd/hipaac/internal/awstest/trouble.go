package awstest

import (
	"strings"
	"time"
)

// Trouble makes work on resources fail.
type Trouble struct {
	// Stack, LogicalID and Type say which; what is empty says nothing.
	Stack, LogicalID, Type string
	// On is the work: "create", "update", "delete", "rollback" (bringing back, or deleting again) or "cleanup" (deleting what was
	// replaced or removed).
	On string
	// Reason is what AWS says.
	Reason string
	// Times is how often; 0 is always.
	Times int
}

// FailResource makes work on resources fail from now on.
func (c *Cloud) FailResource(t Trouble) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.Reason == "" {
		t.Reason = "Resource handler returned message: \"it does not work\" (HandlerErrorCode: GeneralServiceException)"
	}
	if t.Times == 0 {
		t.Times = -1
	}
	c.troubles = append(c.troubles, &t)
}

// Heal ends all trouble.
func (c *Cloud) Heal() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.troubles = nil
}

// wrong says why work on a resource fails, or "".
func (c *Cloud) wrong(s *stack, r *resource, on string) string {
	for _, t := range c.troubles {
		if t.Times == 0 || t.On != on || t.Stack != "" && t.Stack != s.name || t.LogicalID != "" && t.LogicalID != r.id || t.Type != "" && t.Type != r.kind {
			continue
		}
		t.Times--
		return t.Reason
	}
	return ""
}

// Stack is what a test sees of a stack.
type Stack struct {
	ID, Name, Status, Reason, Role, Policy string
	Protected                              bool
	Template                               []byte
	Parameters, Outputs                    map[string]string
	Resources                              []Resource
	Operations                             []Operation
	ChangeSets                             []string // names
}

// Resource is a resource of a stack.
type Resource struct {
	LogicalID, PhysicalID, Type, Status string
	Properties                          map[string]any
}

// Stack gives the newest stack of a name, and whether there is or was one. It does not let time go on.
func (c *Cloud) Stack(account, region, name string) (Stack, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keepPace()
	all := c.formationOf(account, region).stacks
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].name == name {
			return all[i].shown(), true
		}
	}
	return Stack{}, false
}

// Stacks are the stacks of an account and region that there are, oldest first.
func (c *Cloud) Stacks(account, region string) []Stack {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keepPace()
	var all []Stack
	for _, s := range c.formationOf(account, region).stacks {
		if s.status != "DELETE_COMPLETE" {
			all = append(all, s.shown())
		}
	}
	return all
}

func (s *stack) shown() Stack {
	out := Stack{
		ID: s.id, Name: s.name, Status: s.status, Reason: s.reason, Role: s.role, Policy: s.policy, Protected: s.protected, Template: s.body,
		Parameters: s.parameters, Outputs: map[string]string{},
	}
	for _, o := range s.outputs {
		out.Outputs[o.key] = o.value
	}
	for _, r := range s.sorted() {
		out.Resources = append(out.Resources, Resource{r.id, r.physicalID, r.kind, r.status, r.properties})
	}
	for _, o := range s.history {
		out.Operations = append(out.Operations, *o)
	}
	for _, set := range s.changeSets {
		out.ChangeSets = append(out.ChangeSets, set.name)
	}
	return out
}

// ForgetTokens makes CloudFormation forget tokens at once: a repeated call is then judged by the state alone.
func (c *Cloud) ForgetTokens() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.forgetful = true
}

// SetExportsInUse says what becomes of a stack that is to be deleted while others import from it: the status from before, or DELETE_FAILED.
func (c *Cloud) SetExportsInUse(deleteFailed bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.exportsFail = deleteFailed
}

// OnlyStacks gives rights on stacks and on nothing else: who names a change set by its ARN and not its stack is turned away. Users saw
// AWS do that (widdix/complete-aws-iam-reference issue 6); its documentation says otherwise.
func (c *Cloud) OnlyStacks() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.onlyStacks = true
}

// Supersede lets names no longer lead to change sets that were executed, as users saw in AWS (aws/copilot-cli). ARNs do.
func (c *Cloud) Supersede() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.superseded = true
}

// SetChangeSets sets how many change sets a stack may have.
func (c *Cloud) SetChangeSets(n int) { c.set(&c.changeSets, n) }

func (c *Cloud) entries() int {
	if c.pageSize != defaultPage {
		return c.pageSize
	}
	return 100
}

// start is when virtual time begins.
var start = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

func shortName(nameOrARN string) string {
	if parts := strings.Split(nameOrARN, "/"); strings.HasPrefix(nameOrARN, "arn:") && len(parts) > 1 {
		return parts[1]
	}
	return nameOrARN
}
