package compiler_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
)

// holding matches the types that hold what somebody may want back. It is wider than the emitter's table, so that a type which the table
// lacks is noticed.
var holding = regexp.MustCompile(`^AWS::(S3::Bucket|S3Express::DirectoryBucket|RDS::DB(Cluster|Instance)|RDS::DBShardGroup|DynamoDB::(Global)?Table|` +
	`(DocDB|Neptune)::DBCluster|EFS::FileSystem|FSx::FileSystem|EC2::(Volume|Instance)|Redshift::Cluster|Timestream::Table|ElastiCache::.*|MemoryDB::Cluster|` +
	`OpenSearchService::Domain|HealthLake::FHIRDatastore|Cassandra::Table|QLDB::Ledger)$`)

// TestNoStoreIsForgotten: each store of every environment of this repository is tagged for the backups of its environment, or its
// comment says why not.
func TestNoStoreIsForgotten(t *testing.T) {
	seen := 0
	for _, e := range compile(t, environments(t)).Environments {
		for _, tmpl := range e.Templates {
			var parsed struct {
				Resources map[string]struct {
					Type       string
					Properties map[string]any
				}
			}
			if err := json.Unmarshal(tmpl.JSON, &parsed); err != nil {
				t.Fatal(err)
			}
			for id, r := range parsed.Resources {
				if !holding.MatchString(r.Type) || r.Properties["DBClusterIdentifier"] != nil {
					continue
				}
				seen++
				text, _ := json.Marshal(r.Properties)
				tagged := strings.Contains(string(text), `"Key":"BackupPlan","Value":"`+e.Manifest.System+"-"+e.Manifest.Environment+`"`)
				if excused := strings.Contains(comment(string(tmpl.YAML), id), "Not backed up: "); tagged == excused {
					t.Errorf("%s, %s %s: tagged for backups: %v, excused: %v", e.Folder, tmpl.Stack, id, tagged, excused)
				}
			}
		}
	}
	if seen == 0 {
		t.Error("no environment has a store")
	}
}

// comment is what stands above a resource.
func comment(yaml, id string) string {
	before, _, _ := strings.Cut(yaml, "\n  "+id+":\n")
	return before[strings.LastIndex(before, "\n\n")+1:]
}
