package guard

import (
	"github.com/awslabs/goformation/v7/cloudformation/lambda"

	"github.com/hipaac/hipaac/blueprints"
)

// pythonRuntime is supported until June 2030 (AWS Lambda guide, "Lambda runtimes", as of 2026-11).
const pythonRuntime = "python3.14"

// Function is code in Python that a stack brings along: a trigger, or what CloudFormation has no property for.
type Function struct {
	// ID starts the logical ids "<ID>LogGroup", "<ID>Role", "<ID>RolePolicy" and "<ID>Function".
	ID, Description string
	// Source has a function "handler". It must never log an event: events hold people's names, or addresses that anybody could
	// answer at.
	Source  string
	Seconds int
	// LogName is the last part of the log group's name; see LogGroup for days and class.
	LogName string
	LogDays int
	Class   RecordClass
	// Rights are all that it may do beside writing its log.
	Rights []Statement
	// From is the path of the stack's configuration that asked for it.
	From string
}

// AddFunction adds a function that may write its own log and do what its rights say, and nothing else.
//
// It reserves no concurrency: the reservation would make stacks fail in young accounts, whose quota of 10 leaves nothing to reserve.
func AddFunction(s *blueprints.Stack, f Function) *blueprints.Resource {
	logs := LogGroup(s, f.ID+"LogGroup", f.LogName, f.LogDays, f.Class).From(f.From)
	role := ServiceRole(s, Role{ID: f.ID + "Role", Service: "lambda", From: f.From}, append(f.Rights, WriteLogs(logs))...)
	runtime, handler, group := pythonRuntime, "index.handler", logs.Ref()
	return s.Add(f.ID+"Function", &lambda.Function{
		Description: &f.Description, Runtime: &runtime, Handler: &handler,
		Code: &lambda.Function_Code{ZipFile: &f.Source}, Role: role.Arn(), Timeout: &f.Seconds,
		LoggingConfig: &lambda.Function_LoggingConfig{LogGroup: &group},
	}).From(f.From)
}
