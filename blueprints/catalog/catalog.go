// Package catalog builds what people may launch by themselves: a portfolio of Service Catalog, its products, who may launch them, and for
// each product a role that can make what its template holds and nothing else.
package catalog

import (
	"fmt"
	"maps"
	"slices"

	sc "github.com/awslabs/goformation/v7/cloudformation/servicecatalog"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// Blueprint makes the portfolio and exports "PortfolioId". Its products are stacks of the spec; the launch roles follow from their templates,
// so that they are made when all of these are built.
var Blueprint = blueprints.GatheringWith(
	blueprints.Publishing(
		blueprints.Define("catalog", "catalog of products", []string{"artifacts", "keys"}, uses, build).Wanting("developers", "observability").DeployedOnly(),
		func(cfg *schema.Catalog) []string { return slices.Sorted(maps.Keys(cfg.Products)) }),
	addLaunches)

// uses: the topic for events of launches is encrypted.
func uses(cfg *schema.Catalog) []blueprints.KeyUse {
	if len(cfg.Notify) == 0 {
		return nil
	}
	return []blueprints.KeyUse{{Class: blueprints.MessagesKey, Service: "sns"}}
}

// Logical ids.
const (
	portfolioID = "Portfolio"
	topicID     = "LaunchTopic"
)

func build(s *blueprints.Stack, cfg *schema.Catalog) {
	title := cfg.Title
	if title == "" {
		title = s.Env.System + " " + s.Env.Name
	}
	portfolio := s.Add(portfolioID, &sc.Portfolio{
		DisplayName: title, ProviderName: s.Env.System, Description: ptr("What people may launch by themselves in " + s.Env.System + ", environment " + s.Env.Name),
	})
	addTags(s, cfg)
	addLaunchers(s, cfg)
	if len(cfg.Notify) > 0 {
		addTopic(s, cfg)
	}
	for _, key := range apart(s, cfg) {
		addProduct(s, key, cfg.Products[key])
	}
	watchLaunches(s)
	s.Export("PortfolioId", portfolio.Ref(), "Id of the portfolio")
}

// apart are the products that can be told apart in a template, where names have no hyphens. The others are refused.
func apart(s *blueprints.Stack, cfg *schema.Catalog) []string {
	var usable []string
	owners := map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(cfg.Products)) {
		if owner, taken := owners[productID(key)]; taken {
			s.Refuse(blueprints.Refusal{
				ID: "product-name-taken", Path: at(key, ""),
				Message: fmt.Sprintf("product %q cannot be told apart from product %q: both are %q in a template", key, owner, productID(key)),
				Hint:    "choose another name for one of the stacks",
			})
			continue
		}
		owners[productID(key)] = key
		usable = append(usable, key)
	}
	return usable
}

// addProduct adds a product to the portfolio. Its first version comes from an object that never changes: CloudFormation would take away the
// versions that it made itself whenever their source changed, and people could not launch them any more. All further versions are made by
// `hipaac publish`, which CloudFormation knows nothing of.
func addProduct(s *blueprints.Stack, key string, p *schema.Product) {
	first := "products/" + key + "/first.json"
	name, owner := orElse(p.Title, key), orElse(p.Owner, s.Env.Owner)
	support := p.Support
	if support == nil {
		support = &schema.ProductSupport{}
	}
	source := "https://" + s.Import("artifacts", "ArtifactsBucketName") + ".s3." + blueprints.Region + "." + blueprints.URLSuffix + "/" + first
	product := s.Add(productID(key), &sc.CloudFormationProduct{
		Name: name, Owner: owner, Distributor: ptr(s.Env.System), Description: optional(p.Description), ProductType: ptr("CLOUD_FORMATION_TEMPLATE"),
		SupportEmail: ptr(orElse(support.Mail, s.Env.Owner)), SupportUrl: optional(support.Url), SupportDescription: optional(support.Text),
		ReplaceProvisioningArtifacts: ptr(false),
		ProvisioningArtifactParameters: []sc.CloudFormationProduct_ProvisioningArtifactProperties{{
			Name: ptr("first"), Description: ptr("The version that the product began with"), Info: map[string]string{"LoadTemplateFromURL": source},
		}},
	}).From(at(key, "")).Say("hipaac publish makes all further versions; this one never changes. Upload it before the catalog is deployed first.")
	s.Add(associationID(key), &sc.PortfolioProductAssociation{PortfolioId: blueprints.Ref(portfolioID), ProductId: product.Ref()}).From(at(key, ""))
	s.Products = append(s.Products, blueprints.Product{Stack: key, Name: name, Old: p.Old, Retired: p.Retired, First: first})
}

// at is the place of a product in the configuration, or of one of its fields.
func at(key, field string) string {
	if field == "" {
		return "products." + key
	}
	return "products." + key + "." + field
}

func productID(key string) string     { return blueprints.LogicalName(key) + "Product" }
func associationID(key string) string { return blueprints.LogicalName(key) + "InPortfolio" }

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// optional is a text that may be left out.
func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func ptr[T any](v T) *T { return &v }

// watchLaunches tells people of stacks of launches that failed or were rolled back.
func watchLaunches(s *blueprints.Stack) {
	guard.Announce(s, guard.Announcement{
		ID: "LaunchFailed", Name: "launch-failed", Description: "What somebody launched, changed or terminated did not come to its end",
		Pattern: map[string]any{
			"source":      []string{"aws.cloudformation"},
			"detail-type": []string{"CloudFormation Stack Status Change"},
			"detail": map[string]any{
				"stack-id": []any{map[string]string{"wildcard": "arn:*:stack/" + launchedStacks + "*"}},
				"status-details": map[string]any{
					"status": []string{"CREATE_FAILED", "DELETE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "UPDATE_ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_FAILED"},
				},
			},
		},
		Says:   "<stack> in account <account>: <status>. Somebody launched a product of the catalog, and it failed; the stack's events say why.",
		Values: map[string]string{"stack": "$.detail.stack-id", "account": "$.account", "status": "$.detail.status-details.status"},
	})
}
