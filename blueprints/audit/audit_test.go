package audit_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/cloudtrail"
	"github.com/awslabs/goformation/v7/cloudformation/config"
	"github.com/awslabs/goformation/v7/cloudformation/s3"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/audit"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/schema"
)

func environment(change func(*blueprints.Env)) *blueprints.Env {
	e := &blueprints.Env{
		System: "clinic", Name: "accounts", Tier: "production", PHI: true, Account: "111122223333", Region: "us-east-1", Managed: "standalone",
		Owner: "platform@clinic.example",
	}
	change(e)
	return e
}

func same(*blueprints.Env) {}

func development(e *blueprints.Env) { e.Name, e.Tier, e.PHI = "sandbox", "development", false }

func acceptance(e *blueprints.Env) { e.Name, e.Tier, e.PHI = "nonprod", "test", false }

func west(e *blueprints.Env) { e.Name, e.Region = "west", "us-west-2" }

func controlTower(e *blueprints.Env) { e.Managed = "control-tower" }

func landingZone(e *blueprints.Env) { e.Managed, e.PHI = "landing-zone", false }

// plain is what the tiers' defaults make of "audit: {}".
func plain(change func(*schema.Audit)) *schema.Audit {
	c := &schema.Audit{
		KeepDays: 2192, LogDays: 2192, Lock: "compliance", DataEvents: true, Insights: true,
		AccessKeyDays: 90, UnusedCredentialDays: 90, CertificateDays: 30, PublicPorts: []int{80, 443},
	}
	change(c)
	return c
}

func defaults(*schema.Audit) {}

func governance(c *schema.Audit) { c.Lock = "governance" }

func further(c *schema.Audit) { c.Home = "us-east-1" }

func build(env *blueprints.Env, cfg *schema.Audit, listening bool) *blueprints.Stack {
	servers := []*blueprints.Stack{{Blueprint: "keys", Key: "keys", Name: "clinic-" + env.Name + "-keys"}}
	if listening {
		servers = append(servers, &blueprints.Stack{Blueprint: "observability", Key: "observability", Name: "clinic-" + env.Name + "-observability"})
	}
	s := blueprints.NewStack(env, "audit", "audit", "clinic-"+env.Name+"-audit", servers...)
	audit.Blueprint.Build(s, cfg)
	return s
}

// TestTemplates pins what each kind of request becomes. Read the diff of testdata before you run with -update.
func TestTemplates(t *testing.T) {
	for name, s := range map[string]*blueprints.Stack{
		"phi":         build(environment(same), plain(defaults), true),
		"development": build(environment(development), plain(governance), false),
		"test": build(environment(acceptance), plain(func(c *schema.Audit) {
			governance(c)
			c.Systems, c.Insights = []string{"clinic", "lab"}, false
			c.Pack = &schema.ConformancePack{
				Without: map[string]string{"iam-root-no-access-key": "the organization manages the root user of every account."}, With: []string{"s3-replication"},
			}
		}), true),
		"further-region": build(environment(west), plain(further), true),
		"control-tower":  build(environment(controlTower), plain(defaults), true),
		"landing-zone":   build(environment(landingZone), plain(defaults), false),
		"govcloud":       build(environment(func(e *blueprints.Env) { e.Region = "us-gov-west-1" }), plain(defaults), true),
	} {
		t.Run(name, func(t *testing.T) { emittest.Pin(t, filepath.Join("testdata", name+".yaml"), s) })
	}
}

// TestWhoHasWhat: what an account may have one of is made once, and in a managed organization not at all.
func TestWhoHasWhat(t *testing.T) {
	const trail, recorder, channel, pack = "AWS::CloudTrail::Trail", "AWS::Config::ConfigurationRecorder", "AWS::Config::DeliveryChannel", "AWS::Config::ConformancePack"
	withoutData := func(c *schema.Audit) { c.DataEvents = false }
	for name, c := range map[string]struct {
		stack   *blueprints.Stack
		want    []string
		buckets int
		fact    string
		expects []string
	}{
		"home":               {build(environment(same), plain(defaults), true), []string{trail, recorder, channel, pack}, 3, "management", []string{"no-other-recorder"}},
		"home by name":       {build(environment(same), plain(further), true), []string{trail, recorder, channel, pack}, 3, "management", []string{"no-other-recorder"}},
		"further":            {build(environment(west), plain(further), true), []string{recorder, channel, pack}, 0, "", []string{"audit-home", "no-other-recorder"}},
		"managed":            {build(environment(controlTower), plain(defaults), true), []string{trail, pack}, 2, "data", []string{"organization-trail", "organization-recorder"}},
		"managed, no PHI":    {build(environment(landingZone), plain(defaults), true), []string{pack}, 0, "", []string{"organization-trail", "organization-recorder"}},
		"managed, no events": {build(environment(controlTower), plain(withoutData), true), []string{pack}, 0, "", []string{"organization-trail", "organization-recorder"}},
		"managed, further": {build(environment(func(e *blueprints.Env) { west(e); controlTower(e) }), plain(further), true), []string{pack}, 0, "",
			[]string{"organization-trail", "organization-recorder"}},
	} {
		var got []string
		for _, kind := range []string{trail, recorder, channel, pack} {
			got = append(got, slices.Repeat([]string{kind}, count(c.stack, kind))...)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
		var expects []string
		for _, p := range c.stack.Prerequisites {
			expects = append(expects, p.ID)
		}
		if d := cmp.Diff(c.expects, expects); d != "" {
			t.Errorf("%s expects (-want +got):\n%s", name, d)
		}
		if n := count(c.stack, "AWS::S3::Bucket"); n != c.buckets || c.stack.Facts["trail"] != c.fact {
			t.Errorf("%s: %d buckets, fact %q", name, n, c.stack.Facts["trail"])
		}
	}
}

// TestOneRegionRecordsIAM: recorded in every region, each role would be paid for in each.
func TestOneRegionRecordsIAM(t *testing.T) {
	for want, s := range map[bool]*blueprints.Stack{
		true: build(environment(same), plain(defaults), false), false: build(environment(west), plain(further), false),
	} {
		group := resource(s, "Recorder").Properties.(*config.ConfigurationRecorder).RecordingGroup
		if !*group.AllSupported || *group.IncludeGlobalResourceTypes != want {
			t.Errorf("at home %v: all types %v, IAM %v", want, *group.AllSupported, *group.IncludeGlobalResourceTypes)
		}
	}
}

// TestFurtherRegionsWriteHome: what a further region writes to has the very name that the home region gives it.
func TestFurtherRegionsWriteHome(t *testing.T) {
	here := strings.NewReplacer(blueprints.Region, "us-east-1")
	home, far := build(environment(same), plain(defaults), false), build(environment(west), plain(further), false)
	channel := resource(far, "Channel").Properties.(*config.DeliveryChannel)
	if want := here.Replace(*resource(home, "ConfigBucket").Properties.(*s3.Bucket).BucketName); channel.S3BucketName != want {
		t.Errorf("the far channel writes to %q, the bucket is %q", channel.S3BucketName, want)
	}
	if want := "arn:" + blueprints.Partition + ":kms:us-east-1:" + blueprints.AccountID + ":alias/clinic-config"; *channel.S3KmsKeyArn != want {
		t.Errorf("the far channel encrypts with %q, want %q", *channel.S3KmsKeyArn, want)
	}
}

// TestTheTrailDoesNotRecordItself: the file that tells of a file would be told of in the next one, for ever.
func TestTheTrailDoesNotRecordItself(t *testing.T) {
	for name, c := range map[string]*schema.Audit{"all": plain(defaults), "some": plain(func(c *schema.Audit) { c.Systems = []string{"clinic"} })} {
		s := build(environment(same), c, false)
		var left []string
		for _, one := range resource(s, "Trail").Properties.(*cloudtrail.Trail).AdvancedEventSelectors {
			for _, f := range one.FieldSelectors {
				left = append(left, f.NotStartsWith...)
			}
		}
		for _, r := range s.Resources {
			if _, is := r.Properties.(*s3.Bucket); is && !slices.Contains(left, r.Arn()+"/") {
				t.Errorf("%s: the trail records what is written to %s", name, r.ID)
			}
		}
	}
}

// TestTheLockIsLast: a deployment that fails over the pack leaves no bucket behind that holds a locked file, and the name with it.
func TestTheLockIsLast(t *testing.T) {
	for name, s := range map[string]*blueprints.Stack{
		"standalone": build(environment(same), plain(defaults), true), "managed": build(environment(controlTower), plain(defaults), true),
	} {
		if after := resource(s, "Trail").After; !slices.Contains(after, "Pack") || !slices.Contains(after, "TrailBucketPolicy") {
			t.Errorf("%s: the trail writes to its bucket after %v, while the pack can still fail", name, after)
		}
	}
}

// TestRecordsOutliveTheirTime: the lock ends when the lifecycle begins to delete, and the bucket of the configuration, which no lock may
// keep, is kept by its policy.
func TestRecordsOutliveTheirTime(t *testing.T) {
	s := build(environment(same), plain(func(c *schema.Audit) { c.KeepDays = 2557 }), false)
	for _, id := range []string{"TrailBucket", "ConfigBucket", "AccessLogs"} {
		b := resource(s, id).Properties.(*s3.Bucket)
		if got := *b.LifecycleConfiguration.Rules[0].ExpirationInDays; got != 2557 {
			t.Errorf("%s expires after %d days", id, got)
		}
		locked := 0
		if b.ObjectLockConfiguration != nil {
			locked = *b.ObjectLockConfiguration.Rule.DefaultRetention.Days
		}
		if want := map[string]int{"TrailBucket": 2557}[id]; locked != want {
			t.Errorf("%s is locked for %d days, want %d", id, locked, want)
		}
		statements := resource(s, id+"Policy").Properties.(*s3.BucketPolicy).PolicyDocument.(guard.Policy).Statement
		if !slices.ContainsFunc(statements, func(st guard.Statement) bool { return st.Sid == "DenyTampering" || st.Sid == "DenyDeleting" }) {
			t.Errorf("%s lets people delete", id)
		}
	}
}

func count(s *blueprints.Stack, kind string) (n int) {
	for _, r := range s.Resources {
		if r.Properties.AWSCloudFormationType() == kind {
			n++
		}
	}
	return n
}

func resource(s *blueprints.Stack, id string) *blueprints.Resource {
	return s.Resources[slices.IndexFunc(s.Resources, func(r *blueprints.Resource) bool { return r.ID == id })]
}

func packOf(s *blueprints.Stack) string {
	return *resource(s, "Pack").Properties.(*config.ConformancePack).TemplateBody
}
