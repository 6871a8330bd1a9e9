package deploy

import (
	"cmp"
	"context"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// journaled is CloudFormation with a journal: what a call is about to change is written down before, and what it answered after. A call
// that cannot be written down is not made.
type journaled struct {
	Stacks
	journal  Journal
	ref      stack.Ref
	template string // SHA-256
}

// Journaled keeps a journal of the calls that are made for a plan, when it is not known yet for which stack. Names are taken from the calls.
func Journaled(s Stacks, j Journal, target stack.Target) Stacks {
	return &journaled{Stacks: s, journal: j, ref: stack.Ref{Target: target}}
}

func (j *journaled) note(i record.Intend, call func() (changeSet, stackID string, err error)) error {
	i.Ref, i.Template = j.ref, cmp.Or(i.Template, j.template)
	i.Ref.Name = cmp.Or(i.Ref.Name, nameOf(i.Stack), i.Stack)
	if err := j.journal.Add(record.KindIntend, i); err != nil {
		return err
	}
	changeSet, stackID, err := call()
	r := record.Result{Ref: i.Ref, Stack: cmp.Or(stackID, i.Stack), Operation: i.Operation, Token: i.Token, ChangeSet: cmp.Or(changeSet, i.ChangeSet)}
	if err != nil {
		r.Error = err.Error()
	}
	if lost := j.journal.Add(record.KindResult, r); err == nil {
		return lost
	}
	return err
}

// nameOf is the name in the ARN of a stack, arn:…:stack/NAME/ID.
func nameOf(arn string) string {
	_, rest, _ := strings.Cut(arn, ":stack/")
	name, _, _ := strings.Cut(rest, "/")
	return name
}

func (j *journaled) Propose(ctx context.Context, p stack.Proposal) (changeSet, stackID string, err error) {
	err = j.note(record.Intend{Stack: p.Stack, Operation: "CreateChangeSet", Token: p.Token, ChangeSet: p.Name}, func() (string, string, error) {
		changeSet, stackID, err = j.Stacks.Propose(ctx, p)
		return changeSet, stackID, err
	})
	return changeSet, stackID, err
}

func (j *journaled) Discard(ctx context.Context, stackID, changeSet string) error {
	return j.note(record.Intend{Stack: stackID, Operation: "DeleteChangeSet", ChangeSet: changeSet}, func() (string, string, error) {
		return "", "", j.Stacks.Discard(ctx, stackID, changeSet)
	})
}

func (j *journaled) Execute(ctx context.Context, stackID, changeSet, token string) error {
	return j.note(record.Intend{Stack: stackID, Operation: "ExecuteChangeSet", ChangeSet: changeSet, Token: token}, func() (string, string, error) {
		return "", "", j.Stacks.Execute(ctx, stackID, changeSet, token)
	})
}

func (j *journaled) Protect(ctx context.Context, id string, on bool) error {
	detail := "on"
	if !on {
		detail = "off"
	}
	return j.note(record.Intend{Stack: id, Operation: "UpdateTerminationProtection", Detail: detail}, func() (string, string, error) {
		return "", "", j.Stacks.Protect(ctx, id, on)
	})
}

func (j *journaled) SetPolicy(ctx context.Context, id, policy string) error {
	return j.note(record.Intend{Stack: id, Operation: "SetStackPolicy", Detail: policy}, func() (string, string, error) {
		return "", "", j.Stacks.SetPolicy(ctx, id, policy)
	})
}

func (j *journaled) Delete(ctx context.Context, id, token, role string, retain []string, force bool) error {
	return j.note(record.Intend{Stack: id, Operation: "DeleteStack", Token: token}, func() (string, string, error) {
		return "", "", j.Stacks.Delete(ctx, id, token, role, retain, force)
	})
}

// journaledBucket is the same for a bucket.
type journaledBucket struct {
	plan.Bucket
	journal Journal
	ref     stack.Ref
}

// JournaledBucket keeps a journal of what is put into a bucket.
func JournaledBucket(b plan.Bucket, j Journal, target stack.Target) plan.Bucket {
	return &journaledBucket{Bucket: b, journal: j, ref: stack.Ref{Target: target}}
}

func (b *journaledBucket) Create(ctx context.Context, key string, content []byte) (created bool, err error) {
	err = b.note(key, func() (err error) {
		created, err = b.Bucket.Create(ctx, key, content)
		return err
	})
	return created, err
}

func (b *journaledBucket) Store(ctx context.Context, key string, content []byte) error {
	return b.note(key, func() error { return b.Bucket.Store(ctx, key, content) })
}

func (b *journaledBucket) note(key string, put func() error) error {
	if err := b.journal.Add(record.KindIntend, record.Intend{Ref: b.ref, Operation: "PutObject", Detail: key}); err != nil {
		return err
	}
	err := put()
	result := record.Result{Ref: b.ref, Operation: "PutObject"}
	if err != nil {
		result.Error = err.Error()
	}
	return cmp.Or(err, b.journal.Add(record.KindResult, result))
}
