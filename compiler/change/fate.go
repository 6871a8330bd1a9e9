package change

import "github.com/hipaac/hipaac/compiler/template"

// snapshots are the types that CloudFormation can take a snapshot of before it deletes them (DeletionPolicy, CloudFormation template
// reference, 2026-11).
var snapshots = map[string]bool{
	"AWS::DocDB::DBCluster": true, "AWS::EC2::Volume": true, "AWS::ElastiCache::CacheCluster": true, "AWS::ElastiCache::ReplicationGroup": true,
	"AWS::Neptune::DBCluster": true, "AWS::RDS::DBCluster": true, "AWS::RDS::DBInstance": true, "AWS::Redshift::Cluster": true,
}

// fate is what becomes of a resource that leaves the template: CloudFormation goes by the policy that the stack has so far. Without
// one it deletes, except that clusters and instances of RDS leave a snapshot, unless the instance belongs to a cluster.
func fate(kind string, was *template.Node) Fate {
	policy := was.Get("DeletionPolicy")
	if policy == nil && (kind == "AWS::RDS::DBCluster" || kind == "AWS::RDS::DBInstance" && !inCluster(was)) {
		return Snapshotted
	}
	return byPolicy(kind, policy)
}

// replacedFate is what becomes of the old resource when another takes its place. Without a policy it is deleted. Where the two versions
// do not agree, the worse counts.
func replacedFate(kind string, was, is *template.Node) Fate {
	before, after := byPolicy(kind, was.Get("UpdateReplacePolicy")), byPolicy(kind, is.Get("UpdateReplacePolicy"))
	if safety(before) < safety(after) {
		return before
	}
	return after
}

func byPolicy(kind string, policy *template.Node) Fate {
	switch {
	case policy == nil:
	case policy.Text == "Retain" || policy.Text == "RetainExceptOnCreate":
		return Kept
	case policy.Text == "Snapshot" && snapshots[kind]:
		return Snapshotted
	}
	return Deleted
}

func safety(f Fate) int {
	switch f {
	case Kept:
		return 2
	case Snapshotted:
		return 1
	}
	return 0
}

func inCluster(n *template.Node) bool { return n.Get("Properties", "DBClusterIdentifier") != nil }
