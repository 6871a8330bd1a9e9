package beanstalk_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/logs"
	"github.com/awslabs/goformation/v7/cloudformation/sqs"
)

// TestNames: whatever the names in the spec, Beanstalk takes the environment's, the logs key admits its log groups, and no two of an
// account are the same (defect D21).
func TestNames(t *testing.T) {
	const sixteen, twentyFour = "sixteen-letters1", "twenty-four-letters-long"
	seen := map[string]string{}
	for _, system := range []string{"c1", "clinic", sixteen} {
		for _, env := range []string{"e1", "prod", "fifteen-letters", sixteen} {
			for _, key := range []string{"ab", "app", "app-two", twentyFour, twentyFour[:23] + "h"} {
				e := environment(env, "development", false)
				e.System = system
				s := build(e, key, application(e, "go", false), around(e))
				name := ""
				for _, r := range s.Resources {
					switch p := r.Properties.(type) {
					case *logs.LogGroup:
						group := strings.TrimPrefix(*p.LogGroupName, "/aws/elasticbeanstalk/")
						if group == *p.LogGroupName {
							continue // the function's own
						}
						name, _, _ = strings.Cut(group, "/")
						if !strings.HasPrefix(group, system+"-"+env+"-") {
							t.Errorf("the logs key does not admit %s of %s, %s", *p.LogGroupName, system, env)
						}
					case *sqs.Queue:
						if len(*p.QueueName) > 80 {
							t.Errorf("queue name %s has %d characters", *p.QueueName, len(*p.QueueName))
						}
					}
				}
				if !regexp.MustCompile(`^[a-z][a-z0-9-]{2,38}[a-z0-9]$`).MatchString(name) {
					t.Errorf("Beanstalk takes no environment named %q", name)
				}
				if whose := strings.Join([]string{system, env, key}, " "); seen[name] != "" {
					t.Errorf("%s and %s are both named %q", whose, seen[name], name)
				} else {
					seen[name] = whose
				}
			}
		}
	}
	if len(seen) != 3*4*5 {
		t.Errorf("%d names of %d environments", len(seen), 3*4*5)
	}
}

// TestPlatforms: the schema and the table name the same platforms, and each gets a platform of its own.
func TestPlatforms(t *testing.T) {
	text, err := os.ReadFile("../../schema/beanstalk.cue")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "#BeanstalkPlatform: ")
	list, _, _ := strings.Cut(rest, "\n\n")
	names := regexp.MustCompile(`"([a-z0-9.-]+)"`).FindAllStringSubmatch(list, -1)
	if !found || len(names) < 19 {
		t.Fatalf("schema/beanstalk.cue names %d platforms", len(names))
	}
	arns := map[string]string{}
	for _, n := range names {
		env := environment("dev", "development", false)
		template := build(env, "app", application(env, n[1], true), around(env))
		arn := platformArn(t, template)
		if other := arns[arn]; other != "" || !strings.Contains(arn, "::platform/") || strings.Contains(arn, "platform/ running") {
			t.Errorf("platform %s is %q, like %q", n[1], arn, other)
		}
		arns[arn] = n[1]
	}
}
