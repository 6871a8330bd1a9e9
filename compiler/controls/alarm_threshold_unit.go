package controls

import "strconv"

var alarmThresholdUnit = &Control{
	ID:        "alarm-threshold-unit",
	Title:     "Alarms are set in the unit of their metric",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "monitoring",
	Citations: []string{"164.308(a)(6)(ii)", "164.312(b)"},
	Types:     []string{"AWS::CloudWatch::Alarm"},
	Why:       "an alarm in another unit never goes off, or never stops: a latency of 10 is ten seconds where the metric counts seconds, and no disk is ever so slow",
	Fix:       "write the threshold in the unit that the message names",
	Judge: func(c *Case) {
		namespace, metric, threshold, statistic := c.Get("Namespace"), c.Get("MetricName"), c.Get("Threshold"), c.Get("Statistic")
		if list := c.Get("Metrics").Items(); len(list) == 1 { // one metric in the form for several
			single := list[0].Get("MetricStat")
			namespace, metric, statistic = single.Get("Metric.Namespace"), single.Get("Metric.MetricName"), single.Get("Stat")
		}
		if metric.Absent() || threshold.Absent() {
			return // an expression, or a band that CloudWatch works out
		}
		where, known := settled(namespace)
		name, said := settled(metric)
		if !known || !said {
			c.Unsure(metric, "the metric is known only at deployment")
			return
		}
		unit, measured := metricUnits[where+" "+name]
		if !measured {
			return // a count, or a metric of one's own
		}
		if added, _ := settled(statistic); added == "Sum" || added == "SampleCount" {
			return // of many samples, or of none
		}
		if unit == percent && c.Get("ComparisonOperator").Starts("Greater").Yes() {
			unit.least = 1 // 0.8 means 80 to those who think of a ratio, and goes off all the time
		}
		c.Require(threshold.AtLeast(unit.least).And(threshold.AtMost(unit.most)), threshold,
			"alarm %q goes off at %s, but %s is measured in %s: from %s to %s", c.ID, threshold, name, unit.name, number(unit.least), number(unit.most))
	},
	Bad: []Example{`
# What a public reference architecture really had: ten milliseconds were meant.
Resources:
  Slow:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/RDS
      MetricName: ReadLatency
      Statistic: Average
      Threshold: 10  # fails
  Full:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/RDS
      MetricName: FreeStorageSpace
      Statistic: Minimum
      Threshold: 10  # fails
  Busy:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/EC2
      MetricName: CPUUtilization
      ExtendedStatistic: p90
      Threshold: 900  # fails
  Function:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Duration
      Statistic: Average
      Threshold: 0.5  # fails
  Ratio:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/RDS
      MetricName: CPUUtilization
      Statistic: Average
      ComparisonOperator: GreaterThanOrEqualToThreshold
      Threshold: 0.8  # fails
  Queried:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Metrics: [{Id: m1, MetricStat: {Metric: {Namespace: AWS/RDS, MetricName: WriteLatency}, Period: 60, Stat: Average}}]
      Threshold: 25  # fails
  Any:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/RDS
      MetricName: !Ref Metric  # unknown
      Threshold: 10
Parameters:
  Metric: {Type: String}
`},
	Good: []Example{`
Resources:
  Slow: {Type: "AWS::CloudWatch::Alarm", Properties: {Namespace: AWS/RDS, MetricName: ReadLatency, Statistic: Average, Threshold: 0.02}}
  Full: {Type: "AWS::CloudWatch::Alarm", Properties: {Namespace: AWS/RDS, MetricName: FreeStorageSpace, Statistic: Minimum, Threshold: 10737418240}}
  Busy: {Type: "AWS::CloudWatch::Alarm", Properties: {Namespace: AWS/EC2, MetricName: CPUUtilization, Statistic: Average, Threshold: "90"}}
  Rate:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Metrics:
        - {Id: share, Expression: "100 * failed / asked"}
        - {Id: failed, ReturnData: false, MetricStat: {Metric: {Namespace: AWS/RDS, MetricName: ReadLatency}, Period: 60, Stat: Sum}}
        - {Id: asked, ReturnData: false, MetricStat: {Metric: {Namespace: AWS/RDS, MetricName: WriteLatency}, Period: 60, Stat: Sum}}
      Threshold: 5
  Idle: {Type: "AWS::CloudWatch::Alarm", Properties: {Namespace: AWS/EC2, MetricName: CPUUtilization, Statistic: Average, ComparisonOperator: LessThanThreshold, Threshold: 0.5}}
`},
}

// metricUnit is what a metric is measured in, with the least and greatest threshold that makes sense.
type metricUnit struct {
	name        string
	least, most float64
}

var (
	// A disk that takes a second for one operation is broken.
	diskSeconds = metricUnit{"seconds", 0.0001, 1}
	// Load balancers give up after a minute.
	answerSeconds = metricUnit{"seconds", 0.001, 60}
	lagSeconds    = metricUnit{"seconds", 1, 86_400}
	// A queue keeps a message for fourteen days.
	waitSeconds = metricUnit{"seconds", 30, 1_209_600}
	// Less than a millisecond means seconds.
	milliseconds = metricUnit{"milliseconds", 1, 900_000}
	percent      = metricUnit{"percent", 0, 100}
	// Less than a mebibyte means megabytes or gigabytes.
	bytes = metricUnit{"bytes", 1 << 20, 1 << 50}
)

// metricUnits names the unit of metrics that are easily taken for another, by namespace and name. As of 2026-11, from the page on metrics
// of each service's guide.
var metricUnits = map[string]metricUnit{
	"AWS/ApplicationELB TargetResponseTime":      answerSeconds,
	"AWS/EC2 CPUUtilization":                     percent,
	"AWS/ECS CPUUtilization":                     percent,
	"AWS/ECS MemoryUtilization":                  percent,
	"AWS/ElasticBeanstalk ApplicationLatencyP99": answerSeconds,
	"AWS/ElasticBeanstalk CPUIdle":               percent,
	"AWS/ElasticBeanstalk RootFilesystemUtil":    percent,
	"AWS/Lambda Duration":                        milliseconds,
	"AWS/RDS ACUUtilization":                     percent,
	"AWS/RDS AuroraReplicaLag":                   milliseconds,
	"AWS/RDS AuroraReplicaLagMaximum":            milliseconds,
	"AWS/RDS BufferCacheHitRatio":                percent,
	"AWS/RDS CPUUtilization":                     percent,
	"AWS/RDS CommitLatency":                      milliseconds,
	"AWS/RDS DMLLatency":                         milliseconds,
	"AWS/RDS FreeLocalStorage":                   bytes,
	"AWS/RDS FreeStorageSpace":                   bytes,
	"AWS/RDS FreeableMemory":                     bytes,
	"AWS/RDS ReadLatency":                        diskSeconds,
	"AWS/RDS ReplicaLag":                         lagSeconds,
	"AWS/RDS SelectLatency":                      milliseconds,
	"AWS/RDS WriteLatency":                       diskSeconds,
	"AWS/SQS ApproximateAgeOfOldestMessage":      waitSeconds,
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
