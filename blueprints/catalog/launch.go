package catalog

import (
	"fmt"
	"slices"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/iam"
	sc "github.com/awslabs/goformation/v7/cloudformation/servicecatalog"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// launchedStacks is what Service Catalog lets the names of stacks begin with that it makes: "SC-<account>-pp-<id>". CloudFormation begins
// the names of their resources with it.
const launchedStacks = "SC-"

// addLaunches adds what launching a product takes and what it is held to, from the templates of the products.
func addLaunches(s *blueprints.Stack, cfg *schema.Catalog, built []blueprints.Built) {
	for _, p := range s.Products {
		key := p.Stack
		i := slices.IndexFunc(built, func(b blueprints.Built) bool { return b.Stack == key })
		if i < 0 {
			continue // the compiler says that there is no such stack
		}
		addLaunchRole(s, built[i], cfg.Products[key].Formerly, len(cfg.Notify) > 0)
		addAllowed(s, cfg.Products[key], built[i])
		if len(cfg.Notify) > 0 {
			s.Add(blueprints.LogicalName(key)+"Notifications", &sc.LaunchNotificationConstraint{
				PortfolioId: blueprints.Ref(portfolioID), ProductId: blueprints.Ref(productID(key)), NotificationArns: []string{blueprints.Ref(topicID)},
			}).From("notify").After = []string{associationID(key)}
		}
		if len(built[i].Parameters) == 0 {
			say(s, productID(key), "Its template has names of its own: it can be launched once in this account and region.")
		}
	}
}

// addLaunchRole adds the role with which Service Catalog makes the product, and nobody else anything. What its rights are follows from the types of the
// template's resources and parameters; a type that nobody knows the rights of is refused, because a launch would fail for people who can do
// nothing about it.
func addLaunchRole(s *blueprints.Stack, product blueprints.Built, formerly []string, notified bool) {
	needed, unknown := guard.RightsFor(append(guard.TypesOf(product), formerly...))
	for _, kind := range unknown {
		path := ""
		if i := slices.Index(formerly, kind); i >= 0 {
			path = fmt.Sprintf("formerly[%d]", i)
		}
		s.Refuse(blueprints.Refusal{
			ID: "unknown-rights", Path: at(product.Stack, path),
			Message: fmt.Sprintf("product %q holds %s, and nobody knows which rights its launch role needs for that", product.Stack, kind),
			Hint:    "add the type to blueprints/guard/rights.txt, or publish another stack",
		})
	}
	statements := append(launching(s, notified), deployer(s, product).Statements(s, needed)...)
	policies := guard.SplitPolicies(statements)
	if len(policies) > guard.MaxRolePolicies {
		s.Refuse(blueprints.Refusal{
			ID: "launch-role-too-large", Path: at(product.Stack, ""),
			Message: fmt.Sprintf("the launch role of product %q would need %d policies, IAM attaches %d to a role", product.Stack, len(policies), guard.MaxRolePolicies),
			Hint:    "divide the product into two",
		})
		return
	}
	name := blueprints.LogicalName(product.Stack)
	role := &iam.Role{
		Description:              ptr("Makes, changes and terminates what people launch of " + product.Stack),
		AssumeRolePolicyDocument: guard.Document(guard.Trust(guard.Role{Service: "servicecatalog"})),
		PermissionsBoundary:      ptr(addLimit(s, name, product.Stack, statements).Ref()),
	}
	for i, policy := range policies {
		part := s.Add(fmt.Sprint(name, "LaunchPolicy", i+1), &iam.ManagedPolicy{PolicyDocument: guard.Document(policy...)}).From(at(product.Stack, "")).Retain()
		role.ManagedPolicyArns = append(role.ManagedPolicyArns, part.Ref())
	}
	made := s.Add(name+"LaunchRole", role).From(at(product.Stack, "")).Retain().
		Say("Kept when the product leaves the catalog: what was launched of it can only be changed and terminated with this role.")
	s.Add(name+"Launch", &sc.LaunchRoleConstraint{
		PortfolioId: blueprints.Ref(portfolioID), ProductId: blueprints.Ref(productID(product.Stack)), RoleArn: ptr(made.Arn()),
	}).From(at(product.Stack, "")).After = []string{associationID(product.Stack)}
}

// deployer says where the launch role has its rights. A product that is launched many times names what it makes after its stack; any other
// has names of the environment. The roles and policies of the catalog itself are closed to all launch roles.
func deployer(s *blueprints.Stack, product blueprints.Built) guard.Deployer {
	own := s.PhysicalName("")
	if len(product.Parameters) > 0 {
		own = s.PhysicalName(product.Stack) + "-"
	}
	account := "arn:" + blueprints.Partition + ":iam::" + blueprints.AccountID
	d := guard.Deployer{Names: []string{launchedStacks, own}, Closed: []string{account + ":policy/" + s.Name + "-*", account + ":role/" + s.Name + "-*"}}
	if len(product.Unbounded) == 0 {
		d.Boundaries = []string{account + ":policy/" + launchedStacks + "*", account + ":policy/" + own + "*"}
		return d
	}
	s.Refuse(blueprints.Refusal{
		ID: "unbounded-product", Path: at(product.Stack, ""), Warn: true,
		Message: fmt.Sprintf("product %q makes %s without a permission boundary, so its launch role may make roles that have none",
			product.Stack, strings.Join(product.Unbounded, ", ")),
		Hint: "publish stacks whose roles have a boundary, such as web-server",
	})
	return d
}

// launching is what Service Catalog does with a launch role, whatever the product: make stacks of its own, from templates that it keeps and tags
// itself. As of 2026-11, from the AWS Service Catalog administrator guide, "Launch constraints". With a topic, CloudFormation publishes the events of
// the stack, too.
func launching(s *blueprints.Stack, notified bool) []guard.Statement {
	list := []guard.Statement{
		{
			Sid: "LaunchStacks", Effect: "Allow",
			Action: []string{
				"cloudformation:CreateStack", "cloudformation:DeleteStack", "cloudformation:DescribeStackEvents", "cloudformation:DescribeStacks",
				"cloudformation:SetStackPolicy", "cloudformation:TagResource", "cloudformation:UntagResource", "cloudformation:UpdateStack",
			},
			Resource: []string{blueprints.OwnArn("cloudformation", "stack/"+launchedStacks+"*")},
		},
		{
			// They take a template, which is no resource.
			Sid: "ReadTemplates", Effect: "Allow",
			Action:   []string{"cloudformation:GetTemplateSummary", "cloudformation:ValidateTemplate"},
			Resource: []string{"*"},
		},
		{
			// Service Catalog keeps templates in buckets of its own, in accounts of AWS.
			Sid: "ReadTemplateObjects", Effect: "Allow", Action: []string{"s3:GetObject"}, Resource: []string{"*"},
			Condition: guard.Condition{"StringEquals": {"s3:ExistingObjectTag/servicecatalog:provisioning": {"true"}}},
		},
	}
	if notified {
		list = append(list,
			guard.Statement{Sid: "TellOfLaunches", Effect: "Allow", Action: []string{"sns:Publish"}, Resource: []string{blueprints.Ref(topicID)}},
			guard.Statement{
				Sid: "EncryptEvents", Effect: "Allow", Action: []string{"kms:Decrypt", "kms:GenerateDataKey"},
				Resource: []string{s.KeyArn(blueprints.MessagesKey)}, Condition: guard.Through("sns"),
			})
	}
	return list
}

// say adds a line for the reviewer above a resource.
func say(s *blueprints.Stack, id, line string) {
	for _, r := range s.Resources {
		if r.ID == id {
			r.Note += "\n" + line
		}
	}
}
