package guard

import "fmt"

// A threshold in the wrong unit is an alarm that never goes off, or never stops. AWS's metrics are easily mistaken: latencies of
// databases and load balancers are in seconds, those of Lambda in milliseconds, free memory and storage in bytes. The table knows
// the metrics in use, and what a threshold on each can be.

// unit is what a metric is measured in, with the least and greatest threshold that makes sense for a statistic other than a sum.
type unit struct {
	name        string
	least, most float64
}

var (
	// A disk that takes a second for one operation is broken: ten, as a public reference architecture has it, means milliseconds.
	diskSeconds = unit{"seconds", 0.0001, 1}
	// Load balancers give up after a minute.
	answerSeconds = unit{"seconds", 0.001, 60}
	lagSeconds    = unit{"seconds", 1, 86_400}
	// One of less than a millisecond means seconds.
	milliseconds = unit{"milliseconds", 1, 900_000}
	percent      = unit{"percent", 0, 100}
	// Less than a mebibyte means megabytes or gigabytes.
	byteCount = unit{"bytes", 1 << 20, 1 << 50}
)

// metricUnits names the unit of metrics whose unit is not a count, by namespace and name. As of 2026-11, from the metrics page of each
// service's guide.
var metricUnits = map[string]unit{
	"AWS/ApplicationELB TargetResponseTime": answerSeconds,

	"AWS/EC2 CPUUtilization":    percent,
	"AWS/ECS CPUUtilization":    percent,
	"AWS/ECS MemoryUtilization": percent,
	"AWS/Lambda Duration":       milliseconds,

	"AWS/SQS ApproximateAgeOfOldestMessage": {"seconds", 30, 1209600},

	"AWS/RDS AuroraReplicaLag":                   milliseconds,
	"AWS/RDS AuroraReplicaLagMaximum":            milliseconds,
	"AWS/RDS ACUUtilization":                     percent,
	"AWS/RDS BufferCacheHitRatio":                percent,
	"AWS/RDS CommitLatency":                      milliseconds,
	"AWS/RDS CPUUtilization":                     percent,
	"AWS/RDS FreeableMemory":                     byteCount,
	"AWS/RDS FreeLocalStorage":                   byteCount,
	"AWS/RDS FreeStorageSpace":                   byteCount,
	"AWS/RDS ReadLatency":                        diskSeconds,
	"AWS/RDS ReplicaLag":                         lagSeconds,
	"AWS/RDS WriteLatency":                       diskSeconds,
	"AWS/ElasticBeanstalk CPUIdle":               percent,
	"AWS/ElasticBeanstalk RootFilesystemUtil":    percent,
	"AWS/ElasticBeanstalk ApplicationLatencyP99": answerSeconds,
}

// checkThreshold refuses a threshold in another unit than the metric's. It is a blueprint's mistake, never that of a spec, which can
// set no threshold that is not bounded.
func checkThreshold(a Alarm) {
	if (a.Above == nil) == (a.Below == nil) {
		panic("internal error: alarm " + a.ID + " needs one threshold, above or below")
	}
	threshold := a.Above
	if threshold == nil {
		threshold = a.Below
	}
	u, known := metricUnits[a.Namespace+" "+a.Metric]
	if known && a.Statistic != "Sum" && (*threshold < u.least || *threshold > u.most) {
		panic(fmt.Sprintf("internal error: alarm %s has the threshold %v on %s, which is measured in %s: %v to %v make sense",
			a.ID, *threshold, a.Metric, u.name, u.least, u.most))
	}
}
