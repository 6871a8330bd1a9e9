package account

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// identity is who acts, as STS says.
type identity struct {
	ARN, Account, Partition string
	// principal is the ARN without the name of the session, which may change when credentials are renewed.
	principal string
}

func asIdentity(out *sts.GetCallerIdentityOutput) (identity, error) {
	who := identity{ARN: aws.ToString(out.Arn), Account: aws.ToString(out.Account)}
	caller, err := arn.Parse(who.ARN)
	if err != nil || caller.AccountID != who.Account {
		return identity{}, &Error{Kind: WrongIdentity, Message: fmt.Sprintf("AWS says that the credentials are of %q in account %q, which does not go together", who.ARN, who.Account),
			Hint: "make sure that nothing between here and AWS changes answers"}
	}
	who.Partition, who.principal = caller.Partition, who.ARN
	if strings.HasPrefix(caller.Resource, "assumed-role/") {
		who.principal = who.ARN[:strings.LastIndexByte(who.ARN, '/')]
	}
	return who, nil
}

// is reports whether somebody acts as the role of a name. ARNs of sessions do not have the role's path.
func (who identity) is(role string) bool {
	return strings.HasSuffix(who.principal, ":assumed-role/"+role[strings.LastIndexByte(role, '/')+1:])
}

// checked gives credentials, and none whose identity was not checked: each time that they are new, STS is asked whose they are, before
// anything else is signed with them. A check that fails is never remembered as passed.
type checked struct {
	config  aws.Config // without credentials
	source  aws.CredentialsProvider
	accept  func(identity) error
	explain func(context.Context, error) error // why the source has none
	alone   gate
	last    aws.Credentials // those that were checked
	who     identity
}

func newChecked(config aws.Config, source aws.CredentialsProvider, accept func(identity) error) *checked {
	return &checked{config: config, source: source, accept: accept, alone: newGate()}
}

// Retrieve is what the SDK calls before it signs.
func (c *checked) Retrieve(ctx context.Context) (aws.Credentials, error) {
	if err := c.alone.enter(ctx); err != nil {
		return aws.Credentials{}, err
	}
	defer c.alone.leave()
	keys, err := c.source.Retrieve(ctx)
	if err != nil {
		return aws.Credentials{}, c.explain(ctx, err)
	}
	if keys.AccessKeyID == c.last.AccessKeyID && keys.SecretAccessKey == c.last.SecretAccessKey && keys.SessionToken == c.last.SessionToken && c.last.HasKeys() {
		return keys, nil
	}
	who, err := c.ask(ctx, keys)
	if err != nil {
		return aws.Credentials{}, err
	}
	c.last, c.who = keys, who
	return keys, nil
}

// identity is whose credentials these are.
func (c *checked) identity(ctx context.Context) (identity, error) {
	if _, err := c.Retrieve(ctx); err != nil {
		return identity{}, err
	}
	if err := c.alone.enter(ctx); err != nil {
		return identity{}, err
	}
	defer c.alone.leave()
	return c.who, nil
}

func (c *checked) ask(ctx context.Context, keys aws.Credentials) (identity, error) {
	config := c.config.Copy()
	config.Credentials = credentials.StaticCredentialsProvider{Value: keys}
	out, err := sts.NewFromConfig(config).GetCallerIdentity(ctx, nil)
	if err != nil {
		return identity{}, explain(ctx, err)
	}
	who, err := asIdentity(out)
	if err != nil {
		return identity{}, err
	}
	if began := c.who; began.ARN != "" && who.principal != began.principal {
		return identity{}, &Error{Kind: WrongIdentity, Message: fmt.Sprintf("the credentials were renewed, and are now of %s; it began as %s", who.ARN, began.ARN),
			Hint: fmt.Sprintf("sign in as %s again, and go on", began.principal)}
	}
	return who, c.accept(who)
}

// gate lets one in at a time, like a mutex, and lets those go who cannot wait any longer.
type gate chan struct{}

func newGate() gate { return make(gate, 1) }

func (g gate) enter(ctx context.Context) error {
	select {
	case g <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (g gate) leave() { <-g }
