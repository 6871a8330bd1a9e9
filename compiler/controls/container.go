package controls

import "strings"

// containers are the containers of a task definition, or the one of a job definition.
func containers(c *Case) []Value {
	if c.Type == "AWS::Batch::JobDefinition" {
		if own := c.Get("ContainerProperties"); !own.Absent() {
			return []Value{own}
		}
		return nil // jobs of several nodes, of EKS or of ECS tasks say it elsewhere
	}
	return c.Get("ContainerDefinitions").Items()
}

// containerName is how a message calls a container.
func containerName(c *Case, container Value) string {
	name, known := container.Get("Name").Literal()
	if !known || name == "" {
		return c.ID
	}
	return c.ID + "." + name
}

// userNamed says in a message as whom a container runs.
func userNamed(user Value) string {
	if user.Absent() {
		return "names no user"
	}
	return "runs as " + user.String()
}

// notRoot asks whether a container says that it runs as somebody else than root. Left out, the image decides, and most say nothing.
func notRoot(user Value) Answer {
	return user.Has().And(user.Passes(func(text string) bool {
		who, _, _ := strings.Cut(text, ":")
		return who != "" && who != "0" && who != "root"
	}))
}
