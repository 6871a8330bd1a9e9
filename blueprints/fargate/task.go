package fargate

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/ecs"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// container is the name of the application's container in its task.
const container = "app"

// executionRole is the logical id of the role with which ECS starts tasks.
const executionRole = "ExecutionRole"

// sessionFolders are where the agent of ECS Exec writes inside a container, as of 2026-11. AWS says that sessions need a writable root;
// these three are all that they need in fact (aws/containers-roadmap#1359).
var sessionFolders = []string{"/managed-agents", "/var/lib/amazon/ssm", "/var/log/amazon/ssm"}

// addTask says what a task is: one container that can change nothing but the folders it names, is nobody in particular, and may do
// nothing that Linux keeps for root. Without an image there is none.
func (a *application) addTask() *blueprints.Resource {
	logs := guard.LogGroup(a.Stack, "ApplicationLogs", "application", a.cfg.LogDays).From("logDays")
	environment := a.environment()
	execution := a.addExecutionRole(logs)
	if a.cfg.Image == "" {
		return nil
	}
	volumes, mounts := a.volumes()
	task := &ecs.TaskDefinition{
		Family: &a.name,
		Cpu:    ptr(strconv.Itoa(a.cfg.Cpu)), Memory: ptr(strconv.Itoa(a.cfg.Memory)),
		NetworkMode: ptr("awsvpc"), RequiresCompatibilities: []string{"FARGATE"},
		RuntimePlatform:  &ecs.TaskDefinition_RuntimePlatform{CpuArchitecture: ptr(strings.ToUpper(a.cfg.Architecture)), OperatingSystemFamily: ptr("LINUX")},
		ExecutionRoleArn: ptr(execution.Arn()),
		TaskRoleArn:      ptr(a.Import("access", "WorkloadRoleArn")),
		Volumes:          volumes,
		ContainerDefinitions: []ecs.TaskDefinition_ContainerDefinition{{
			Name: container, Image: a.image(), Essential: ptr(true), Command: a.cfg.Command,
			User: ptr(fmt.Sprintf("%d:%d", a.cfg.User, a.cfg.User)), Privileged: ptr(false), ReadonlyRootFilesystem: ptr(true),
			LinuxParameters: &ecs.TaskDefinition_LinuxParameters{
				InitProcessEnabled: ptr(true),
				Capabilities:       &ecs.TaskDefinition_KernelCapabilities{Drop: []string{"ALL"}},
			},
			MountPoints: mounts, PortMappings: a.ports(), StopTimeout: &a.cfg.StopSeconds,
			Environment: environment, Secrets: a.secrets(),
			LogConfiguration: &ecs.TaskDefinition_LogConfiguration{LogDriver: "awslogs", Options: map[string]string{
				"awslogs-group": logs.Ref(), "awslogs-region": blueprints.Region, "awslogs-stream-prefix": container,
				// An application goes on when its log cannot be written, and drops what does not fit the buffer.
				"mode": "non-blocking", "max-buffer-size": "25m",
			}},
		}},
	}
	if a.cfg.DiskGB > 0 {
		task.EphemeralStorage = &ecs.TaskDefinition_EphemeralStorage{SizeInGiB: &a.cfg.DiskGB}
	}
	added := a.Add("Task", task).From("image")
	if a.cfg.Exec {
		added.Say("Sessions write to three folders of their own: AWS does not support them on a read-only root, and they work with these.")
	}
	return added
}

// image is the one that the spec names, in the stack's own repository.
func (a *application) image() string {
	mark := ":"
	if strings.HasPrefix(a.cfg.Image, "sha256:") {
		mark = "@"
	}
	return a.repository.Att("RepositoryUri") + mark + a.cfg.Image
}

func (a *application) ports() []ecs.TaskDefinition_PortMapping {
	if a.front == nil {
		return nil
	}
	return []ecs.TaskDefinition_PortMapping{{ContainerPort: &a.cfg.Port, Protocol: ptr("tcp")}}
}

// volumes are on the task's disk, which the cluster's key encrypts, and end with the task.
func (a *application) volumes() (volumes []ecs.TaskDefinition_Volume, mounts []ecs.TaskDefinition_MountPoint) {
	folders := slices.Clone(a.cfg.Writable)
	if a.cfg.Exec {
		folders = append(folders, sessionFolders...)
	}
	for i, folder := range folders {
		name := fmt.Sprintf("folder%d", i+1)
		volumes = append(volumes, ecs.TaskDefinition_Volume{Name: &name})
		mounts = append(mounts, ecs.TaskDefinition_MountPoint{SourceVolume: &name, ContainerPath: &folder, ReadOnly: ptr(false)})
	}
	return volumes, mounts
}

func (a *application) environment() []ecs.TaskDefinition_KeyValuePair {
	var pairs []ecs.TaskDefinition_KeyValuePair
	variables := guard.Variables(a.Stack, a.cfg.Variables, a.cfg.Aliases)
	if a.queue != nil {
		variables = append(variables, blueprints.Variable{Name: "QUEUE_URL", Value: a.queue.Ref()})
	}
	for _, name := range slices.Sorted(maps.Keys(a.cfg.Secrets)) {
		if slices.ContainsFunc(variables, func(v blueprints.Variable) bool { return v.Name == name }) {
			a.Refuse(blueprints.Refusal{
				ID: "variable-taken", Path: "secrets." + name,
				Message: fmt.Sprintf("the environment variable %q is set by secrets, and has a value already", name),
				Hint:    "rename or remove one of them",
			})
		}
	}
	for _, v := range variables {
		pairs = append(pairs, ecs.TaskDefinition_KeyValuePair{Name: ptr(v.Name), Value: ptr(v.Value)})
	}
	return pairs
}

// secrets are fetched by ECS when a task starts. They stand in no template, and in no description of a task.
func (a *application) secrets() []ecs.TaskDefinition_Secret {
	var list []ecs.TaskDefinition_Secret
	for _, name := range slices.Sorted(maps.Keys(a.cfg.Secrets)) {
		list = append(list, ecs.TaskDefinition_Secret{Name: name, ValueFrom: a.cfg.Secrets[name]})
	}
	return list
}

// addExecutionRole adds the role with which ECS starts tasks: it fetches the image and the secrets and writes the log. The
// application never has it.
func (a *application) addExecutionRole(logs *blueprints.Resource) *blueprints.Resource {
	rights := []guard.Statement{
		{Sid: "SignInToRegistry", Effect: "Allow", Action: []string{"ecr:GetAuthorizationToken"}, Resource: []string{"*"}},
		{Sid: "PullImages", Effect: "Allow", Resource: []string{a.repository.Arn()}, Action: []string{
			"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer",
		}},
		guard.WriteLogs(logs),
	}
	if arns := a.secretArns(); len(arns) > 0 {
		rights = append(rights,
			guard.Statement{Sid: "ReadSecrets", Effect: "Allow", Action: []string{"secretsmanager:GetSecretValue"}, Resource: arns},
			guard.Statement{Sid: "UseKeyOfSecrets", Effect: "Allow", Action: []string{"kms:Decrypt"},
				Resource: []string{a.KeyArn(blueprints.SecretsKey)}, Condition: guard.Through("secretsmanager")})
	}
	return guard.ServiceRole(a.Stack, guard.Role{ID: executionRole, Service: "ecs-tasks"}, rights...)
}

// secretArns are the secrets to read, each once, without what says which part of them. One of another account or region is refused:
// its key is none of this environment.
func (a *application) secretArns() []string {
	var arns []string
	own := guard.Here(a.Env, "secretsmanager")
	for _, name := range slices.Sorted(maps.Keys(a.cfg.Secrets)) {
		fields := strings.Split(a.cfg.Secrets[name], ":")
		arn := strings.Join(fields[:7], ":")
		if start := guard.ParseArn(arn).Start(); start != own {
			a.Refuse(blueprints.Refusal{
				ID: "foreign-secret", Path: "secrets." + name,
				Message: fmt.Sprintf("the secret begins with %q, one of this environment with %q", start, own),
				Hint:    "keep the secret in the environment's own account and region, under its key for secrets",
			})
		}
		arns = append(arns, arn)
	}
	slices.Sort(arns)
	return slices.Compact(arns)
}
