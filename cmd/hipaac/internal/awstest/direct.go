package awstest

import (
	"errors"
	"fmt"
	"net/url"
	"time"
)

// Deployment is a stack that is there when a test begins. An ARN of a role, a stack policy and protection may be left out.
type Deployment struct {
	Account, Region, Name string
	Template              []byte
	Parameters            map[string]string
	Role, Policy          string
	Protected             bool
}

// Deploy makes or updates a stack as if somebody had done so before, and leaves no call on record. Virtual time goes on by an hour.
func (c *Cloud) Deploy(d Deployment) error {
	_, there := c.Stack(d.Account, d.Region, d.Name)
	c.Bucket("deployments-"+d.Account, d.Account, d.Region)
	c.Object("deployments-"+d.Account, d.Name, d.Template)
	in := url.Values{
		"StackName": {d.Name}, "ChangeSetName": {fmt.Sprintf("direct-%d", c.Now().Unix())}, "ChangeSetType": {"CREATE"}, "RoleARN": {d.Role},
		"TemplateURL": {fmt.Sprintf("https://deployments-%s.s3.%s.amazonaws.com/%s", d.Account, d.Region, d.Name)}, "Capabilities.member.1": {"CAPABILITY_NAMED_IAM"},
	}
	if there {
		in.Set("ChangeSetType", "UPDATE")
	}
	n := 0
	for key, value := range d.Parameters {
		n++
		in.Set(fmt.Sprintf("Parameters.member.%d.ParameterKey", n), key)
		in.Set(fmt.Sprintf("Parameters.member.%d.ParameterValue", n), value)
	}
	if err := c.direct(d, "CreateChangeSet", in, (*formation).createChangeSet); err != nil {
		return err
	}
	c.Advance(time.Minute)
	if err := c.direct(d, "ExecuteChangeSet", in, (*formation).executeChangeSet); err != nil {
		return err
	}
	c.Advance(time.Hour)
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.formationOf(d.Account, d.Region).find(d.Name)
	s.protected, s.policy = d.Protected, d.Policy
	if s.status != "CREATE_COMPLETE" && s.status != "UPDATE_COMPLETE" {
		return fmt.Errorf("stack %s ends as %s: %s", d.Name, s.status, s.reason)
	}
	return nil
}

func (c *Cloud) direct(d Deployment, operation string, in url.Values, do func(*formation, *call, form) response) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	f := c.formationOf(d.Account, d.Region)
	who := Identity{Account: d.Account, Partition: f.partition, Name: "before"}
	if out := do(f, &call{record: Call{Service: "cloudformation", Operation: operation}, region: d.Region, who: who, form: form{in}}, form{in}); out.code != "" {
		return errors.New(operation + " " + d.Name + ": " + out.message)
	}
	return nil
}
