package catalog_test

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	sc "github.com/awslabs/goformation/v7/cloudformation/servicecatalog"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/catalog"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/schema"
)

func environment(change func(*blueprints.Env)) *blueprints.Env {
	e := &blueprints.Env{
		System: "clinic", Name: "nonprod", Tier: "test", Account: "111122223333", Region: "us-east-1", Owner: "platform@clinic.example",
	}
	change(e)
	return e
}

func same(*blueprints.Env) {}

// server is a product that asks for parameters: a machine with a role that is bounded.
var server = blueprints.Built{
	Stack: "web-server", Name: "clinic-nonprod-web-server", Blueprint: "web-server", Product: true,
	Types: []string{"AWS::EC2::Instance", "AWS::EC2::SecurityGroup", "AWS::IAM::InstanceProfile", "AWS::IAM::ManagedPolicy", "AWS::IAM::Role", "AWS::Logs::LogGroup"},
	Parameters: []blueprints.Parameter{
		{Name: "FriendlyName", Pattern: "[a-z]+", MaxLength: 12, Description: "Its name"},
		{Name: "InstanceType", Allowed: []string{"t4g.small", "t4g.medium", "m7g.large"}, Description: "Its size"},
		{Name: "KeyName", Type: "AWS::EC2::KeyPair::KeyName", Description: "A key pair"},
	},
}

// records is a product with names of its own and a role that nothing bounds.
var records = blueprints.Built{
	Stack: "records", Name: "clinic-nonprod-records", Blueprint: "storage", Product: true,
	Types: []string{"AWS::IAM::ManagedPolicy", "AWS::IAM::Role", "AWS::S3::Bucket", "AWS::S3::BucketPolicy"}, Unbounded: []string{"CopyRole"},
}

func published(change func(*schema.Product)) *schema.Product {
	p := &schema.Product{Old: "deprecate"}
	change(p)
	return p
}

func plain(*schema.Product) {}

// config is what "catalog: {products: {web-server: {}}}" becomes, with what a test changes.
func config(change func(*schema.Catalog)) *schema.Catalog {
	c := &schema.Catalog{Products: map[string]*schema.Product{"web-server": published(plain)}}
	change(c)
	return c
}

func full(c *schema.Catalog) {
	c.Title, c.Launchers, c.Notify = "Clinic products", []string{"group/operators", "role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Operators_*"}, []string{"launches@clinic.example"}
	c.Tags = map[string][]string{"CostCenter": {"1001", "1002"}, "Project": {"portal"}}
	c.Products["web-server"] = published(func(p *schema.Product) {
		p.Title, p.Description, p.Owner, p.Old = "Healthcare Web Server", "A web server for pages and forms that may hold PHI", "Platform team", "keep"
		p.Support = &schema.ProductSupport{Mail: "help@clinic.example", Url: "https://wiki.clinic.example/web-server", Text: "Ask in the channel of the platform team"}
		p.Allow = map[string][]string{"InstanceType": {"t4g.small", "t4g.medium"}, "FriendlyName": {"portal"}}
		p.Retired = []string{"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}
	})
	c.Products["records"] = published(plain)
}

// group and set are the two kinds of developers stack.
func group(env *blueprints.Env) *blueprints.Stack {
	d := blueprints.NewStack(env, "developers", "developers", "clinic-"+env.Name+"-developers")
	d.Export("GroupArn", "arn", "ARN of the group of developers")
	return d
}

func set(env *blueprints.Env) *blueprints.Stack {
	d := blueprints.NewStack(env, "developers", "developers", "clinic-"+env.Name+"-developers")
	role := "arn:" + blueprints.Partition + ":iam:::role/aws-reserved/sso.amazonaws.com/"
	d.Tell("principals", role+"AWSReservedSSO_clinic_*,"+role+"*/AWSReservedSSO_clinic_*")
	return d
}

func build(env *blueprints.Env, cfg *schema.Catalog, built []blueprints.Built, wanted ...*blueprints.Stack) *blueprints.Stack {
	servers := []*blueprints.Stack{
		{Blueprint: "keys", Key: "keys", Name: "clinic-" + env.Name + "-keys"},
		{Blueprint: "artifacts", Key: "artifacts", Name: "clinic-" + env.Name + "-artifacts"},
	}
	s := blueprints.NewStack(env, "catalog", "catalog", "clinic-"+env.Name+"-catalog", append(servers, wanted...)...)
	catalog.Blueprint.Build(s, cfg)
	catalog.Blueprint.Gather(s, cfg, built)
	return s
}

func listening(env *blueprints.Env) *blueprints.Stack {
	return &blueprints.Stack{Blueprint: "observability", Key: "observability", Name: "clinic-" + env.Name + "-observability"}
}

// TestTemplates pins what each kind of request becomes. Read the diff of testdata before you run with -update.
func TestTemplates(t *testing.T) {
	test, development := environment(same), environment(func(e *blueprints.Env) { e.Name, e.Tier = "dev", "development" })
	production := environment(func(e *blueprints.Env) { e.Name, e.Tier, e.PHI = "prod", "production", true })
	governed := environment(func(e *blueprints.Env) { e.Region, e.Managed = "us-gov-west-1", "landing-zone" })
	for name, s := range map[string]*blueprints.Stack{
		"test":        build(test, config(func(*schema.Catalog) {}), []blueprints.Built{server}, group(test)),
		"full":        build(test, config(full), []blueprints.Built{records, server}, group(test), listening(test)),
		"development": build(development, config(func(*schema.Catalog) {}), []blueprints.Built{server}, set(development)),
		"phi":         build(production, config(func(*schema.Catalog) {}), []blueprints.Built{server}, group(production), listening(production)),
		"govcloud":    build(governed, config(func(*schema.Catalog) {}), []blueprints.Built{server}, set(governed)),
	} {
		t.Run(name, func(t *testing.T) { emittest.Pin(t, filepath.Join("testdata", name+".yaml"), s) })
	}
}

// TestProducts: who publishes learns of each product what its catalog says of it.
func TestProducts(t *testing.T) {
	want := []blueprints.Product{
		{Stack: "records", Name: "records", Old: "deprecate", First: "products/records/first.json"},
		{Stack: "web-server", Name: "Healthcare Web Server", Old: "keep", First: "products/web-server/first.json",
			Retired: []string{"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}},
	}
	if d := cmp.Diff(want, build(environment(same), config(full), nil).Products); d != "" {
		t.Errorf("products (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"records", "web-server"}, catalog.Blueprint.Publishes(config(full))); d != "" {
		t.Errorf("published stacks (-want +got):\n%s", d)
	}
}

// TestVersionsAreNotCloudFormations: CloudFormation takes away versions that it made when their source changes. Whatever a product's template
// becomes, the product in the catalog stays the same.
func TestVersionsAreNotCloudFormations(t *testing.T) {
	changed := server
	changed.Types = append([]string{"AWS::EC2::Volume"}, server.Types...)
	for _, built := range []blueprints.Built{server, changed} {
		s := build(environment(same), config(func(*schema.Catalog) {}), []blueprints.Built{built}, group(environment(same)))
		var found int
		for _, r := range s.Resources {
			p, is := r.Properties.(*sc.CloudFormationProduct)
			if !is {
				continue
			}
			found++
			source := p.ProvisioningArtifactParameters[0].Info.(map[string]string)["LoadTemplateFromURL"]
			want := "https://" + blueprints.ImportValue("clinic-nonprod-artifacts:ArtifactsBucketName") + ".s3." + blueprints.Region + "." + blueprints.URLSuffix + "/products/web-server/first.json"
			if source != want || *p.ReplaceProvisioningArtifacts || len(p.ProvisioningArtifactParameters) != 1 {
				t.Errorf("the first version is loaded from %q, replaced: %v", source, *p.ReplaceProvisioningArtifacts)
			}
		}
		if found != 1 {
			t.Errorf("%d products", found)
		}
	}
}

func TestRefusals(t *testing.T) {
	env := environment(func(e *blueprints.Env) { e.Tags = map[string]string{"Team": "platform"} })
	allow := func(name string, values ...string) func(*schema.Catalog) {
		return func(c *schema.Catalog) { c.Products["web-server"].Allow = map[string][]string{name: values} }
	}
	var many []string
	for i := range 26 {
		many = append(many, string(rune('a'+i)))
	}
	strange := server
	strange.Types = append([]string{"AWS::New::Thing"}, server.Types...)
	for name, c := range map[string]struct {
		change func(*schema.Catalog)
		built  []blueprints.Built
		wanted []*blueprints.Stack
		want   []blueprints.Refusal
	}{
		"nobody": {func(*schema.Catalog) {}, []blueprints.Built{server}, nil, []blueprints.Refusal{{
			ID: "no-launchers", Message: `nobody may launch the products of catalog "catalog"`,
			Hint: "add a developers stack, or launchers with a group or role of the account: launchers: [group/operators]",
		}}},
		"a type without rights": {func(*schema.Catalog) {}, []blueprints.Built{strange}, []*blueprints.Stack{group(env)}, []blueprints.Refusal{{
			ID: "unknown-rights", Path: "products.web-server",
			Message: `product "web-server" holds AWS::New::Thing, and nobody knows which rights its launch role needs for that`,
			Hint:    "add the type to blueprints/guard/rights.txt, or publish another stack",
		}}},
		"a type that nobody ever had": {func(c *schema.Catalog) {
			c.Products["web-server"].Formerly = []string{"AWS::SQS::Queue", "AWS::Old::Thing"}
		}, []blueprints.Built{server},
			[]*blueprints.Stack{group(env)}, []blueprints.Refusal{{
				ID: "unknown-rights", Path: "products.web-server.formerly[1]",
				Message: `product "web-server" holds AWS::Old::Thing, and nobody knows which rights its launch role needs for that`,
				Hint:    "add the type to blueprints/guard/rights.txt, or publish another stack",
			}}},
		"a role without a boundary": {func(c *schema.Catalog) { c.Products = map[string]*schema.Product{"records": published(plain)} }, []blueprints.Built{records}, []*blueprints.Stack{group(env)},
			[]blueprints.Refusal{{
				ID: "unbounded-product", Path: "products.records", Warn: true,
				Message: `product "records" makes CopyRole without a permission boundary, so its launch role may make roles that have none`,
				Hint:    "publish stacks whose roles have a boundary, such as web-server",
			}}},
		"an unknown parameter": {allow("Size", "small"), []blueprints.Built{server}, []*blueprints.Stack{group(env)}, []blueprints.Refusal{{
			ID: "no-such-parameter", Path: "products.web-server.allow.Size", Message: `product "web-server" has no parameter "Size"`,
			Hint: "its parameters are FriendlyName, InstanceType, KeyName",
		}}},
		"a value that the product refuses": {allow("InstanceType", "t4g.small", "x1.32xlarge"), []blueprints.Built{server}, []*blueprints.Stack{group(env)}, []blueprints.Refusal{{
			ID: "value-not-allowed", Path: "products.web-server.allow.InstanceType[1]",
			Message: `"x1.32xlarge" is no value of InstanceType: product "web-server" allows t4g.small, t4g.medium, m7g.large`,
			Hint:    "leave it out, or let the product allow it",
		}}},
		"a value of another form": {allow("FriendlyName", "Portal"), []blueprints.Built{server}, []*blueprints.Stack{group(env)}, []blueprints.Refusal{{
			ID: "value-not-allowed", Path: "products.web-server.allow.FriendlyName[0]",
			Message: `"Portal" is no value of FriendlyName: product "web-server" asks for a value that matches [a-z]+`,
			Hint:    "leave it out, or let the product allow it",
		}}},
		"a value that is too long": {allow("FriendlyName", "portalportalportal"), []blueprints.Built{server}, []*blueprints.Stack{group(env)}, []blueprints.Refusal{{
			ID: "value-not-allowed", Path: "products.web-server.allow.FriendlyName[0]",
			Message: `"portalportalportal" is no value of FriendlyName: product "web-server" takes 12 characters at most`,
			Hint:    "leave it out, or let the product allow it",
		}}},
		"tags that are set": {func(c *schema.Catalog) { c.Tags = map[string][]string{"Owner": {"me"}, "Team": {"other"}} }, []blueprints.Built{server}, []*blueprints.Stack{group(env)},
			[]blueprints.Refusal{
				{ID: "tag-is-set", Path: "tags.Owner", Message: `the tag "Owner" is on every resource of every product already`, Hint: "choose another key, or leave the tag out"},
				{ID: "tag-is-set", Path: "tags.Team", Message: `the tag "Team" is on every resource of every product already`, Hint: "choose another key, or leave the tag out"},
			}},
		"too many values": {func(c *schema.Catalog) { c.Tags = map[string][]string{"Project": many} }, []blueprints.Built{server}, []*blueprints.Stack{group(env)}, []blueprints.Refusal{{
			ID: "too-many-tag-values", Path: "tags.Project", Message: `the tag "Project" has 26 values to choose from, Service Catalog knows 25 at most`, Hint: "leave some of them out",
		}}},
		"names that are one": {func(c *schema.Catalog) {
			c.Products["webserver"], c.Products["web-s-erver"] = published(plain), published(plain)
		}, []blueprints.Built{server}, []*blueprints.Stack{group(env)}, nil},
		"names that are one indeed": {func(c *schema.Catalog) { c.Products["web1"], c.Products["web-1"] = published(plain), published(plain) }, []blueprints.Built{server}, []*blueprints.Stack{group(env)}, []blueprints.Refusal{{
			ID: "product-name-taken", Path: "products.web1", Message: `product "web1" cannot be told apart from product "web-1": both are "Web1Product" in a template`,
			Hint: "choose another name for one of the stacks",
		}}},
	} {
		if d := cmp.Diff(c.want, build(env, config(c.change), c.built, c.wanted...).Refusals); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}
