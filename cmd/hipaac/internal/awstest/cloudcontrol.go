package awstest

import (
	"encoding/json"
	"net/http"
)

// cloudControl reads resources as they are, whoever made them so. It knows those that stacks made.
func (c *Cloud) cloudControl(call *call) response {
	if call.record.Operation != "GetResource" {
		return unknown(call)
	}
	var in struct{ TypeName, Identifier string }
	if err := json.Unmarshal(call.body, &in); err != nil {
		return failed(http.StatusBadRequest, "SerializationException", err.Error())
	}
	c.keepPace()
	for _, s := range c.formationOf(call.who.Account, call.region).stacks {
		for _, r := range s.made() {
			if s.status == "DELETE_COMPLETE" || r.kind != in.TypeName || r.physicalID != in.Identifier || r.drift != nil && r.drift.Deleted {
				continue
			}
			properties := r.actual()
			if id := resourceTypes[r.kind].ID; id != "" && properties[id] == nil {
				properties[id] = r.physicalID
			}
			return response{status: http.StatusOK, body: text(map[string]any{
				"TypeName": in.TypeName, "ResourceDescription": map[string]string{"Identifier": in.Identifier, "Properties": canonical(properties)},
			})}
		}
	}
	return failed(http.StatusBadRequest, "ResourceNotFoundException", "Resource of type '"+in.TypeName+"' with identifier '"+in.Identifier+"' was not found.")
}
