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

// triggerSeconds is for how long Cognito itself waits (Amazon Cognito Developer Guide, "Customizing user pool workflows with Lambda triggers").
const triggerSeconds = 5

// triggers adds the functions that the pool calls, and says when.
func (a *auth) triggers() *cognito.UserPool_LambdaConfig {
	var calls cognito.UserPool_LambdaConfig
	if len(a.cfg.MailDomains) > 0 {
		calls.PreSignUp = a.trigger(guard.Function{
			ID: "SignUp", From: "mailDomains", Source: allowing(a.cfg.MailDomains), Description: "Turns away mail addresses of other domains",
			LogName: "sign-up", LogDays: a.cfg.LogDays, Class: guard.Application,
		})
	}
	if a.cfg.SignInRecords {
		calls.PostAuthentication = a.trigger(guard.Function{
			ID: "SignIn", From: "signInRecords", Source: signInSource, Description: "Records sign-ins by the user's id",
			LogName: "sign-in", LogDays: a.cfg.RecordDays, Class: guard.Audit,
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

func (a *auth) trigger(f guard.Function) *string {
	f.Seconds = triggerSeconds
	return ptr(guard.AddFunction(a.Stack, f).Arn())
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
