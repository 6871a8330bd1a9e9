package account

import (
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
)

const (
	attempts  = 10 // of one call; the pauses between them add up to half a minute
	firstWait = 100 * time.Millisecond
	maxWait   = 10 * time.Second
)

// newRetryer is the SDK's with more attempts: its three are too few where a whole pipeline shares the limits of an account. What the
// SDK takes for throttling although time does not heal it is not tried again. The SDK's own quota for retries, which makes calls fail
// early when many are throttled at once, is off: the pace of the account takes care of that.
func newRetryer() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = attempts
		o.RateLimiter = ratelimit.None
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
