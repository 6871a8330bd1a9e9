package controls

import "github.com/hipaac/hipaac/compiler/template"

var catalogLaunchRole = &Control{
	ID:        "catalog-launch-role",
	Title:     "Products of a catalog are launched with a role of their own",
	Tier:      Baseline,
	Severity:  High,
	Category:  "access-control",
	Citations: []string{"164.308(a)(4)(ii)(B)", "164.308(a)(3)(i)", "164.312(a)(1)"},
	Types:     []string{"AWS::ServiceCatalog::PortfolioProductAssociation"},
	Why: "without a launch role, people launch with their own rights: whoever may launch has to be allowed to build anything that is in the product, " +
		"and then builds it without the product, too",
	Fix: "add a LaunchRoleConstraint for the same portfolio and product",
	Judge: func(c *Case) {
		constrained := template.Any(c.OfType("AWS::ServiceCatalog::LaunchRoleConstraint"), func(x Subject) Answer {
			return leadToOne(c, x.Get("PortfolioId"), c.Get("PortfolioId"), "AWS::ServiceCatalog::Portfolio").
				And(leadToOne(c, x.Get("ProductId"), c.Get("ProductId"), "AWS::ServiceCatalog::CloudFormationProduct"))
		})
		c.Require(constrained, c.Whole(), "the product of %q has no launch role in its portfolio", c.ID)
	},
	Bad: []Example{`
Resources:
  Shop: {Type: "AWS::ServiceCatalog::Portfolio", Properties: {DisplayName: Shop, ProviderName: IT}}
  Other: {Type: "AWS::ServiceCatalog::Portfolio", Properties: {DisplayName: Other, ProviderName: IT}}
  Server: {Type: "AWS::ServiceCatalog::CloudFormationProduct", Properties: {Name: Server, Owner: IT}}
  ServerInShop:  # fails
    Type: AWS::ServiceCatalog::PortfolioProductAssociation
    Properties: {PortfolioId: !Ref Shop, ProductId: !Ref Server}
  ServerLaunch: {Type: "AWS::ServiceCatalog::LaunchRoleConstraint", Properties: {PortfolioId: !Ref Other, ProductId: !Ref Server, LocalRoleName: launch}}
`, `
# What is launched with a template constraint only is launched with one's own rights; and which product another is, nobody can say.
Parameters: {Product: {Type: String}}
Resources:
  Desktop:  # fails
    Type: AWS::ServiceCatalog::PortfolioProductAssociation
    Properties: {PortfolioId: port-1, ProductId: prod-1}
  DesktopRules: {Type: "AWS::ServiceCatalog::LaunchTemplateConstraint", Properties: {PortfolioId: port-1, ProductId: prod-1, Rules: "{}"}}
  Given:  # unknown
    Type: AWS::ServiceCatalog::PortfolioProductAssociation
    Properties: {PortfolioId: port-1, ProductId: !Ref Product}
  Launch: {Type: "AWS::ServiceCatalog::LaunchRoleConstraint", Properties: {PortfolioId: port-1, ProductId: prod-2, LocalRoleName: launch}}
`},
	Good: []Example{`
Resources:
  Shop: {Type: "AWS::ServiceCatalog::Portfolio", Properties: {DisplayName: Shop, ProviderName: IT}}
  Server: {Type: "AWS::ServiceCatalog::CloudFormationProduct", Properties: {Name: Server, Owner: IT}}
  ServerInShop: {Type: "AWS::ServiceCatalog::PortfolioProductAssociation", Properties: {PortfolioId: !Ref Shop, ProductId: !Ref Server}}
  ServerLaunch: {Type: "AWS::ServiceCatalog::LaunchRoleConstraint", Properties: {PortfolioId: !Ref Shop, ProductId: !Ref Server, LocalRoleName: launch}}
  DesktopInShop: {Type: "AWS::ServiceCatalog::PortfolioProductAssociation", Properties: {PortfolioId: port-1, ProductId: prod-1}}
  DesktopLaunch: {Type: "AWS::ServiceCatalog::LaunchRoleConstraint", Properties: {PortfolioId: port-1, ProductId: prod-1, LocalRoleName: launch}}
`},
}

// leadToOne asks whether two values lead to one resource. What is made here is told apart by what it is, anything else by what is written.
func leadToOne(c *Case, a, b Value, kind string) Answer {
	x, here := c.Target(a, kind)
	y, too := c.Target(b, kind)
	if here && too {
		return template.Sure(x.Is(y))
	}
	return a.Same(b)
}
