package destroy

import (
	"fmt"
	"slices"
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
	if protecting(r) != nil {
		return stillProtected
	}
	return ""
}

// stillFull is said of a bucket that CloudFormation deletes only when somebody has emptied it.
const stillFull = "hipaac empties no bucket"

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
		return "logs: they have to be kept, and are not deleted here"
	case f == change.Kept:
		return ""
	}
	return stillFull
}

// command is what a person would run to let the resource go, or "": where nobody can, where nobody should, or where it goes by itself.
// hipaac runs none of it.
func command(r *template.Resource, id, lock string, f change.Fate) string {
	switch p := protecting(r); {
	case id == "":
	case r.Type == "AWS::S3::Bucket" && (lock == "" || lock == stillFull):
		if versioned(r) {
			return fmt.Sprintf("aws s3api delete-objects --bucket %[1]s --delete \"$(aws s3api list-object-versions --bucket %[1]s --max-items 1000 --output json "+
				"--query '{Objects: [Versions, DeleteMarkers][].{Key: Key, VersionId: VersionId}}')\", again until it is empty, then aws s3 rb s3://%[1]s", id)
		}
		return fmt.Sprintf("aws s3 rb s3://%s --force", id)
	case p != nil && p.off != "" && f != change.Kept:
		return fmt.Sprintf(p.off, id)
	}
	return ""
}

func versioned(r *template.Resource) bool {
	n := r.Property("VersioningConfiguration.Status")
	return n != nil && n.Text == "Enabled"
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

// takesLogs reports whether a bucket of the same stack, or a flow log, writes its logs into the bucket, or the bucket's policy lets a
// service of AWS do so that writes nothing but logs.
func takesLogs(doc *template.Document, id string) bool {
	for _, r := range doc.OfType("AWS::S3::Bucket", "AWS::EC2::FlowLog") {
		if refersTo(r.Property("LoggingConfiguration.DestinationBucketName"), id) || refersTo(r.Property("LogDestination"), id) {
			return true
		}
	}
	for _, r := range doc.OfType("AWS::S3::BucketPolicy") {
		if refersTo(r.Property("Bucket"), id) && holdsAny(r.Property("PolicyDocument"), loggers) {
			return true
		}
	}
	return false
}

// loggers are the services that deliver logs to buckets (documentation of each service, as of 2026-11).
var loggers = []string{"logging.s3.amazonaws.com", "logdelivery.elasticloadbalancing.amazonaws.com", "delivery.logs.amazonaws.com", "cloudtrail.amazonaws.com", "config.amazonaws.com"}

// holdsAny reports whether one of the texts stands anywhere in a value.
func holdsAny(n *template.Node, texts []string) bool {
	if n == nil {
		return false
	}
	if n.Kind == template.String && slices.Contains(texts, n.Text) {
		return true
	}
	return slices.ContainsFunc(n.Items, func(item *template.Node) bool { return holdsAny(item, texts) })
}

func refersTo(n *template.Node, id string) bool {
	found := false
	references(n, func(name string) { found = found || name == id })
	return found
}
