package awstest

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
)

// resourceType is what is known of a type of resource. Source: the resource provider schemas that AWS publishes, as of 2026-11; a type
// that is not in the table is updated in place.
type resourceType struct {
	// Replace are properties whose change makes a new resource, Maybe those that do so under conditions; a "/" goes into a property.
	Replace, Maybe []string
	// ID is the property that identifies a resource. Generated says that AWS makes its value.
	ID        string
	Generated bool
	// NoDrift says that CloudFormation does not check resources of the type for drift.
	NoDrift bool
}

//go:embed types.json
var typesJSON []byte

var resourceTypes = func() map[string]resourceType {
	var all map[string]resourceType
	if err := json.Unmarshal(typesJSON, &all); err != nil {
		panic("internal error: awstest: types.json: " + err.Error())
	}
	return all
}()

// recreation says whether a change at a path, such as "Tier/Name", makes a new resource: Never, Conditionally or Always.
func recreation(kind, path string) string {
	concerns := func(property string) bool {
		return path == property || strings.HasPrefix(path, property+"/") || strings.HasPrefix(property, path+"/")
	}
	switch t := resourceTypes[kind]; {
	case slices.ContainsFunc(t.Replace, concerns):
		return "Always"
	case slices.ContainsFunc(t.Maybe, concerns):
		return "Conditionally"
	}
	return "Never"
}

// snapshotByDefault tells the types of which CloudFormation makes a snapshot when nothing else is said. Source: user guide, DeletionPolicy
// attribute and UpdateReplacePolicy attribute.
func snapshotByDefault(kind string, properties map[string]any) bool {
	return kind == "AWS::RDS::DBCluster" || kind == "AWS::RDS::DBInstance" && properties["DBClusterIdentifier"] == nil
}

// policyOf is a deletion or a replacement policy in full.
func policyOf(policy, kind string, properties map[string]any) string {
	switch {
	case policy == "" && snapshotByDefault(kind, properties):
		return "Snapshot"
	case policy == "":
		return "Delete"
	case policy == "RetainExceptOnCreate":
		return "Retain"
	}
	return policy
}

// prefixes are how ids of EC2 and its like begin.
var prefixes = map[string]string{
	"AWS::EC2::VPC": "vpc", "AWS::EC2::Subnet": "subnet", "AWS::EC2::RouteTable": "rtb", "AWS::EC2::SecurityGroup": "sg", "AWS::EC2::NetworkAcl": "acl",
	"AWS::EC2::InternetGateway": "igw", "AWS::EC2::NatGateway": "nat", "AWS::EC2::VPCEndpoint": "vpce", "AWS::EC2::Instance": "i", "AWS::EC2::Volume": "vol",
	"AWS::EC2::FlowLog": "fl", "AWS::EC2::LaunchTemplate": "lt", "AWS::EC2::TransitGateway": "tgw", "AWS::EC2::TransitGatewayAttachment": "tgw-attach",
	"AWS::EC2::TransitGatewayRouteTable": "tgw-rtb", "AWS::EFS::FileSystem": "fs", "AWS::ServiceCatalog::Portfolio": "port",
}

// service is the middle of a type's name in lower case, as ARNs have it.
func service(kind string) string {
	parts := strings.Split(kind, "::")
	if len(parts) < 3 {
		return "custom"
	}
	name := strings.ToLower(parts[1])
	if other := map[string]string{"elasticloadbalancingv2": "elasticloadbalancing", "certificatemanager": "acm", "stepfunctions": "states"}[name]; other != "" {
		return other
	}
	return name
}

// hash gives hexadecimal digits that are the same in every run.
func hash(of string, digits int) string {
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(of))
	text := fmt.Sprintf("%016x%016x", sum.Sum64(), sum.Sum64()*2654435761)
	return text[:digits]
}

// physical makes up the id of a new resource, in a form that is plausible for its type. n tells apart those that follow one another.
func physical(s *stack, partition, id, kind string, properties map[string]any, n int) string {
	t := resourceTypes[kind]
	if name, is := properties[t.ID].(string); is && !t.Generated && t.ID != "" {
		return name
	}
	seed := fmt.Sprint(s.id, id, n)
	prefix, known := prefixes[kind]
	switch {
	case known:
		return prefix + "-" + hash(seed, 17)
	case kind == "AWS::KMS::Key":
		return fmt.Sprintf("%s-%s-4%s-8%s-%s", hash(seed, 8), hash(seed+"a", 4), hash(seed+"b", 3), hash(seed+"c", 3), hash(seed+"d", 12))
	case kind == "AWS::EC2::EIP":
		return fmt.Sprintf("192.0.2.%d", 1+n%250)
	}
	name := fmt.Sprintf("%s-%s-%s", s.name, id, strings.ToUpper(hash(seed, 12)))
	if t.Generated && strings.HasSuffix(t.ID, "Arn") {
		return arnOf(s, partition, kind, name)
	}
	return name
}

func arnOf(s *stack, partition, kind, name string) string {
	last := kind[strings.LastIndex(kind, ":")+1:]
	account, region := s.at.account, s.at.region
	switch service(kind) {
	case "s3":
		return fmt.Sprintf("arn:%s:s3:::%s", partition, name)
	case "iam":
		region = ""
	}
	return fmt.Sprintf("arn:%s:%s:%s:%s:%s/%s", partition, service(kind), region, account, strings.ToLower(last), name)
}

// attribute makes up what GetAtt gives where no property says it.
func attribute(s *stack, partition string, r *resource, name string) any {
	if outputs, is := strings.CutPrefix(name, "Outputs."); is {
		return r.outputs[outputs]
	}
	if value, is := r.properties[name]; is {
		return value
	}
	last := name[strings.LastIndex(name, ".")+1:]
	switch {
	case name == resourceTypes[r.kind].ID, name == "GroupId" && r.kind == "AWS::EC2::SecurityGroup":
		return r.physicalID
	case strings.HasSuffix(last, "Arn") && strings.HasPrefix(r.physicalID, "arn:"):
		return r.physicalID
	case strings.HasSuffix(last, "Arn"):
		return arnOf(s, partition, r.kind, r.physicalID)
	case last == "Port":
		return "5432"
	case slices.Contains([]string{"NetworkInterfaceIds", "DnsEntries", "Ipv6CidrBlocks", "NameServers"}, last):
		return []any{r.physicalID + "-" + last + "-0", r.physicalID + "-" + last + "-1", r.physicalID + "-" + last + "-2"}
	}
	return r.physicalID + "." + strings.ToLower(last)
}
