package compiler_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/template"
)

// server is a stack for people to launch, and shop an account whose catalog publishes it, and two that are like those of any environment. More
// stands below its products.
const (
	server = "  web-server:\n    {domain: apps.clinic.example, hostedZone: Z0123456789ABCDEFGHIJ, testers: {name: office, ranges: [203.0.113.0/24]}}\n"
	shop   = "  keys: {}\n  artifacts: {}\n  network: {cidr: 10.200.0.0/16, egress: single-nat}\n  base: {use: network, cidr: 10.201.0.0/16, from: {keys: keys}}\n" +
		"  files: {use: storage, buckets: {documents: {}}}\n" + server +
		"  catalog:\n    launchers: [group/operators]\n    products:\n      web-server: {allow: {InstanceType: [t4g.small]}}\n      files: {}\n      base: {}\n"
)

// TestCatalogMistakes: what is wrong between a catalog and its products is said at the product's own line, and nothing is built.
func TestCatalogMistakes(t *testing.T) {
	for name, c := range map[string]struct {
		stacks string
		want   []string
	}{
		"a product that is no stack": {shop + "      fils: {}\n", []string{
			`environments/dev.yaml:23:7: error: product "fils" is no stack of this environment [unknown-product]; did you mean "files"?`,
		}},
		"a product that is nothing like any stack": {shop + "      portal: {}\n", []string{
			`environments/dev.yaml:23:7: error: product "portal" is no stack of this environment [unknown-product]; add "portal" below stacks: it is published instead of deployed`,
		}},
		"a product that no catalog has": {strings.ReplaceAll(shop, "      web-server: {allow: {InstanceType: [t4g.small]}}\n", ""), []string{
			`environments/dev.yaml:15:3: error: stack "web-server" is for people to launch, and no catalog of this environment publishes it: it would have no launch role [unpublished-product]; ` +
				"add a catalog that does: catalog: {products: {web-server: {}}}",
		}},
		"a value that the product does not have": {strings.ReplaceAll(shop, "t4g.small", "t2.nano"), []string{
			`environments/dev.yaml:20:43: error: "t2.nano" is no value of InstanceType: product "web-server" allows t4g.small, t4g.medium, t4g.large, t3.small, t3.medium, t3.large, ` +
				"m7g.medium, m7g.large, m7g.xlarge, m7i.large, m7i.xlarge, m8g.medium, m8g.large, m8g.xlarge, c8g.large, c8g.xlarge, r8g.large [value-not-allowed]; " +
				"leave it out, or let the product allow it",
		}},
		"a product of two catalogs": {shop + "  other: {use: catalog, launchers: [group/operators], products: {files: {}}}\n", []string{
			`environments/dev.yaml:23:66: error: product "files" is in another catalog of this environment, too [published-twice]; publish it in one of them`,
		}},
		"a product that would watch over the others": {shop + "      guards: {}\n  guards: {use: backup, from: {keys: keys}}\n", []string{
			`environments/dev.yaml:23:7: error: stack "guards" (backup) looks after the account or the environment, and a product is not deployed before somebody launches it [never-a-product]; ` +
				"take it out of products: it is then deployed with the others",
		}},
		"a catalog that publishes itself": {shop + "      catalog: {}\n", []string{
			`environments/dev.yaml:23:7: error: stack "catalog" (catalog) looks after the account or the environment, and a product is not deployed before somebody launches it [never-a-product]; ` +
				"take it out of products: it is then deployed with the others",
		}},
		"a catalog for nobody": {strings.ReplaceAll(shop, "group/operators", ""), []string{
			`environments/dev.yaml:17:3: error: nobody may launch the products of catalog "catalog" [no-launchers]; ` +
				"add a developers stack, or launchers with a group or role of the account: launchers: [group/operators]",
		}},
	} {
		out, problems := compiler.Compile([]compiler.Source{spec("environments/dev.yaml", c.stacks)})
		if d := cmp.Diff(c.want, lines(problems)); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
		if len(out.Files()) != 0 {
			t.Errorf("%s: an error must leave no output, got %d files", name, len(out.Files()))
		}
	}
}

// TestOnlyVersionIsNotRetired: a version that the product has now cannot be taken away, an older one can.
func TestOnlyVersionIsNotRetired(t *testing.T) {
	out, problems := compiler.Compile([]compiler.Source{spec("environments/dev.yaml", shop)})
	if problems.Failed() {
		t.Fatal(lines(problems))
	}
	version := ""
	for _, p := range out.Environments[0].Manifest.Products {
		if p.Stack == "files" {
			version = p.Version
		}
	}
	older := strings.Repeat("0", 64)
	retiring := func(versions string) compiler.Source {
		return spec("environments/dev.yaml", strings.Replace(shop, "      files: {}", "      files: {retired: ["+versions+"]}", 1))
	}
	_, problems = compiler.Compile([]compiler.Source{retiring(`"` + older + `", "` + version + `"`)})
	want := []string{`environments/dev.yaml:21:93: error: version ` + version[:12] +
		` is the one that product "files" has now: without it there is none to launch [retired-current]; change the product first, or leave the version out of retired`}
	if d := cmp.Diff(want, lines(problems)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if _, problems := compiler.Compile([]compiler.Source{retiring(`"` + older + `"`)}); problems.Failed() {
		t.Errorf("an older version cannot be retired: %v", lines(problems))
	}
}

// TestLaunchRolesFollowTheirTemplates reads the written templates, of this repository's environments and of an account with a catalog: the launch
// role of each product has the rights that the resources and parameters in its template need, and beside them only those of Service Catalog's own
// work with the role.
func TestLaunchRolesFollowTheirTemplates(t *testing.T) {
	sources := append(environments(t), compiler.Source{
		Name: "environments/shop.yaml", Text: bytes.ReplaceAll(bytes.Replace(spec("", shop).Text, []byte("system: clinic"), []byte("system: shop"), 1),
			[]byte("444455556666"), []byte("999900001111")),
	})
	out, problems := compiler.Compile(sources)
	if problems.Failed() {
		t.Fatal(lines(problems))
	}
	judged := 0
	for _, e := range out.Environments {
		docs := map[string]*template.Document{}
		for _, made := range e.Templates {
			docs[made.Key] = made.Document
		}
		for _, p := range e.Manifest.Products {
			judged++
			needed, unknown := guard.RightsFor(typesIn(docs[p.Stack]))
			if len(unknown) > 0 {
				t.Errorf("%s: nobody knows the rights of %v", p.Stack, unknown)
			}
			want, got := map[string]bool{"s3:GetObject": true}, map[string]bool{}
			for _, action := range needed.Actions {
				want[action] = action != "iam:DeleteRolePermissionsBoundary" && action != "iam:DeleteUserPermissionsBoundary"
			}
			want["iam:PassRole"], want["iam:CreateServiceLinkedRole"] = len(needed.Passes) > 0, len(needed.Links) > 0
			for _, action := range launchRights(t, docs[p.Catalog], p.Stack) {
				got[action] = true
				itself := strings.HasPrefix(action, "cloudformation:") || action == "sns:Publish" || action == "kms:Decrypt" || action == "kms:GenerateDataKey"
				if allowed, known := want[action]; !itself && known && !allowed && !strings.HasSuffix(action, "PermissionsBoundary") || !itself && !known {
					t.Errorf("%s: the launch role has %s, and no resource of the product needs it", p.Stack, action)
				}
			}
			for action, wanted := range want {
				if wanted && !got[action] {
					t.Errorf("%s: the launch role lacks %s", p.Stack, action)
				}
			}
		}
	}
	if judged < 3 {
		t.Errorf("%d products", judged)
	}
}

// typesIn are the types of a template's resources, and of those parameters whose values CloudFormation looks up.
func typesIn(doc *template.Document) []string {
	var types []string
	for _, r := range doc.Resources {
		types = append(types, r.Type)
	}
	if parameters := doc.Root.Get("Parameters"); parameters != nil {
		for i := range parameters.Keys {
			kind := strings.TrimSuffix(strings.TrimPrefix(parameters.Items[i].Get("Type").Text, "List<"), ">")
			if strings.HasPrefix(kind, "AWS::SSM::Parameter::Value") {
				kind = "AWS::SSM::Parameter::Value"
			}
			if strings.HasPrefix(kind, "AWS::") {
				types = append(types, kind)
			}
		}
	}
	return types
}

// launchRights are the actions that the launch role of a product has, by way of its constraint.
func launchRights(t *testing.T, catalog *template.Document, product string) []string {
	t.Helper()
	var actions []string
	for _, role := range catalog.OfType("AWS::IAM::Role") {
		if !strings.HasSuffix(role.Property("Description").Text, " "+product) {
			continue
		}
		constrained := slices.ContainsFunc(catalog.OfType("AWS::ServiceCatalog::LaunchRoleConstraint"), func(c *template.Resource) bool {
			return c.Property("RoleArn").Get("Fn::GetAtt").Items[0].Text == role.ID
		})
		if !constrained || role.Property("PermissionsBoundary") == nil {
			t.Errorf("%s: the launch role is in no constraint, or has no boundary", product)
		}
		for _, policy := range role.Property("ManagedPolicyArns").Items {
			for _, s := range catalog.Resource(policy.Get("Ref").Text).Property("PolicyDocument").Get("Statement").Items {
				if s.Get("Effect").Text == "Allow" {
					actions = append(actions, actionsOf(s)...)
				}
			}
		}
	}
	return actions
}

func actionsOf(statement *template.Node) []string {
	var all []string
	for _, action := range oneOrMore(statement.Get("Action")) {
		all = append(all, action.Text)
	}
	return all
}
