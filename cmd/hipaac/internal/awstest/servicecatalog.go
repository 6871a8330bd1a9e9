package awstest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// catalog is Service Catalog in one account and region. Reads may see it as it was a while ago.
type catalog struct {
	products []*product
	before   []*product // what was there before the last changes
	stale    int        // how many more reads see that
	tokens   map[string]created
}

type product struct {
	id, name string
	tags     map[string]string
	versions []*Version
}

// Version is a provisioning artifact.
type Version struct {
	ID, Name, Description string
	Active                bool
	Guidance              string // "DEFAULT" or "DEPRECATED"
	Status                string // "AVAILABLE", "CREATING" or "FAILED"
	Created               time.Time
	// Making is how many more looks at the version find it unfinished.
	Making int
	// Template is what is launched; AWS keeps a copy of its own.
	Template []byte
	// InUse says that somebody launched it and still has the stack.
	InUse bool
}

func (v *Version) status() string {
	if v.Making > 0 {
		return "CREATING"
	}
	return v.Status
}

// created is the answer to a call with a token, and the input that it belongs to.
type created struct{ input, answer string }

func (c *Cloud) catalogOf(account, region string) *catalog {
	at := place{account, region}
	if c.catalogs[at] == nil {
		c.catalogs[at] = &catalog{tokens: map[string]created{}}
	}
	return c.catalogs[at]
}

// Product makes a product, as CloudFormation does, with a first version. It gives the product's id.
func (c *Cloud) Product(account, region, name, first string, tags map[string]string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := &product{id: c.id("prod"), name: name, tags: tags}
	p.versions = []*Version{{ID: c.id("pa"), Name: first, Active: true, Guidance: "DEFAULT", Status: "AVAILABLE", Created: c.now()}}
	found := c.catalogOf(account, region)
	found.products = append(found.products, p)
	return p.id
}

// Versions are the versions of a product, oldest first.
func (c *Cloud) Versions(id string) []Version {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []Version
	for _, p := range c.everyProduct() {
		for _, v := range p.versions {
			if p.id == id {
				all = append(all, *v)
			}
		}
	}
	return all
}

// ChangeVersion changes a version behind the back of hipaac, as a person in the console does.
func (c *Cloud) ChangeVersion(id, name string, change func(*Version)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.everyProduct() {
		for _, v := range p.versions {
			if p.id == id && v.Name == name {
				change(v)
			}
		}
	}
}

func (c *Cloud) everyProduct() []*product {
	var all []*product
	for _, found := range c.catalogs {
		all = append(all, found.products...)
	}
	return all
}

// input has the fields of all operations that are known here.
type input struct {
	Id, ProductId, ProvisioningArtifactId, IdempotencyToken string
	ProductSource, PageToken                                string
	PageSize                                                int
	Name, Guidance                                          string
	Active                                                  *bool
	Parameters                                              struct {
		Name, Description, Type string
		Info                    map[string]string
	}
}

func inputOf(call *call) (in input, err error) {
	return in, json.Unmarshal(call.body, &in)
}

func (c *Cloud) serviceCatalog(call *call) response {
	in, err := inputOf(call)
	if err != nil {
		return failed(http.StatusBadRequest, "SerializationException", err.Error())
	}
	known := c.catalogOf(call.who.Account, call.region)
	switch call.record.Operation {
	case "SearchProductsAsAdmin":
		return c.search(known.view(), in)
	case "DescribeProductAsAdmin":
		return describe(known.view(), in)
	case "ListProvisioningArtifacts":
		return list(known.view(), in)
	case "DescribeProvisioningArtifact":
		return describeVersion(known.view(), in)
	case "CreateProvisioningArtifact":
		return c.create(call, known, in)
	case "UpdateProvisioningArtifact":
		return c.update(known, in)
	case "DeleteProvisioningArtifact":
		return c.delete(known, in)
	}
	return unknown(call)
}

// view is what a read sees.
func (k *catalog) view() []*product {
	if k.stale > 0 {
		k.stale--
		return k.before
	}
	return k.products
}

// changes keeps what reads see for a while yet.
func (k *catalog) changes(lag int) {
	if lag == 0 {
		return
	}
	if k.stale == 0 {
		k.before = nil
		for _, p := range k.products {
			twin := *p
			twin.versions = nil
			for _, v := range p.versions {
				copied := *v
				twin.versions = append(twin.versions, &copied)
			}
			k.before = append(k.before, &twin)
		}
	}
	k.stale = lag
}

// subject says in one word what a call is about.
func subject(call *call) string {
	switch call.record.Service {
	case "s3":
		_, key := objectOf(call)
		return key
	case "sts":
		return call.form.Get("RoleArn")
	case "cloudformation":
		name, set := shortName(call.form.Get("StackName")), call.form.Get("ChangeSetName")
		if set != "" {
			return strings.TrimSpace(name + " " + shortName(set))
		}
		return name + call.form.Get("ExportName")
	case "servicecatalog":
		in, err := inputOf(call)
		if err != nil {
			return ""
		}
		for _, s := range []string{in.Parameters.Name, in.ProvisioningArtifactId, in.ProductId, in.Id} {
			if s != "" {
				return s
			}
		}
	}
	return ""
}

func find(products []*product, id string) *product {
	i := slices.IndexFunc(products, func(p *product) bool { return p.id == id })
	if i < 0 {
		return nil
	}
	return products[i]
}

func (p *product) version(match func(*Version) bool) int { return slices.IndexFunc(p.versions, match) }

func byID(id string) func(*Version) bool { return func(v *Version) bool { return v.ID == id } }

func notFound(what, id string) response {
	return failed(http.StatusBadRequest, "ResourceNotFoundException", what+" "+id+" not found")
}

func (k *catalog) find(in input) (*product, int, response) {
	p := find(k.products, in.ProductId)
	if p == nil {
		return nil, 0, notFound("Product", in.ProductId)
	}
	i := p.version(byID(in.ProvisioningArtifactId))
	if i < 0 {
		return nil, 0, notFound("ProvisioningArtifact", in.ProvisioningArtifactId)
	}
	return p, i, response{}
}

// create reads the template with the rights of the caller, as AWS does.
func (c *Cloud) create(call *call, known *catalog, in input) response {
	p, wanted := find(known.products, in.ProductId), in.Parameters
	if in.IdempotencyToken == "" || len(in.IdempotencyToken) > 128 {
		return invalid("the token must have 1 to 128 characters")
	}
	if before, again := known.tokens[in.IdempotencyToken]; again {
		if before.input != string(call.body) {
			return invalid("the token belongs to another request")
		}
		return response{status: http.StatusOK, body: []byte(before.answer)}
	}
	switch {
	case p == nil:
		return notFound("Product", in.ProductId)
	case wanted.Name == "" || strings.Contains(wanted.Name, " "):
		return invalid("no spaces are allowed in the name of a version")
	case wanted.Type != "CLOUD_FORMATION_TEMPLATE":
		return invalid("type %q", wanted.Type)
	case len(p.versions) >= c.versions:
		return failed(http.StatusBadRequest, "LimitExceededException", "The current limits of the service would have been exceeded by this operation.")
	}
	template, refused := c.load(call, wanted.Info["LoadTemplateFromURL"])
	if refused.code != "" {
		return refused
	}
	known.changes(c.lag)
	v := &Version{ID: c.id("pa"), Name: wanted.Name, Description: wanted.Description, Active: true, Guidance: "DEFAULT", Status: "AVAILABLE", Created: c.now(), Template: template, Making: c.making}
	p.versions = append(p.versions, v)
	answer := text(map[string]any{"ProvisioningArtifactDetail": detail(v), "Status": v.status(), "Info": map[string]string{"TemplateUrl": wanted.Info["LoadTemplateFromURL"]}})
	known.tokens[in.IdempotencyToken] = created{string(call.body), string(answer)}
	return response{status: http.StatusOK, body: answer}
}

// load reads a template from its address: https://BUCKET.s3.REGION.amazonaws.com/KEY.
func (c *Cloud) load(call *call, url string) ([]byte, response) {
	host, key, _ := strings.Cut(strings.TrimPrefix(url, "https://"), "/")
	name, rest, isBucket := strings.Cut(host, ".s3.")
	b := c.buckets[name]
	if !isBucket || rest != call.region+".amazonaws.com" || b == nil || b.objects[key] == nil {
		return nil, invalid("Invalid templateUrl %s", url)
	}
	if b.owner != call.who.Account {
		return nil, failed(http.StatusBadRequest, "AccessDeniedException", "the template cannot be read")
	}
	var template struct{ Resources map[string]any }
	if err := json.Unmarshal(b.objects[key], &template); err != nil || len(template.Resources) == 0 {
		return nil, invalid("Invalid template: at least one Resources member must be defined.")
	}
	return b.objects[key], response{}
}

func (c *Cloud) update(known *catalog, in input) response {
	p, i, missing := known.find(in)
	if p == nil {
		return missing
	}
	if in.Guidance != "" && in.Guidance != "DEFAULT" && in.Guidance != "DEPRECATED" {
		return invalid("guidance %q", in.Guidance)
	}
	known.changes(c.lag)
	v := p.versions[i]
	if in.Active != nil {
		v.Active = *in.Active
	}
	if in.Guidance != "" {
		v.Guidance = in.Guidance
	}
	return answer(map[string]any{"ProvisioningArtifactDetail": detail(v), "Status": v.Status})
}

// delete refuses the last version, as AWS's documentation says; which error that is, it does not say.
func (c *Cloud) delete(known *catalog, in input) response {
	p, i, missing := known.find(in)
	switch {
	case p == nil:
		return missing
	case len(p.versions) == 1:
		return invalid("You cannot delete the last provisioning artifact for a product.")
	case p.versions[i].InUse:
		return failed(http.StatusBadRequest, "ResourceInUseException", "The provisioning artifact is in use.")
	}
	known.changes(c.lag)
	p.versions = slices.Delete(slices.Clone(p.versions), i, i+1)
	return answer(map[string]any{})
}
