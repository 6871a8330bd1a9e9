package controls

var ecsReadonlyRoot = &Control{
	ID:        "ecs-readonly-root",
	Title:     "Containers run on a read-only root",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "integrity",
	Citations: []string{"164.308(a)(3)(i)", "164.312(a)(1)", "164.312(c)(1)"},
	Types:     []string{"AWS::ECS::TaskDefinition"},
	Why:       "what an attacker brings must be written somewhere; on a read-only root a program is what was built and scanned",
	Fix:       "set ReadonlyRootFilesystem to true, and mount volumes for the folders that the program writes to",
	Judge: func(c *Case) {
		for _, container := range containers(c) {
			fixed := container.Get("ReadonlyRootFilesystem")
			c.Require(fixed.IsTrue(), fixed, "container %q can change its own programs", containerName(c, container))
		}
	},
	Bad: []Example{`
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - {Name: app, Image: app, ReadonlyRootFilesystem: true}
        - {Name: silent, Image: app}  # fails
        - Name: open
          ReadonlyRootFilesystem: false  # fails
`},
	Good: []Example{`
Resources:
  Task: {Type: "AWS::ECS::TaskDefinition", Properties: {ContainerDefinitions: [{Name: app, Image: app, ReadonlyRootFilesystem: true}]}}
`},
}
