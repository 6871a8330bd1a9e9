package database

import (
	"fmt"
	"strconv"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/schema"
)

// size is how large the database is and how many instances it has.
type size struct {
	// class is that of each instance. Serverless ones have one of their own, and bounds.
	class      class
	serverless *schema.ServerlessCapacity
	// readers are instances beside the writer; standby is one that only waits.
	readers int
	standby bool
	// storage is that to begin with and the most, in GiB; 0 for Aurora, which takes what it needs.
	storage, mostStorage int
}

// serverlessClass is the instance class of a serverless database. An Aurora capacity unit comes with about 2 GiB of memory.
const (
	serverlessClass = "db.serverless"
	gibPerUnit      = 2
)

// cheapest is what Aurora is in development: it costs its storage while nobody uses it, and a little more when somebody does.
var cheapest = schema.ServerlessCapacity{Min: 0, Max: 2, PauseMinutes: 10}

func (d *database) chooseSize() size {
	cfg, e := d.cfg, d.engine
	sz := size{readers: cfg.Readers, standby: cfg.MultiAz && !e.aurora}
	if e.aurora && cfg.MultiAz {
		sz.readers = max(sz.readers, 1)
	}
	if !e.aurora {
		sz.storage, sz.mostStorage = d.chooseStorage()
	}
	sz.serverless = d.chooseCapacity()
	switch {
	case sz.serverless != nil:
		sz.class = class{serverlessClass, sz.serverless.Max * gibPerUnit}
	case cfg.Class == serverlessClass:
		d.Refuse(blueprints.Refusal{
			ID: "serverless-without-bounds", Path: "class",
			Message: fmt.Sprintf("class of stack %q is %q, which needs bounds", d.Key, serverlessClass),
			Hint:    "say serverless: {min: 1, max: 8} instead",
		})
	default:
		sz.class = chooseClass(d.Stack, e, cfg.Class)
	}
	return sz
}

// chooseCapacity is the bounds of a serverless database, nil for one with a class.
func (d *database) chooseCapacity() *schema.ServerlessCapacity {
	c := d.cfg.Serverless
	switch {
	case !d.engine.aurora && c != nil:
		d.onlyAurora("serverless", "can be serverless")
		return nil
	case c != nil:
		d.checkCapacity(c)
		return c
	case d.engine.aurora && d.cfg.Class == "" && d.Env.Tier == "development":
		return &cheapest
	}
	return nil
}

func (d *database) checkCapacity(c *schema.ServerlessCapacity) {
	if d.cfg.Class != "" {
		d.Refuse(blueprints.Refusal{
			ID: "class-and-serverless", Path: "class",
			Message: fmt.Sprintf("stack %q has the class %q and is serverless, which is a class of its own", d.Key, d.cfg.Class),
			Hint:    "leave out class or serverless",
		})
	}
	if c.Min > c.Max {
		d.Refuse(blueprints.Refusal{
			ID: "capacity-bounds", Path: "serverless.min",
			Message: fmt.Sprintf("serverless of stack %q goes from %d to %d", d.Key, c.Min, c.Max),
			Hint:    fmt.Sprintf("set min to %d or less", c.Max),
		})
	}
	if c.Min == 0 && !d.version.canPause(d.whole) {
		d.Refuse(blueprints.Refusal{
			ID: "cannot-pause", Path: "serverless.min",
			Message: fmt.Sprintf("version %q of %s cannot pause, and needs at least 1 for min", d.whole, d.engine.name),
			Hint:    fmt.Sprintf("set min to 1, or version to %q", d.version.major),
		})
	}
}

// storageGiB is what a database begins with in GiB where the spec does not say; the larger one in production.
const storageGiB, storageGiBInProduction = 20, 100

// leastGrowth is by how many percent the most storage must exceed that to begin with, or RDS refuses it.
const leastGrowth = 10

func (d *database) chooseStorage() (first, most int) {
	first, most = d.cfg.StorageGb, d.cfg.MaxStorageGb
	if first == 0 {
		first = storageGiB
		if d.Env.Production() {
			first = storageGiBInProduction
		}
	}
	least := (first*(100+leastGrowth) + 99) / 100
	switch {
	case most == 0:
		most = min(5*first, 65536)
	case most < least:
		d.Refuse(blueprints.Refusal{
			ID: "storage-cannot-grow", Path: "maxStorageGb",
			Message: fmt.Sprintf("storage of stack %q may grow from %d to %d GB, RDS wants room for a tenth: at least %d", d.Key, first, most, least),
			Hint:    fmt.Sprintf("set maxStorageGb to %d or more, or leave it out", least),
		})
	}
	return first, most
}

// checkOtherEngines refuses what only one kind of engine has.
func (d *database) checkOtherEngines() {
	if d.engine.aurora {
		for _, asked := range []struct {
			path string
			gb   int
		}{{"storageGb", d.cfg.StorageGb}, {"maxStorageGb", d.cfg.MaxStorageGb}} {
			if asked.gb > 0 {
				d.Refuse(blueprints.Refusal{
					ID: "storage-of-aurora", Path: asked.path,
					Message: fmt.Sprintf("%s of stack %q is %d, but %s takes the storage that it needs", asked.path, d.Key, asked.gb, d.engine.name),
					Hint:    "leave it out",
				})
			}
		}
		return
	}
	if d.cfg.Readers > 0 {
		d.onlyAurora("readers", "has readers: RDS makes no replica of a database whose master password it keeps in a secret")
	}
}

func (d *database) onlyAurora(path, can string) {
	other := map[string]string{"postgres": "aurora-postgresql", "mysql": "aurora-mysql", "mariadb": "aurora-mysql"}[d.engine.dialect]
	d.Refuse(blueprints.Refusal{
		ID: "only-aurora", Path: path,
		Message: fmt.Sprintf("engine of stack %q is %s, and only Aurora %s", d.Key, d.engine.name, can),
		Hint:    fmt.Sprintf("leave out %s, or set engine to %s", path, other),
	})
}

// connections is about how many connections the database takes, from the formulas of max_connections in the default parameter groups
// (RDS User Guide, "Quotas and constraints for Amazon RDS"; Aurora User Guide, "Maximum connections to an Aurora MySQL DB instance").
func (d *database) connections() int {
	bytes := bytesOf(d.size.class.memoryGiB)
	switch {
	case d.engine.dialect == "postgres":
		n := min(int(bytes/9531392), 5000)
		if d.size.serverless != nil && d.size.serverless.Min == 0 {
			n = min(n, 2000)
		}
		return n
	case d.engine.dialect == "mariadb":
		return min(int(bytes/25165760), 12000)
	case d.engine.aurora:
		return auroraMySQLConnections(d.size.class.memoryGiB)
	}
	return int(bytes / 12582880)
}

// bytesOf is a size in GiB as alarms count it. It takes 64 bits also where an int has 32: memory of four GiB would count as none there.
func bytesOf(gib int) int64 { return int64(gib) << 30 }

// auroraMySQLConnections follows a logarithm, which AWS's guide spells out for each class.
func auroraMySQLConnections(memoryGiB int) int {
	least := 45
	for _, step := range []struct{ memoryGiB, connections int }{
		{4, 90}, {8, 135}, {16, 1000}, {32, 2000}, {64, 3000}, {128, 4000}, {192, 4500}, {256, 5000}, {384, 6000}, {512, 6000},
	} {
		if memoryGiB >= step.memoryGiB {
			least = step.connections
		}
	}
	return least
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}
