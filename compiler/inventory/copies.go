package inventory

import (
	"slices"
	"strings"
)

// backedUp are the types of store that AWS Backup knows, of those that blueprints make.
var backedUp = []string{"AWS::EC2::Instance", "AWS::RDS::DBCluster", "AWS::RDS::DBInstance", "AWS::S3::Bucket"}

// openBackup: whatever a selection takes goes into the vaults of its plan, and from there into those that the plan copies to. Members of a
// cluster hold nothing of their own.
func (v view) openBackup() {
	plan, ok := v.lead(v.Get("BackupPlanId"), "AWS::Backup::BackupPlan")
	if !ok {
		return
	}
	var taken []string
	for _, store := range v.every(backedUp...) {
		if !store.Get("DBClusterIdentifier").Absent() && store.Type == "AWS::RDS::DBInstance" {
			continue
		}
		if store.TakenBy(v.Subject).Yes() {
			taken = append(taken, store.id())
		}
	}
	for _, r := range plan.Get("BackupPlan.BackupPlanRule").Items() {
		for _, vault := range v.assets(r.Get("TargetBackupVault")) {
			for _, store := range taken {
				v.copies(store, vault, "backup", plan)
			}
			for _, action := range r.Get("CopyActions").Items() {
				for _, to := range v.vaults(action.Get("DestinationBackupVaultArn")) {
					v.copies(vault, to, "copies of backups", plan)
				}
			}
		}
	}
}

func (v view) copies(from, to, what string, plan view) {
	v.found(way{data: true, Flow: Flow{From: from, To: to, Label: what, PHI: Moves, Secure: "signed", Evidence: []string{plan.id(), v.id()}}})
}

// vaults are the vaults that an ARN means. One of no template that is drawn is outside, with its region and account.
func (v view) vaults(arn value) []string {
	if found := v.assets(arn); len(found) > 0 {
		return found
	}
	part := strings.Split(v.at.plain(arn), ":")
	if len(part) != 7 {
		return nil
	}
	name := "backup vault " + part[6] + " in " + part[3] + " of account " + part[4]
	return []string{v.at.all.outsider(System, strings.Join(slices.Concat([]string{"vault"}, part[3:5], part[6:]), " "), name)}
}
