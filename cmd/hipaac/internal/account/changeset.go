package account

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// Propose asks for a change set and gives its ARN and the stack's. CloudFormation makes it afterwards: ChangeSet says how far it is.
// When the answer is lost, asking again with the same token is the same call.
//
// What happens when the operation fails is not set here: see Execute.
func (c *Stacks) Propose(ctx context.Context, p stack.Proposal) (changeSet, stackID string, err error) {
	in := &cloudformation.CreateChangeSetInput{
		StackName: &p.Stack, ChangeSetName: &p.Name, ChangeSetType: types.ChangeSetType(p.Kind), ClientToken: &p.Token,
		TemplateBody: given(p.Body), TemplateURL: given(p.URL), RoleARN: given(p.Role), Description: given(p.Description),
		IncludeNestedStacks: aws.Bool(true),
	}
	for _, name := range sortedNames(p.Parameters) {
		in.Parameters = append(in.Parameters, types.Parameter{ParameterKey: &name, ParameterValue: aws.String(p.Parameters[name])})
	}
	for _, capability := range p.Capabilities {
		in.Capabilities = append(in.Capabilities, types.Capability(capability))
	}
	out, err := c.client.CreateChangeSet(ctx, in)
	if err != nil {
		return "", "", explain(ctx, err)
	}
	return aws.ToString(out.Id), aws.ToString(out.StackId), nil
}

// ofStack says which change set is meant: by the name in its ARN, and its stack. IAM then asks for rights on the stack. Where the ARN is
// said, it asks for rights on the change set, whose ARN does not have the stack (seen by users, widdix/complete-aws-iam-reference issue 6 and
// LifeWay/CloudGenesis pull request 10; AWS documents only the stack): then nobody could be given the change sets of some stacks and no
// others. A name that is never used again leads to one change set or to none. Where no stack is given, the ARN has to do.
func ofStack(stackID, changeSet string) (stackName, name *string) {
	_, rest, isARN := strings.Cut(changeSet, ":changeSet/")
	if stackID == "" || !isARN {
		return given(stackID), &changeSet
	}
	rest, _, _ = strings.Cut(rest, "/")
	return &stackID, &rest
}

// ChangeSet gives a change set of a stack by its ARN, with all of its changes and their values, and whether there is one. One that was
// superseded may be gone.
func (c *Stacks) ChangeSet(ctx context.Context, stackID, id string) (stack.ChangeSet, bool, error) {
	var found stack.ChangeSet
	in := &cloudformation.DescribeChangeSetInput{IncludePropertyValues: aws.Bool(true)}
	in.StackName, in.ChangeSetName = ofStack(stackID, id)
	for page, err := range each(ctx, cloudformation.NewDescribeChangeSetPaginator(c.client, in)) {
		if missing(err) {
			return stack.ChangeSet{}, false, nil
		}
		if err != nil {
			return stack.ChangeSet{}, false, explain(ctx, err)
		}
		if aws.ToString(page.ChangeSetId) != id { // another of the name
			return stack.ChangeSet{}, false, nil
		}
		changes := found.Changes
		for _, change := range page.Changes {
			if change.ResourceChange != nil {
				changes = append(changes, asChange(change.ResourceChange))
			}
		}
		found = stack.ChangeSet{
			ID: aws.ToString(page.ChangeSetId), Name: aws.ToString(page.ChangeSetName), Stack: aws.ToString(page.StackId), Status: string(page.Status),
			Execution: string(page.ExecutionStatus), Reason: aws.ToString(page.StatusReason), Created: aws.ToTime(page.CreationTime),
			Changes: changes, Parameters: parameters(page.Parameters),
		}
	}
	return found, true, nil
}

func asChange(c *types.ResourceChange) stack.ResourceChange {
	change := stack.ResourceChange{
		Action: string(c.Action), LogicalID: aws.ToString(c.LogicalResourceId), PhysicalID: aws.ToString(c.PhysicalResourceId), Type: aws.ToString(c.ResourceType),
		Replacement: string(c.Replacement), Policy: string(c.PolicyAction), Nested: aws.ToString(c.ChangeSetId),
	}
	for _, d := range c.Details {
		change.Details = append(change.Details, asPropertyChange(d))
	}
	return change
}

func asPropertyChange(d types.ResourceChangeDetail) stack.PropertyChange {
	change := stack.PropertyChange{Dynamic: d.Evaluation == types.EvaluationTypeDynamic, Source: string(d.ChangeSource), Cause: aws.ToString(d.CausingEntity)}
	if t := d.Target; t != nil {
		change.Path, change.Recreation = path(t), string(t.RequiresRecreation)
		change.Before, change.After = aws.ToString(t.BeforeValue), aws.ToString(t.AfterValue)
	}
	return change
}

// path is where the change is. Not every change has a path; the attribute and the name of the property always say it.
func path(t *types.ResourceTargetDefinition) string {
	switch {
	case aws.ToString(t.Path) != "":
		return *t.Path
	case aws.ToString(t.Name) != "":
		return "/" + string(t.Attribute) + "/" + *t.Name
	}
	return "/" + string(t.Attribute)
}

// ChangeSets are those of a stack, without their changes and parameters.
func (c *Stacks) ChangeSets(ctx context.Context, stackID string) ([]stack.ChangeSet, error) {
	var all []stack.ChangeSet
	pages := cloudformation.NewListChangeSetsPaginator(c.client, &cloudformation.ListChangeSetsInput{StackName: &stackID})
	for page, err := range each(ctx, pages) {
		if err != nil {
			return nil, explain(ctx, err)
		}
		for _, s := range page.Summaries {
			all = append(all, stack.ChangeSet{
				ID: aws.ToString(s.ChangeSetId), Name: aws.ToString(s.ChangeSetName), Stack: aws.ToString(s.StackId), Status: string(s.Status),
				Execution: string(s.ExecutionStatus), Reason: aws.ToString(s.StatusReason), Created: aws.ToTime(s.CreationTime),
			})
		}
	}
	return all, nil
}

// Discard deletes a change set, and those of nested stacks with it. One that is gone is no error: the answer to an earlier call may have
// been lost.
func (c *Stacks) Discard(ctx context.Context, stackID, changeSet string) error {
	in := &cloudformation.DeleteChangeSetInput{}
	in.StackName, in.ChangeSetName = ofStack(stackID, changeSet)
	_, err := c.client.DeleteChangeSet(ctx, in)
	if err != nil && !missing(err) {
		return explain(ctx, err)
	}
	return nil
}

// Execute begins what a change set says. CloudFormation takes it back as a whole when it fails. What becomes of resources that were
// only just created says the template, resource by resource (DeletionPolicy RetainExceptOnCreate). The parameter RetainExceptOnCreate
// of the operation would overrule what was reviewed, and an update could then delete a new key with which data was encrypted in the
// meantime; so it is never set.
func (c *Stacks) Execute(ctx context.Context, stackID, changeSet, token string) error {
	in := &cloudformation.ExecuteChangeSetInput{
		ClientRequestToken: &token, DisableRollback: aws.Bool(false), // AWS documents another default in one place
	}
	in.StackName, in.ChangeSetName = ofStack(stackID, changeSet)
	_, err := c.client.ExecuteChangeSet(ctx, in)
	if err != nil {
		return explain(ctx, err)
	}
	return nil
}
