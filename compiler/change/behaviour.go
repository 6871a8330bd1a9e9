package change

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/hipaac/hipaac/compiler/template"
)

// types.csv holds, for each type: the properties whose change makes CloudFormation replace the resource (createOnlyProperties of its
// schema in the CloudFormation registry), those whose change does so in some cases (conditionalCreateOnlyProperties), and the
// properties by which the resource names itself. As of 2026-11; rarely used types, such as those of Redshift and Omics, are of 2026-05.
// Of database instances those are left out of the second list of which the resource reference says "some interruptions": the registry
// does not tell the two apart.
// "*" in a path is any element of a list.
//
//go:embed types.csv
var typesText string

// behaviour is what CloudFormation does when properties of a type change.
type behaviour struct{ replaces, may, name []string }

var behaviours = sync.OnceValue(func() map[string]behaviour {
	table := map[string]behaviour{}
	for line := range strings.Lines(typesText) {
		cells := strings.Split(strings.TrimSpace(line), ",")
		table[cells[0]] = behaviour{replaces: strings.Fields(cells[1]), may: strings.Fields(cells[2]), name: strings.Fields(cells[3])}
	}
	delete(table, "type")
	return table
})

// Known reports whether the table of types has a type. Of one that it does not have, every change may mean a replacement.
func Known(kind string) bool {
	_, known := behaviours()[kind]
	return known
}

// replacement is what the change of one property does to a resource of a type. The trees are the resource's properties before and
// after: a part that was added or removed as a whole may hold a property that replaces.
func replacement(kind, path string, was, is *template.Node) Replacement {
	path, inside := strings.CutPrefix(path, "Properties")
	if !inside {
		return InPlace
	}
	path = strings.TrimPrefix(path, ".")
	b, known := behaviours()[kind]
	switch {
	case !known:
		return MayReplace
	case touches(path, b.replaces, was, is):
		return WillReplace
	case touches(path, b.may, was, is):
		return MayReplace
	}
	return InPlace
}

func touches(path string, properties []string, was, is *template.Node) bool {
	steps := steps(path)
	for _, p := range properties {
		wanted := strings.Split(p, ".")
		if !along(steps, wanted) {
			continue
		}
		if len(steps) >= len(wanted) || reaches(was, wanted) || reaches(is, wanted) {
			return true
		}
	}
	return false
}

// steps are the parts of a path; an element of a list is the step "*".
func steps(path string) []string {
	var out []string
	for _, part := range strings.FieldsFunc(path, func(c rune) bool { return c == '.' || c == '[' }) {
		if strings.HasSuffix(part, "]") {
			part = "*"
		}
		out = append(out, part)
	}
	return out
}

// along reports whether one path is the beginning of the other.
func along(a, b []string) bool {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// reaches reports whether something stands at a path. What a function makes may.
func reaches(n *template.Node, path []string) bool {
	if n == nil || len(path) == 0 {
		return n != nil
	}
	if name, _ := n.Intrinsic(); name != "" && name != "Condition" {
		return true
	}
	if n.Kind != template.List {
		return reaches(n.Get(path[0]), path[1:])
	}
	if path[0] == "*" {
		path = path[1:]
	}
	for _, item := range n.Items {
		if reaches(item, path) {
			return true
		}
	}
	return false
}

// rule is a documented behaviour of some properties of a type.
type rule struct {
	kind       string
	properties []string
	why        string
}

// refused are updates that CloudFormation or the service refuses, as the resource reference says ("Updates are not supported", "the
// update request fails"). As of 2026-11.
var refused = []rule{
	{"AWS::KMS::Key", []string{"KeySpec", "KeyUsage", "Origin", "MultiRegion"}, "a key keeps its specification, usage, origin and reach"},
	{"AWS::EC2::Volume", []string{"AvailabilityZone", "Encrypted", "KmsKeyId", "SnapshotId", "OutpostArn", "MultiAttachEnabled"}, "a volume keeps its zone, source and encryption"},
	{"AWS::Cognito::UserPool", []string{"UsernameAttributes", "AliasAttributes", "UsernameConfiguration"}, "a user pool keeps how people sign in"},
	{"AWS::CloudFormation::CustomResource", []string{"ServiceToken"}, "a custom resource keeps the function that serves it"},
}

// interrupts are properties whose update the resource reference calls "some interruptions", or that restart what runs. As of 2026-11.
var interrupts = []rule{
	{"AWS::RDS::DBInstance", []string{"DBInstanceClass", "Engine", "EngineVersion", "DBParameterGroupName", "BackupRetentionPeriod", "MultiAZ",
		"PerformanceInsightsKMSKeyId", "PreferredMaintenanceWindow", "StorageType", "CACertificateIdentifier"}, ""},
	{"AWS::RDS::DBCluster", []string{"EngineVersion", "Port", "DBClusterParameterGroupName", "DBClusterInstanceClass"}, ""},
	{"AWS::EC2::Instance", []string{"InstanceType", "EbsOptimized", "UserData", "KernelId", "RamdiskId"}, ""},
	{"AWS::ElastiCache::ReplicationGroup", []string{"CacheNodeType", "EngineVersion", "CacheParameterGroupName"}, ""},
	{"AWS::ElastiCache::CacheCluster", []string{"CacheNodeType", "EngineVersion", "CacheParameterGroupName"}, ""},
	{"AWS::ElasticBeanstalk::Environment", []string{"VersionLabel", "PlatformArn", "SolutionStackName", "OptionSettings", "TemplateName"}, ""},
	{"AWS::Redshift::Cluster", []string{"NodeType", "NumberOfNodes", "ClusterVersion"}, ""},
	{"AWS::DocDB::DBCluster", []string{"EngineVersion", "Port", "DBClusterParameterGroupName"}, ""},
	{"AWS::DocDB::DBInstance", []string{"DBInstanceClass", "PreferredMaintenanceWindow"}, ""},
	{"AWS::Neptune::DBInstance", []string{"DBInstanceClass", "PreferredMaintenanceWindow"}, ""},
	{"AWS::FSx::FileSystem", []string{"WindowsConfiguration.ThroughputCapacity"}, ""},
	{"AWS::MSK::Cluster", []string{"BrokerNodeGroupInfo.InstanceType", "KafkaVersion"}, ""},
	{"AWS::AmazonMQ::Broker", []string{"EngineVersion", "HostInstanceType", "Configuration"}, ""},
}

// moving are attributes that change whenever the resource does, without its being replaced. As of 2026-11.
var moving = map[string][]string{"AWS::EC2::LaunchTemplate": {"LatestVersionNumber"}}

// moves reports whether an expression names an attribute of a resource that changes with it.
func moves(kind, id string, expression *template.Node) bool {
	text, _ := written(expression)
	return slices.ContainsFunc(moving[kind], func(attribute string) bool { return strings.Contains(text, "${"+id+"."+attribute+"}") })
}

// replacesGroup reports whether an Auto Scaling group is made anew for another launch template or other subnets: only where its
// UpdatePolicy says so. Otherwise its instances are replaced in it.
func replacesGroup(n *template.Node) bool {
	will := n.Get("UpdatePolicy", "AutoScalingReplacingUpdate", "WillReplace")
	return will != nil && !strings.EqualFold(will.Text, "false")
}

// ruled finds the rule for a property of a type.
func ruled(rules []rule, kind, path string) (rule, bool) {
	inside, is := strings.CutPrefix(path, "Properties.")
	if !is {
		return rule{}, false
	}
	at := steps(inside)
	for _, r := range rules {
		if r.kind != kind {
			continue
		}
		for _, p := range r.properties {
			if along(at, strings.Split(p, ".")) {
				return r, true
			}
		}
	}
	return rule{}, false
}
