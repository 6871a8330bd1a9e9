package deploy

import (
	"context"
	"fmt"
	"hash/crc32"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/follow"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// remove deletes a stack that failed to come up, if somebody agreed to that, so that it can be made again. Otherwise, and where it cannot be
// deleted, the step is over.
func (s *step) remove(ctx context.Context) (Verdict, bool) {
	if !s.run.Consent.Remade[s.Ref] {
		return s.stopped(ctx, blocked(fmt.Sprintf("\"hipaac recover --stack %s\" deletes it; on a terminal, \"hipaac deploy\" asks", s.Key),
			"the stack failed to come up and is %s: it has to be deleted before it is made again", s.status)), true
	}
	if err := s.beginRemoval(ctx); err != nil {
		return s.stopped(ctx, err), true
	}
	op := follow.Operation{Ref: s.Ref, Stack: s.id, Token: s.removal()}
	s.tell(stack.News{Kind: stack.Started, Text: "deletes what failed to come up"})
	out, err := follow.Follow(ctx, s.aws, op, s.run.Pace, func(n stack.News) { s.run.news(s.Ref, n) })
	switch {
	case ctx.Err() != nil:
		return s.end(record.Detached, context.Cause(ctx)), true
	case err != nil:
		return s.end(record.Unknown, s.unknown(ctx, err)), true
	case out.Stack.Status != stack.DeleteComplete:
		s.status = out.Stack.Status
		v := s.end(record.Failed, s.cause(&out))
		v.Failed = out.Failed
		return v, true
	}
	s.id, s.status, s.Live, s.LiveTemplate, s.ChangeSet = "", stack.None, stack.Stack{}, nil, nil
	s.TurnOn = s.Protect
	return Verdict{}, false
}

// removal is the token of the deletion.
func (s *step) removal() string {
	return stack.Token(s.run.plan.Run, s.Name()+"-remove", int(crc32.ChecksumIEEE([]byte(s.id))))
}

// beginRemoval deletes the stack. Termination protection is taken off a stack that never held anything, and off no other.
func (s *step) beginRemoval(ctx context.Context) error {
	now, found, err := s.aws.Find(ctx, s.id)
	if err != nil || !found {
		return err
	}
	if now.Protected {
		if err := s.aws.Protect(ctx, s.id, false); err != nil {
			return err
		}
	}
	err = s.aws.Delete(ctx, s.id, s.removal(), "", nil, false)
	if unsure(err) {
		return nil // what became of it is seen in the events
	}
	return err
}

// Kept are the resources that a stack which failed to come up leaves in the account when it is deleted.
func Kept(resources []stack.Resource) []stack.Resource {
	var kept []stack.Resource
	for _, r := range resources {
		if r.PhysicalID != "" && (!strings.HasPrefix(r.Status, "DELETE_") || r.Status == "DELETE_SKIPPED" || r.Status == "DELETE_FAILED") {
			kept = append(kept, r)
		}
	}
	return kept
}
