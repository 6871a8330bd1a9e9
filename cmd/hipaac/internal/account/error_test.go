package account

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

func refusedWith(code, message string) error {
	return &smithy.OperationError{ServiceID: "Service Catalog", OperationName: "CreateProvisioningArtifact",
		Err: fmt.Errorf("exceeded maximum number of attempts, 10, %w", &smithy.GenericAPIError{Code: code, Message: message})}
}

// Every error names the call, says what AWS said, and nothing of the SDK.
func TestExplain(t *testing.T) {
	tests := map[string]struct {
		err  error
		want string
		kind Kind
	}{
		"throttled for too long": {refusedWith("ThrottlingException", "Rate exceeded"),
			"AWS turned away Service Catalog CreateProvisioningArtifact too often: more calls are made in the account than it allows", Unreached},
		"a template that AWS does not take": {refusedWith("InvalidParametersException", "Invalid template"),
			"Service Catalog CreateProvisioningArtifact: Invalid template (InvalidParametersException)", Failed},
		"a quota": {refusedWith("LimitExceededException", "too many"),
			"Service Catalog CreateProvisioningArtifact: a quota of the account is used up: too many", Failed},
		"no right": {refusedWith("AccessDeniedException", "you may not"),
			"Service Catalog CreateProvisioningArtifact is denied: you may not", WrongIdentity},
		"expired": {refusedWith("ExpiredTokenException", "expired"), "the AWS credentials have expired", WrongIdentity},
		"unknown": {refusedWith("UnrecognizedClientException", "the token is invalid"),
			"AWS does not know the credentials (UnrecognizedClientException: the token is invalid)", WrongIdentity},
		"gone":   {refusedWith("ResourceNotFoundException", "no such product"), "Service Catalog CreateProvisioningArtifact: no such product", NotThere},
		"in use": {refusedWith("ResourceInUseException", "launched"), "Service Catalog CreateProvisioningArtifact: launched", InUse},
		"no network": {&smithy.OperationError{ServiceID: "S3", OperationName: "GetObject", Err: &smithyhttp.RequestSendError{
			Err: &url.Error{Op: "Get", URL: "https://s3.example", Err: errors.New("no such host")}}},
			`AWS did not answer to S3 GetObject: Get "https://s3.example": no such host`, Unreached},
	}
	for name, test := range tests {
		got := explain(t.Context(), test.err)
		if got.Error() != test.want || !Is(got, test.kind) {
			t.Errorf("%s:\ngot  %v\nwant %s, kind %d", name, got, test.want, test.kind)
		}
	}
	ended, stop := context.WithCancel(t.Context())
	stop()
	if got := explain(ended, refusedWith("ThrottlingException", "Rate exceeded")); !errors.Is(got, context.Canceled) {
		t.Errorf("after the end: %v", got)
	}
}

// The pauses grow to ten seconds and stay below a minute together; a quota is not waited for.
func TestRetryer(t *testing.T) {
	r := newRetryer()
	if n := r.MaxAttempts(); n != 10 {
		t.Errorf("%d attempts", n)
	}
	sum := time.Duration(0)
	for attempt := range r.MaxAttempts() - 1 {
		pause, err := r.RetryDelay(attempt, errors.New("x"))
		if err != nil || pause < 50*time.Millisecond || pause > 10*time.Second {
			t.Errorf("attempt %d: %s, %v", attempt, pause, err)
		}
		sum += pause
	}
	if sum > time.Minute {
		t.Errorf("%s together", sum)
	}
	for range 1000 {
		if _, err := r.GetRetryToken(t.Context(), refusedWith("ThrottlingException", "")); err != nil {
			t.Fatalf("many throttled calls at once make others fail: %v", err)
		}
	}
	if r.IsErrorRetryable(refusedWith("LimitExceededException", "")) || !r.IsErrorRetryable(refusedWith("ThrottlingException", "")) {
		t.Error("what time heals is mixed up with what it does not")
	}
}

// Whatever AWS answers, people get words of ours or AWS's own, and never the SDK's.
func FuzzExplain(f *testing.F) {
	for _, code := range []string{"ValidationError", "Throttling", "AccessDenied", "ExpiredToken", "AlreadyExistsException", "", "LimitExceededException", "\x00"} {
		f.Add(code, "Stack [x] does not exist", 400)
		f.Add(code, "Stack:x is in UPDATE_IN_PROGRESS state and can not be updated.", 503)
	}
	f.Fuzz(func(t *testing.T, code, message string, status int) {
		answer := &smithyhttp.ResponseError{Response: &smithyhttp.Response{Response: &http.Response{StatusCode: status}}, Err: &smithy.GenericAPIError{Code: code, Message: message}}
		got := explain(t.Context(), &smithy.OperationError{ServiceID: "CloudFormation", OperationName: "ExecuteChangeSet", Err: fmt.Errorf("exceeded maximum number of attempts, 10, %w", answer)})
		e, ours := got.(*Error)
		if !ours || e.Message == "" {
			t.Fatalf("%q %q: %#v", code, message, got)
		}
		if strings.Contains(strings.ReplaceAll(e.Message, message, ""), "exceeded maximum") {
			t.Errorf("words of the SDK: %s", e.Message)
		}
		if e.Kind == Failed && status >= 500 && status != http.StatusNotImplemented {
			t.Errorf("status %d decides the outcome: %s", status, e.Message)
		}
		if missing(answer) && e.Kind != NotThere && e.Kind != Unreached {
			t.Errorf("what is missing is %d: %s", e.Kind, e.Message)
		}
	})
}
