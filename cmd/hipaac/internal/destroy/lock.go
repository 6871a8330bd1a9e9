package destroy

import (
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/compiler/change"
	"github.com/hipaac/hipaac/compiler/template"
)

// lock says why a resource, or what is in it, cannot be deleted, as far as the live template tells. "" means that nothing is known that
// stands in the way.
func lock(doc *template.Document, r *template.Resource, f change.Fate) string {
	switch r.Type {
	case "AWS::S3::Bucket":
		return bucketLock(doc, r, f)
	case "AWS::Backup::BackupVault":
		if days := r.Property("LockConfiguration.MinRetentionDays"); days != nil {
			return fmt.Sprintf("vault lock: no recovery point goes before it is %s days old", days.Text)
		}
	case "AWS::Backup::LogicallyAirGappedBackupVault":
		return "its vault lock cannot be taken off: no recovery point goes before its time"
	}
	if f == change.Kept {
		return ""
	}
	for _, p := range protections {
		if p.kind == r.Type && p.on(r) {
			return "deletion protection: the deletion fails until somebody turns it off"
		}
	}
	return ""
}

// bucketLock: hipaac never empties a bucket. It says who could, or that nobody can.
func bucketLock(doc *template.Document, r *template.Resource, f change.Fate) string {
	mode := r.Property("ObjectLockConfiguration.Rule.DefaultRetention.Mode")
	switch {
	case isTrue(r.Property("ObjectLockEnabled")) && mode != nil && mode.Text == "GOVERNANCE":
		return "object lock: no version goes before its time, unless somebody may bypass governance"
	case isTrue(r.Property("ObjectLockEnabled")):
		return "object lock: nobody can delete a version before its time"
	case isTrail(doc, r.ID):
		return "the records of a trail: they have to be kept, and are not deleted here"
	case takesLogs(doc, r.ID):
		return "access logs: they have to be kept, and are not deleted here"
	case f == change.Kept:
		return ""
	case r.Property("VersioningConfiguration.Status") != nil && r.Property("VersioningConfiguration.Status").Text == "Enabled":
		return "the deletion fails unless the bucket is empty, old versions included; hipaac empties no bucket"
	}
	return "the deletion fails unless the bucket is empty; hipaac empties no bucket"
}

// protection is a property with which a resource refuses to be deleted. As of 2026-11.
type protection struct {
	kind string
	on   func(*template.Resource) bool
}

func flag(path, value string) func(*template.Resource) bool {
	return func(r *template.Resource) bool {
		n := r.Property(path)
		return n != nil && strings.EqualFold(n.Text, value)
	}
}

var protections = []protection{
	{"AWS::RDS::DBInstance", flag("DeletionProtection", "true")},
	{"AWS::RDS::DBCluster", flag("DeletionProtection", "true")},
	{"AWS::DocDB::DBCluster", flag("DeletionProtection", "true")},
	{"AWS::Neptune::DBCluster", flag("DeletionProtection", "true")},
	{"AWS::DynamoDB::Table", flag("DeletionProtectionEnabled", "true")},
	{"AWS::Cognito::UserPool", flag("DeletionProtection", "ACTIVE")},
	{"AWS::EC2::Instance", flag("DisableApiTermination", "true")},
	{"AWS::Logs::LogGroup", flag("DeletionProtectionEnabled", "true")},
	{"AWS::ElasticLoadBalancingV2::LoadBalancer", func(r *template.Resource) bool {
		n := r.Property("LoadBalancerAttributes")
		if n == nil {
			return false
		}
		for _, a := range n.Items {
			if key, value := a.Get("Key"), a.Get("Value"); key != nil && key.Text == "deletion_protection.enabled" && isTrue(value) {
				return true
			}
		}
		return false
	}},
}

func isTrue(n *template.Node) bool { return n != nil && strings.EqualFold(n.Text, "true") }

// isTrail reports whether a trail or a recorder of the same stack writes into the bucket.
func isTrail(doc *template.Document, id string) bool {
	for _, r := range doc.OfType("AWS::CloudTrail::Trail", "AWS::Config::DeliveryChannel") {
		if refersTo(r.Property("S3BucketName"), id) {
			return true
		}
	}
	return false
}

// takesLogs reports whether a bucket of the same stack, or a flow log, writes its logs into the bucket.
func takesLogs(doc *template.Document, id string) bool {
	for _, r := range doc.OfType("AWS::S3::Bucket", "AWS::EC2::FlowLog") {
		if refersTo(r.Property("LoggingConfiguration.DestinationBucketName"), id) || refersTo(r.Property("LogDestination"), id) {
			return true
		}
	}
	return false
}

func refersTo(n *template.Node, id string) bool {
	found := false
	references(n, func(name string) { found = found || name == id })
	return found
}
