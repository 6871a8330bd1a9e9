package account

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// Session is the right to act in an account of AWS in one region, whose identity is checked. It lasts as long as its credentials can be
// renewed.
type Session struct {
	stack.Target
	// Caller is the ARN of who acts.
	Caller string
	config aws.Config
}

// belongs refuses a caller from elsewhere.
func belongs(who identity, target stack.Target) error {
	switch {
	case who.Account != target.Account:
		return &Error{Kind: WrongIdentity, Message: fmt.Sprintf("the credentials are of account %s (%s), the spec is for account %s", who.Account, who.ARN, target.Account),
			Hint: fmt.Sprintf("sign in to account %s, for example with AWS_PROFILE", target.Account)}
	case who.Partition != target.Partition():
		return &Error{Kind: WrongIdentity, Message: fmt.Sprintf("the credentials are of partition %s (%s), region %s is in %s", who.Partition, who.ARN, target.Region, target.Partition()),
			Hint: "sign in to the partition of the spec's region"}
	}
	return nil
}
