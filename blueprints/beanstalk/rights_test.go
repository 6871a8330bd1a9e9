package beanstalk_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/iam"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// statementsOf are the statements of a managed policy.
func statementsOf(t *testing.T, s *blueprints.Stack, id string) []guard.Statement {
	t.Helper()
	for _, r := range s.Resources {
		if p, ok := r.Properties.(*iam.ManagedPolicy); ok && r.ID == id {
			return p.PolicyDocument.(guard.Policy).Statement
		}
	}
	t.Fatalf("no policy %s", id)
	return nil
}

// TestBoundaryAdmitsInstances: the role of the workload has a permission boundary; a right that it does not name is none, and shows
// only as an instance that never reports.
func TestBoundaryAdmitsInstances(t *testing.T) {
	env := environment("prod", "production", true)
	access := blueprints.NewStack(env, "access", "access", "clinic-prod-access", around(env)[0])
	guard.Boundary(access, "Boundary", nil, nil)
	boundary := statementsOf(t, access, "Boundary")
	for _, web := range []bool{true, false} {
		cfg := application(env, "docker", web)
		cfg.Xray = true
		rights := statementsOf(t, build(env, "app", cfg, around(env)), "InstanceRights")
		for _, right := range rights {
			for _, action := range right.Action {
				admitted := slices.ContainsFunc(boundary, func(s guard.Statement) bool { return s.Effect == "Allow" && names(s, action) })
				denied := slices.ContainsFunc(boundary, func(s guard.Statement) bool {
					return s.Effect == "Deny" && s.Sid != "NeverInTheClear" && names(s, action)
				})
				if !admitted || denied {
					t.Errorf("%s needs %s: the boundary admits it: %v, denies it: %v", right.Sid, action, admitted, denied)
				}
			}
		}
	}
}

// TestSoftwareOfOddRegions: in one region the names of the buckets with the platforms' software are irregular. The policy of the network's
// endpoint knew that, those of the instances and of their boundary did not, and no instance could have started there.
func TestSoftwareOfOddRegions(t *testing.T) {
	env := environment("prod", "production", true)
	env.Region = "me-central-1"
	const want = ":s3:::elasticbeanstalk-platform-assets-@-f08b818c/*"
	access := blueprints.NewStack(env, "access", "access", "clinic-prod-access", around(env)[0])
	guard.Boundary(access, "Boundary", nil, nil)
	rights := build(env, "app", application(env, "docker", true), around(env))
	for id, s := range map[string]*blueprints.Stack{"Boundary": access, "InstanceRights": rights} {
		if !slices.ContainsFunc(statementsOf(t, s, id), func(s guard.Statement) bool {
			return slices.ContainsFunc(s.Resource, func(arn string) bool { return strings.HasSuffix(strings.ReplaceAll(arn, blueprints.Region, "@"), want) })
		}) {
			t.Errorf("%s does not let instances read %s", id, want)
		}
	}
}

func names(s guard.Statement, action string) bool {
	return slices.ContainsFunc(s.Action, func(known string) bool {
		start, wild := strings.CutSuffix(known, "*")
		return known == action || wild && strings.HasPrefix(action, start)
	})
}

// TestInstancesWriteToTheirOwnLogsOnly: a group that Beanstalk made by itself would have no key; what no instance may write to holds
// nothing.
func TestInstancesWriteToTheirOwnLogsOnly(t *testing.T) {
	everyApplication(t, func(t *testing.T, s *blueprints.Stack, _ bool) {
		for _, right := range statementsOf(t, s, "InstanceRights") {
			if !slices.Contains(right.Action, "logs:PutLogEvents") {
				continue
			}
			for _, resource := range right.Resource {
				if !slices.ContainsFunc(s.Resources, func(r *blueprints.Resource) bool {
					return r.Properties.AWSCloudFormationType() == "AWS::Logs::LogGroup" && resource == r.Arn()
				}) {
					t.Errorf("instances write to %s, which is no log group of the stack", resource)
				}
			}
		}
	})
}
