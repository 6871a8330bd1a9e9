package awstest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// configuration answers for AWS Config. Source: AWS Config API reference, DescribeConfigurationRecorders, DescribeConfigurationRecorderStatus,
// DescribeDeliveryChannels. A test stops a recorder by setting its property "Recording" to false by hand.
func (c *Cloud) configuration(call *call) response {
	var in struct{ ConfigurationRecorderNames, DeliveryChannelNames []string }
	if err := json.Unmarshal(call.body, &in); err != nil {
		return failed(http.StatusBadRequest, "SerializationException", err.Error())
	}
	kind, names, missing := "AWS::Config::ConfigurationRecorder", in.ConfigurationRecorderNames, "NoSuchConfigurationRecorderException"
	if call.record.Operation == "DescribeDeliveryChannels" {
		kind, names, missing = "AWS::Config::DeliveryChannel", in.DeliveryChannelNames, "NoSuchDeliveryChannelException"
	}
	for _, s := range c.formationOf(call.who.Account, call.region).stacks {
		for _, r := range s.made() {
			p := r.actual()
			if r.drift != nil && r.drift.Deleted || r.kind != kind || s.status == "DELETE_COMPLETE" || len(names) > 0 && !slices.Contains(names, r.physicalID) {
				continue
			}
			return answered(call.record.Operation, r.physicalID, p)
		}
	}
	return failed(http.StatusBadRequest, missing, fmt.Sprintf("Cannot find %s with the specified name '%s'.", kind, strings.Join(names, ",")))
}

func answered(operation, name string, p map[string]any) response {
	var body any
	switch operation {
	case "DescribeConfigurationRecorders":
		group, _ := p["RecordingGroup"].(map[string]any)
		body = map[string]any{"ConfigurationRecorders": []any{map[string]any{"name": name, "roleARN": p["RoleARN"], "recordingGroup": lowered(group)}}}
	case "DescribeConfigurationRecorderStatus":
		body = map[string]any{"ConfigurationRecordersStatus": []any{map[string]any{"name": name, "recording": p["Recording"] != false, "lastStatus": "SUCCESS"}}}
	case "DescribeDeliveryChannels":
		channel := lowered(p)
		channel["name"] = name
		body = map[string]any{"DeliveryChannels": []any{channel}}
	default:
		return failed(http.StatusNotImplemented, "NotImplemented", "awstest does not know config "+operation)
	}
	return response{status: http.StatusOK, header: map[string]string{"Content-Type": "application/x-amz-json-1.1"}, body: text(body)}
}

// lowered writes the names of properties as AWS Config does: with a small letter, and with numbers and truth as such.
func lowered(m map[string]any) map[string]any {
	out := map[string]any{}
	for name, value := range m {
		switch v := value.(type) {
		case map[string]any:
			value = lowered(v)
		case string:
			if v == "true" || v == "false" {
				value = v == "true"
			}
		}
		out[strings.ToLower(name[:1])+name[1:]] = value
	}
	return out
}
