package awstest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// changeSet is a change set. While it is being made, its outcome is decided but not shown.
type changeSet struct {
	id, name, kind, description string
	stack                       *stack
	status, execution, reason   string
	created, ready              time.Time
	content                     // what it would deploy; resources and outputs stay empty
	role, onFailure, request    string
	changes                     []change
	parent                      *changeSet
	nested                      []*changeSet
	shells                      []*stack // nested stacks that it made, still empty
	hooks                       []*Hook
	validations                 []Validation
}

// maxSets is how many change sets a stack can have, failed ones included. Source: reports of users, such as awslabs/seed-farmer issue 441.
const maxSets = 1000

var setName = regexp.MustCompile(`^[a-zA-Z][-a-zA-Z0-9]{0,127}$`)

const nothingToChange = "The submitted information didn't contain changes. Submit different information to create a change set."

// making is how long a change set takes in virtual time.
const making = 3 * time.Second

func (f *formation) createChangeSet(call *call, in form) response {
	name, kind := in.Get("ChangeSetName"), in.Get("ChangeSetType")
	if kind == "" {
		kind = "UPDATE"
	}
	if !setName.MatchString(name) {
		return invalidInput("1 validation error detected: Value '%s' at 'changeSetName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*", name)
	}
	s := f.find(in.Get("StackName"))
	if s != nil && s.status == "DELETE_COMPLETE" {
		s = nil
	}
	if s != nil {
		if answer := s.sameSet(call, in, name); answer != nil {
			return *answer
		}
	}
	if refused := f.mayPropose(s, in.Get("StackName"), kind); refused.code != "" {
		return refused
	}
	next, refused := f.proposal(call, in, s)
	if refused.code != "" {
		return refused
	}
	if s == nil {
		s = f.newStack(in.Get("StackName"))
		s.enter("REVIEW_IN_PROGRESS", "User Initiated")
	}
	set := s.propose(next, name, kind)
	set.description, set.role, set.onFailure, set.request = in.Get("Description"), in.Get("RoleARN"), in.Get("OnStackFailure"), in.Encode()
	set.judge(in.flag("IncludeNestedStacks"))
	return call.result(fields{"Id": set.id, "StackId": s.id})
}

// sameSet answers where the stack has a change set of the name: the same request is answered with it, another one is refused.
func (s *stack) sameSet(call *call, in form, name string) *response {
	for _, set := range s.changeSets {
		if set.name != name {
			continue
		}
		answer := call.result(fields{"Id": set.id, "StackId": s.id})
		if set.request != in.Encode() || in.Get("ClientToken") == "" {
			answer = failed(http.StatusBadRequest, "AlreadyExistsException", fmt.Sprintf("ChangeSet %s cannot be created due to a mismatch with existing attribute ClientToken", name))
		}
		return &answer
	}
	return nil
}

// mayPropose tells whether a stack takes a change set of the kind in the state that it is in.
func (f *formation) mayPropose(s *stack, name, kind string) response {
	switch {
	case kind != "CREATE" && kind != "UPDATE":
		return invalidInput("awstest does not know change sets of type %s", kind)
	case kind == "UPDATE" && s == nil:
		return noStack(name)
	case kind == "CREATE" && s == nil && !stackName.MatchString(name):
		return invalidInput("1 validation error detected: Value '%s' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*", name)
	case s == nil && f.count() >= f.cloud.limits["StackLimit"]:
		return failed(http.StatusBadRequest, "LimitExceededException", fmt.Sprintf("Limit for stack has been exceeded: %d", f.cloud.limits["StackLimit"]))
	case s == nil:
		return response{}
	case s.parent != nil:
		return invalidInput("Change sets cannot be created directly on nested stack %s", s.name)
	case kind == "CREATE" && s.status != "REVIEW_IN_PROGRESS":
		return invalidInput("Stack [%s] already exists and cannot be created again with the changeSet [%s].", s.name, kind)
	case kind == "UPDATE" && !s.canUpdate():
		return invalidInput("Stack:%s is in %s state and can not be updated.", s.id, s.status)
	case len(s.changeSets) >= f.cloud.changeSets:
		return failed(http.StatusBadRequest, "LimitExceededException", "ChangeSet limit exceeded for stack "+s.id)
	}
	return response{}
}

// updatable are the states in which a stack can be changed. Source: user guide, stack status codes; UPDATE_FAILED and CREATE_FAILED
// come from operations without rollback.
var updatable = []string{"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE", "IMPORT_ROLLBACK_COMPLETE", "UPDATE_FAILED", "CREATE_FAILED"}

func (s *stack) canUpdate() bool { return slices.Contains(updatable, s.status) }

// proposal reads what is to be deployed.
func (f *formation) proposal(call *call, in form, s *stack) (content, response) {
	var next content
	body, refused := f.bodyOf(call, in, s)
	if refused.code != "" {
		return next, refused
	}
	t, refused := parse(body)
	if refused.code != "" {
		return next, refused
	}
	next = content{body: body, template: t, capabilities: in.list("Capabilities"), tags: in.pairs("Tags", "Key", "Value")}
	if next.parameters, refused = t.values(in, s); refused.code != "" {
		return next, refused
	}
	return next, t.acknowledged(next.capabilities)
}

// bodyOf gives the template: from the request, from a bucket with the rights of the caller, or the one that is deployed.
func (f *formation) bodyOf(call *call, in form, s *stack) ([]byte, response) {
	body, url := in.Get("TemplateBody"), in.Get("TemplateURL")
	switch {
	case body != "" && url != "":
		return nil, invalidInput("Only one of TemplateBody and TemplateURL can be specified")
	case len(body) > 51200:
		return nil, invalidInput("1 validation error detected: Value '%.40s…' at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200", body)
	case body != "":
		return []byte(body), response{}
	case url != "":
		return f.fetch(call, url)
	case in.flag("UsePreviousTemplate") && s != nil:
		return s.body, response{}
	}
	return nil, invalidInput("Either Template URL or Template Body must be specified.")
}

var bucketAddress = regexp.MustCompile(`^https://([^./]+)\.s3[.-]([-a-z0-9]+)\.amazonaws\.com(?:\.cn)?/(.+)$`)

// fetch reads a template from a bucket, as the caller.
func (f *formation) fetch(call *call, url string) ([]byte, response) {
	m := bucketAddress.FindStringSubmatch(url)
	if m == nil {
		return nil, invalidInput("TemplateURL must be a supported URL.")
	}
	b := f.cloud.buckets[m[1]]
	switch {
	case b == nil || b.objects[m[3]] == nil:
		return nil, invalidInput("S3 error: The specified key does not exist.\nFor more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html")
	case !b.open && b.owner != call.who.Account || f.cloud.denied["GetObject"]:
		return nil, invalidInput("S3 error: Access Denied\nFor more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html")
	case len(b.objects[m[3]]) > 1<<20:
		return nil, invalidInput("Template may not exceed 1000000 bytes in size.")
	}
	return b.objects[m[3]], response{}
}

// values are the parameters in full.
func (t *template) values(in form, s *stack) (map[string]string, response) {
	given, all := in.pairs("Parameters", "ParameterKey", "ParameterValue"), map[string]string{}
	for i := 1; in.Has(fmt.Sprintf("Parameters.member.%d.ParameterKey", i)); i++ {
		key := in.Get(fmt.Sprintf("Parameters.member.%d.ParameterKey", i))
		if in.flag(fmt.Sprintf("Parameters.member.%d.UsePreviousValue", i)) && s != nil {
			given[key] = s.parameters[key]
		}
		if _, known := t.Parameters[key]; !known {
			return nil, invalidInput("Parameters: [%s] do not exist in the template", key)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(t.Parameters)) {
		p := t.Parameters[name]
		value, is := given[name]
		switch {
		case !is && p.Default == nil:
			return nil, invalidInput("Parameters: [%s] must have values", name)
		case !is:
			value = fmt.Sprint(p.Default)
		}
		if p.AllowedValues != nil && !slices.ContainsFunc(p.AllowedValues, func(v any) bool { return fmt.Sprint(v) == value }) {
			return nil, invalidInput("Parameter '%s' must be one of AllowedValues", name)
		}
		if p.AllowedPattern != "" && !regexp.MustCompile("^(?:"+p.AllowedPattern+")$").MatchString(value) {
			return nil, invalidInput("Parameter '%s' must match pattern %s", name, p.AllowedPattern)
		}
		if len(value) > 4096 {
			return nil, invalidInput("Parameter '%s' must be 4096 characters or less", name)
		}
		all[name] = value
	}
	return all, response{}
}

// names of identities, which ask for CAPABILITY_NAMED_IAM. Source: API reference, CreateChangeSet, Capabilities.
var identityNames = map[string]string{"AWS::IAM::Role": "RoleName", "AWS::IAM::User": "UserName", "AWS::IAM::Group": "GroupName",
	"AWS::IAM::ManagedPolicy": "ManagedPolicyName", "AWS::IAM::InstanceProfile": "InstanceProfileName"}

var identityTypes = []string{"AWS::IAM::AccessKey", "AWS::IAM::Group", "AWS::IAM::InstanceProfile", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy",
	"AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::UserToGroupAddition"}

// acknowledged refuses a template that asks for more than is acknowledged.
func (t *template) acknowledged(capabilities []string) response {
	needs := ""
	for _, d := range t.Resources {
		switch {
		case d.Properties[identityNames[d.Type]] != nil && identityNames[d.Type] != "":
			needs = "CAPABILITY_NAMED_IAM"
		case needs == "" && slices.Contains(identityTypes, d.Type):
			needs = "CAPABILITY_IAM"
		}
	}
	if needs == "" || slices.Contains(capabilities, needs) || slices.Contains(capabilities, "CAPABILITY_NAMED_IAM") {
		return response{}
	}
	return failed(http.StatusBadRequest, "InsufficientCapabilitiesException", fmt.Sprintf("Requires capabilities : [%s]", needs))
}

// propose adds a change set to the stack.
func (s *stack) propose(next content, name, kind string) *changeSet {
	now := s.in.cloud.clock
	set := &changeSet{name: name, kind: kind, stack: s, content: next, created: now, ready: now.Add(making)}
	set.id = fmt.Sprintf("arn:%s:cloudformation:%s:%s:changeSet/%s/%s", s.in.partition, s.at.region, s.at.account, name, s.in.cloud.uuid())
	s.changeSets = append(s.changeSets, set)
	return set
}

// pending reports whether CloudFormation is still making it.
func (set *changeSet) pending() bool { return set.stack.in.cloud.clock.Before(set.ready) }

// state is what is shown of it.
func (set *changeSet) state() (status, execution, reason string) {
	switch now := set.stack.in.cloud.clock; {
	case now.Equal(set.created) && set.pending():
		return "CREATE_PENDING", "UNAVAILABLE", ""
	case set.pending():
		return "CREATE_IN_PROGRESS", "UNAVAILABLE", ""
	}
	return set.status, set.execution, set.reason
}

func (set *changeSet) fail(reason string) {
	set.status, set.execution, set.reason, set.changes = "FAILED", "UNAVAILABLE", reason, nil
}

// findChangeSet finds one by its ARN, or by its name and its stack.
func (f *formation) findChangeSet(nameOrID, stackNameOrID string) *changeSet {
	byID := strings.HasPrefix(nameOrID, "arn:")
	past := func(set *changeSet) bool {
		return !byID && f.cloud.superseded && strings.HasPrefix(set.execution, "EXECUTE_")
	}
	for _, s := range slices.Backward(f.stacks) {
		if !byID && s != f.find(stackNameOrID) {
			continue
		}
		for _, set := range slices.Backward(s.changeSets) {
			if (set.id == nameOrID || !byID && set.name == nameOrID) && !past(set) {
				return set
			}
		}
	}
	return nil
}

// canonical writes a value so that equal values are equal texts.
func canonical(value any) string {
	b, err := json.Marshal(value)
	if err != nil {
		panic("internal error: awstest: " + err.Error())
	}
	return string(b)
}
