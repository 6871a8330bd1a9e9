package account

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// Hooks gives what hooks have against a change set, by its ARN: one failure for each rule that is broken, in full where the hook tells
// more than the short reason of its event.
func (c *Stacks) Hooks(ctx context.Context, changeSet string) ([]stack.Failure, error) {
	var all []stack.Failure
	in := &cloudformation.ListHookResultsInput{TargetType: types.ListHookResultsTargetTypeChangeSet, TargetId: &changeSet}
	for n := 1; ; n++ {
		page, err := c.client.ListHookResults(ctx, in)
		if err != nil {
			return nil, explain(ctx, err)
		}
		for i := range page.HookResults {
			if r := &page.HookResults[i]; r.Status == types.HookStatusHookCompleteFailed || r.Status == types.HookStatusHookFailed {
				all = append(all, c.hook(ctx, r)...)
			}
		}
		if aws.ToString(page.NextToken) == "" {
			return all, context.Cause(ctx) // details that were not waited for are not missing by nature
		}
		if n == maxPages {
			return nil, endless()
		}
		in.NextToken = page.NextToken
	}
}

// hook gives what a hook says. Where its details cannot be had, the short reason stands: it is true, too.
func (c *Stacks) hook(ctx context.Context, r *types.HookResultSummary) []stack.Failure {
	short := stack.Failure{
		Kind: string(types.EventTypeHookInvocationError), Name: aws.ToString(r.TypeName), Reason: aws.ToString(r.HookStatusReason),
		Warning: r.FailureMode == types.HookFailureModeWarn, At: aws.ToTime(r.InvokedAt),
	}
	out, err := c.client.GetHookResult(ctx, &cloudformation.GetHookResultInput{HookResultId: r.HookResultId})
	if err != nil {
		return []stack.Failure{short}
	}
	if reason := aws.ToString(out.HookStatusReason); reason != "" {
		short.Reason = reason
	}
	if out.InvokedAt != nil {
		short.At = *out.InvokedAt
	}
	if out.Target != nil {
		short.Type = aws.ToString(out.Target.TargetTypeName)
	}
	var rules []stack.Failure
	for _, a := range out.Annotations {
		if a.Status == types.AnnotationStatusFailed {
			rules = append(rules, broken(short, a))
		}
	}
	if len(rules) == 0 {
		return []stack.Failure{short}
	}
	return rules
}

// broken is a failure of one rule of a hook.
func broken(hook stack.Failure, a types.Annotation) stack.Failure {
	hook.Name = strings.TrimSpace(hook.Name + " " + aws.ToString(a.AnnotationName))
	var text []string
	for _, s := range []*string{a.StatusMessage, a.RemediationMessage, a.RemediationLink} {
		if aws.ToString(s) != "" {
			text = append(text, *s)
		}
	}
	if len(text) > 0 {
		hook.Reason = strings.Join(text, "; ")
	}
	return hook
}
