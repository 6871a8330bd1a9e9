package fargate

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/awslabs/goformation/v7/cloudformation/events"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// addJobs starts tasks at certain times. Rules of EventBridge do it, not EventBridge Scheduler: AWS's list of HIPAA-eligible services
// does not name that one, as of 2026-11.
func (a *application) addJobs(task *blueprints.Resource) {
	if len(a.cfg.Jobs) == 0 {
		return
	}
	role := a.addJobRole(task)
	for _, name := range slices.Sorted(maps.Keys(a.cfg.Jobs)) {
		a.addJob(name, task, role)
	}
	a.tellOfFailedJobs()
}

func (a *application) addJob(name string, task, role *blueprints.Resource) {
	job, path := a.cfg.Jobs[name], "jobs."+name
	ruleName := a.ShortName(a.Key+"-"+name, 64)
	a.Add(jobID(name), &events.Rule{
		Name: &ruleName, State: ptr("ENABLED"), ScheduleExpression: &job.At,
		Targets: []events.Rule_Target{{
			Id: "task", Arn: a.cluster.Arn(), RoleArn: ptr(role.Arn()), Input: ptr(override(job.Command)),
			EcsParameters: &events.Rule_EcsParameters{
				TaskDefinitionArn: task.Ref(), TaskCount: ptr(1), LaunchType: ptr("FARGATE"), PlatformVersion: ptr("LATEST"),
				EnableECSManagedTags: ptr(true), PropagateTags: ptr("TASK_DEFINITION"),
				NetworkConfiguration: &events.Rule_NetworkConfiguration{AwsVpcConfiguration: &events.Rule_AwsVpcConfiguration{
					AssignPublicIp: ptr("DISABLED"), SecurityGroups: []string{a.group.Att("GroupId")},
					Subnets: a.Neighbour("network").ImportSeries("PrivateSubnet", "Id"),
				}},
			},
		}},
	}).From(path)
	guard.Watch(a.Stack, guard.Alarm{
		ID: jobID(name) + "Alarm", Name: name + "-not-started", Namespace: "AWS/Events", Metric: "FailedInvocations", Statistic: "Sum",
		Dimensions: []string{"RuleName", ruleName}, Above: ptr(1.0), Seconds: 300, Periods: 1, From: path,
		Description: fmt.Sprintf("The job %s could not be started. Look for RunTask in CloudTrail.", name),
	})
}

// jobID is the logical id of a job. Names of jobs have letters only, so that no two of them make one.
func jobID(name string) string { return blueprints.LogicalName(name) + "Job" }

// override is what is different in a task of a job: the command.
func override(command []string) string {
	text, err := json.Marshal(map[string]any{"containerOverrides": []map[string]any{{"name": container, "command": command}}})
	if err != nil {
		panic("internal error: a command that is not JSON: " + err.Error())
	}
	return string(text)
}

// addJobRole adds the role with which EventBridge starts tasks: this task definition on this cluster, with the two roles of its tasks.
func (a *application) addJobRole(task *blueprints.Resource) *blueprints.Resource {
	tasks := blueprints.OwnArn("ecs", "task/"+a.cluster.Ref()+"/*")
	return guard.ServiceRole(a.Stack, guard.Role{ID: "JobRole", Service: "events", From: "jobs"},
		guard.Statement{Sid: "StartTasks", Effect: "Allow", Action: []string{"ecs:RunTask"}, Resource: []string{task.Ref()},
			Condition: guard.Condition{"ArnEquals": {"ecs:cluster": {a.cluster.Arn()}}}},
		guard.Statement{Sid: "TagTasks", Effect: "Allow", Action: []string{"ecs:TagResource"}, Resource: []string{tasks},
			Condition: guard.Condition{"StringEquals": {"ecs:CreateAction": {"RunTask"}}}},
		guard.Statement{Sid: "GiveTasksTheirRoles", Effect: "Allow", Action: []string{"iam:PassRole"},
			Resource:  []string{blueprints.GetAtt(executionRole, "Arn"), a.Import("access", "WorkloadRoleArn")},
			Condition: guard.Condition{"StringEquals": {"iam:PassedToService": {"ecs-tasks.amazonaws.com"}}}},
	)
}

// tellOfFailedJobs sends a sentence to everybody who is told of alarms when a task that no service keeps ends with an error.
func (a *application) tellOfFailedJobs() {
	guard.Announce(a.Stack, guard.Announcement{
		ID: "JobFailed", Name: "failed_jobs", From: "jobs",
		Pattern: map[string]any{
			"source": []string{"aws.ecs"}, "detail-type": []string{"ECS Task State Change"},
			"detail": map[string]any{
				"clusterArn": []string{a.cluster.Arn()}, "lastStatus": []string{"STOPPED"}, "group": []string{"family:" + a.name},
				"$or": []map[string]any{
					{"containers": map[string]any{"exitCode": []map[string]any{{"anything-but": 0}}}},
					{"stopCode": []string{"TaskFailedToStart"}},
				},
			},
		},
		Says:   a.Env.System + " " + a.Env.Name + ": a job of " + a.Key + " ended with an error (<why>), task <task>. Look at its log.",
		Values: map[string]string{"task": "$.detail.taskArn", "why": "$.detail.stoppedReason"},
	})
}
