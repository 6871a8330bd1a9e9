package guardrails

import (
	"slices"

	"github.com/hipaac/hipaac/blueprints/guard"
)

// watchers are the actions that turn off or narrow what watches and records: what has been seen must not depend on whoever is seen. As of
// 2026-11, from the Service Authorization Reference.
var watchers = []string{
	"access-analyzer:CreateArchiveRule", "access-analyzer:Delete*", "access-analyzer:Update*",
	"cloudtrail:Delete*", "cloudtrail:Put*", "cloudtrail:Stop*", "cloudtrail:Update*",
	"config:Delete*", "config:DisassociateResourceTypes", "config:PutConfigurationRecorder", "config:PutDeliveryChannel",
	"config:PutRetentionConfiguration", "config:StopConfigurationRecorder",
	"ec2:DeleteFlowLogs",
	"guardduty:CreateFilter", "guardduty:CreateIPSet", "guardduty:CreateTrustedEntitySet", "guardduty:Delete*", "guardduty:Disassociate*", "guardduty:Stop*", "guardduty:Update*",
	"inspector2:CreateFilter", "inspector2:Disable*", "inspector2:Disassociate*", "inspector2:Update*",
	"macie2:CreateAllowList", "macie2:CreateFindingsFilter", "macie2:DeleteMember", "macie2:Disable*", "macie2:Disassociate*", "macie2:Update*",
	"route53resolver:DeleteResolverQueryLogConfig", "route53resolver:DisassociateResolverQueryLogConfig",
	"securityhub:BatchDisableStandards", "securityhub:BatchUpdateAutomationRules*", "securityhub:BatchUpdateStandardsControlAssociations",
	"securityhub:CreateAutomationRule*", "securityhub:Delete*", "securityhub:Disable*", "securityhub:Disassociate*",
	"securityhub:UpdateFindingAggregator", "securityhub:UpdateSecurityControl", "securityhub:UpdateSecurityHubConfiguration", "securityhub:UpdateStandardsControl",
}

// backups are the actions that lose a copy of records before its time, make no more of them, or let others change that time.
var backups = []string{
	"backup:DeleteBackupPlan", "backup:DeleteBackupSelection", "backup:DeleteBackupVault*", "backup:DeleteRecoveryPoint", "backup:DisassociateRecoveryPoint*", "backup:PutBackupVaultAccessPolicy",
	"backup:UpdateBackupPlan", "backup:UpdateGlobalSettings", "backup:UpdateRecoveryPointLifecycle", "backup:UpdateRegionSettings",
}

// onArchives are the actions that change or lose what is in a bucket of records, or open it.
var onArchives = []string{
	"s3:BypassGovernanceRetention", "s3:DeleteBucket*", "s3:DeleteObject*", "s3:PutBucket*", "s3:PutEncryptionConfiguration",
	"s3:PutLifecycleConfiguration", "s3:PutObject*Acl", "s3:PutObjectLegalHold", "s3:PutObjectRetention", "s3:PutReplicationConfiguration",
}

// records keeps what watches, the records of it, backups and keys. The emergency roles lift locks and keep keys from nobody; they do not
// touch what watches them.
func (g *guardrails) records() []guard.Statement {
	// A log group that keeps its events for a day has lost the rest as surely as one that is deleted.
	return []guard.Statement{
		deny("WatchersAndBackups", slices.Concat(backups, watchers), unless(g.trusted())),
		deny("Archives", onArchives, unless(g.trusted(), g.emergency()), g.archives()...),
		deny("Logs", []string{"logs:DeleteDataProtectionPolicy", "logs:DeleteLogGroup", "logs:DeleteLogStream", "logs:DisassociateKmsKey", "logs:PutRetentionPolicy"},
			unless(g.trusted(), g.launch()), "arn:*:logs:*:*:log-group:/hipaac/*"),
		deny("Keys", []string{"kms:DeleteImportedKeyMaterial", "kms:DisableKey", "kms:DisableKeyRotation", "kms:ScheduleKeyDeletion"}, unless(g.trusted(), g.emergency())),
	}
}

// archives are the buckets of records with the objects in them: those of the systems' trails and recorders, and those that are named.
func (g *guardrails) archives() []string {
	var arns []string
	for _, s := range g.systems() {
		arns = append(arns, "arn:*:s3:::"+s+"-*-audit-logs-*", "arn:*:s3:::"+s+"-config-*", "arn:*:s3:::"+s+"-trail-*")
	}
	for _, name := range g.cfg.Archives {
		arns = append(arns, "arn:*:s3:::"+name)
		if name[len(name)-1] != '*' {
			arns = append(arns, "arn:*:s3:::"+name+"/*")
		}
	}
	return arns
}
