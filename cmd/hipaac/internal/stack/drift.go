package stack

import "time"

// Detection is a look of CloudFormation at whether resources are still as their template says. It takes minutes.
type Detection struct {
	ID     string
	Stack  string // ARN
	Status string // DETECTION_IN_PROGRESS, DETECTION_COMPLETE, DETECTION_FAILED
	Reason string
	// Drift is DRIFTED, IN_SYNC, NOT_CHECKED or UNKNOWN. IN_SYNC is no promise: resources of types that CloudFormation does not check
	// count as in sync.
	Drift   string
	Drifted int // how many resources
	At      time.Time
}

// Running reports whether the look is not over.
func (d *Detection) Running() bool { return d.Status == "DETECTION_IN_PROGRESS" }

// Drift is what a look found out about one resource. Resources that CloudFormation cannot check have none.
type Drift struct {
	LogicalID, PhysicalID, Type string
	Status                      string // IN_SYNC, MODIFIED, DELETED, UNKNOWN
	Reason                      string
	Differences                 []Difference
	At                          time.Time
}

// Difference is one property that is not as the template says. Values are JSON, as CloudFormation gives them.
type Difference struct {
	Path             string // such as "/BucketEncryption/ServerSideEncryptionConfiguration"
	Kind             string // ADD, REMOVE, NOT_EQUAL
	Expected, Actual string
}
