package audit

import (
	"github.com/awslabs/goformation/v7/cloudformation/cloudtrail"
	"github.com/awslabs/goformation/v7/cloudformation/s3"
	"github.com/awslabs/goformation/v7/cloudformation/tags"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// addTrail adds the trail of all regions, with its bucket and its log group.
func (r *records) addTrail() {
	bucket := r.addTrailBucket()
	group := guard.LogGroup(r.Stack, "TrailLog", "trail", r.cfg.LogDays, guard.Audit).From("logDays")
	role := guard.ServiceRole(r.Stack, guard.Role{ID: "TrailLogRole", Service: "cloudtrail"}, guard.WriteLogs(group))
	on := ptr(true)
	properties := &cloudtrail.Trail{
		TrailName: ptr(guard.TrailName(r.Stack)), IsLogging: true,
		IsMultiRegionTrail: on, IncludeGlobalServiceEvents: on, EnableLogFileValidation: on,
		S3BucketName: bucket.Ref(), KMSKeyId: ptr(r.KeyArn(blueprints.LogsKey)),
		CloudWatchLogsLogGroupArn: ptr(group.Arn()), CloudWatchLogsRoleArn: ptr(role.Arn()),
		AdvancedEventSelectors: r.selectors(),
	}
	if r.cfg.Insights && !r.managed {
		properties.InsightSelectors = []cloudtrail.Trail_InsightSelector{{InsightType: ptr("ApiCallRateInsight")}, {InsightType: ptr("ApiErrorRateInsight")}}
	}
	if r.managed {
		properties.Tags = []tags.Tag{{Key: "ManagementEvents", Value: "organization"}}
	}
	trail := r.Add("Trail", properties)
	trail.After = append(trail.After, bucket.ID+"Policy") // CloudTrail tries to write before it makes a trail
	fact := "management"
	if r.managed {
		fact = "data"
		trail.Say("Data events only: the trail of the organization records what manages the account, and a second copy would be paid for.")
	}
	r.Tell("trail", fact)
	r.Export("TrailArn", trail.Arn(), "ARN of the account's trail")
	r.Export("TrailLogGroupName", group.Ref(), "log group that the trail writes to")
	r.watchTrail(group)
}

// selector is a short name for goformation's.
type (
	selector = cloudtrail.Trail_AdvancedEventSelector
	field    = cloudtrail.Trail_AdvancedFieldSelector
)

// selectors say what the trail records. An organization's own trail has all but the data events.
func (r *records) selectors() []selector {
	var all []selector
	if !r.managed {
		all = append(all, selector{Name: ptr("what manages the account"), FieldSelectors: []field{category("Management")}})
	}
	if r.cfg.DataEvents {
		all = append(all,
			selector{Name: ptr("use of objects"), FieldSelectors: []field{category("Data"), equals("resources.type", "AWS::S3::Object"), r.objects()}},
			selector{Name: ptr("use of functions"), FieldSelectors: append([]field{category("Data"), equals("resources.type", "AWS::Lambda::Function")}, r.functions()...)})
	}
	if !r.managed {
		for _, source := range watchedEndpoints[guard.Partition(r.Env.Region)] {
			all = append(all, selector{
				Name:           ptr("denied by an endpoint of " + source),
				FieldSelectors: []field{category("NetworkActivity"), equals("eventSource", source+".amazonaws.com"), equals("errorCode", "VpceAccessDenied")},
			})
		}
	}
	return all
}

// watchedEndpoints are services whose VPC endpoints tell of calls that their policies deny: somebody inside a network who tries to use the
// keys, secrets or buckets of another account. Only what is denied is recorded, which is little. As of 2026-11, AWS CloudTrail User Guide,
// "Logging network activity events", and AWS GovCloud (US) User Guide, "AWS CloudTrail".
var watchedEndpoints = map[string][]string{
	"aws":        {"cloudtrail", "ec2", "kms", "s3", "secretsmanager"},
	"aws-us-gov": {"cloudtrail", "kms", "s3", "secretsmanager"},
}

func category(name string) field { return equals("eventCategory", name) }

func equals(name, value string) field { return field{Field: name, Equals: []string{value}} }

// objects leaves out the stack's buckets, which records are written to: each file would be an event, which is written to a file.
func (r *records) objects() field {
	arn := "arn:" + blueprints.Partition + ":s3:::"
	f := field{Field: "resources.ARN"}
	for _, system := range r.cfg.Systems {
		f.StartsWith = append(f.StartsWith, arn+system+"-")
	}
	for _, one := range r.Resources {
		if _, is := one.Properties.(*s3.Bucket); is {
			f.NotStartsWith = append(f.NotStartsWith, one.Arn()+"/")
		}
	}
	return f
}

// functions are those of the systems. A pattern cannot leave the region open, so that of the trail is meant.
func (r *records) functions() []field {
	if len(r.cfg.Systems) == 0 {
		return nil
	}
	f := field{Field: "resources.ARN"}
	for _, system := range r.cfg.Systems {
		f.StartsWith = append(f.StartsWith, blueprints.OwnArn("lambda", "function:"+system+"-"))
	}
	return []field{f}
}
