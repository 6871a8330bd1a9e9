package controls

import (
	"regexp"
	"slices"
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
`, `
# Behind an alias, over several lines, and for a pool that stands elsewhere.
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      LambdaConfig: {PreTokenGenerationConfig: {LambdaArn: !Ref Live, LambdaVersion: V2_0}}
  Live: {Type: "AWS::Lambda::Alias", Properties: {FunctionName: !Ref Function, FunctionVersion: "3", Name: live}}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Code:
        ZipFile: |  # fails
          exports.handler = async (event) => {
            console.log(
              "signed in (again):",
              JSON.stringify(event, null, 2)
            );
            return event;
          };
  Other:
    Type: AWS::Lambda::Function
    Properties:
      Code: {ZipFile: {"Fn::Join": ["\n", ["def handler(event, context):", "  print(event)", "  return event"]]}}  # fails
  Allowed:
    Type: AWS::Lambda::Permission
    Properties: {FunctionName: !GetAtt Other.Arn, Action: "lambda:InvokeFunction", Principal: cognito-idp.amazonaws.com, SourceArn: !ImportValue PoolArn}
`},
	Good: []Example{`
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      LambdaConfig: {PreSignUp: !GetAtt Quiet.Arn, PostConfirmation: !GetAtt Short.Arn}
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
  Short:
    Type: AWS::Lambda::Function
    Properties:
      Code: {ZipFile: "exports.handler = async (event) => { console.log('called :('); return event }"}
  Other:
    Type: AWS::Lambda::Function
    Properties:
      Code: {ZipFile: "def handler(event, context): print(event)"}
`},
}

// triggersSignIn reports whether a user pool calls the function, by itself or by an alias or a version.
func triggersSignIn(c *Case) bool {
	names := slices.Concat([]Subject{c.Subject}, c.Pointing("AWS::Lambda::Alias", "FunctionName"), c.Pointing("AWS::Lambda::Version", "FunctionName"))
	called := slices.ContainsFunc(names, func(name Subject) bool { return admitsUserPools(c, name) })
	for _, pool := range c.OfType("AWS::Cognito::UserPool") {
		pool.Get("LambdaConfig").Texts(func(_ string, v Value) { called = called || slices.ContainsFunc(names, v.Names) })
	}
	return called
}

// admitsUserPools reports whether user pools may call a function, or its alias or version. The pool may be in anybody's template, but
// the permission stands beside the function.
func admitsUserPools(c *Case, function Subject) bool {
	return slices.ContainsFunc(c.scope.Pointing("AWS::Lambda::Permission", "FunctionName", function), func(p Subject) bool {
		return p.Get("Principal").Is("cognito-idp.amazonaws.com").Yes()
	})
}

var (
	// writesLog is the beginning of a call that writes to the log.
	writesLog = regexp.MustCompile(`\b(print|console\.\w+|(std(out|err)\.)?write|log(ger|ging)?\.\w+|\w*[lL]ogger\.\w+)\s*\(`)
	// comment is the rest of a line that is none of the program's business.
	comment = regexp.MustCompile(`(^|\s)(#|//).*`)
	// wholeEvent is the event, its request or the attributes as a whole, not one field of them.
	wholeEvent = regexp.MustCompile(`\b(event|evt|request|userAttributes)(["']\])?(\s*[,)}+%!:]|\s*$)`)
	// personalField is a field that names a person.
	personalField = regexp.MustCompile(`\b(email|phone_number|userName|username|given_name|family_name|name|address|birthdate)["']?\]|\.(email|phone_number|userName|username|given_name|family_name)\b`)
)

// logsEvent reports whether a program writes the event, or what names a person in it, to the log. It reads calls, not programs: what
// goes through a variable of another name is not seen.
func logsEvent(program string) bool {
	var code strings.Builder
	for line := range strings.Lines(program) {
		code.WriteString(comment.ReplaceAllString(strings.TrimRight(line, "\r\n"), "") + "\n")
	}
	program = code.String()
	for _, found := range writesLog.FindAllStringIndex(program, -1) {
		arguments := untilClosed(program[found[1]:])
		if wholeEvent.MatchString(arguments) || personalField.MatchString(arguments) {
			return true
		}
	}
	return false
}

// untilClosed is the text up to the parenthesis that closes a call, over as many lines as that takes. Where none does, it is the line.
func untilClosed(text string) string {
	open, quote := 1, rune(0)
	for i, r := range text {
		switch {
		case quote != 0:
			if r == quote && text[i-1] != '\\' {
				quote = 0
			}
		case r == '"' || r == '\'' || r == '`':
			quote = r
		case r == '(':
			open++
		case r == ')':
			if open--; open == 0 {
				return text[:i+1]
			}
		}
	}
	line, _, _ := strings.Cut(text, "\n")
	return line
}
