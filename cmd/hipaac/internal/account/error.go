package account

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Kind says what an error means for whoever acts on it.
type Kind int

const (
	Failed        Kind = iota // the work failed
	WrongIdentity             // another account, no credentials, or credentials that may not
	NotThere                  // what is asked for does not exist, or not yet
	InUse                     // what is to go is still used
	Busy                      // another operation is in progress
	Exists                    // there is one of the name or the token already, perhaps made by an earlier call whose answer was lost
	NotReady                  // a change set is not in a state in which this can be done with it
	Unreached                 // no answer, or turned away too often: whether it was done is unknown, and has to be read
)

// Error is what AWS would not do, for people.
type Error struct {
	Kind          Kind
	Message, Hint string
}

func (e *Error) Error() string { return e.Message }

// Is reports whether an error is of a kind.
func Is(err error, kind Kind) bool {
	e := (*Error)(nil)
	return errors.As(err, &e) && e.Kind == kind
}

// The codes by which services turn callers away; each service has its own.
var (
	expired = []string{"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"}
	strange = []string{"InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidSignatureException",
		"AuthFailure", "IncompleteSignature", "InvalidToken", "MissingAuthenticationToken", "NotSignedUp", "OptInRequired"}
	denied   = []string{"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "Forbidden", "AllAccessDisabled"}
	notThere = []string{"ResourceNotFoundException", "NoSuchKey", "NoSuchBucket", "NotFound", "ChangeSetNotFound", "StackNotFoundException"}
	exists   = []string{"AlreadyExistsException", "NameAlreadyExistsException", "TokenAlreadyExistsException"}
)

// quota is the code for a quota that is used up.
const quota = "LimitExceededException"

// signIn is the remedy for credentials that are missing or too old.
const signIn = "sign in, for example with \"aws sso login\", and name the profile in AWS_PROFILE"

// unsigned explains why there are no credentials.
func unsigned(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if slices.Contains(expired, code(err)) {
		return &Error{Kind: WrongIdentity, Message: "the AWS credentials have expired", Hint: signIn}
	}
	why := err.Error()
	call := (*smithy.OperationError)(nil)
	switch {
	case !errors.As(err, &call):
	case call.Service() == "ec2imds":
		why = "neither the environment nor a profile has any, and this machine has no role" // the machine is asked last
	case words(err) != "":
		why = fmt.Sprintf("%s %s: %s", call.Service(), call.Operation(), words(err))
	default:
		why = fmt.Sprintf("AWS did not answer to %s %s: %v", call.Service(), call.Operation(), innermost(err))
	}
	return &Error{Kind: WrongIdentity, Message: "there are no AWS credentials to act with: " + why, Hint: signIn}
}

// unbecome explains why a role cannot be become.
func unbecome(ctx context.Context, err error, role string, who identity) error {
	problem := explain(ctx, err)
	if known := (*Error)(nil); errors.As(problem, &known) && slices.Contains(denied, code(err)) {
		return &Error{Kind: WrongIdentity, Message: fmt.Sprintf("%s may not become %s: %s", who.ARN, role, words(err)),
			Hint: "the role has to exist, its trust policy has to name who asks and the external id, and who asks needs the right sts:AssumeRole"}
	}
	return problem
}

// explain puts an error of the SDK into words. One that came from the end of the context stays what it is.
func explain(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if known := (*Error)(nil); errors.As(err, &known) {
		return known // from before the call left: the identity is wrong
	}
	call := (*smithy.OperationError)(nil)
	if !errors.As(err, &call) {
		return &Error{Message: err.Error()}
	}
	what := call.Service() + " " + call.Operation()
	problem := (smithy.APIError)(nil)
	switch {
	case errors.As(err, &problem):
	case status(err) == http.StatusNotImplemented:
		return &Error{Message: fmt.Sprintf("%s: what answers here does not know how to do that", what)}
	default:
		return &Error{Kind: Unreached, Message: fmt.Sprintf("AWS did not answer to %s: %v", what, innermost(err)), Hint: "make sure that AWS can be reached, and try again: what was done stays, the rest follows"}
	}
	switch c := problem.ErrorCode(); {
	case slices.Contains(expired, c):
		return &Error{Kind: WrongIdentity, Message: "the AWS credentials have expired", Hint: signIn}
	case slices.Contains(strange, c):
		return &Error{Kind: WrongIdentity, Message: fmt.Sprintf("AWS does not know the credentials (%s: %s)", c, sentence(problem)), Hint: signIn}
	case slices.Contains(denied, c):
		return &Error{Kind: WrongIdentity, Message: fmt.Sprintf("%s is denied: %s", what, sentence(problem)), Hint: "act as a role that may, or have its policy extended"}
	case isThrottle(err):
		return &Error{Kind: Unreached, Message: fmt.Sprintf("AWS turned away %s too often: more calls are made in the account than it allows", what), Hint: "try again: what was done stays, the rest follows"}
	case ofServer(err):
		return &Error{Kind: Unreached, Message: fmt.Sprintf("AWS could not answer to %s: %s (%s)", what, sentence(problem), c), Hint: "try again: what was done stays, the rest follows"}
	default:
		return refused(what, c, sentence(problem))
	}
}

// refused explains what a service does not do.
func refused(what, code, message string) error {
	said := fmt.Sprintf("%s: %s", what, message)
	switch {
	case slices.Contains(notThere, code):
		return &Error{Kind: NotThere, Message: said, Hint: "it went since it was listed; try again"}
	case slices.Contains(exists, code):
		return &Error{Kind: Exists, Message: said}
	case code == "ResourceInUseException":
		return &Error{Kind: InUse, Message: said}
	case code == "OperationInProgressException":
		return &Error{Kind: Busy, Message: said, Hint: waitHint}
	case code == "InvalidChangeSetStatus":
		return &Error{Kind: NotReady, Message: said}
	case code == "InsufficientCapabilitiesException":
		return &Error{Message: said, Hint: "this is a mistake of hipaac: the manifest names too few capabilities"}
	case code == quota && strings.HasPrefix(what, "Service Catalog "):
		return &Error{Message: fmt.Sprintf("%s: a quota of the account is used up: %s", what, message), Hint: "take old versions away (old: remove, or retired), or have the quota raised"}
	case code == quota:
		return &Error{Message: fmt.Sprintf("%s: a quota of the account is used up: %s", what, message), Hint: "delete what is not needed any more, or have the quota raised"}
	case code == "ValidationError":
		return invalid(said, message)
	}
	return &Error{Message: fmt.Sprintf("%s (%s)", said, code)}
}

const waitHint = "wait until it is over, then try again"

// CloudFormation has one code, ValidationError, for whatever is wrong with a call; what is meant is only in its words. These are the ones
// of 2026-11: "Stack with id X does not exist", "Stack [X] does not exist", "Stack:ARN is in UPDATE_IN_PROGRESS state and can not be
// updated", "Stack [X] cannot be deleted while in status UPDATE_IN_PROGRESS", "Drift detection is already in progress for stack [ARN]",
// "Stack [X] already exists and cannot be created again with the changeSet [Y]".
var (
	gone   = regexp.MustCompile(`^(Stack|ChangeSet)\b.* does not exist\.?$`)
	moving = regexp.MustCompile(`\b(is in|in status) \[?([A-Z_]+_IN_PROGRESS)\b|already in progress`)
	again  = regexp.MustCompile(`^(Stack|ChangeSet)\b.* already exists\b`)
)

func invalid(said, message string) error {
	m := moving.FindStringSubmatch(message)
	switch {
	case gone.MatchString(message):
		return &Error{Kind: NotThere, Message: said}
	case again.MatchString(message):
		return &Error{Kind: Exists, Message: said}
	case m != nil && m[2] != "REVIEW_IN_PROGRESS":
		return &Error{Kind: Busy, Message: said, Hint: waitHint}
	}
	return &Error{Message: said}
}

// missing reports whether an error says that a stack or change set does not exist, and nothing else.
func missing(err error) bool {
	switch code(err) {
	case "ChangeSetNotFound", "StackNotFoundException":
		return true
	case "ValidationError":
		return gone.MatchString(words(err))
	}
	return false
}

// code is the code of an error of AWS, or "".
func code(err error) string {
	if problem := (smithy.APIError)(nil); errors.As(err, &problem) {
		return problem.ErrorCode()
	}
	return ""
}

// sentence is AWS's message on one line. Others write parts of it, such as a hook or whoever named a resource, and a second line could pass
// for one of hipaac's own, or for a command of a CI system.
func sentence(problem smithy.APIError) string {
	return strings.Join(strings.Fields(problem.ErrorMessage()), " ")
}

// words are AWS's own about an error, or "".
func words(err error) string {
	if problem := (smithy.APIError)(nil); errors.As(err, &problem) {
		return sentence(problem)
	}
	return ""
}

// ofServer reports whether AWS says that it is AWS's own mistake: then nobody knows whether the call was carried out. That it does not
// know how to do something is an answer.
func ofServer(err error) bool {
	return status(err) >= http.StatusInternalServerError && status(err) != http.StatusNotImplemented
}

// status is that of the answer, or 0 where there is none.
func status(err error) int {
	if answer := (*smithyhttp.ResponseError)(nil); errors.As(err, &answer) {
		return answer.HTTPStatusCode()
	}
	return 0
}

// isThrottle reports whether AWS says that calls come too fast. A quota that is used up is something else, whatever the SDK says.
func isThrottle(err error) bool {
	_, known := retry.DefaultThrottleErrorCodes[code(err)]
	return known && code(err) != quota
}

// innermost is the cause of an error without the layers of the SDK around it.
func innermost(err error) error {
	if sent := (*smithyhttp.RequestSendError)(nil); errors.As(err, &sent) {
		return sent.Err
	}
	for next := errors.Unwrap(err); next != nil; next = errors.Unwrap(err) {
		err = next
	}
	return err
}
