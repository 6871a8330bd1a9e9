package database

import (
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// checkRestore refuses a snapshot that the engine cannot be made from. That PHI does not go where none may be is the schema's to say,
// and that a snapshot is not taken for harmless against its name, that of the specs judged together.
func (d *database) checkRestore() {
	r := d.cfg.Restore
	if r == nil {
		return
	}
	snapshot := guard.ParseArn(r.Snapshot)
	kind, _, _ := strings.Cut(snapshot.Resource, ":")
	want := "snapshot"
	if d.engine.aurora {
		want = "cluster-snapshot"
	}
	if kind != want {
		d.Refuse(blueprints.Refusal{
			ID: "snapshot-of-another-kind", Path: "restore.snapshot",
			Message: fmt.Sprintf("stack %q is %s, which is made from a %s, not from a %s", d.Key, d.engine.name, want, kind),
			Hint:    "name a snapshot of the same kind of engine, or change engine",
		})
	}
	if snapshot.Partition != guard.Partition(d.Env.Region) || snapshot.Region != d.Env.Region {
		d.Refuse(blueprints.Refusal{
			ID: "snapshot-elsewhere", Path: "restore.snapshot",
			Message: fmt.Sprintf("the snapshot is in region %s, stack %q in %s", snapshot.Region, d.Key, d.Env.Region),
			Hint:    fmt.Sprintf("copy it to %s with this environment's data key, and name the copy", d.Env.Region),
		})
	}
	if !d.engine.aurora {
		d.Refuse(blueprints.Refusal{
			ID: "snapshot-keeps-its-key", Path: "restore.snapshot", Warn: true,
			Message: fmt.Sprintf("stack %q will be encrypted as its snapshot is, or not at all: RDS changes neither when it makes an instance of one", d.Key),
			Hint:    "name a copy of the snapshot that is encrypted with this environment's data key",
		})
	}
}
