package retention

// What AWS's documentation says, as of 2026-11-22. Hours.
const (
	// "RDS uploads transaction logs for DB instances to Amazon S3 every five minutes" (RDS User Guide, "Restoring a DB instance to a
	// specified time"); Aurora's latest restorable time is as young (Aurora User Guide, "Backing up and restoring a DB cluster").
	rdsPoint = 5.0 / 60
	// "LatestRestorableDateTime is typically 5 minutes before the current time" (DynamoDB API Reference, PointInTimeRecoveryDescription).
	tablePoint = 5.0 / 60
	// "Amazon S3 allows restores up until the most recent 15 minutes of activity" (AWS Backup Developer Guide, "Continuous backups and
	// point-in-time recovery").
	bucketPoint = 15.0 / 60
	// "The default is 8 hours" (AWS Backup API Reference, StartBackupJob, StartWindowMinutes). Of how long a job may take, the API and
	// CloudFormation name no default; the console fills in 7 days (AWS Backup Developer Guide, "Creating a backup plan").
	startWindow = 8.0
	// Without a schedule a rule runs at cron(0 5 ? * * *) (AWS Backup API Reference, BackupRuleInput).
	dailyBackup = 24.0
	// "Failover times are typically 60-120 seconds" (RDS User Guide, "Failing over a Multi-AZ DB instance").
	standbyTime = 120.0 / 3600
	// "Typically restored in less than 60 seconds" with a reader, and without one the instance is made anew, "which typically takes less than 10
	// minutes" (Aurora User Guide, "High availability for Amazon Aurora").
	readerTime, remakeTime = 60.0 / 3600, 10.0 / 60
)

// Days that hold where a template says nothing: BackupRetentionPeriod of instances and clusters (CloudFormation, AWS::RDS), the recovery
// period of tables (DynamoDB API Reference), RetentionPeriod of event data stores by their price (CloudTrail API Reference).
const (
	rdsBackupDays, tableDays  = 1, 35
	eventDays, fixedPriceDays = 366, 2557
)

// floor is the least that hipaac asks of a class where there is PHI, and the control that asks. A test keeps the days equal to those of the
// controls.
type floor struct {
	days    int
	control string
}

// floors by class. The control "" is one on templates, retention-audit-six-years.
var floors = map[string]floor{
	auditTrail:     {2192, "audit-retention"},
	accessLog:      {2192, "access-log-retention"},
	firewallLog:    {2192, "firewall-log-retention"},
	databaseLog:    {2192, "access-log-retention"},
	session:        {2192, "session-log-retention"},
	signIn:         {2192, "sign-in-record-retention"},
	finding:        {2192, "findings-retention"},
	configuration:  {2192, ""},
	flowLog:        {365, "flow-log-retention"},
	applicationLog: {365, "application-log-retention"},
	backup:         {35, "backup-retention"},
}

// The classes.
const (
	auditTrail     = "audit trail"
	accessLog      = "access log"
	firewallLog    = "firewall log"
	databaseLog    = "database log"
	session        = "session"
	signIn         = "sign-in"
	finding        = "finding"
	configuration  = "configuration history"
	flowLog        = "flow log"
	applicationLog = "application log"
	event          = "event"
	artifact       = "template and artifact"
	document       = "document"
	backup         = "backup"
	backupCopy     = "backup copy"
)
