package guard_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"
	elb "github.com/awslabs/goformation/v7/cloudformation/elasticloadbalancingv2"
	"github.com/awslabs/goformation/v7/cloudformation/s3"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// front builds a web front in a stack of the longest names that a spec can hold.
func front(t *testing.T, region string, web *schema.Web) *blueprints.Stack {
	t.Helper()
	return frontOf(t, &blueprints.Env{System: "a-clinic-of-many", Name: "an-environment-x", Tier: "development", Account: "111122223333", Region: region},
		"the-application-of-a-team", web)
}

func frontOf(t *testing.T, env *blueprints.Env, key string, web *schema.Web) *blueprints.Stack {
	t.Helper()
	network := &blueprints.Stack{Env: env, Blueprint: "network", Key: "network", Name: "network"}
	for _, name := range []string{"VpcId", "VpcCidr", "PublicSubnet1Id", "PublicSubnet2Id", "PrivateSubnet1Id", "PrivateSubnet2Id"} {
		network.Export(name, "", "")
	}
	s := blueprints.NewStack(env, "fargate", key, "app", network, &blueprints.Stack{Env: env, Blueprint: "keys", Key: "keys", Name: "keys"})
	guard.AddWebFront(s, "web", web, guard.Behind{Group: guard.WorkloadGroup(s), Port: 8443})
	return s
}

func find[P any](t *testing.T, s *blueprints.Stack, id string) P {
	t.Helper()
	for _, r := range s.Resources {
		if r.ID == id {
			return r.Properties.(P)
		}
	}
	t.Fatalf("no %s", id)
	panic("unreachable")
}

// TestFrontNames: names that AWS limits stay within the limit, whatever the spec calls its things.
func TestFrontNames(t *testing.T) {
	for _, region := range []string{"us-east-1", "ap-southeast-7", "us-gov-west-1"} {
		for _, internal := range []bool{false, true} {
			s := front(t, region, &schema.Web{Domain: "app.clinic.example", Certificate: "arn:aws:acm:" + region + ":111122223333:certificate/0a1b", Internal: internal})
			if name := *find[*elb.LoadBalancer](t, s, "WebLoadBalancer").Name; len(name) > 32 || strings.HasPrefix(name, "internal-") {
				t.Errorf("a load balancer cannot be called %q", name)
			}
			name := strings.NewReplacer(blueprints.AccountID, "111122223333", blueprints.Region, region).Replace(*find[*s3.Bucket](t, s, "WebLogs").BucketName)
			if len(name) > 63 || !strings.HasPrefix(name, "a-clinic-of-many-") {
				t.Errorf("a bucket cannot be called %q", name)
			}
		}
	}
}

// TestInternalSystem: a system may be called "internal", and a load balancer's name may not begin so. Its charts know the name.
func TestInternalSystem(t *testing.T) {
	for _, key := range []string{"app", "the-application-of-a-team"} {
		for _, internal := range []bool{false, true} {
			env := &blueprints.Env{System: "internal", Name: "prod", Tier: "production", Account: "111122223333", Region: "us-east-1"}
			s := frontOf(t, env, key, &schema.Web{Domain: "app.clinic.example", Certificate: "arn:aws:acm:us-east-1:111122223333:certificate/0a1b", Internal: internal})
			name := *find[*elb.LoadBalancer](t, s, "WebLoadBalancer").Name
			if len(name) > 32 || strings.HasPrefix(name, "internal-") {
				t.Errorf("a load balancer cannot be called %q", name)
			}
			for _, c := range s.Charts {
				for _, m := range c.Metrics {
					if strings.Contains(m.Expression, "AWS/ApplicationELB") && !strings.Contains(m.Expression, `"`+name+`"`) {
						t.Errorf("the chart %q does not find %q: %s", c.Title, name, m.Expression)
					}
				}
			}
		}
	}
}

// TestCertificateComesFirst: a certificate that is not issued, since the zone is the wrong one, fails the first deployment. A load
// balancer that is protected against deletion must not be there yet, or the stack cannot be taken back.
func TestCertificateComesFirst(t *testing.T) {
	for _, r := range front(t, "us-east-1", &schema.Web{Domain: "app.clinic.example", HostedZone: "Z0123456789ABC"}).Resources {
		if r.ID == "WebLoadBalancer" && !slices.Contains(r.After, "WebCertificate") {
			t.Errorf("the load balancer comes after %v", r.After)
		}
	}
}

// TestWhoReachesTheFront: the internet, unless the spec says otherwise; never another port; and the workload is reached by the load
// balancer alone, on its one port.
func TestWhoReachesTheFront(t *testing.T) {
	for name, c := range map[string]struct {
		web  *schema.Web
		want []string
	}{
		"on the internet":  {&schema.Web{}, []string{"0.0.0.0/0"}},
		"for some":         {&schema.Web{Allow: []string{"203.0.113.0/24", "198.51.100.7/32"}}, []string{"203.0.113.0/24", "198.51.100.7/32"}},
		"inside":           {&schema.Web{Internal: true}, []string{blueprints.ImportValue("network:VpcCidr")}},
		"inside, for some": {&schema.Web{Internal: true, Allow: []string{"10.9.0.0/16"}}, []string{"10.9.0.0/16"}},
	} {
		c.web.Domain, c.web.Certificate = "app.clinic.example", "arn:aws:acm:us-east-1:111122223333:certificate/0a1b"
		s := front(t, "us-east-1", c.web)
		rules := find[*ec2.SecurityGroup](t, s, "WebSecurityGroup").SecurityGroupIngress
		if len(rules) != 2*len(c.want) {
			t.Fatalf("%s: %d rules", name, len(rules))
		}
		for i, rule := range rules {
			port := []int{443, 80}[i%2]
			if *rule.CidrIp != c.want[i/2] || *rule.FromPort != port || *rule.ToPort != port {
				t.Errorf("%s: rule %d opens %d to %d for %q", name, i, *rule.FromPort, *rule.ToPort, *rule.CidrIp)
			}
		}
		if in := find[*ec2.SecurityGroup](t, s, "ServiceSecurityGroup").SecurityGroupIngress; in != nil {
			t.Errorf("%s: the workload admits %v by itself", name, in)
		}
		if in := find[*ec2.SecurityGroupIngress](t, s, "WebIngress"); *in.FromPort != 8443 || *in.SourceSecurityGroupId != blueprints.GetAtt("WebSecurityGroup", "GroupId") {
			t.Errorf("%s: the workload is reached by %q on %d", name, *in.SourceSecurityGroupId, *in.FromPort)
		}
	}
}

// TestTLSPolicies: each partition has one, GovCloud one of validated modules.
func TestTLSPolicies(t *testing.T) {
	for region, want := range map[string]string{"us-east-1": "-Res-PQ-", "eu-central-1": "-Res-PQ-", "us-gov-west-1": "-Res-FIPS-PQ-", "us-gov-east-1": "-Res-FIPS-PQ-"} {
		if got := guard.TLSPolicy(region); !strings.HasPrefix(got, "ELBSecurityPolicy-TLS13-1-2") || !strings.Contains(got, want) {
			t.Errorf("%s: %q", region, got)
		}
	}
}

// TestAdmissions: where a parameter says who may connect, the load balancer's group has no rule of its own, and each block has one for
// HTTPS and one for HTTP, under its condition.
func TestAdmissions(t *testing.T) {
	env := &blueprints.Env{System: "clinic", Name: "dev", Tier: "development", Account: "111122223333", Region: "us-east-1"}
	network := &blueprints.Stack{Env: env, Blueprint: "network", Key: "network", Name: "network"}
	for _, name := range []string{"VpcId", "PublicSubnet1Id", "PublicSubnet2Id"} {
		network.Export(name, "", "")
	}
	s := blueprints.NewStack(env, "web-server", "site", "site", network, &blueprints.Stack{Env: env, Blueprint: "keys", Key: "keys", Name: "keys"})
	s.Launched = true
	web := &schema.Web{Domain: blueprints.Ref("Name") + ".clinic.example", HostedZone: "Z1", Allow: []string{"192.0.2.0/24"}}
	guard.AddWebFront(s, "", web, guard.Behind{Group: guard.WorkloadGroup(s), Port: 443},
		guard.Admission{ID: "Office", Who: "office", Condition: "InTest", Blocks: []string{"203.0.113.0/24", "198.51.100.7/32"}})
	if own := find[*ec2.SecurityGroup](t, s, "WebSecurityGroup").SecurityGroupIngress; len(own) > 0 {
		t.Errorf("the group admits %v by itself", own)
	}
	var got []string
	for _, r := range s.Resources {
		if rule, ok := r.Properties.(*ec2.SecurityGroupIngress); ok && r.ID != "WebIngress" {
			got = append(got, fmt.Sprint(r.ID, " ", *rule.CidrIp, " ", *rule.FromPort, " ", *rule.ToPort, " ", r.Condition))
		}
	}
	want := []string{
		"OfficeHttps1 203.0.113.0/24 443 443 InTest", "OfficeHttp1 203.0.113.0/24 80 80 InTest",
		"OfficeHttps2 198.51.100.7/32 443 443 InTest", "OfficeHttp2 198.51.100.7/32 80 80 InTest",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if find[*elb.LoadBalancer](t, s, "WebLoadBalancer").Name != nil || find[*s3.Bucket](t, s, "WebLogs").BucketName != nil {
		t.Error("a second launch would find the names taken")
	}
}
