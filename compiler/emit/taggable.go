package emit

import (
	"reflect"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// tagForm is how a resource type writes its tags.
type tagForm uint8

const (
	noTags    tagForm = iota
	listTags          // [{Key, Value}]
	scaleTags         // [{Key, Value, PropagateAtLaunch}]: Auto Scaling groups
	mapTags           // {key: value}
)

// tagProperties names the tag property of types for which it is not a field "Tags" of goformation's struct: it is called
// otherwise, or CloudFormation got it after goformation's last release. The latter are lists in all of these types.
// Source: "tagging" in the CloudFormation registry schemas of August 2026. AWS::CloudWatch::Dashboard and AWS::Config::ConformancePack
// are left out: their tags are not known in every region yet, and a region that does not know them refuses the template.
var tagProperties = map[string]string{
	"AWS::Backup::BackupPlan":                          "BackupPlanTags",
	"AWS::Backup::BackupVault":                         "BackupVaultTags",
	"AWS::Backup::Framework":                           "FrameworkTags",
	"AWS::Backup::ReportPlan":                          "ReportPlanTags",
	"AWS::Cognito::IdentityPool":                       "IdentityPoolTags",
	"AWS::Cognito::UserPool":                           "UserPoolTags",
	"AWS::EC2::EgressOnlyInternetGateway":              "Tags",
	"AWS::EC2::TrafficMirrorFilterRule":                "Tags",
	"AWS::EC2::VPCEndpoint":                            "Tags",
	"AWS::EC2::VPCEndpointService":                     "Tags",
	"AWS::EFS::AccessPoint":                            "AccessPointTags",
	"AWS::EFS::FileSystem":                             "FileSystemTags",
	"AWS::Events::Rule":                                "Tags",
	"AWS::Lambda::CodeSigningConfig":                   "Tags",
	"AWS::Lambda::EventSourceMapping":                  "Tags",
	"AWS::Logs::Destination":                           "Tags",
	"AWS::RDS::GlobalCluster":                          "Tags",
	"AWS::Route53::HealthCheck":                        "HealthCheckTags",
	"AWS::Route53::HostedZone":                         "HostedZoneTags",
	"AWS::Route53Resolver::ResolverQueryLoggingConfig": "Tags",
	"AWS::S3::AccessPoint":                             "Tags",
}

// tagFormOf reads the form from the Go type of a field whose name ends in "Tags": []tags.Tag and its look-alikes with Key and
// Value, maps of strings, and any, which goformation uses for a JSON object.
func tagFormOf(name string, t reflect.Type) tagForm {
	if !strings.HasSuffix(name, "Tags") {
		return noTags
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t.Kind() == reflect.Interface:
		return mapTags
	case t.Kind() == reflect.Map && t.Key().Kind() == reflect.String && t.Elem().Kind() == reflect.String:
		return mapTags
	case t.Kind() != reflect.Slice || t.Elem().Kind() != reflect.Struct:
		return noTags
	}
	element := t.Elem()
	_, key := element.FieldByName("Key")
	_, value := element.FieldByName("Value")
	_, propagate := element.FieldByName("PropagateAtLaunch")
	switch {
	case !key || !value:
		return noTags
	case propagate:
		return scaleTags
	}
	return listTags
}

// hasPhysicalName reports whether people find the resource under a name of its own, so that a Name tag would only repeat it:
// BucketName, GroupName, DBInstanceIdentifier, Name.
func hasPhysicalName(n *template.Node, kind string) bool {
	noun := kind[strings.LastIndexByte(kind, ':')+1:]
	for i := range n.Keys {
		switch n.Keys[i].Name {
		case noun + "Name", noun + "Identifier", "GroupName", "Name":
			return true
		}
	}
	return false
}

// kebab writes a logical id as people write names: "PrivateSubnet1" is "private-subnet-1", "S3Endpoint" is "s3-endpoint".
func kebab(id string) string {
	var b strings.Builder
	for i := range len(id) {
		c := id[i]
		if i > 0 && startsWord(id, i) {
			b.WriteByte('-')
		}
		if isUpper(c) {
			c += 'a' - 'A'
		}
		b.WriteByte(c)
	}
	return b.String()
}

// startsWord holds at an upper-case letter behind a lower-case one or a digit, at the last of several upper-case letters when a
// word follows, and at a digit behind a lower-case letter.
func startsWord(s string, i int) bool {
	before, c := s[i-1], s[i]
	switch {
	case isUpper(c):
		return !isUpper(before) || i+1 < len(s) && isLower(s[i+1])
	case isLower(c):
		return false
	}
	return isLower(before)
}

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }
func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
