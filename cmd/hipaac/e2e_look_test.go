package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// listing is where the AWS command line shows resources of a type.
type listing struct {
	command string // such as "ec2 describe-subnets"
	rows    string // the way to the rows in what it answers, such as "Reservations.Instances"
	id      string // the field of a row that is the physical id, or "" where a row is the id
	// same leads from properties of the template to the fields of a row that have to be equal.
	same map[string]string
}

// listings are by type. What is not here is looked at in another way, see asked, or only known to have a physical id, see unseen.
var listings = map[string]listing{
	"AWS::Backup::BackupPlan":                                     {"backup list-backup-plans", "BackupPlansList", "BackupPlanId", nil},
	"AWS::Backup::BackupVault":                                    {"backup list-backup-vaults", "BackupVaultList", "BackupVaultName", map[string]string{"EncryptionKeyArn": "EncryptionKeyArn"}},
	"AWS::CertificateManager::Certificate":                        {"acm list-certificates", "CertificateSummaryList", "CertificateArn", map[string]string{"DomainName": "DomainName"}},
	"AWS::CloudTrail::Trail":                                      {"cloudtrail describe-trails", "trailList", "Name", map[string]string{"IsMultiRegionTrail": "IsMultiRegionTrail", "EnableLogFileValidation": "LogFileValidationEnabled", "KMSKeyId": "KmsKeyId"}},
	"AWS::CloudWatch::Alarm":                                      {"cloudwatch describe-alarms", "MetricAlarms", "AlarmName", map[string]string{"Threshold": "Threshold", "ComparisonOperator": "ComparisonOperator", "EvaluationPeriods": "EvaluationPeriods"}},
	"AWS::CloudWatch::Dashboard":                                  {"cloudwatch list-dashboards", "DashboardEntries", "DashboardName", nil},
	"AWS::CodeBuild::Project":                                     {"codebuild list-projects", "projects", "", nil},
	"AWS::CodePipeline::Pipeline":                                 {"codepipeline list-pipelines", "pipelines", "name", nil},
	"AWS::Cognito::UserPool":                                      {"cognito-idp list-user-pools --max-results 60", "UserPools", "Id", nil},
	"AWS::Config::ConfigurationRecorder":                          {"configservice describe-configuration-recorders", "ConfigurationRecorders", "name", nil},
	"AWS::Config::DeliveryChannel":                                {"configservice describe-delivery-channels", "DeliveryChannels", "name", nil},
	"AWS::EC2::EIP":                                               {"ec2 describe-addresses", "Addresses", "PublicIp", nil},
	"AWS::EC2::FlowLog":                                           {"ec2 describe-flow-logs", "FlowLogs", "FlowLogId", map[string]string{"TrafficType": "TrafficType", "ResourceId": "ResourceId"}},
	"AWS::EC2::Instance":                                          {"ec2 describe-instances", "Reservations.Instances", "InstanceId", map[string]string{"InstanceType": "InstanceType"}},
	"AWS::EC2::InternetGateway":                                   {"ec2 describe-internet-gateways", "InternetGateways", "InternetGatewayId", nil},
	"AWS::EC2::LaunchTemplate":                                    {"ec2 describe-launch-templates", "LaunchTemplates", "LaunchTemplateId", nil},
	"AWS::EC2::NatGateway":                                        {"ec2 describe-nat-gateways", "NatGateways", "NatGatewayId", map[string]string{"SubnetId": "SubnetId"}},
	"AWS::EC2::NetworkAcl":                                        {"ec2 describe-network-acls", "NetworkAcls", "NetworkAclId", map[string]string{"VpcId": "VpcId"}},
	"AWS::EC2::RouteTable":                                        {"ec2 describe-route-tables", "RouteTables", "RouteTableId", map[string]string{"VpcId": "VpcId"}},
	"AWS::EC2::SecurityGroup":                                     {"ec2 describe-security-groups", "SecurityGroups", "GroupId", map[string]string{"GroupDescription": "Description", "VpcId": "VpcId"}},
	"AWS::EC2::SecurityGroupIngress":                              {"ec2 describe-security-group-rules", "SecurityGroupRules", "SecurityGroupRuleId", map[string]string{"FromPort": "FromPort", "ToPort": "ToPort", "IpProtocol": "IpProtocol", "GroupId": "GroupId"}},
	"AWS::EC2::Subnet":                                            {"ec2 describe-subnets", "Subnets", "SubnetId", map[string]string{"CidrBlock": "CidrBlock", "MapPublicIpOnLaunch": "MapPublicIpOnLaunch", "VpcId": "VpcId"}},
	"AWS::EC2::SubnetNetworkAclAssociation":                       {"ec2 describe-network-acls", "NetworkAcls.Associations", "NetworkAclAssociationId", map[string]string{"SubnetId": "SubnetId", "NetworkAclId": "NetworkAclId"}},
	"AWS::EC2::SubnetRouteTableAssociation":                       {"ec2 describe-route-tables", "RouteTables.Associations", "RouteTableAssociationId", map[string]string{"SubnetId": "SubnetId", "RouteTableId": "RouteTableId"}},
	"AWS::EC2::TransitGateway":                                    {"ec2 describe-transit-gateways", "TransitGateways", "TransitGatewayId", nil},
	"AWS::EC2::TransitGatewayAttachment":                          {"ec2 describe-transit-gateway-vpc-attachments", "TransitGatewayVpcAttachments", "TransitGatewayAttachmentId", map[string]string{"VpcId": "VpcId"}},
	"AWS::EC2::TransitGatewayRouteTable":                          {"ec2 describe-transit-gateway-route-tables", "TransitGatewayRouteTables", "TransitGatewayRouteTableId", nil},
	"AWS::EC2::VPC":                                               {"ec2 describe-vpcs", "Vpcs", "VpcId", map[string]string{"CidrBlock": "CidrBlock"}},
	"AWS::EC2::VPCEndpoint":                                       {"ec2 describe-vpc-endpoints", "VpcEndpoints", "VpcEndpointId", map[string]string{"VpcEndpointType": "VpcEndpointType", "PrivateDnsEnabled": "PrivateDnsEnabled", "VpcId": "VpcId"}},
	"AWS::ECR::Repository":                                        {"ecr describe-repositories", "repositories", "repositoryName", map[string]string{"ImageTagMutability": "imageTagMutability"}},
	"AWS::ECS::Cluster":                                           {"ecs list-clusters", "clusterArns", "", nil},
	"AWS::ECS::TaskDefinition":                                    {"ecs list-task-definitions", "taskDefinitionArns", "", nil},
	"AWS::ElasticBeanstalk::Application":                          {"elasticbeanstalk describe-applications", "Applications", "ApplicationName", nil},
	"AWS::ElasticBeanstalk::Environment":                          {"elasticbeanstalk describe-environments", "Environments", "EnvironmentName", map[string]string{"ApplicationName": "ApplicationName"}},
	"AWS::ElasticLoadBalancingV2::LoadBalancer":                   {"elbv2 describe-load-balancers", "LoadBalancers", "LoadBalancerArn", map[string]string{"Scheme": "Scheme"}},
	"AWS::ElasticLoadBalancingV2::TargetGroup":                    {"elbv2 describe-target-groups", "TargetGroups", "TargetGroupArn", map[string]string{"Protocol": "Protocol", "Port": "Port"}},
	"AWS::Events::Rule":                                           {"events list-rules", "Rules", "Name", map[string]string{"State": "State", "Description": "Description"}},
	"AWS::GuardDuty::Detector":                                    {"guardduty list-detectors", "DetectorIds", "", nil},
	"AWS::IAM::Group":                                             {"iam list-groups", "Groups", "GroupName", nil},
	"AWS::IAM::InstanceProfile":                                   {"iam list-instance-profiles", "InstanceProfiles", "InstanceProfileName", nil},
	"AWS::IAM::ManagedPolicy":                                     {"iam list-policies --scope Local", "Policies", "Arn", nil},
	"AWS::IAM::Role":                                              {"iam list-roles", "Roles", "RoleName", map[string]string{"MaxSessionDuration": "MaxSessionDuration", "Description": "Description"}},
	"AWS::KMS::Alias":                                             {"kms list-aliases", "Aliases", "AliasName", map[string]string{"TargetKeyId": "TargetKeyId"}},
	"AWS::KMS::Key":                                               {"kms list-keys", "Keys", "KeyId", nil},
	"AWS::Lambda::Function":                                       {"lambda list-functions", "Functions", "FunctionName", map[string]string{"Runtime": "Runtime", "Timeout": "Timeout", "Handler": "Handler"}},
	"AWS::Logs::LogGroup":                                         {"logs describe-log-groups", "logGroups", "logGroupName", map[string]string{"RetentionInDays": "retentionInDays", "KmsKeyId": "kmsKeyId"}},
	"AWS::Logs::MetricFilter":                                     {"logs describe-metric-filters", "metricFilters", "filterName", map[string]string{"FilterPattern": "filterPattern"}},
	"AWS::Logs::ResourcePolicy":                                   {"logs describe-resource-policies", "resourcePolicies", "policyName", nil},
	"AWS::RAM::ResourceShare":                                     {"ram get-resource-shares --resource-owner SELF", "resourceShares", "resourceShareArn", map[string]string{"AllowExternalPrincipals": "allowExternalPrincipals"}},
	"AWS::RDS::DBCluster":                                         {"rds describe-db-clusters", "DBClusters", "DBClusterIdentifier", map[string]string{"StorageEncrypted": "StorageEncrypted", "KmsKeyId": "KmsKeyId", "DeletionProtection": "DeletionProtection", "BackupRetentionPeriod": "BackupRetentionPeriod", "Engine": "Engine", "EnableIAMDatabaseAuthentication": "IAMDatabaseAuthenticationEnabled"}},
	"AWS::RDS::DBClusterParameterGroup":                           {"rds describe-db-cluster-parameter-groups", "DBClusterParameterGroups", "DBClusterParameterGroupName", map[string]string{"Family": "DBParameterGroupFamily"}},
	"AWS::RDS::DBInstance":                                        {"rds describe-db-instances", "DBInstances", "DBInstanceIdentifier", map[string]string{"StorageEncrypted": "StorageEncrypted", "KmsKeyId": "KmsKeyId", "DeletionProtection": "DeletionProtection", "PubliclyAccessible": "PubliclyAccessible", "DBInstanceClass": "DBInstanceClass"}},
	"AWS::RDS::DBParameterGroup":                                  {"rds describe-db-parameter-groups", "DBParameterGroups", "DBParameterGroupName", map[string]string{"Family": "DBParameterGroupFamily"}},
	"AWS::RDS::DBSubnetGroup":                                     {"rds describe-db-subnet-groups", "DBSubnetGroups", "DBSubnetGroupName", nil},
	"AWS::RDS::EventSubscription":                                 {"rds describe-event-subscriptions", "EventSubscriptionsList", "CustSubscriptionId", nil},
	"AWS::Route53Resolver::ResolverQueryLoggingConfig":            {"route53resolver list-resolver-query-log-configs", "ResolverQueryLogConfigs", "Id", nil},
	"AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation": {"route53resolver list-resolver-query-log-config-associations", "ResolverQueryLogConfigAssociations", "Id", map[string]string{"ResourceId": "ResourceId"}},
	"AWS::S3::Bucket":                                             {"s3api list-buckets", "Buckets", "Name", nil},
	"AWS::SNS::Subscription":                                      {"sns list-subscriptions", "Subscriptions", "SubscriptionArn", map[string]string{"Endpoint": "Endpoint", "TopicArn": "TopicArn"}},
	"AWS::SNS::Topic":                                             {"sns list-topics", "Topics", "TopicArn", nil},
	"AWS::SQS::Queue":                                             {"sqs list-queues", "QueueUrls", "", nil},
	"AWS::SSM::Document":                                          {"ssm list-documents --filters Key=Owner,Values=Self", "DocumentIdentifiers", "Name", nil},
	"AWS::ServiceCatalog::Portfolio":                              {"servicecatalog list-portfolios", "PortfolioDetails", "Id", map[string]string{"DisplayName": "DisplayName"}},
	"AWS::WAFv2::WebACL":                                          {"wafv2 list-web-acls --scope REGIONAL", "WebACLs", "ARN", map[string]string{"Name": "Name"}},
}

// asked are calls about one resource, whose answer has to hold what the template says. They take long, and are made for one environment.
var asked = map[string][]listing{
	"AWS::S3::Bucket": {
		{"s3api get-public-access-block --bucket {id}", "PublicAccessBlockConfiguration", "", map[string]string{
			"PublicAccessBlockConfiguration.BlockPublicAcls": "BlockPublicAcls", "PublicAccessBlockConfiguration.BlockPublicPolicy": "BlockPublicPolicy",
			"PublicAccessBlockConfiguration.IgnorePublicAcls": "IgnorePublicAcls", "PublicAccessBlockConfiguration.RestrictPublicBuckets": "RestrictPublicBuckets"}},
		{"s3api get-bucket-versioning --bucket {id}", "", "", map[string]string{"VersioningConfiguration.Status": "Status"}},
		{"s3api get-bucket-encryption --bucket {id}", "ServerSideEncryptionConfiguration.Rules", "", nil},
	},
	"AWS::S3::BucketPolicy": {{"s3api get-bucket-policy --bucket {id}", "", "", nil}},
	"AWS::KMS::Key":         {{"kms get-key-rotation-status --key-id {id}", "", "", map[string]string{"EnableKeyRotation": "KeyRotationEnabled"}}},
}

// sight looks at accounts with the AWS command line, as a person would.
type sight struct {
	*testing.T
	url   string
	env   func(account string) []string
	seen  map[glance][]any
	at    map[string]stack.Target // where a type is looked at
	known map[string]bool         // types that another test looks at
	// compared counts properties, so that no test passes for want of any.
	compared, commands int
	exports            map[stack.Target]map[string]string
}

// deployed is a stack of the spec and of the account.
type deployed struct {
	stack.Desired
	rows []stack.Resource
}

// glance is one use of the command line.
type glance struct {
	stack.Target
	command, rows string
}

// aws gives the rows that a command shows.
func (s *sight) aws(target stack.Target, command, rows string) []any {
	s.Helper()
	key := glance{target, command, rows}
	if found, known := s.seen[key]; known {
		return found
	}
	found, err := s.ask(key)
	if err != nil {
		s.Error(err)
	}
	s.seen[key] = found
	return found
}

func (s *sight) ask(g glance) ([]any, error) {
	cmd := exec.Command("aws", append(strings.Fields(g.command), "--endpoint-url", s.url, "--region", g.Region, "--output", "json")...)
	cmd.Env = s.env(g.Account)
	var out, notes bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &notes
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("aws %s in %s: %v\n%s", g.command, g.Target, err, notes.String())
	}
	var answer any = map[string]any{}
	if out.Len() > 0 {
		decoder := json.NewDecoder(&out)
		decoder.UseNumber()
		if err := decoder.Decode(&answer); err != nil {
			return nil, fmt.Errorf("aws %s: %v", g.command, err)
		}
	}
	return walk(answer, g.rows), nil
}

// ahead runs the commands that stacks are looked at with, several at a time: each starts a Python of its own. The list of a type is asked
// for in the first account and region that has the type.
func (s *sight) ahead(all []deployed, inDepth bool) {
	s.Helper()
	wanted := map[glance]bool{}
	for _, d := range all {
		for _, r := range d.rows {
			l, listed := listings[r.Type]
			if !listed || r.PhysicalID == "" {
				continue
			}
			if _, elsewhere := s.at[r.Type]; !elsewhere && !s.known[r.Type] {
				s.at[r.Type] = d.Target
				wanted[glance{d.Target, l.command, l.rows}] = true
			}
			if inDepth {
				for _, l := range asked[r.Type] {
					wanted[glance{d.Target, strings.ReplaceAll(l.command, "{id}", r.PhysicalID), l.rows}] = true
				}
			}
		}
	}
	var mu sync.Mutex
	var work sync.WaitGroup
	slots := make(chan bool, runtime.NumCPU())
	for g := range wanted {
		work.Go(func() {
			slots <- true
			defer func() { <-slots }()
			rows, err := s.ask(g)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				s.Error(err)
			}
			s.seen[g] = rows
		})
	}
	work.Wait()
	s.commands = len(wanted)
}

// walk follows a way through maps and, at each step, all elements of lists.
func walk(value any, way string) []any {
	if list, many := value.([]any); many {
		var all []any
		for _, element := range list {
			all = append(all, walk(element, way)...)
		}
		return all
	}
	if way == "" {
		return []any{value}
	}
	step, rest, _ := strings.Cut(way, ".")
	m, _ := value.(map[string]any)
	if next, there := m[step]; there && next != nil {
		return walk(next, rest)
	}
	return nil
}

// look compares a deployed stack with what the account shows. In depth, each resource is asked about by itself as well.
func (s *sight) look(d deployed, inDepth bool, found findings) {
	s.Helper()
	var doc struct {
		Resources map[string]struct {
			Type       string
			Properties map[string]any
		}
	}
	decoder := json.NewDecoder(bytes.NewReader(d.Template))
	decoder.UseNumber()
	if err := decoder.Decode(&doc); err != nil {
		s.Fatal(err)
	}
	if len(d.rows) != len(doc.Resources) {
		s.Errorf("%s has %d resources, and the template %d", d.Ref, len(d.rows), len(doc.Resources))
	}
	ids := map[string]string{}
	for _, r := range d.rows {
		ids[r.LogicalID] = r.PhysicalID
	}
	for _, r := range d.rows {
		wanted := doc.Resources[r.LogicalID]
		if wanted.Type != r.Type {
			s.Errorf("%s.%s is a %s, and in the template a %s", d.Ref, r.LogicalID, r.Type, wanted.Type)
		}
		l, listed := listings[r.Type]
		found.add(r, listed, l)
		switch {
		case strings.HasPrefix(r.Reason, "ignored"):
			continue
		case r.PhysicalID == "":
			s.Errorf("%s.%s, a %s, has no physical id", d.Ref, r.LogicalID, r.Type)
			continue
		}
		value := func(v any) (string, bool) { return resolved(v, ids, s.exports[d.Target]) }
		if listed && s.at[r.Type] == d.Target { // elsewhere it is enough that the stack has it
			row, there := pick(s.aws(d.Target, l.command, l.rows), l.id, r.PhysicalID)
			if !there {
				s.Errorf("%s.%s: aws %s does not show %s", d.Ref, r.LogicalID, l.command, r.PhysicalID)
				continue
			}
			s.same(d, r, wanted.Properties, l, row, value)
		}
		if inDepth {
			for _, l := range asked[r.Type] {
				l.command = strings.ReplaceAll(l.command, "{id}", r.PhysicalID)
				rows := s.aws(d.Target, l.command, l.rows)
				if len(rows) == 0 {
					s.Errorf("%s.%s: aws %s shows nothing", d.Ref, r.LogicalID, l.command)
					continue
				}
				s.same(d, r, wanted.Properties, l, rows[0], value)
			}
		}
	}
}

// same compares properties whose value is known.
func (s *sight) same(d deployed, r stack.Resource, properties map[string]any, l listing, row any, value func(any) (string, bool)) {
	s.Helper()
	for property, field := range l.same {
		in := walk(properties, property)
		if len(in) == 0 {
			continue
		}
		want, known := value(in[0])
		if !known {
			continue
		}
		got := ""
		if shown := walk(row, field); len(shown) > 0 {
			got = fmt.Sprint(shown[0])
		}
		s.compared++
		if !alike(got, want) && !strings.HasSuffix(want, "/"+got) {
			s.Errorf("%s.%s: %s is %s, and aws %s shows %s", d.Ref, r.LogicalID, property, want, l.command, got)
		}
	}
}

// alike takes 5 for 5.0, and true for True.
func alike(a, b string) bool {
	if strings.EqualFold(a, b) {
		return true
	}
	var x, y float64
	_, wrong := fmt.Sscan(a, &x)
	_, alsoWrong := fmt.Sscan(b, &y)
	return wrong == nil && alsoWrong == nil && x == y
}

// resolved is the value that CloudFormation makes of a property, where that takes no more than looking up a name.
func resolved(value any, ids, exports map[string]string) (string, bool) {
	switch v := value.(type) {
	case map[string]any:
		if name, ref := v["Ref"].(string); ref {
			id, known := ids[name]
			return id, known
		}
		if name, imported := v["Fn::ImportValue"].(string); imported {
			export, known := exports[name]
			return export, known
		}
		return "", false
	case []any:
		return "", false
	}
	return fmt.Sprint(value), true
}

// pick finds the row of a physical id, unless it says that the thing is deleted: some are shown for a while.
func pick(rows []any, field, id string) (any, bool) {
	for _, row := range rows {
		shown := row
		if m, fields := row.(map[string]any); fields {
			shown = m[field]
			if strings.EqualFold(fmt.Sprint(m["State"]), "deleted") {
				continue
			}
		}
		if text, _ := shown.(string); same(text, id) {
			return row, true
		}
	}
	return nil, false
}

// same takes an ARN for the name at its end, and the URL of a queue for another with the same way.
func same(shown, id string) bool {
	if at, isURL := strings.CutPrefix(id, "https://sqs."); isURL {
		_, id, _ = strings.Cut(at, "/")
	}
	return shown == id || strings.HasSuffix(shown, "/"+id)
}

// findings are what the emulator makes of each type, and how that is known.
type findings map[string]*finding

type finding struct {
	count   int
	ignored bool
	leftOut []string
	how     string
}

func (f findings) add(r stack.Resource, listed bool, l listing) {
	if f[r.Type] == nil {
		f[r.Type] = &finding{how: "has a physical id"}
	}
	e := f[r.Type]
	e.count++
	if strings.HasPrefix(r.Reason, "ignored") {
		e.ignored, e.how = true, "-"
	}
	if about := asked[r.Type]; !listed && len(about) > 0 {
		listed, l = true, about[0]
	}
	if listed {
		e.how = "aws " + strings.SplitN(l.command, " --", 2)[0]
	}
	if missing, some := strings.CutPrefix(r.Reason, "left out: "); some {
		e.leftOut = append(e.leftOut, strings.Split(missing, ", ")...)
		slices.Sort(e.leftOut)
		e.leftOut = slices.Compact(e.leftOut)
	}
}

// text is the table.
func (f findings) text() string {
	var b strings.Builder
	b.WriteString(emulated)
	for _, kind := range slices.Sorted(maps.Keys(f)) {
		e := f[kind]
		state := "made"
		switch {
		case e.ignored:
			state = "IGNORED"
		case len(e.leftOut) > 0:
			state = "made without " + strings.Join(e.leftOut, ", ")
		}
		fmt.Fprintf(&b, "%s\n    %s; %s\n", kind, state, e.how)
	}
	return b.String()
}

const emulated = `# What the emulator makes of each type of resource in environments/, and by what the tests know that it is there. What is ignored or left
# out proves nothing about a template. Written by "make e2e ARGS=-update"; a test keeps it true.
`
