package auth

import (
	_ "embed"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/cognito"
	"github.com/awslabs/goformation/v7/cloudformation/lambda"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

//go:embed signup.py
var signUpSource string

//go:embed signin.py
var signInSource string

// Python 3.14 is supported until June 2030 (AWS Lambda guide, "Lambda runtimes", as of 2026-11).
const pythonRuntime = "python3.14"

// Seconds. Cognito itself waits for five (Amazon Cognito Developer Guide, "Customizing user pool workflows with Lambda triggers").
const functionTimeout = 5

// trigger is a function that the pool calls.
type trigger struct {
	// id starts the logical ids, name is the last part of the log group's, and from is the field that asked for it.
	id, name, from      string
	description, source string
	logDays             int
	class               guard.RecordClass
}

// triggers adds the functions that the pool calls, and says when.
func (a *auth) triggers() *cognito.UserPool_LambdaConfig {
	var calls cognito.UserPool_LambdaConfig
	if len(a.cfg.MailDomains) > 0 {
		calls.PreSignUp = a.function(trigger{
			id: "SignUp", name: "sign-up", from: "mailDomains", source: allowing(a.cfg.MailDomains), logDays: a.cfg.LogDays, class: guard.Application,
			description: "Turns away mail addresses of other domains",
		})
	}
	if a.cfg.SignInRecords {
		calls.PostAuthentication = a.function(trigger{
			id: "SignIn", name: "sign-in", from: "signInRecords", source: signInSource, logDays: a.cfg.RecordDays, class: guard.Audit,
			description: "Records sign-ins by the user's id",
		})
	}
	if calls.PreSignUp == nil && calls.PostAuthentication == nil {
		return nil
	}
	return &calls
}

// allowing puts the allowed domains into the function. They are no secret, and a variable would need a key of its own.
func allowing(domains []string) string {
	var list strings.Builder
	for _, d := range domains {
		list.WriteString(`"` + d + `", `)
	}
	const empty = "ALLOWED = ()"
	if !strings.Contains(signUpSource, empty) {
		panic("internal error: the function for sign-up has no place for the domains")
	}
	return strings.Replace(signUpSource, empty, "ALLOWED = ("+strings.TrimRight(list.String(), " ")+")", 1)
}

// function adds a function that may write its log and do nothing else.
func (a *auth) function(t trigger) *string {
	logs := guard.LogGroup(a.Stack, t.id+"LogGroup", t.name, t.logDays, t.class).From(t.from)
	role := guard.ServiceRole(a.Stack, guard.Role{ID: t.id + "Role", Service: "lambda", From: t.from}, guard.WriteLogs(logs))
	function := a.Add(t.id+"Function", &lambda.Function{
		Description: &t.description, Runtime: ptr(pythonRuntime), Handler: ptr("index.handler"),
		Code: &lambda.Function_Code{ZipFile: &t.source}, Role: role.Arn(), Timeout: ptr(functionTimeout),
		LoggingConfig: &lambda.Function_LoggingConfig{LogGroup: ptr(logs.Ref())},
	}).From(t.from)
	return ptr(function.Arn())
}

// permitTriggers lets the pool, and nobody else, call its functions.
func (a *auth) permitTriggers() {
	if len(a.cfg.MailDomains) > 0 {
		a.permit("SignUp", "mailDomains")
	}
	if a.cfg.SignInRecords {
		a.permit("SignIn", "signInRecords")
	}
}

func (a *auth) permit(id, from string) {
	a.Add(id+"Permission", &lambda.Permission{
		Action: "lambda:InvokeFunction", FunctionName: blueprints.Ref(id + "Function"), Principal: "cognito-idp.amazonaws.com",
		SourceArn: ptr(a.pool.Arn()), SourceAccount: ptr(blueprints.AccountID),
	}).From(from)
}
