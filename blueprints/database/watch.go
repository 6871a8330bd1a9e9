package database

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/rds"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

const (
	namespace = "AWS/RDS"
	// Alarms look at five minutes, three times: a quarter of an hour of trouble is no accident.
	seconds, periods = 300, 3
)

// Thresholds, each in the unit of its metric (RDS User Guide, "Amazon CloudWatch metrics for Amazon RDS"; Aurora User Guide,
// "Amazon CloudWatch metrics for Amazon Aurora").
const (
	cpuPercent         = 90
	capacityPercent    = 90
	connectionsPercent = 80
	memoryPercent      = 5 // of the instance's memory, free
	storagePercent     = 5 // of the storage, free; RDS adds some below ten
	slowSeconds        = 0.1
	lagMilliseconds    = 2000
	deadlocksPerSecond = 0.1
	localStorageBytes  = 2 << 30
	// PostgreSQL stops taking writes at two thousand million transactions without a vacuum.
	transactionIDs = 1_000_000_000
)

// limit is the side of a threshold on which trouble is.
type limit struct{ above, below *float64 }

func above(threshold float64) limit { return limit{above: &threshold} }
func below(threshold float64) limit { return limit{below: &threshold} }

// watch adds an alarm on a metric of the database. What it says is for whoever is called.
func (d *database) watch(id, name, says, metric, statistic string, l limit, dimensions ...string) {
	guard.Watch(d.Stack, guard.Alarm{
		ID: id + "Alarm", Name: name, Description: fmt.Sprintf("%s: %s", d.id, says), Namespace: namespace, Metric: metric,
		Statistic: statistic, Dimensions: dimensions, Above: l.above, Below: l.below, Seconds: seconds, Periods: periods,
	})
}

// watchMachine watches the machine of one instance.
func (d *database) watchMachine(id, name, identifier string) {
	dimensions := []string{"DBInstanceIdentifier", identifier}
	d.watch(id+"Cpu", name+"cpu", "the processor is busy. Look at the queries in Database Insights, then at the class.",
		"CPUUtilization", "Average", above(cpuPercent), dimensions...)
	if d.size.serverless != nil {
		d.watch(id+"Capacity", name+"capacity", "it is nearly as large as it may become. Raise max of serverless, or look at the queries.",
			"ACUUtilization", "Average", above(capacityPercent), dimensions...)
		return
	}
	d.watch(id+"Memory", name+"memory", "memory is running out. Look at the number of connections, then at the class.",
		"FreeableMemory", "Average", below(float64(bytesOf(d.size.class.memoryGiB)*memoryPercent/100)), dimensions...)
	if d.engine.aurora {
		d.watch(id+"LocalStorage", name+"local-storage", "room for sorting and temporary tables is running out. Look for large sorts, then at the class.",
			"FreeLocalStorage", "Minimum", below(localStorageBytes), dimensions...)
	}
}

// watchWork watches what clients notice: connections, latency, locks.
func (d *database) watchWork(dimensions ...string) {
	d.watch("Connections", "connections", "connections are running out. Look for a pool that is too large, or does not close.",
		"DatabaseConnections", "Maximum", above(float64(d.connections()*connectionsPercent/100)), dimensions...)
	d.watch("ReadLatency", "read-latency", "reads from storage are slow. Look at the load on it.", "ReadLatency", "Average", above(slowSeconds), dimensions...)
	d.watch("WriteLatency", "write-latency", "writes to storage are slow. Look at the load on it.", "WriteLatency", "Average", above(slowSeconds), dimensions...)
	if d.engine.dialect == "postgres" {
		d.watch("TransactionIds", "transaction-ids", "vacuum does not keep up, and the database will stop taking writes. Look for transactions that stay open.",
			"MaximumUsedTransactionIDs", "Maximum", above(transactionIDs), dimensions...)
	}
	d.OfferChart("Processor of "+d.id, d.lines("CPUUtilization", "Average")...)
	d.OfferChart("Connections to "+d.id, d.lines("DatabaseConnections", "Maximum")...)
	d.OfferChart("Latency of "+d.id+" in seconds", append(d.lines("ReadLatency", "Average"), d.lines("WriteLatency", "Average")...)...)
}

func (d *database) watchCluster() {
	for i := range 1 + d.size.readers {
		d.watchMachine(fmt.Sprintf("Instance%d", i+1), fmt.Sprintf("%d-", i+1), d.member(i))
	}
	d.watchWork("DBClusterIdentifier", d.id, "Role", "WRITER")
	d.watch("Deadlocks", "deadlocks", "transactions block each other. Look at the order in which they lock.",
		"Deadlocks", "Average", above(deadlocksPerSecond), "DBClusterIdentifier", d.id, "Role", "WRITER")
	if d.size.readers > 0 {
		d.watch("ReplicaLag", "replica-lag", "readers show old data. Look at the load on the writer and on them.",
			"AuroraReplicaLagMaximum", "Maximum", above(lagMilliseconds), "DBClusterIdentifier", d.id)
	}
	if d.size.serverless != nil {
		d.OfferChart("Capacity of "+d.id, d.lines("ServerlessDatabaseCapacity", "Maximum")...)
	}
}

func (d *database) watchInstance() {
	d.watchMachine("", "", d.id)
	d.watchWork("DBInstanceIdentifier", d.id)
	d.watch("Storage", "storage", "storage is running out, faster than it grows or up to maxStorageGb.",
		"FreeStorageSpace", "Minimum", below(float64(bytesOf(d.size.storage)*storagePercent/100)), "DBInstanceIdentifier", d.id)
	d.OfferChart("Free storage of "+d.id+" in bytes", d.lines("FreeStorageSpace", "Minimum")...)
}

// lines are a metric of each instance, for a chart.
func (d *database) lines(metric, statistic string) []blueprints.Metric {
	instances := []string{d.id}
	if d.engine.aurora {
		instances = nil
		for i := range 1 + d.size.readers {
			instances = append(instances, d.member(i))
		}
	}
	var list []blueprints.Metric
	for _, id := range instances {
		list = append(list, blueprints.Metric{
			Label: id + " " + metric, Namespace: namespace, Name: metric, Statistic: statistic, Dimensions: []string{"DBInstanceIdentifier", id},
		})
	}
	return list
}

// subscribe has RDS tell the alarm topics what no metric shows: failures, failovers, deletions, maintenance. Weekly changes of the
// master password are of the category "configuration change", and would teach people to look away.
func (d *database) subscribe(id, kind string, categories []string, sources ...*blueprints.Resource) {
	var names []string
	for _, r := range sources {
		names = append(names, r.Ref())
	}
	for n, observability := range d.Neighbours("observability") {
		number := ""
		if n > 0 {
			number = fmt.Sprint(n + 1)
		}
		d.Add(id+number, &rds.EventSubscription{
			SnsTopicArn: observability.Import("AlarmTopicArn"), SourceType: ptr(kind), SourceIds: names, EventCategories: categories, Enabled: ptr(true),
		})
	}
}
