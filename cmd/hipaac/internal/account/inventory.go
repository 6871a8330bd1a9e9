package account

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"
	"github.com/aws/aws-sdk-go-v2/service/configservice"
	config "github.com/aws/aws-sdk-go-v2/service/configservice/types"
)

// Inventory is what the account has in the region, read in the words of CloudFormation's resource types.
type Inventory struct {
	resources *cloudcontrol.Client
	config    *configservice.Client
}

// Inventory is the account's in the region.
func (a *Session) Inventory() *Inventory {
	return &Inventory{resources: cloudcontrol.NewFromConfig(a.config), config: configservice.NewFromConfig(a.config)}
}

// Properties are those of a resource as JSON, and whether there is such a resource. The Cloud Control API reads it with the rights of the
// caller. It cannot read AWS Config's recorder and channel; those are put into the form of their types, the recorder with a property
// more: "Recording" says whether it is at work.
func (i *Inventory) Properties(ctx context.Context, kind, id string) ([]byte, bool, error) {
	switch kind {
	case "AWS::Config::ConfigurationRecorder":
		return i.recorder(ctx, id)
	case "AWS::Config::DeliveryChannel":
		return i.channel(ctx, id)
	}
	out, err := i.resources.GetResource(ctx, &cloudcontrol.GetResourceInput{TypeName: &kind, Identifier: &id})
	switch {
	case code(err) == "ResourceNotFoundException":
		return nil, false, nil
	case err != nil:
		return nil, false, explain(ctx, err)
	case out.ResourceDescription == nil || aws.ToString(out.ResourceDescription.Properties) == "":
		return nil, false, &Error{Message: "Cloud Control gives no properties of " + kind + " " + id}
	}
	return []byte(*out.ResourceDescription.Properties), true, nil
}

// Service is the one that Properties asks about a type.
func (i *Inventory) Service(kind string) string {
	switch kind {
	case "AWS::Config::ConfigurationRecorder", "AWS::Config::DeliveryChannel":
		return "AWS Config"
	}
	return "Cloud Control"
}

func (i *Inventory) recorder(ctx context.Context, name string) ([]byte, bool, error) {
	out, err := i.config.DescribeConfigurationRecorders(ctx, &configservice.DescribeConfigurationRecordersInput{ConfigurationRecorderNames: []string{name}})
	switch {
	case code(err) == "NoSuchConfigurationRecorderException":
		return nil, false, nil
	case err != nil:
		return nil, false, explain(ctx, err)
	case len(out.ConfigurationRecorders) != 1:
		return nil, false, nil
	}
	status, err := i.config.DescribeConfigurationRecorderStatus(ctx, &configservice.DescribeConfigurationRecorderStatusInput{ConfigurationRecorderNames: []string{name}})
	if err != nil {
		return nil, false, explain(ctx, err)
	}
	at := len(status.ConfigurationRecordersStatus) == 1 && status.ConfigurationRecordersStatus[0].Recording
	return asProperties(recorderProperties(&out.ConfigurationRecorders[0], at))
}

// recorderProperties are a recorder's in the words of AWS::Config::ConfigurationRecorder.
func recorderProperties(r *config.ConfigurationRecorder, recording bool) map[string]any {
	p := map[string]any{"Name": r.Name, "RoleARN": r.RoleARN, "Recording": recording}
	if g := r.RecordingGroup; g != nil {
		group := map[string]any{"AllSupported": g.AllSupported, "IncludeGlobalResourceTypes": g.IncludeGlobalResourceTypes, "ResourceTypes": g.ResourceTypes}
		if g.ExclusionByResourceTypes != nil {
			group["ExclusionByResourceTypes"] = map[string]any{"ResourceTypes": g.ExclusionByResourceTypes.ResourceTypes}
		}
		if g.RecordingStrategy != nil {
			group["RecordingStrategy"] = map[string]any{"UseOnly": g.RecordingStrategy.UseOnly}
		}
		p["RecordingGroup"] = group
	}
	if m := r.RecordingMode; m != nil {
		var overrides []map[string]any
		for _, o := range m.RecordingModeOverrides {
			overrides = append(overrides, map[string]any{"Description": o.Description, "RecordingFrequency": o.RecordingFrequency, "ResourceTypes": o.ResourceTypes})
		}
		p["RecordingMode"] = map[string]any{"RecordingFrequency": m.RecordingFrequency, "RecordingModeOverrides": overrides}
	}
	return p
}

func (i *Inventory) channel(ctx context.Context, name string) ([]byte, bool, error) {
	out, err := i.config.DescribeDeliveryChannels(ctx, &configservice.DescribeDeliveryChannelsInput{DeliveryChannelNames: []string{name}})
	switch {
	case code(err) == "NoSuchDeliveryChannelException":
		return nil, false, nil
	case err != nil:
		return nil, false, explain(ctx, err)
	case len(out.DeliveryChannels) != 1:
		return nil, false, nil
	}
	c := &out.DeliveryChannels[0]
	p := map[string]any{"Name": c.Name, "S3BucketName": c.S3BucketName, "S3KeyPrefix": c.S3KeyPrefix, "S3KmsKeyArn": c.S3KmsKeyArn, "SnsTopicARN": c.SnsTopicARN}
	if d := c.ConfigSnapshotDeliveryProperties; d != nil {
		p["ConfigSnapshotDeliveryProperties"] = map[string]any{"DeliveryFrequency": d.DeliveryFrequency}
	}
	return asProperties(p)
}

// asProperties leaves out what is not set.
func asProperties(p map[string]any) ([]byte, bool, error) {
	text, err := json.Marshal(p)
	if err != nil {
		return nil, false, &Error{Message: "AWS Config's answer cannot be written as JSON: " + strings.ToLower(err.Error())}
	}
	return text, true, nil
}
