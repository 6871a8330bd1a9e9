// Package account is the border to AWS, and the only package that knows its SDK. It guarantees:
//
//   - No call leaves before STS has said whose credentials these are, and another account or partition than the spec's is refused.
//   - The identity that was checked is the one that acts: credentials that were renewed are checked again before anything is called
//     with them, and whoever began is who goes on.
//   - Calls keep below a rate in each account and region, together and however many sessions and clients there are.
//   - A throttled or broken call is made again, with pauses that grow; what cannot be made twice carries a token, or is read again.
//   - Errors are for people: what was refused, by whom, and what to do.
//
// What is done with it is decided elsewhere: packages that use it declare the few methods that they need as an interface.
package account

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/logging"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// Sessions opens one session per target and role, and keeps it. It is safe for concurrent use.
type Sessions struct {
	how   How
	alone gate // while own credentials are looked up
	own   *own
	paces *paces
	mu    sync.Mutex
	open  map[opening]*door
}

// How says as whom to act.
type How struct {
	// Role is the name of the role to become, with its path, in whichever account; "" is the role that Open is given.
	Role string
	// Always is to become it even in the account that the credentials belong to.
	Always bool
	// Session names the sessions of roles, in the account's log: a run, for example. "" takes the name of who calls.
	Session string
}

// Role is a role of the target's account that may be become, such as an environment's deploy role. ExternalID is what its trust policy
// wants to hear.
type Role struct{ Name, ExternalID string }

type opening struct {
	stack.Target
	Role
}

// door is one session, made by whoever comes first.
type door struct {
	alone   gate
	session *Session
}

// own is who runs the program.
type own struct {
	config aws.Config
	keys   *checked
}

const (
	callTime = time.Minute     // most for one attempt of a call
	renewal  = 5 * time.Minute // before their end, credentials are renewed
	roleTime = time.Hour       // a role's credentials last that long: the least that every role allows, and the most for a role that becomes another
)

// NewSessions asks nothing of anybody yet.
func NewSessions(how How) *Sessions {
	return &Sessions{how: how, alone: newGate(), open: map[opening]*door{}}
}

// Open gives a session for a target. The credentials of the process (environment, profile, sign-on, web identity, role of the machine) are
// used where they are of the target's account; elsewhere the role is become, under the same identity check. Anybody but the target's
// account, and anything but its partition, is refused with WrongIdentity. The region is the target's, whatever the environment says.
func (s *Sessions) Open(ctx context.Context, target stack.Target, role Role) (*Session, error) {
	if s.how.Role != "" {
		role.Name = s.how.Role
	}
	s.mu.Lock()
	d := s.open[opening{target, role}]
	if d == nil {
		d = &door{alone: newGate()}
		s.open[opening{target, role}] = d
	}
	s.mu.Unlock()
	if err := d.alone.enter(ctx); err != nil {
		return nil, err
	}
	defer d.alone.leave()
	if d.session != nil {
		return d.session, nil
	}
	session, err := s.make(ctx, target, role)
	if err != nil {
		return nil, err
	}
	d.session = session
	return session, nil
}

func (s *Sessions) make(ctx context.Context, target stack.Target, role Role) (*Session, error) {
	me, err := s.load(ctx, target)
	if err != nil {
		return nil, err
	}
	who, err := me.keys.identity(ctx)
	if err != nil {
		return nil, err
	}
	if s.how.Always && role.Name == "" {
		return nil, &Error{Message: fmt.Sprintf("no role is named that could be become in account %s", target.Account), Hint: "name one with --role"}
	}
	at := s.at(me.config, target)
	at.Credentials = me.keys
	there := who.Account == target.Account && (!s.how.Always || who.is(role.Name))
	if there || role.Name == "" || who.Partition != target.Partition() {
		return &Session{Target: target, Caller: who.ARN, config: at}, belongs(who, target)
	}
	return s.become(ctx, at, who, target, role)
}

// become gives a session of another role.
func (s *Sessions) become(ctx context.Context, at aws.Config, who identity, target stack.Target, role Role) (*Session, error) {
	name := fmt.Sprintf("arn:%s:iam::%s:role/%s", target.Partition(), target.Account, role.Name)
	source := stscreds.NewAssumeRoleProvider(sts.NewFromConfig(at), name, func(o *stscreds.AssumeRoleOptions) {
		o.RoleSessionName, o.Duration = s.sessionName(who), roleTime
		if role.ExternalID != "" {
			o.ExternalID = &role.ExternalID
		}
	})
	at.Credentials = nil
	keys := newChecked(at, aws.NewCredentialsCache(source, expiry), func(became identity) error {
		if err := belongs(became, target); err != nil {
			return err
		}
		if !became.is(role.Name) {
			return &Error{Kind: WrongIdentity, Message: fmt.Sprintf("%s was asked for, and AWS gave %s", name, became.ARN), Hint: "make sure that nothing between here and AWS changes answers"}
		}
		return nil
	})
	keys.explain = func(ctx context.Context, err error) error { return unbecome(ctx, err, name, who) }
	became, err := keys.identity(ctx)
	if err != nil {
		return nil, err
	}
	at.Credentials = keys
	return &Session{Target: target, Caller: became.ARN, config: at}, nil
}

// load reads the credentials of the process, once for all targets.
func (s *Sessions) load(ctx context.Context, target stack.Target) (*own, error) {
	if err := s.alone.enter(ctx); err != nil {
		return nil, err
	}
	defer s.alone.leave()
	if s.own != nil {
		return s.own, nil
	}
	paces, err := newPaces()
	if err != nil {
		return nil, err
	}
	loaded, err := config.LoadDefaultConfig(ctx, config.WithRegion(target.Region), config.WithRetryer(newRetryer), config.WithCredentialsCacheOptions(expiry), config.WithAppID("hipaac"), // the account's log shows it with each call
		config.WithLogger(logging.Nop{}), config.WithHTTPClient(awshttp.NewBuildableClient().WithTimeout(callTime)))
	if err != nil {
		return nil, unsigned(ctx, err)
	}
	loaded.HTTPClient = modest{loaded.HTTPClient}
	s.paces = paces
	keys := newChecked(s.at(loaded, target), loaded.Credentials, func(identity) error { return nil })
	keys.explain = unsigned
	s.own = &own{config: loaded, keys: keys}
	return s.own, nil
}

// Endpoint is the address at which AWS is asked where that is not AWS's own, as AWS_ENDPOINT_URL and its kin can say; "" otherwise, and
// before the first session. Whatever answers there may say that it is any account.
func (s *Sessions) Endpoint() string {
	if s == nil || s.own == nil {
		return ""
	}
	for _, address := range []*string{
		cloudformation.NewFromConfig(s.own.config).Options().BaseEndpoint, sts.NewFromConfig(s.own.config).Options().BaseEndpoint,
		s3.NewFromConfig(s.own.config).Options().BaseEndpoint,
	} {
		if address != nil {
			return *address
		}
	}
	return ""
}

// at is a configuration for a target: its region, and the pace of its account there.
func (s *Sessions) at(loaded aws.Config, target stack.Target) aws.Config {
	at := loaded.Copy()
	at.Region = target.Region
	at.APIOptions = append(slices.Clone(loaded.APIOptions), s.paces.of(target).add)
	return at
}

func expiry(o *aws.CredentialsCacheOptions) { o.ExpiryWindow = renewal }

// sessionName is what the account's log calls a session, in the letters that STS allows.
func (s *Sessions) sessionName(who identity) string {
	name := s.how.Session
	if name == "" {
		name = who.ARN[strings.LastIndexByte(who.ARN, '/')+1:]
	}
	name = "hipaac-" + strings.TrimPrefix(name, "hipaac-")
	name = strings.Map(func(r rune) rune {
		if r < 0x80 && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_+=,.@-", r)) {
			return r
		}
		return '-'
	}, name)
	return name[:min(len(name), 64)]
}
