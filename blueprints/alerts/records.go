package alerts

// recordCalls are what takes away records, detection, alarms, keys and backups, or opens data to others. As of 2026-11, from the same
// sources as identityCalls.
func recordCalls() []call {
	return []call{{
		id: "TrailChanged", name: "trail-changed", severity: high, cites: "4.5",
		title:    "The audit trail was changed or stopped",
		does:     "Whoever stops the record means to do what must not be recorded. Turn it on again (aws cloudtrail start-logging), then find out who it was.",
		services: []string{"cloudtrail"},
		names:    []string{"CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging", "PutEventSelectors", "PutInsightSelectors"},
	}, {
		id: "RecorderChanged", name: "recorder-changed", severity: high, cites: "4.9",
		title:    "The recorder of AWS Config was changed or stopped",
		does:     "Without it no rule judges the account. Start it again (aws configservice start-configuration-recorder), then find out who it was.",
		services: []string{"config"},
		names: []string{
			"StopConfigurationRecorder", "DeleteConfigurationRecorder", "PutConfigurationRecorder", "DeleteDeliveryChannel", "PutDeliveryChannel",
			"DeleteConformancePack", "DeleteOrganizationConformancePack",
		},
	}, {
		id: "DetectionChanged", name: "detection-changed", severity: high,
		title:    "Detection was switched off or told to look away",
		does:     "Compare with the detection stack, and deploy it again. Then look at what happened since.",
		services: []string{"guardduty", "securityhub", "macie2", "inspector2", "access-analyzer"},
		names: []string{
			"DeleteDetector", "UpdateDetector", "DisassociateFromAdministratorAccount", "DisassociateFromMasterAccount", "CreateFilter", "CreateIPSet",
			"UpdateIPSet", "CreateTrustedEntitySet", "DisableSecurityHub", "BatchDisableStandards", "UpdateStandardsControl", "DisableMacie",
			"Disable", "CreateFindingsFilter", "BatchUpdateStandardsControlAssociations", "DeleteAnalyzer", "CreateArchiveRule",
		},
	}, {
		id: "AlarmsSilenced", name: "alarms-silenced", severity: medium,
		title:    "A rule, an alarm or a topic was switched off or deleted",
		does:     "A deployment may do so. Otherwise somebody does not want to be heard: deploy the stack again, and find out who it was.",
		services: []string{"events", "monitoring", "sns"},
		names:    []string{"DisableRule", "DeleteRule", "RemoveTargets", "DeleteAlarms", "DisableAlarmActions", "DeleteTopic"},
	}, {
		id: "LogsDestroyed", name: "logs-destroyed", severity: high,
		title:    "Logs were deleted, or are no longer written",
		does:     "Find out who it was and what the log recorded. What the trail's bucket holds, nobody can delete.",
		services: []string{"logs", "ec2", "route53resolver"},
		names: []string{
			"DeleteLogGroup", "DeleteLogStream", "DeleteMetricFilter", "DisassociateKmsKey", "DeleteDataProtectionPolicy", "DeleteFlowLogs",
			"DisassociateResolverQueryLogConfig", "DeleteResolverQueryLogConfig",
		},
	}, {
		id: "KeyEndangered", name: "key-endangered", severity: high, cites: "4.7",
		title:    "A key was disabled, or is going to be deleted",
		does:     "All data under the key is lost with it. Cancel the deletion (aws kms cancel-key-deletion) and enable the key, then ask.",
		services: []string{"kms"}, names: []string{"DisableKey", "ScheduleKeyDeletion", "DeleteImportedKeyMaterial", "DisableKeyRotation"},
	}, {
		id: "KeyPolicyChanged", name: "key-policy-changed", severity: medium,
		title:    "Who may use a key was changed",
		does:     "Compare with what was deployed at that hour: whoever may decrypt with the key reads the data.",
		services: []string{"kms"}, names: []string{"PutKeyPolicy"},
	}, {
		id: "BackupsEndangered", name: "backups-endangered", severity: high,
		title:    "Backups, their vault, its lock or their plan were taken away or changed",
		does:     "This is what precedes extortion. See what is left in the vault and in its copies, and stop whoever does it.",
		services: []string{"backup"},
		names: []string{
			"DeleteBackupVault", "DeleteBackupVaultLockConfiguration", "PutBackupVaultLockConfiguration", "DeleteBackupVaultAccessPolicy",
			"PutBackupVaultAccessPolicy", "DeleteBackupPlan", "DeleteBackupSelection", "DeleteRecoveryPoint", "DisassociateRecoveryPoint",
			"UpdateRecoveryPointLifecycle", "UpdateRegionSettings",
		},
	}, {
		id: "BucketPolicyChanged", name: "bucket-policy-changed", severity: medium, cites: "4.8",
		title:    "The policy of a bucket, or another of its rules, was changed",
		does:     "Compare with what was deployed at that hour: the policy says who reads the objects, the lifecycle when they are gone.",
		services: []string{"s3"},
		names: []string{
			"PutBucketAcl", "PutBucketPolicy", "PutBucketCors", "PutBucketLifecycle", "PutBucketReplication", "DeleteBucketPolicy", "DeleteBucketCors",
			"DeleteBucketLifecycle", "DeleteBucketReplication", "PutBucketVersioning", "PutBucketLogging", "PutBucketObjectLockConfiguration",
		},
	}, {
		id: "SafeguardLowered", name: "safeguard-lowered", severity: high,
		title:    "A safeguard of the whole account or of a bucket was changed",
		does:     "Blocks of public access and encryption by default have no reason to be changed. Set them again as the prerequisites of the detection stack say.",
		services: []string{"s3", "ec2"},
		names: []string{
			"PutAccountPublicAccessBlock", "DeleteAccountPublicAccessBlock", "PutBucketPublicAccessBlock", "DeleteBucketPublicAccessBlock",
			"DeleteBucketEncryption", "DisableEbsEncryptionByDefault", "ModifyEbsDefaultKmsKeyId", "ResetEbsDefaultKmsKeyId",
			"DisableSnapshotBlockPublicAccess", "DisableImageBlockPublicAccess",
		},
	}, {
		id: "DataShared", name: "data-shared", severity: high,
		title:    "A snapshot, an image or a document was shared, or data was exported",
		does:     "See with whom: an account that nobody knows, or everybody, is a breach until proven otherwise. Take the share back first.",
		services: []string{"ec2", "rds", "ssm", "dynamodb"},
		names: []string{
			"ModifySnapshotAttribute", "ModifyImageAttribute", "ModifyDBSnapshotAttribute", "ModifyDBClusterSnapshotAttribute", "StartExportTask",
			"ModifyDocumentPermission", "ExportTableToPointInTime",
		},
	}}
}
