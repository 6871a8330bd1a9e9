package account

import (
	"context"
	"errors"
	"fmt"
	"slices"

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
	notThere = []string{"ResourceNotFoundException", "NoSuchKey", "NoSuchBucket", "NotFound"}
)

// signIn is the remedy for credentials that are missing or too old.
const signIn = "sign in, for example with \"aws sso login\", and name the profile in AWS_PROFILE"

// unsigned explains why there are no credentials.
func unsigned(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	why := err.Error()
	if call := (*smithy.OperationError)(nil); errors.As(err, &call) && call.Service() == "ec2imds" {
		why = "neither the environment nor a profile has any, and this machine has no role" // the machine is asked last
	}
	return &Error{Kind: WrongIdentity, Message: "there are no AWS credentials to act with: " + why, Hint: signIn}
}

// explain puts an error of the SDK into words. One that came from the end of the context stays what it is.
func explain(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	call := (*smithy.OperationError)(nil)
	if !errors.As(err, &call) {
		return &Error{Message: err.Error()}
	}
	what := call.Service() + " " + call.Operation()
	problem := (smithy.APIError)(nil)
	if !errors.As(err, &problem) {
		return &Error{Message: fmt.Sprintf("AWS did not answer to %s: %v", what, innermost(err)), Hint: "make sure that AWS can be reached, and try again: what was done stays, the rest follows"}
	}
	switch c := problem.ErrorCode(); {
	case slices.Contains(expired, c):
		return &Error{Kind: WrongIdentity, Message: "the AWS credentials have expired", Hint: signIn}
	case slices.Contains(strange, c):
		return &Error{Kind: WrongIdentity, Message: fmt.Sprintf("AWS does not know the credentials (%s: %s)", c, problem.ErrorMessage()), Hint: signIn}
	case slices.Contains(denied, c):
		return &Error{Kind: WrongIdentity, Message: fmt.Sprintf("%s is denied: %s", what, problem.ErrorMessage()), Hint: "act as a role that may, or have its policy extended"}
	case slices.Contains(notThere, c):
		return &Error{Kind: NotThere, Message: fmt.Sprintf("%s: %s", what, problem.ErrorMessage()), Hint: "it went since it was listed; try again"}
	case c == "ResourceInUseException":
		return &Error{Kind: InUse, Message: fmt.Sprintf("%s: %s", what, problem.ErrorMessage())}
	case c == "LimitExceededException":
		return &Error{Message: fmt.Sprintf("%s: a quota of the account is used up: %s", what, problem.ErrorMessage()), Hint: "take old versions away (old: remove, or retired), or have the quota raised"}
	case isThrottle(err):
		return &Error{Message: fmt.Sprintf("AWS turned away %s too often: more calls are made in the account than it allows", what), Hint: "try again: what was done stays, the rest follows"}
	default:
		return &Error{Message: fmt.Sprintf("%s: %s (%s)", what, problem.ErrorMessage(), c)}
	}
}

// code is the code of an error of AWS, or "".
func code(err error) string {
	if problem := (smithy.APIError)(nil); errors.As(err, &problem) {
		return problem.ErrorCode()
	}
	return ""
}

func isThrottle(err error) bool {
	_, known := retry.DefaultThrottleErrorCodes[code(err)]
	return known
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
