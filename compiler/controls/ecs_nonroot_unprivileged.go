package controls

import "github.com/hipaac/hipaac/compiler/template"

var ecsNonrootUnprivileged = &Control{
	ID:        "ecs-nonroot-unprivileged",
	Title:     "Containers are unprivileged",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "access-control",
	Citations: []string{"164.312(a)(1)"},
	Types:     []string{"AWS::ECS::TaskDefinition", "AWS::Batch::JobDefinition"},
	Why:       "whoever takes over a program has what the program has: as root he changes the container, with privileges the instance",
	Fix:       "name a User that is not root, leave Privileged out, and give the task a role of its own beside the execution role",
	Judge: func(c *Case) {
		for _, container := range containers(c) {
			name, privileged, user := containerName(c, container), container.Get("Privileged"), container.Get("User")
			c.Forbid(privileged.IsTrue(), privileged, "container %q is privileged: it can do what its instance can", name)
			c.Require(notRoot(user), user, "container %q %s, needs a user that is not root", name, userNamed(user))
		}
		own, execution := c.Get("TaskRoleArn"), c.Get("ExecutionRoleArn")
		if !own.Absent() && !execution.Absent() {
			// Two roles that are written in two ways are taken for two.
			c.Forbid(template.Sure(own.Same(execution).Yes()), own, "tasks of %q run with the role that fetches their images and secrets", c.ID)
		}
	},
	Bad: []Example{`
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      TaskRoleArn: arn:aws:iam::111122223333:role/all  # fails
      ExecutionRoleArn: arn:aws:iam::111122223333:role/all
      ContainerDefinitions:
        - {Name: app, Image: app}  # fails
        - Name: agent
          User: agent
          Privileged: true  # fails
  Job:
    Type: AWS::Batch::JobDefinition
    Properties:
      ContainerProperties:
        Image: job
        User: root  # fails
`},
	Good: []Example{`
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      TaskRoleArn: arn:aws:iam::111122223333:role/app
      ExecutionRoleArn: arn:aws:iam::111122223333:role/start
      ContainerDefinitions: [{Name: app, Image: app, User: "1000:1000"}, {Name: agent, User: agent, Privileged: false}]
  Job: {Type: "AWS::Batch::JobDefinition", Properties: {ContainerProperties: {Image: job, User: "1000"}}}
  Alone: {Type: "AWS::ECS::TaskDefinition", Properties: {ExecutionRoleArn: !ImportValue Start, ContainerDefinitions: [{Name: app, Image: app, User: "1000"}]}}
`},
}
