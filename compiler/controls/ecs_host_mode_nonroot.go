package controls

var ecsHostModeNonroot = &Control{
	ID:        "ecs-host-mode-nonroot",
	Title:     "Host-network containers are not root",
	Tier:      Baseline,
	Severity:  High,
	Category:  "access-control",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(3)(ii)(A)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)"},
	Types:     []string{"AWS::ECS::TaskDefinition"},
	Why:       "root in a container that shares the network of its instance listens to all other containers there, and takes the instance's own rights",
	Fix:       "use NetworkMode awsvpc, or name a User that is not root in every container",
	Judge: func(c *Case) {
		host := c.Get("NetworkMode").Is("host")
		if host.No() {
			return
		}
		for _, container := range containers(c) {
			user := container.Get("User")
			c.Forbid(host.And(notRoot(user).Not()), user, "container %q shares the network of its instance and %s", containerName(c, container), userNamed(user))
		}
	},
	Bad: []Example{`
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: host
      ContainerDefinitions:
        - {Name: app, Image: app}  # fails
        - Name: agent
          Image: agent
          User: root  # fails
        - Name: other
          Image: other
          User: "0:0"  # fails
`},
	Good: []Example{`
Resources:
  Named:
    Type: AWS::ECS::TaskDefinition
    Properties: {NetworkMode: host, ContainerDefinitions: [{Name: app, Image: app, User: "1000:1000"}]}
  Apart: {Type: "AWS::ECS::TaskDefinition", Properties: {NetworkMode: awsvpc, ContainerDefinitions: [{Name: app, Image: app}]}}
`},
}
