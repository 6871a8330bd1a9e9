package awstest

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
)

func answer(v any) response { return response{status: http.StatusOK, body: text(v)} }

// search gives the products page by page; a page may well be shorter than was asked for.
func (c *Cloud) search(products []*product, in input) response {
	start := 0
	if in.PageToken != "" {
		n, err := strconv.Atoi(in.PageToken)
		if err != nil || n < 0 || n > len(products) {
			return invalid("page token %q", in.PageToken)
		}
		start = n
	}
	size := c.pageSize
	if in.PageSize > 0 {
		size = min(size, in.PageSize)
	}
	end := min(start+size, len(products))
	page := []any{}
	for _, p := range products[start:end] {
		page = append(page, summary(p))
	}
	out := map[string]any{"ProductViewDetails": page}
	if end < len(products) {
		out["NextPageToken"] = fmt.Sprint(end)
	}
	return answer(out)
}

func summary(p *product) map[string]any {
	return map[string]any{"Status": "AVAILABLE", "ProductViewSummary": map[string]any{
		"Id": "prodview-" + p.id, "ProductId": p.id, "Name": p.name, "Type": "CLOUD_FORMATION_TEMPLATE",
	}}
}

func describe(products []*product, in input) response {
	p := find(products, in.Id)
	if p == nil {
		return notFound("Product", in.Id)
	}
	tags, versions := []any{}, []any{}
	for _, key := range slices.Sorted(maps.Keys(p.tags)) {
		tags = append(tags, map[string]string{"Key": key, "Value": p.tags[key]})
	}
	for _, v := range p.versions {
		versions = append(versions, map[string]any{"Id": v.ID, "Name": v.Name, "CreatedTime": v.Created.Unix()})
	}
	return answer(map[string]any{"ProductViewDetail": summary(p), "Tags": tags, "ProvisioningArtifactSummaries": versions})
}

// list gives all versions at once: the operation takes no page token.
func list(products []*product, in input) response {
	p := find(products, in.ProductId)
	if p == nil {
		return notFound("Product", in.ProductId)
	}
	versions := []any{}
	for _, v := range p.versions {
		versions = append(versions, detail(v))
	}
	return answer(map[string]any{"ProvisioningArtifactDetails": versions})
}

func describeVersion(products []*product, in input) response {
	p := find(products, in.ProductId)
	if p == nil {
		return notFound("Product", in.ProductId)
	}
	i := p.version(byID(in.ProvisioningArtifactId))
	if i < 0 {
		return notFound("ProvisioningArtifact", in.ProvisioningArtifactId)
	}
	v := p.versions[i]
	status := v.status()
	v.Making = max(v.Making-1, 0)
	return answer(map[string]any{"ProvisioningArtifactDetail": detail(v), "Status": status})
}

func detail(v *Version) map[string]any {
	return map[string]any{
		"Id": v.ID, "Name": v.Name, "Description": v.Description, "Type": "CLOUD_FORMATION_TEMPLATE", "CreatedTime": v.Created.Unix(),
		"Active": v.Active, "Guidance": v.Guidance,
	}
}
