package awstest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Drift is what somebody did to a resource behind CloudFormation's back.
type Drift struct {
	// Deleted says that it is gone. Unknown is why CloudFormation cannot tell.
	Deleted bool
	Unknown string
	// Changes are properties that have another value now, by path, such as "/EnableDnsHostnames". A nil value takes one away.
	Changes map[string]any
}

// Drift changes a resource behind CloudFormation's back. The zero Drift puts it right again.
func (c *Cloud) Drift(account, region, name, logicalID string, d Drift) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := c.formationOf(account, region).find(name).resources[logicalID]
	r.drift = &d
}

// FailDetection makes the next detection of drift fail.
func (c *Cloud) FailDetection(reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.detectionFails = reason
}

// detection is a search for drift. Its findings are what was there when it began.
type detection struct {
	id, failed string
	began      time.Time
	findings   []finding
}

type finding struct {
	resource    *resource
	status      string // IN_SYNC, MODIFIED, DELETED, UNKNOWN
	reason      string
	differences []fields
	actual      map[string]any
}

// detecting is how long a search takes in virtual time.
const detecting = 10 * time.Second

// driftable are the states in which drift can be searched for. Source: API reference, DetectStackDrift; user guide, "Detect drift on an
// entire CloudFormation stack".
var driftable = []string{"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_FAILED", "IMPORT_COMPLETE", "IMPORT_ROLLBACK_COMPLETE"}

func (f *formation) detectStackDrift(call *call, in form) response {
	s := f.find(in.Get("StackName"))
	switch {
	case s == nil || s.status == "DELETE_COMPLETE":
		return noStack(in.Get("StackName"))
	case !slices.Contains(driftable, s.status):
		return invalidInput("Stack:%s is in %s state and drift detection cannot be performed on it.", s.id, s.status)
	}
	if last := s.detection(); last != nil && s.in.cloud.clock.Before(last.began.Add(detecting)) {
		return invalidInput("Drift detection is already in progress for stack %s", s.id)
	}
	d := &detection{id: f.cloud.uuid(), began: f.cloud.clock, failed: f.cloud.detectionFails}
	f.cloud.detectionFails = ""
	for _, r := range s.made() {
		if supportsDrift(r.kind) {
			d.findings = append(d.findings, r.find())
		}
	}
	s.detections = append(s.detections, d)
	return call.result(fields{"StackDriftDetectionId": d.id})
}

// supportsDrift reports whether CloudFormation checks resources of a type. Nested stacks are checked on their own.
func supportsDrift(kind string) bool {
	return !resourceTypes[kind].NoDrift && kind != "AWS::CloudFormation::Stack" && strings.HasPrefix(kind, "AWS::")
}

func (s *stack) detection() *detection {
	if len(s.detections) == 0 {
		return nil
	}
	return s.detections[len(s.detections)-1]
}

// find compares a resource with its template. Only properties that the template sets are compared, and no keys of KMS: user guide,
// "Detect unmanaged configuration changes", considerations.
func (r *resource) find() finding {
	out := finding{resource: r, status: "IN_SYNC", actual: r.actual()}
	if r.skipped { // API reference, ContinueUpdateRollback, ForceRollback: "Drift detection reports skipped resources as NOT_CHECKED"
		out.status = "NOT_CHECKED"
		return out
	}
	if r.drift == nil {
		return out
	}
	switch {
	case r.drift.Deleted:
		out.status = "DELETED"
		return out
	case r.drift.Unknown != "":
		out.status, out.reason = "UNKNOWN", r.drift.Unknown
		return out
	}
	for _, path := range slices.Sorted(maps.Keys(r.drift.Changes)) {
		property := strings.TrimPrefix(path, "/")
		top, _, _ := strings.Cut(property, "/")
		last := property[strings.LastIndex(property, "/")+1:]
		if _, set := r.properties[top]; !set || strings.HasPrefix(strings.ToLower(last), "kmskey") || strings.EqualFold(last, "KmsMasterKeyID") {
			continue
		}
		kind, now := "NOT_EQUAL", at(out.actual, property)
		switch {
		case now == "":
			kind = "REMOVE"
		case at(r.properties, property) == "":
			kind = "ADD"
		}
		out.status = "MODIFIED"
		out.differences = append(out.differences, fields{"PropertyPath": path, "ExpectedValue": orNull(at(r.properties, property)), "ActualValue": orNull(now), "DifferenceType": kind})
	}
	return out
}

func orNull(value string) string {
	if value == "" {
		return "null"
	}
	return value
}

// actual are the properties as they are in the account.
func (r *resource) actual() map[string]any {
	var out map[string]any
	if err := json.Unmarshal([]byte(canonical(r.properties)), &out); err != nil || out == nil {
		out = map[string]any{}
	}
	if r.drift == nil {
		return out
	}
	for path, value := range r.drift.Changes {
		put(out, strings.Split(strings.TrimPrefix(path, "/"), "/"), value)
	}
	return out
}

func put(in any, path []string, value any) {
	switch v := in.(type) {
	case map[string]any:
		switch {
		case len(path) > 1 && v[path[0]] != nil:
			put(v[path[0]], path[1:], value)
		case value == nil:
			delete(v, path[0])
		default:
			v[path[0]] = value
		}
	case []any:
		if i, bad := number(path[0]); !bad && i < len(v) && len(path) > 1 {
			put(v[i], path[1:], value)
		} else if !bad && i < len(v) {
			v[i] = value
		}
	}
}

// lastCheck is the last search that has ended well, or nil.
func (s *stack) lastCheck() *detection {
	for _, d := range slices.Backward(s.detections) {
		if d.failed == "" && !s.in.cloud.clock.Before(d.began.Add(detecting)) {
			return d
		}
	}
	return nil
}

func (d *detection) drifted() (n int, status string) {
	status = "IN_SYNC"
	for _, found := range d.findings {
		if found.status == "MODIFIED" || found.status == "DELETED" {
			n, status = n+1, "DRIFTED"
		}
	}
	return n, status
}

func (f *formation) describeDriftDetection(call *call, in form) response {
	for _, s := range f.stacks {
		for _, d := range s.detections {
			if d.id == in.Get("StackDriftDetectionId") {
				return call.result(s.describeDetection(d))
			}
		}
	}
	return invalidInput("DriftDetectionId [%s] does not exist", in.Get("StackDriftDetectionId"))
}

func (s *stack) describeDetection(d *detection) fields {
	out := fields{"StackId": s.id, "StackDriftDetectionId": d.id, "Timestamp": d.began, "DetectionStatus": "DETECTION_IN_PROGRESS"}
	if s.in.cloud.clock.Before(d.began.Add(detecting)) {
		return out
	}
	n, status := d.drifted()
	out["DetectionStatus"], out["StackDriftStatus"], out["DriftedStackResourceCount"] = "DETECTION_COMPLETE", status, n
	if d.failed != "" {
		out["DetectionStatus"], out["DetectionStatusReason"], out["StackDriftStatus"] = "DETECTION_FAILED", d.failed, "UNKNOWN"
	}
	for _, found := range d.findings {
		if found.status == "UNKNOWN" {
			out["DetectionStatus"], out["DetectionStatusReason"] = "DETECTION_FAILED", fmt.Sprintf("Failed to detect drift on resource [%s]", found.resource.id)
		}
	}
	return out
}

func (f *formation) describeResourceDrifts(call *call, in form) response {
	s := f.find(in.Get("StackName"))
	if s == nil {
		return noStack(in.Get("StackName"))
	}
	only := in.list("StackResourceDriftStatusFilters")
	var all []fields
	if d := s.lastCheck(); d != nil {
		for _, found := range d.findings {
			if len(only) == 0 || slices.Contains(only, found.status) {
				all = append(all, found.show(s, d.began))
			}
		}
	}
	from, to, next, bad := in.page(len(all), f.cloud.entries())
	if bad {
		return invalidInput("Invalid NextToken")
	}
	return call.result(fields{"StackResourceDrifts": all[from:to], "NextToken": next})
}

func (found *finding) show(s *stack, when time.Time) fields {
	r := found.resource
	out := fields{
		"StackId": s.id, "LogicalResourceId": r.id, "PhysicalResourceId": r.physicalID, "ResourceType": r.kind, "StackResourceDriftStatus": found.status,
		"Timestamp": when, "DriftStatusReason": found.reason,
	}
	if found.status == "IN_SYNC" || found.status == "MODIFIED" {
		out["ExpectedProperties"], out["ActualProperties"], out["PropertyDifferences"] = canonical(r.properties), canonical(found.actual), found.differences
	}
	return out
}

// driftInformation is what DescribeStacks says of drift.
func (s *stack) driftInformation() fields {
	d := s.lastCheck()
	if d == nil {
		return fields{"StackDriftStatus": "NOT_CHECKED"}
	}
	_, status := d.drifted()
	return fields{"StackDriftStatus": status, "LastCheckTimestamp": d.began}
}
