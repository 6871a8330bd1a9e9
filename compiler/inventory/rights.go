package inventory

import (
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/controls"
)

// api is a service whose API software calls: what people call it, its endpoints in a VPC, and whether data goes over it. Over the others
// go keys, secrets, images, records and commands.
type api struct {
	name      string
	endpoints []string
	data      bool
	holds     Holding
}

// apis are those that rights lead to as flows, by the prefix of their actions. Endpoint names are from the AWS PrivateLink Guide.
var apis = map[string]api{
	"codecommit":     {"CodeCommit", []string{"codecommit", "git-codecommit"}, false, Without},
	"dynamodb":       {"DynamoDB", []string{"dynamodb"}, true, Moves},
	"ecr":            {"ECR", []string{"ecr.api", "ecr.dkr"}, false, Without},
	"kms":            {"KMS", []string{"kms"}, false, Without},
	"lambda":         {"Lambda", []string{"lambda"}, true, Moves},
	"logs":           {"CloudWatch Logs", []string{"logs"}, false, Beside},
	"s3":             {"S3", []string{"s3"}, true, Moves},
	"secretsmanager": {"Secrets Manager", []string{"secretsmanager"}, false, Without},
	"sns":            {"SNS", []string{"sns"}, true, Moves},
	"sqs":            {"SQS", []string{"sqs"}, true, Moves},
	"sts":            {"STS", []string{"sts"}, false, Without},
}

// reading and writing are how the actions begin that fetch something, and that put something there. Others manage, and move nothing.
var (
	fetching = []string{"*", "BatchGet", "BatchCheckLayer", "Decrypt", "FilterLog", "Get", "GitPull", "List", "Query", "Receive", "Scan", "StartQuery"}
	putting  = []string{"*", "BatchWrite", "CreateLogStream", "Delete", "Encrypt", "GenerateDataKey", "GitPush", "Invoke", "Publish", "Put", "ReEncrypt", "Send", "Update", "Write"}
	becoming = []string{"*", "AssumeRole"}
)

// managing are actions that begin like those that move data, and do not.
var managing = []string{"GetBucketLocation", "GetQueueUrl", "GetQueueAttributes", "GetAuthorizationToken", "ListBucketMultipartUploads",
	"PutBucketPolicy", "PutKeyPolicy", "GetKeyPolicy", "ListGrants", "GetBucketPolicy", "GetBucketVersioning", "UpdateFunctionCode"}

// call is what one resource may do with another through an API.
type call struct {
	api                   api
	fetches, puts, become bool
	evidence              []string
}

func (c *call) label() string {
	switch {
	case c.become:
		return "takes the role"
	case c.api.name == apis["logs"].name && c.puts && !c.fetches:
		return "log"
	case c.api.name == apis["secretsmanager"].name && c.fetches:
		return c.api.name + ", read the secret"
	case c.fetches && c.puts:
		return c.api.name + ", read and write"
	case c.puts:
		return c.api.name + ", write"
	}
	return c.api.name + ", read"
}

// openCompute: software calls what the policies of its role allow, if its network has a way there; and it calls out.
func (v view) openCompute() {
	for _, role := range v.roles() {
		v.openRights(role)
	}
	v.openEgress()
	for _, path := range []string{"LoggingConfig.LogGroup", "LogsConfig.CloudWatchLogs.GroupName"} {
		for _, id := range v.logGroups(v.Get(path)) {
			v.record(v.id(), id, "log", v.id())
		}
	}
}

// openRights: the calls that the policies of a role allow. What they deny is not taken off, so that a flow may be drawn that is shut, but
// none is left out that is open.
func (v view) openRights(role view) {
	calls := map[string]*call{}
	for _, r := range role.rights() {
		for _, s := range controls.Statements(r.document) {
			if !s.Allows().No() {
				v.calls(calls, s, r.by)
			}
		}
	}
	type exit struct {
		via  []string
		open bool
	}
	exits := map[string]exit{} // by service
	for to, c := range calls {
		service, _, _ := strings.Cut(to, "\x00")
		if _, known := exits[service]; !known {
			via, open := v.way(c.api.endpoints)
			exits[service] = exit{via, open}
		}
		if !exits[service].open {
			continue
		}
		w := way{data: c.api.data, Flow: Flow{
			From: v.id(), To: to[len(service)+1:], Label: c.label(), Port: "443", PHI: c.api.holds, Secure: "signed", Via: exits[service].via,
			Evidence: union(c.evidence, []string{role.id()}),
		}}
		if a := v.at.all.assets[w.To]; w.data && a.Environment == "" && !c.puts {
			w.data, w.PHI = false, Unsure // what others keep there, no template says
		}
		v.found(w)
	}
}

// calls adds what a statement allows, by service and asset.
func (v view) calls(calls map[string]*call, s controls.Statement, by string) {
	for _, action := range s.Get("Action").Items() {
		prefix, name, _ := strings.Cut(v.at.plain(action), ":")
		if prefix != "*" {
			v.callsOf(calls, s, by, prefix, name)
			continue
		}
		for every := range apis { // everything of every service
			v.callsOf(calls, s, by, every, "*")
		}
	}
}

// callsOf adds what a statement allows with the actions of one service that have a name.
func (v view) callsOf(calls map[string]*call, s controls.Statement, by, prefix, name string) {
	service, known := apis[prefix]
	if !known || slices.Contains(managing, name) {
		return
	}
	c := call{api: service, fetches: begins(name, fetching), puts: begins(name, putting), become: prefix == "sts" && begins(name, becoming)}
	if !c.fetches && !c.puts && !c.become {
		return
	}
	for _, resource := range s.Get("Resource").Items() {
		for _, id := range v.ends(resource, prefix) {
			if calls[prefix+"\x00"+id] == nil {
				calls[prefix+"\x00"+id] = &call{api: service}
			}
			all := calls[prefix+"\x00"+id]
			all.fetches, all.puts, all.become = all.fetches || c.fetches, all.puts || c.puts, all.become || c.become
			all.evidence = union(all.evidence, []string{by})
		}
	}
}

// begins reports whether an action begins with one of the words, or may: "G*" is among others every action that begins with "Get".
func begins(action string, words []string) bool {
	stem, _, pattern := strings.Cut(action, "*")
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(action, w) || pattern && strings.HasPrefix(w, stem) })
}

// ends are the assets that a statement's resource means, as far as they belong to the service of the action: of a policy that names
// many. Another account or a bucket of somebody else is outside.
func (v view) ends(resource value, service string) []string {
	if leads := v.leads(resource); len(leads) > 0 {
		var out []string
		for _, x := range leads {
			if x.answers(service) {
				out = append(out, x.id())
			}
		}
		return out
	}
	text := v.at.plain(resource)
	part := strings.SplitN(text, ":", 6)
	if len(part) < 6 || part[0] != "arn" || part[2] != service && !(service == "sts" && part[2] == "iam") {
		return nil
	}
	if found := v.at.all.named(text); len(found) > 0 {
		return found
	}
	if account := part[4]; len(account) == 12 && account != v.at.env.Manifest.Account {
		return []string{v.at.all.account(account)}
	}
	bucket, _, _ := strings.Cut(part[5], "/")
	if service == "s3" && !strings.ContainsAny(bucket, "*?$") {
		return []string{v.at.all.outsider(System, "bucket "+bucket, "bucket "+bucket)}
	}
	return nil
}

// answers reports whether a resource is reached through the API of a service. A role is reached through STS, and of what has no such API,
// such as a database, its secret.
func (v view) answers(service string) bool {
	_, own, _ := strings.Cut(strings.ToLower(v.Type), "::")
	own, _, _ = strings.Cut(own, "::")
	switch _, known := apis[own]; {
	case known:
		return own == service
	case own == "iam":
		return service == "sts"
	}
	return service == "secretsmanager"
}

// right is a policy document and the resource that it stands in.
type right struct {
	document value
	by       string
}

// rights are the policy documents of a role, whichever side names the other.
func (v view) rights() []right {
	var out []right
	from := func(x view) {
		for _, d := range controls.Documents(x.Subject) {
			out = append(out, right{d.Value, x.id()})
		}
	}
	from(v)
	for _, arn := range controls.ManagedPolicies(v.Subject) {
		if policy, ok := v.lead(arn, "AWS::IAM::ManagedPolicy"); ok {
			from(policy)
		}
	}
	for _, policy := range v.Pointing("AWS::IAM::ManagedPolicy", "Roles") {
		from(v.of(policy))
	}
	return out
}

// roles are those that software has which runs in a resource.
func (v view) roles() []view {
	var named []value
	switch v.Type {
	case "AWS::EC2::Instance":
		named = v.profiled(v.Get("IamInstanceProfile"))
		if launch, ok := v.lead(v.Get("LaunchTemplate.LaunchTemplateId"), "AWS::EC2::LaunchTemplate"); ok {
			data := launch.Get("LaunchTemplateData.IamInstanceProfile")
			named = append(named, append(v.profiled(data.Get("Arn")), v.profiled(data.Get("Name"))...)...)
		}
	case "AWS::ElasticBeanstalk::Environment":
		named = v.profiled(v.option("aws:autoscaling:launchconfiguration", "IamInstanceProfile"))
	case "AWS::ECS::Service":
		if task, ok := v.lead(v.Get("TaskDefinition"), "AWS::ECS::TaskDefinition"); ok {
			named = []value{task.Get("TaskRoleArn"), task.Get("ExecutionRoleArn")}
		}
	case "AWS::Lambda::Function":
		named = []value{v.Get("Role")}
	case "AWS::CodeBuild::Project":
		named = []value{v.Get("ServiceRole")}
	case "AWS::CodePipeline::Pipeline":
		named = []value{v.Get("RoleArn")}
	}
	var out []view
	for _, n := range named {
		if role, ok := v.lead(n, "AWS::IAM::Role"); ok {
			out = append(out, role)
		}
	}
	return out
}

func (v view) profiled(profile value) []value {
	if p, ok := v.lead(profile, "AWS::IAM::InstanceProfile"); ok {
		return p.Get("Roles").Items()
	}
	return nil
}

// way is how a call leaves the VPC: through an endpoint of the service, or else through what the routes of its subnets lead to. What runs
// in no VPC of the account calls directly. Where no route leads, nothing is open.
func (v view) way(services []string) (via []string, open bool) {
	subnets := v.subnets()
	if len(subnets) == 0 {
		return nil, true
	}
	for _, e := range v.every("AWS::EC2::VPCEndpoint") {
		name := e.Get("ServiceName")
		if e.vpcOf() == v.vpc() && slices.ContainsFunc(services, func(s string) bool { return name.Ends("." + s).Yes() }) && e.serves(subnets) {
			via = append(via, e.id())
		}
	}
	if len(via) > 0 {
		return union(via, nil), true
	}
	for _, s := range subnets {
		for _, route := range s.routes() {
			if nat, ok := v.lead(route.Get("NatGatewayId"), "AWS::EC2::NatGateway"); ok {
				via = append(via, nat.id())
			}
		}
	}
	return union(via, nil), !slices.ContainsFunc(subnets, func(s view) bool { return s.reachOut() == "isolated" })
}

func (v view) vpcOf() string {
	if x, ok := v.lead(v.Get("VpcId"), "AWS::EC2::VPC"); ok {
		return x.id()
	}
	return ""
}

// serves reports whether an endpoint is there for subnets: those of the whole VPC for an interface, those whose route tables it is in for
// a gateway.
func (v view) serves(subnets []view) bool {
	if v.Get("VpcEndpointType").Is("Interface").Yes() {
		return true
	}
	for _, s := range subnets {
		for _, table := range s.tables() {
			if slices.ContainsFunc(v.Get("RouteTableIds").Items(), func(id value) bool { return id.Names(table.Subject) }) {
				return true
			}
		}
	}
	return false
}
