// Package account is the border to AWS, and the only package that knows its SDK. It guarantees:
//
//   - No call leaves before STS has said whose credentials these are, and another account or partition than the spec's is refused.
//   - The identity that was checked is the one that acts: credentials are read once, and never refreshed behind the back.
//   - A throttled or broken call is made again, with pauses that grow; what cannot be made twice carries a token, or is read again.
//   - Errors are for people: what was refused, by whom, and what to do.
//
// What is done with it is decided elsewhere: packages that use it declare the few methods that they need as an interface.
package account

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/logging"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// Session is the right to act in an account of AWS in one region, whose identity is checked.
type Session struct {
	stack.Target
	// Caller is the ARN of who acts.
	Caller string
	config aws.Config
}

const (
	callTime  = time.Minute // most for one attempt of a call
	attempts  = 10          // of one call; the pauses between them add up to half a minute
	firstWait = 100 * time.Millisecond
	maxWait   = 10 * time.Second
)

// Open reads the credentials of the process (environment, profile, sign-on, role of the machine) and asks AWS whose they are. Anybody
// but the target's account, and anything but its partition, is refused with WrongIdentity. The region is the target's, whatever the
// environment says.
func Open(ctx context.Context, target stack.Target) (*Session, error) {
	loaded, err := config.LoadDefaultConfig(ctx, config.WithRegion(target.Region), config.WithRetryer(newRetryer),
		config.WithLogger(logging.Nop{}), config.WithHTTPClient(awshttp.NewBuildableClient().WithTimeout(callTime)))
	if err != nil {
		return nil, unsigned(ctx, err)
	}
	keys, err := loaded.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, unsigned(ctx, err)
	}
	loaded.Credentials = credentials.StaticCredentialsProvider{Value: keys}
	who, err := sts.NewFromConfig(loaded).GetCallerIdentity(ctx, nil)
	if err != nil {
		return nil, explain(ctx, err)
	}
	a := &Session{Target: target, Caller: aws.ToString(who.Arn), config: loaded}
	return a, a.check(aws.ToString(who.Account))
}

// check refuses a caller from elsewhere.
func (a *Session) check(account string) error {
	caller, err := arn.Parse(a.Caller)
	switch {
	case err != nil || caller.AccountID != account:
		return &Error{Kind: WrongIdentity, Message: fmt.Sprintf("AWS says that the credentials are of %q in account %q, which does not go together", a.Caller, account),
			Hint: "make sure that nothing between here and AWS changes answers"}
	case account != a.Account:
		return &Error{Kind: WrongIdentity, Message: fmt.Sprintf("the credentials are of account %s (%s), the spec is for account %s", account, a.Caller, a.Account),
			Hint: fmt.Sprintf("sign in to account %s, for example with AWS_PROFILE", a.Account)}
	case caller.Partition != a.Partition():
		return &Error{Kind: WrongIdentity, Message: fmt.Sprintf("the credentials are of partition %s (%s), region %s is in %s", caller.Partition, a.Caller, a.Region, a.Partition()),
			Hint: "sign in to the partition of the spec's region"}
	}
	return nil
}

// newRetryer is the SDK's with more attempts: its three are too few where a whole pipeline shares the limits of an account. What the
// SDK takes for throttling although time does not heal it is not tried again.
func newRetryer() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = attempts
		o.Backoff = retry.BackoffDelayerFunc(wait)
		hopeless := retry.IsErrorRetryableFunc(func(err error) aws.Ternary {
			if code(err) == quota {
				return aws.FalseTernary
			}
			return aws.UnknownTernary
		})
		o.Retryables = append([]retry.IsErrorRetryable{hopeless}, o.Retryables...)
	})
}

// wait is the pause after an attempt: twice the one before, and of that a part by chance, so that many runs do not come back at once.
func wait(attempt int, _ error) (time.Duration, error) {
	most := min(firstWait<<min(attempt, 10), maxWait)
	return most/2 + rand.N(most/2), nil
}
