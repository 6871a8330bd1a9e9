package controls

import (
	"regexp"
	"strings"
)

var cognitoTriggerNoEventLog = &Control{
	ID:        "cognito-trigger-no-event-log",
	Title:     "Triggers of user pools log no personal data",
	Tier:      Baseline,
	Severity:  High,
	Category:  "audit",
	Citations: []string{"164.312(a)(1)", "164.308(a)(4)(i)"},
	Types:     []string{"AWS::Lambda::Function"},
	Why:       "the event of a trigger holds names, addresses and telephone numbers: logged as a whole, they are where nobody looks for them and more people may read",
	Fix:       "log single fields that name nobody, such as triggerSource and the user's sub",
	Judge: func(c *Case) {
		if !triggersSignIn(c) {
			return
		}
		code := c.Get("Code.ZipFile")
		if code.Absent() {
			c.Unsure(c.Get("Code"), "the code of the function is not in the template")
			return
		}
		c.Forbid(code.Passes(logsEvent), code, "function %q, a trigger of a user pool, logs the event or personal data in it", c.ID)
	},
	Bad: []Example{`
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      LambdaConfig: {PreSignUp: !GetAtt Whole.Arn, PostAuthentication: !GetAtt Mail.Arn, PostConfirmation: !GetAtt Packed.Arn, CustomMessage: !GetAtt Node.Arn}
  Whole:
    Type: AWS::Lambda::Function
    Properties:
      Code:
        ZipFile: |  # fails
          def handler(event, context):
              print(event)
              return event
  Mail:
    Type: AWS::Lambda::Function
    Properties:
      Code:
        ZipFile: |  # fails
          def handler(event, context):
              attributes = event["request"]["userAttributes"]
              logger.info("signed in: %s", attributes["email"])
              return event
  Node:
    Type: AWS::Lambda::Function
    Properties:
      Code: {ZipFile: "exports.handler = async (event) => { console.log(JSON.stringify(event, null, 2)); return event }"}  # fails
  Packed:
    Type: AWS::Lambda::Function
    Properties:
      Code: {S3Bucket: code, S3Key: trigger.zip}  # unknown
`},
	Good: []Example{`
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      LambdaConfig: {PreSignUp: !GetAtt Quiet.Arn}
  Quiet:
    Type: AWS::Lambda::Function
    Properties:
      Code:
        ZipFile: |
          # never print(event): it holds names
          def handler(event, context):
              print(f"{event['triggerSource']}: refused")
              print(json.dumps({"user": event["request"]["userAttributes"]["sub"]}))
              return event
  Other:
    Type: AWS::Lambda::Function
    Properties:
      Code: {ZipFile: "def handler(event, context): print(event)"}
`},
}

// triggersSignIn reports whether a user pool calls the function.
func triggersSignIn(c *Case) bool {
	called := false
	for _, pool := range c.OfType("AWS::Cognito::UserPool") {
		pool.Get("LambdaConfig").Texts(func(_ string, v Value) { called = called || v.Names(c.Subject) })
	}
	return called
}

var (
	// writesLog is a call that writes to the log, with what follows on its line.
	writesLog = regexp.MustCompile(`\b(print|console\.\w+|(std(out|err)\.)?write|log(ger|ging)?\.\w+|\w*[lL]ogger\.\w+)\s*\(.*`)
	// comment is the rest of a line that is none of the program's business.
	comment = regexp.MustCompile(`(^|\s)(#|//).*`)
	// wholeEvent is the event, its request or the attributes as a whole, not one field of them.
	wholeEvent = regexp.MustCompile(`\b(event|request|userAttributes)(["']\])?(\s*[,)}+%!:]|\s*$)`)
	// personalField is a field that names a person.
	personalField = regexp.MustCompile(`\b(email|phone_number|userName|username|given_name|family_name|name|address|birthdate)["']?\]|\.(email|phone_number|userName|username|given_name|family_name)\b`)
)

// logsEvent reports whether a program writes the event, or what names a person in it, to the log. It reads lines, not programs: what
// goes through a variable of another name is not seen.
func logsEvent(program string) bool {
	for line := range strings.Lines(program) {
		call := writesLog.FindString(comment.ReplaceAllString(strings.TrimRight(line, "\n"), ""))
		if call != "" && (wholeEvent.MatchString(call) || personalField.MatchString(call)) {
			return true
		}
	}
	return false
}
