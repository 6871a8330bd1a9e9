// Package backup builds the backups of an environment: a locked vault with a key of its own, plans that take every store tagged for it,
// copies elsewhere, and tests that what was kept can be brought back.
package backup

import (
	"slices"

	"github.com/awslabs/goformation/v7/cloudformation/iam"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// Blueprint makes the vault and the plans, and exports "VaultArn" and "VaultName".
var Blueprint = blueprints.Define("backup", "backups", []string{"keys"}, uses, build).Wanting("database", "observability").DeployedOnly()

// uses lists the services that use the key of the vault. Backups of databases and volumes are snapshots, which their own service
// encrypts anew where a copy of them arrives in the vault. Buckets are restored under this key when restores are tested.
func uses(cfg *schema.Backup) []blueprints.KeyUse {
	services := []string{"backup", "dynamodb", "ec2", "rds"}
	if slices.Contains(cfg.TestRestores, "S3") {
		services = append(services, "s3Restores")
	}
	var uses []blueprints.KeyUse
	for _, service := range services {
		uses = append(uses, blueprints.KeyUse{Class: blueprints.BackupKey, Service: service})
	}
	return uses
}

// job is what the parts of a backup stack have in common.
type job struct {
	*blueprints.Stack
	cfg   *schema.Backup
	vault *blueprints.Resource
	role  *blueprints.Resource
	tests *blueprints.Resource // the plan of restore tests, or nil
}

func build(s *blueprints.Stack, cfg *schema.Backup) {
	j := &job{Stack: s, cfg: cfg}
	j.checkColdStorage()
	j.checkCopy()
	j.addVault()
	j.role = j.addRole("BackupRole", "service-role/AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForS3Backup")
	j.addPlan()
	if cfg.Continuous {
		j.addContinuousPlan()
	}
	j.addRestoreTests()
	j.tellOfFailures()
	s.Export("VaultArn", j.vault.Att("BackupVaultArn"), "ARN of the vault that holds this environment's backups")
	s.Export("VaultName", j.vault.Ref(), "name of the vault that holds this environment's backups")
}

// mark is the value of the tag BackupPlan that the emitter puts on every store of the environment.
func (j *job) mark() string { return j.Env.System + "-" + j.Env.Name }

// addRole adds a role for AWS Backup with the policies that AWS keeps for it. They name no store, because the service has to reach every
// one; which stores it takes, the tag decides.
func (j *job) addRole(id string, policies ...string) *blueprints.Resource {
	var arns []string
	for _, p := range policies {
		arns = append(arns, "arn:"+blueprints.Partition+":iam::aws:policy/"+p)
	}
	return j.Add(id, &iam.Role{
		AssumeRolePolicyDocument: guard.Document(guard.Trust(guard.Role{Service: "backup"})),
		ManagedPolicyArns:        arns,
	})
}

func ptr[T any](v T) *T { return &v }
