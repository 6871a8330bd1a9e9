package account

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// Stacks is the account's CloudFormation in one region. What it reads may be some seconds old: CloudFormation is eventually consistent.
type Stacks struct{ client *cloudformation.Client }

// Stacks is the account's CloudFormation in the region.
func (a *Session) Stacks() *Stacks {
	return &Stacks{client: cloudformation.NewFromConfig(a.config)}
}

// Find gives a stack, and whether there is one. By its ARN a deleted stack is found for 90 days, with DELETE_COMPLETE; by name it is
// not.
func (c *Stacks) Find(ctx context.Context, nameOrID string) (stack.Stack, bool, error) {
	out, err := c.client.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: &nameOrID})
	switch {
	case missing(err):
		return stack.Stack{}, false, nil
	case err != nil:
		return stack.Stack{}, false, explain(ctx, err)
	case len(out.Stacks) == 0:
		return stack.Stack{}, false, nil
	}
	return asStack(&out.Stacks[0]), true, nil
}

// All gives every stack that is not deleted, those that wait for their first change set included.
func (c *Stacks) All(ctx context.Context) ([]stack.Stack, error) {
	var all []stack.Stack
	pages := cloudformation.NewDescribeStacksPaginator(c.client, &cloudformation.DescribeStacksInput{})
	for page, err := range each(ctx, pages) {
		if err != nil {
			return nil, explain(ctx, err)
		}
		for i := range page.Stacks {
			all = append(all, asStack(&page.Stacks[i]))
		}
	}
	return all, nil
}

func asStack(s *types.Stack) stack.Stack {
	out := stack.Stack{
		ID: aws.ToString(s.StackId), Name: aws.ToString(s.StackName), Status: stack.Status(s.StackStatus), Reason: aws.ToString(s.StackStatusReason),
		ChangeSet: aws.ToString(s.ChangeSetId), Created: aws.ToTime(s.CreationTime), Updated: aws.ToTime(s.LastUpdatedTime),
		Protected: aws.ToBool(s.EnableTerminationProtection), Role: aws.ToString(s.RoleARN), Parent: aws.ToString(s.ParentId),
		Parameters: parameters(s.Parameters), Tags: map[string]string{},
	}
	if d := s.DriftInformation; d != nil {
		out.Drift, out.DriftAt = string(d.StackDriftStatus), aws.ToTime(d.LastCheckTimestamp)
	}
	for _, t := range s.Tags {
		out.Tags[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	for _, c := range s.Capabilities {
		out.Capabilities = append(out.Capabilities, string(c))
	}
	for _, o := range s.Outputs {
		out.Outputs = append(out.Outputs, stack.Output{Key: aws.ToString(o.OutputKey), Value: aws.ToString(o.OutputValue), Export: aws.ToString(o.ExportName)})
	}
	return out
}

// parameters are values by name. CloudFormation masks those that the template says are not to be shown, and they stay masked.
func parameters(list []types.Parameter) map[string]string {
	values := map[string]string{}
	for _, p := range list {
		values[aws.ToString(p.ParameterKey)] = aws.ToString(p.ParameterValue)
	}
	return values
}

// Template is a stack's template as it was submitted, to the byte.
func (c *Stacks) Template(ctx context.Context, nameOrID string) ([]byte, error) {
	return c.template(ctx, &cloudformation.GetTemplateInput{StackName: &nameOrID})
}

// TemplateOf is the template that a change set was made with, to the byte.
func (c *Stacks) TemplateOf(ctx context.Context, stackID, changeSet string) ([]byte, error) {
	in := &cloudformation.GetTemplateInput{}
	in.StackName, in.ChangeSetName = ofStack(stackID, changeSet)
	return c.template(ctx, in)
}

func (c *Stacks) template(ctx context.Context, in *cloudformation.GetTemplateInput) ([]byte, error) {
	in.TemplateStage = types.TemplateStageOriginal
	out, err := c.client.GetTemplate(ctx, in)
	if err != nil {
		return nil, explain(ctx, err)
	}
	return []byte(aws.ToString(out.TemplateBody)), nil
}

// Policy is the stack policy, which says what updates may do to which resource, or "" where there is none.
func (c *Stacks) Policy(ctx context.Context, id string) (string, error) {
	out, err := c.client.GetStackPolicy(ctx, &cloudformation.GetStackPolicyInput{StackName: &id})
	if err != nil {
		return "", explain(ctx, err)
	}
	return aws.ToString(out.StackPolicyBody), nil
}

// Resources are those of a deployed stack; of a deleted one, by its ARN, what became of them.
func (c *Stacks) Resources(ctx context.Context, id string) ([]stack.Resource, error) {
	var all []stack.Resource
	pages := cloudformation.NewListStackResourcesPaginator(c.client, &cloudformation.ListStackResourcesInput{StackName: &id})
	for page, err := range each(ctx, pages) {
		if err != nil {
			return nil, explain(ctx, err)
		}
		for _, r := range page.StackResourceSummaries {
			all = append(all, stack.Resource{
				LogicalID: aws.ToString(r.LogicalResourceId), PhysicalID: aws.ToString(r.PhysicalResourceId), Type: aws.ToString(r.ResourceType),
				Status: string(r.ResourceStatus), Reason: aws.ToString(r.ResourceStatusReason),
			})
		}
	}
	return all, nil
}

// Importers are the names of the stacks that import an export of the account and region.
func (c *Stacks) Importers(ctx context.Context, export string) ([]string, error) {
	var all []string
	pages := cloudformation.NewListImportsPaginator(c.client, &cloudformation.ListImportsInput{ExportName: &export})
	for page, err := range each(ctx, pages) {
		if code(err) == "ValidationError" && strings.Contains(words(err), "is not imported by any stack") {
			return nil, nil // CloudFormation's way to say: none
		}
		if err != nil {
			return nil, explain(ctx, err)
		}
		all = append(all, page.Imports...)
	}
	return all, nil
}

// Limits are the quotas of the account in the region that CloudFormation tells by itself: StackLimit, StackOutputsLimit,
// ConcurrentResourcesLimit.
func (c *Stacks) Limits(ctx context.Context) (map[string]int, error) {
	limits := map[string]int{}
	pages := cloudformation.NewDescribeAccountLimitsPaginator(c.client, &cloudformation.DescribeAccountLimitsInput{})
	for page, err := range each(ctx, pages) {
		if err != nil {
			return nil, explain(ctx, err)
		}
		for _, l := range page.AccountLimits {
			limits[aws.ToString(l.Name)] = int(aws.ToInt32(l.Value))
		}
	}
	return limits, nil
}
