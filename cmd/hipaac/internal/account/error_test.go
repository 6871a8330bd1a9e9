package account

import (
	"context"
	"errors"
	"fmt"
	"net/url"
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
	if r.IsErrorRetryable(refusedWith("LimitExceededException", "")) || !r.IsErrorRetryable(refusedWith("ThrottlingException", "")) {
		t.Error("what time heals is mixed up with what it does not")
	}
}
