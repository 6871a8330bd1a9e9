package controls

var ecsContainerLogs = &Control{
	ID:        "ecs-container-logs",
	Title:     "Containers log",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "audit",
	Citations: []string{"164.308(a)(1)(ii)(D)", "164.312(b)"},
	Types:     []string{"AWS::ECS::TaskDefinition"},
	Why:       "what a container writes is lost with it, and containers are replaced all the time",
	Fix:       "add LogConfiguration with the driver awslogs and an encrypted log group, or awsfirelens",
	Judge: func(c *Case) {
		for _, container := range containers(c) {
			driver := container.Get("LogConfiguration.LogDriver")
			c.Require(driver.Has().And(driver.Is("none").Not()), driver, "nobody keeps what container %q writes", containerName(c, container))
		}
	},
	Bad: []Example{`
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - {Name: app, Image: app, LogConfiguration: {LogDriver: awslogs}}
        - {Name: silent, Image: app}  # fails
        - Name: off
          LogConfiguration:
            LogDriver: none  # fails
`},
	Good: []Example{`
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - {Name: app, Image: app, LogConfiguration: {LogDriver: awsfirelens}}
        - {Name: router, Image: router, FirelensConfiguration: {Type: fluentbit}, LogConfiguration: {LogDriver: awslogs}}
`},
}
