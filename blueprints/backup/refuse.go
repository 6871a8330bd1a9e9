package backup

import (
	"fmt"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// coldDays is how long a backup stays in cold storage at least (AWS Backup API, Lifecycle).
const coldDays = 90

// checkColdStorage refuses what AWS Backup would: a backup that is deleted less than 90 days after it was moved.
func (j *job) checkColdStorage() {
	cold := j.cfg.ColdAfterDays
	if cold == 0 {
		return
	}
	for _, kept := range []struct {
		field string
		days  int
	}{{"monthlyDays", j.cfg.MonthlyDays}, {"yearlyDays", j.cfg.YearlyDays}} {
		if kept.days > j.cfg.BackupDays && kept.days < cold+coldDays {
			j.Refuse(blueprints.Refusal{
				ID: "cold-storage-too-short", Path: "coldAfterDays",
				Message: fmt.Sprintf("stack %q moves backups to cold storage after %d days and deletes them after %d (%s), they stay there for %d days at least",
					j.Key, cold, kept.days, kept.field, coldDays),
				Hint: fmt.Sprintf("set %s to %d or more, or coldAfterDays lower", kept.field, cold+coldDays),
			})
		}
	}
	if j.cfg.MonthlyDays <= j.cfg.BackupDays && j.cfg.YearlyDays <= j.cfg.BackupDays {
		j.Refuse(blueprints.Refusal{
			ID: "cold-storage-unused", Path: "coldAfterDays",
			Message: fmt.Sprintf("stack %q has no monthly or yearly backups that could be moved to cold storage", j.Key),
			Hint:    fmt.Sprintf("set monthlyDays or yearlyDays to %d or more, or leave coldAfterDays out", cold+coldDays),
		})
	}
}

// checkCopy refuses a copy that a disaster in the region would take along.
func (j *job) checkCopy() {
	if j.cfg.CopyTo == nil {
		return
	}
	vault := guard.ParseArn(j.cfg.CopyTo.Vault)
	if want := guard.Partition(j.Env.Region); vault.Partition != want || guard.Partition(vault.Region) != want {
		j.Refuse(blueprints.Refusal{
			ID: "foreign-partition", Path: "copyTo.vault",
			Message: fmt.Sprintf("vault %q is of another partition than region %s, and nothing can be copied between partitions", j.cfg.CopyTo.Vault, j.Env.Region),
			Hint:    "name a vault whose ARN begins with arn:" + want + ": and has a region of that partition",
		})
		return
	}
	if vault.Region == j.Env.Region {
		j.Refuse(blueprints.Refusal{
			ID: "copy-in-same-region", Path: "copyTo.vault",
			Message: fmt.Sprintf("stack %q copies backups to a vault of its own region %s, which would be lost with them", j.Key, vault.Region),
			Hint:    "name a vault in another region",
		})
	}
}
