package awstest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// cloudControl reads resources as they are, whoever made them so. It knows those that stacks made, of types that CloudFormation checks for
// drift. Source: Cloud Control API reference, GetResource.
func (c *Cloud) cloudControl(call *call) response {
	if call.record.Operation != "GetResource" {
		return unknown(call)
	}
	var in struct{ TypeName, Identifier string }
	if err := json.Unmarshal(call.body, &in); err != nil {
		return failed(http.StatusBadRequest, "SerializationException", err.Error())
	}
	kind := in.TypeName
	if within, is := inline[kind]; is {
		kind = within.kind
	} else if !supportsDrift(kind) {
		return failed(http.StatusBadRequest, "UnsupportedActionException", fmt.Sprintf("Resource type %s does not support READ action", kind))
	}
	c.keepPace()
	for _, s := range c.formationOf(call.who.Account, call.region).stacks {
		for _, r := range s.made() {
			if r.kind != kind || s.status == "DELETE_COMPLETE" || r.drift != nil && r.drift.Deleted {
				continue
			}
			if p := r.actual(); identified(in.TypeName, in.Identifier, r, p) {
				return described(in.TypeName, in.Identifier, r, p, s)
			}
		}
	}
	return failed(http.StatusBadRequest, "ResourceNotFoundException", fmt.Sprintf("Resource of type '%s' with identifier '%s' was not found.", in.TypeName, in.Identifier))
}

// inline are types under which the policies that other types set can be read, with the property that names what they are of.
var inline = map[string]struct{ kind, list, one string }{
	"AWS::SNS::TopicInlinePolicy": {"AWS::SNS::TopicPolicy", "Topics", "TopicArn"},
	"AWS::SQS::QueueInlinePolicy": {"AWS::SQS::QueuePolicy", "Queues", "Queue"},
}

// identified reports whether an identifier is a resource's: its physical id, or several parts, each of which is that or a property.
func identified(kind, id string, r *resource, properties map[string]any) bool {
	if of, is := inline[kind]; is {
		list, _ := properties[of.list].([]any)
		return slices.Contains(list, any(id))
	}
	if kind == "AWS::S3::BucketPolicy" {
		return properties["Bucket"] == id
	}
	for _, part := range strings.Split(id, "|") {
		found := part == r.physicalID
		for _, value := range properties {
			found = found || value == part
		}
		if !found {
			return false
		}
	}
	return id == r.physicalID || strings.Contains(id, "|")
}

func described(kind, id string, r *resource, properties map[string]any, s *stack) response {
	shown := maps.Clone(properties)
	if of, is := inline[kind]; is {
		shown = map[string]any{of.one: id, "PolicyDocument": properties["PolicyDocument"]}
	}
	for _, name := range []string{resourceTypes[r.kind].ID, "Arn", "QueueUrl", "TopicArn"} { // what AWS sets by itself
		if _, set := shown[name]; !set && name != "" {
			shown[name] = attribute(s, s.in.partition, r, name)
		}
	}
	return response{status: http.StatusOK, header: map[string]string{"Content-Type": "application/x-amz-json-1.0"}, body: text(map[string]any{
		"TypeName": kind, "ResourceDescription": map[string]any{"Identifier": id, "Properties": string(text(shown))},
	})}
}
