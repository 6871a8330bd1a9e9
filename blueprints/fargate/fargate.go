// Package fargate builds an application that runs in containers: a repository for its images, a cluster, a service that keeps tasks
// running, and what stands before and beside them.
package fargate

import (
	"fmt"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// Blueprint runs containers without servers.
var Blueprint = blueprints.Define("fargate", "An application in containers", []string{"keys", "network", "access"}, uses, build).
	Wanting("auth", "database", "observability", "storage")

func uses(cfg *schema.Fargate) []blueprints.KeyUse {
	uses := []blueprints.KeyUse{
		{Class: blueprints.DataKey, Service: "ecr"},
		{Class: blueprints.DataKey, Service: "fargate"},
		{Class: blueprints.LogsKey, Service: "logs"},
	}
	if cfg.Exec {
		uses = append(uses, blueprints.KeyUse{Class: blueprints.MessagesKey, Service: "sessions"})
	}
	if cfg.Queue != nil {
		uses = append(uses, blueprints.KeyUse{Class: blueprints.MessagesKey, Service: "sqs"})
	}
	if len(cfg.Secrets) > 0 {
		uses = append(uses, blueprints.KeyUse{Class: blueprints.SecretsKey, Service: "secretsmanager"})
	}
	return uses
}

// application is one stack while it is built.
type application struct {
	*blueprints.Stack
	cfg        *schema.Fargate
	name       string // of cluster, service and repository
	group      *blueprints.Resource
	repository *blueprints.Resource
	cluster    *blueprints.Resource
	front      *guard.WebFront      // nil without web
	queue      *blueprints.Resource // nil without a queue
	// ready is what the service must wait for although it does not refer to it.
	ready []*blueprints.Resource
	// alarms roll a deployment back.
	alarms []*blueprints.Resource
}

func build(s *blueprints.Stack, cfg *schema.Fargate) {
	a := &application{Stack: s, cfg: cfg, name: s.PhysicalName(s.Key)}
	a.check()
	a.group = guard.WorkloadGroup(s)
	a.addRepository()
	a.addCluster()
	if cfg.Web != nil {
		a.front = guard.AddWebFront(s, "web", cfg.Web, guard.Behind{Group: a.group, Port: cfg.Port})
		a.alarms = append(a.alarms, a.front.Alarms...)
	}
	if cfg.Queue != nil {
		a.addQueue()
	}
	a.addRights()
	task := a.addTask()
	if cfg.Image != "" {
		a.addService(task)
		a.addJobs(task)
	}
}

// check refuses what Fargate would refuse only when the stack is deployed, or would never start.
func (a *application) check() {
	a.checkSize()
	guard.NeedEndpoints(a.Stack, fmt.Sprintf("tasks of stack %q could not start", a.Key), a.neededEndpoints()...)
	if a.cfg.MinTasks > a.cfg.MaxTasks {
		a.Refuse(blueprints.Refusal{
			ID: "task-range", Path: "minTasks",
			Message: fmt.Sprintf("at least %d tasks and at most %d are to run", a.cfg.MinTasks, a.cfg.MaxTasks),
			Hint:    fmt.Sprintf("set maxTasks to %d or more", a.cfg.MinTasks),
		})
	}
	if a.cfg.Image == "" {
		a.Refuse(blueprints.Refusal{
			ID: "no-image", Warn: true,
			Message: fmt.Sprintf("stack %q names no image: nothing will run", a.Key),
			Hint:    fmt.Sprintf("deploy it, push an image to the repository %s, and set image to its tag", a.name),
		})
	}
}

func ptr[T any](v T) *T { return &v }
