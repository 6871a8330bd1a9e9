package account

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// Events gives what happened to a stack, oldest first: what is later than the event with the id after, or everything. Properties of
// resources are left out where they come in: they may hold secrets.
func (c *Stacks) Events(ctx context.Context, id, after string) ([]stack.Event, error) {
	var all []stack.Event
	err := c.newestFirst(ctx, id, func(e *stack.Event) bool {
		if after != "" && e.ID == after {
			return false
		}
		all = append(all, *e)
		return true
	})
	slices.Reverse(all)
	return all, err
}

// Latest gives the event with which the operation on a stack began that runs or ran last, and whether there is one: its token says whose
// the operation is. A rollback belongs to the operation that failed. Only as many pages are read as it takes.
func (c *Stacks) Latest(ctx context.Context, id string) (stack.Event, bool, error) {
	var begin stack.Event
	found := false
	err := c.newestFirst(ctx, id, func(e *stack.Event) bool {
		switch {
		case !e.OfStack():
			return true
		case found && e.Token != begin.Token:
			return false // of the operation before
		case begins(e.Status):
			begin, found = *e, true
		}
		return !found || begin.Token != "" && stack.Status(begin.Status).RolledBack()
	})
	return begin, found && err == nil, err
}

// begins tells the states in which an operation starts from those in which it ends, cleans up, or waits for a review.
func begins(status string) bool {
	s := stack.Status(status)
	return s.Moving() && !s.CleaningUp()
}

// newestFirst shows events of a stack until it is told to stop.
func (c *Stacks) newestFirst(ctx context.Context, id string, more func(*stack.Event) bool) error {
	pages := cloudformation.NewDescribeStackEventsPaginator(c.client, &cloudformation.DescribeStackEventsInput{StackName: &id})
	for page, err := range each(ctx, pages) {
		if err != nil {
			return explain(ctx, err)
		}
		for i := range page.StackEvents {
			if e := asEvent(&page.StackEvents[i]); !more(&e) {
				return nil
			}
		}
	}
	return nil
}

func asEvent(e *types.StackEvent) stack.Event {
	return stack.Event{
		ID: aws.ToString(e.EventId), Stack: aws.ToString(e.StackId), LogicalID: aws.ToString(e.LogicalResourceId), PhysicalID: aws.ToString(e.PhysicalResourceId),
		Type: aws.ToString(e.ResourceType), Status: string(e.ResourceStatus), Reason: aws.ToString(e.ResourceStatusReason), Detailed: string(e.DetailedStatus),
		Token: aws.ToString(e.ClientRequestToken), At: aws.ToTime(e.Timestamp),
		Hook: aws.ToString(e.HookType), HookStatus: string(e.HookStatus), HookReason: aws.ToString(e.HookStatusReason),
	}
}

// Failures gives what validation, hooks and provisioning say about a change set or, of all its operations, about a stack, by ARN. Nested
// stacks are asked one by one.
func (c *Stacks) Failures(ctx context.Context, id string) ([]stack.Failure, error) {
	in := &cloudformation.DescribeEventsInput{Filters: &types.EventFilter{FailedEvents: aws.Bool(true)}}
	if strings.Contains(id, ":changeSet/") {
		in.ChangeSetName = &id
	} else {
		in.StackName = &id
	}
	var all []stack.Failure
	pages := cloudformation.NewDescribeEventsPaginator(c.client, in)
	for page, err := range each(ctx, pages) {
		if err != nil {
			return nil, explain(ctx, err)
		}
		for i := range page.OperationEvents {
			if f, is := asFailure(&page.OperationEvents[i]); is {
				all = append(all, f)
			}
		}
	}
	return all, nil
}

// asFailure leaves out what Events tells as well.
func asFailure(e *types.OperationEvent) (stack.Failure, bool) {
	f := stack.Failure{Kind: string(e.EventType), LogicalID: aws.ToString(e.LogicalResourceId), Type: aws.ToString(e.ResourceType), At: aws.ToTime(e.Timestamp)}
	switch e.EventType {
	case types.EventTypeValidationError:
		f.Path, f.Name, f.Reason = aws.ToString(e.ValidationPath), aws.ToString(e.ValidationName), aws.ToString(e.ValidationStatusReason)
		f.Warning = e.ValidationFailureMode == types.HookFailureModeWarn
	case types.EventTypeHookInvocationError:
		f.Name, f.Reason = aws.ToString(e.HookType), aws.ToString(e.HookStatusReason)
		f.Warning = e.HookFailureMode == types.HookFailureModeWarn
	case types.EventTypeProvisioningError:
		f.Reason = aws.ToString(e.ResourceStatusReason)
	default:
		return stack.Failure{}, false
	}
	return f, true
}
