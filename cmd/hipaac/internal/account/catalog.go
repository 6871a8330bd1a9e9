package account

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/servicecatalog"
	"github.com/aws/aws-sdk-go-v2/service/servicecatalog/types"
)

// Catalog is the account's Service Catalog.
type Catalog struct{ client *servicecatalog.Client }

// Catalog is the account's Service Catalog in the region.
func (a *Session) Catalog() *Catalog {
	return &Catalog{client: servicecatalog.NewFromConfig(a.config)}
}

// Version is a version of a product; AWS calls it a provisioning artifact.
type Version struct {
	ID, Name string
	// Active versions can be launched; from a deprecated one, what is launched can still be updated.
	Active, Deprecated bool
	Created            time.Time
}

// Status is how far a version is.
type Status string

const (
	Available Status = "AVAILABLE"
	Creating  Status = "CREATING"
	Broken    Status = "FAILED"
)

// NewVersion is what a version is made of. Token makes two calls with it one: it must not occur with other content.
type NewVersion struct{ Name, Description, Template, Token string }

// Find gives the ids of the account's own products that have a name and all of some tags.
func (c *Catalog) Find(ctx context.Context, name string, tags map[string]string) ([]string, error) {
	var found []string
	pages := servicecatalog.NewSearchProductsAsAdminPaginator(c.client, &servicecatalog.SearchProductsAsAdminInput{ProductSource: types.ProductSourceAccount})
	for page, err := range each(ctx, pages) {
		if err != nil {
			return nil, explain(ctx, err)
		}
		for _, p := range page.ProductViewDetails {
			if p.ProductViewSummary == nil || aws.ToString(p.ProductViewSummary.Name) != name {
				continue
			}
			id := aws.ToString(p.ProductViewSummary.ProductId)
			ours, err := c.hasTags(ctx, id, tags)
			if err != nil {
				return nil, err
			}
			if ours {
				found = append(found, id)
			}
		}
	}
	return found, nil
}

func (c *Catalog) hasTags(ctx context.Context, product string, tags map[string]string) (bool, error) {
	out, err := c.client.DescribeProductAsAdmin(ctx, &servicecatalog.DescribeProductAsAdminInput{Id: &product})
	if code(err) == "ResourceNotFoundException" {
		return false, nil // it went since the list was made
	}
	if err != nil {
		return false, explain(ctx, err)
	}
	has := map[string]string{}
	for _, t := range out.Tags {
		has[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	for key, value := range tags {
		if has[key] != value {
			return false, nil
		}
	}
	return true, nil
}

// Versions are all versions of a product.
func (c *Catalog) Versions(ctx context.Context, product string) ([]Version, error) {
	out, err := c.client.ListProvisioningArtifacts(ctx, &servicecatalog.ListProvisioningArtifactsInput{ProductId: &product})
	if err != nil {
		return nil, explain(ctx, err)
	}
	if aws.ToString(out.NextPageToken) != "" { // the operation has no way to ask for the next page
		return nil, &Error{Message: fmt.Sprintf("product %s has more versions than Service Catalog lists", product), Hint: "take old versions away"}
	}
	var versions []Version
	for _, v := range out.ProvisioningArtifactDetails {
		versions = append(versions, Version{
			ID: aws.ToString(v.Id), Name: aws.ToString(v.Name), Active: aws.ToBool(v.Active),
			Deprecated: v.Guidance == types.ProvisioningArtifactGuidanceDeprecated, Created: aws.ToTime(v.CreatedTime),
		})
	}
	return versions, nil
}

// Status says how far a version is.
func (c *Catalog) Status(ctx context.Context, product, version string) (Status, error) {
	out, err := c.client.DescribeProvisioningArtifact(ctx, &servicecatalog.DescribeProvisioningArtifactInput{ProductId: &product, ProvisioningArtifactId: &version})
	if err != nil {
		return "", explain(ctx, err)
	}
	return Status(out.Status), nil
}

// Create makes a version and gives its id. AWS reads the template with the rights of the caller, checks it, and keeps a copy.
func (c *Catalog) Create(ctx context.Context, product string, v NewVersion) (string, error) {
	out, err := c.client.CreateProvisioningArtifact(ctx, &servicecatalog.CreateProvisioningArtifactInput{
		ProductId: &product, IdempotencyToken: &v.Token,
		Parameters: &types.ProvisioningArtifactProperties{
			Name: &v.Name, Description: &v.Description, Type: types.ProvisioningArtifactTypeCloudFormationTemplate,
			Info: map[string]string{"LoadTemplateFromURL": v.Template},
		},
	})
	if err != nil {
		return "", explain(ctx, err)
	}
	if out.ProvisioningArtifactDetail == nil || aws.ToString(out.ProvisioningArtifactDetail.Id) == "" {
		return "", &Error{Message: fmt.Sprintf("Service Catalog made version %s of product %s and did not say its id", v.Name, product), Hint: "try again: nothing is made twice"}
	}
	return *out.ProvisioningArtifactDetail.Id, nil
}

// Deactivate takes a version from those who launch, and leaves it there.
func (c *Catalog) Deactivate(ctx context.Context, product, version string) error {
	return c.update(ctx, &servicecatalog.UpdateProvisioningArtifactInput{ProductId: &product, ProvisioningArtifactId: &version, Active: aws.Bool(false)})
}

// Deprecate lets nobody launch a version any more; what was launched from it can still be updated.
func (c *Catalog) Deprecate(ctx context.Context, product, version string) error {
	return c.update(ctx, &servicecatalog.UpdateProvisioningArtifactInput{ProductId: &product, ProvisioningArtifactId: &version, Guidance: types.ProvisioningArtifactGuidanceDeprecated})
}

// Restore takes a deprecation back.
func (c *Catalog) Restore(ctx context.Context, product, version string) error {
	return c.update(ctx, &servicecatalog.UpdateProvisioningArtifactInput{ProductId: &product, ProvisioningArtifactId: &version, Guidance: types.ProvisioningArtifactGuidanceDefault})
}

func (c *Catalog) update(ctx context.Context, in *servicecatalog.UpdateProvisioningArtifactInput) error {
	if _, err := c.client.UpdateProvisioningArtifact(ctx, in); err != nil {
		return explain(ctx, err)
	}
	return nil
}

// Delete takes a version away for good; one that is gone already is no error, since the answer to an earlier call may have been lost.
func (c *Catalog) Delete(ctx context.Context, product, version string) error {
	_, err := c.client.DeleteProvisioningArtifact(ctx, &servicecatalog.DeleteProvisioningArtifactInput{ProductId: &product, ProvisioningArtifactId: &version})
	if err != nil && code(err) != "ResourceNotFoundException" {
		return explain(ctx, err)
	}
	return nil
}
