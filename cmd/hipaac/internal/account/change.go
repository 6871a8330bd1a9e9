package account

import (
	"context"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
)

// SetPolicy sets the stack policy. CloudFormation has no way to take one off.
func (c *Stacks) SetPolicy(ctx context.Context, id, policy string) error {
	_, err := c.client.SetStackPolicy(ctx, &cloudformation.SetStackPolicyInput{StackName: &id, StackPolicyBody: &policy})
	return done(ctx, err)
}

// Protect turns termination protection on or off.
func (c *Stacks) Protect(ctx context.Context, id string, on bool) error {
	_, err := c.client.UpdateTerminationProtection(ctx, &cloudformation.UpdateTerminationProtectionInput{StackName: &id, EnableTerminationProtection: &on})
	return done(ctx, err)
}

// Delete begins to delete a stack. With role == "" CloudFormation acts with the role that the stack has already. Retain names resources to
// be left alone; that, and force, which leaves alone whatever cannot be deleted, is possible only in DELETE_FAILED.
func (c *Stacks) Delete(ctx context.Context, id, token, role string, retain []string, force bool) error {
	in := &cloudformation.DeleteStackInput{StackName: &id, ClientRequestToken: &token, RoleARN: given(role), RetainResources: retain}
	if force {
		in.DeletionMode = types.DeletionModeForceDeleteStack
	}
	_, err := c.client.DeleteStack(ctx, in)
	return done(ctx, err)
}

// Cancel stops an update that runs, and rolls it back. It is possible only in UPDATE_IN_PROGRESS.
func (c *Stacks) Cancel(ctx context.Context, id, token string) error {
	_, err := c.client.CancelUpdateStack(ctx, &cloudformation.CancelUpdateStackInput{StackName: &id, ClientRequestToken: &token})
	return done(ctx, err)
}

// ContinueRollback goes on with the rollback of an update in UPDATE_ROLLBACK_FAILED. Resources to skip count as rolled back whatever they
// are; those of nested stacks are named "Nested.LogicalId". The stack is the root of nested ones.
func (c *Stacks) ContinueRollback(ctx context.Context, id, token string, skip []string) error {
	_, err := c.client.ContinueUpdateRollback(ctx, &cloudformation.ContinueUpdateRollbackInput{StackName: &id, ClientRequestToken: &token, ResourcesToSkip: skip})
	return done(ctx, err)
}

// RollBack takes a stack in CREATE_FAILED or UPDATE_FAILED back to what it was. A stack that never was whole is deleted by it, but for
// what its template says to keep.
func (c *Stacks) RollBack(ctx context.Context, id, token string) error {
	_, err := c.client.RollbackStack(ctx, &cloudformation.RollbackStackInput{StackName: &id, ClientRequestToken: &token})
	return done(ctx, err)
}

func done(ctx context.Context, err error) error {
	if err != nil {
		return explain(ctx, err)
	}
	return nil
}

// given is a value for the SDK, or nothing where there is none: AWS refuses empty ones.
func given(value string) *string {
	if value == "" {
		return nil
	}
	return aws.String(value)
}

func sortedNames(values map[string]string) []string {
	return slices.Sorted(maps.Keys(values))
}
