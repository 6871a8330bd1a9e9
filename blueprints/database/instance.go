package database

import (
	"slices"
	"strconv"

	"github.com/awslabs/goformation/v7/cloudformation/rds"

	"github.com/hipaac/hipaac/blueprints"
)

// addInstance adds a single instance, with a standby in another zone where the database must go on without its zone.
func (d *database) addInstance() {
	parameters, role := d.addParameters(), d.monitoringRole()
	properties := &rds.DBInstance{
		DBInstanceIdentifier:    ptr(d.id),
		DBInstanceClass:         ptr(d.size.class.name),
		Engine:                  ptr(d.engine.name),
		EngineVersion:           ptr(d.whole),
		Port:                    ptr(strconv.Itoa(d.engine.port)),
		DBSubnetGroupName:       ptr(d.subnets),
		VPCSecurityGroups:       []string{d.group},
		PubliclyAccessible:      ptr(false),
		MultiAZ:                 ptr(d.size.standby),
		StorageType:             ptr("gp3"),
		AllocatedStorage:        ptr(strconv.Itoa(d.size.storage)),
		MaxAllocatedStorage:     ptr(d.size.mostStorage),
		CACertificateIdentifier: ptr(certificateAuthority),

		ManageMasterUserPassword:        ptr(true),
		MasterUserSecret:                &rds.DBInstance_MasterUserSecret{KmsKeyId: ptr(d.KeyArn(blueprints.SecretsKey))},
		EnableIAMDatabaseAuthentication: ptr(true),
		DBParameterGroupName:            ptr(parameters.Ref()),
		EnableCloudwatchLogsExports:     d.engine.logs,

		BackupRetentionPeriod:      ptr(d.cfg.BackupDays),
		PreferredBackupWindow:      ptr(d.cfg.BackupWindow),
		PreferredMaintenanceWindow: ptr(d.cfg.MaintenanceWindow),
		AutoMinorVersionUpgrade:    ptr(true),
		CopyTagsToSnapshot:         ptr(true),
		DeleteAutomatedBackups:     ptr(false),
		DeletionProtection:         ptr(true),

		MonitoringInterval: ptr(monitoringSeconds),
		MonitoringRoleArn:  ptr(role.Arn()),
	}
	if options := d.addOptions(); options != nil {
		properties.OptionGroupName = ptr(options.Ref())
	}
	if d.hasInsights() {
		properties.EnablePerformanceInsights = ptr(true)
		properties.PerformanceInsightsKMSKeyId = ptr(d.KeyArn(blueprints.DataKey))
		properties.PerformanceInsightsRetentionPeriod = ptr(d.insightsDays())
	}
	if r := d.cfg.Restore; r != nil {
		// What the snapshot has and RDS does not change: databases, master user, encryption.
		properties.DBSnapshotIdentifier = ptr(r.Snapshot)
	} else {
		properties.DBName, properties.MasterUsername = ptr(d.cfg.Name), ptr(masterUser)
		properties.StorageEncrypted, properties.KmsKeyId = ptr(true), ptr(d.KeyArn(blueprints.DataKey))
	}
	if d.cfg.Version != "" {
		// Whoever writes another major version asks for it. A cluster needs no such word: CloudFormation says it to RDS by itself.
		properties.AllowMajorVersionUpgrade = ptr(true)
	}
	instance := keep(d.Add("Instance", properties)).From("engine").DependsOn(d.logs...)
	if d.engine.dialect != "mariadb" {
		instance.With("EngineLifecycleSupport", noExtendedSupport)
	}
	if d.hasInsights() {
		instance.With("DatabaseInsightsMode", d.cfg.Insights)
	}
	d.sayWhatIsKept(instance)
	d.watchInstance()
	d.subscribe("InstanceEvents", "db-instance", append(words("deletion failover failure maintenance notification recovery"), "low storage"), instance)
	d.offer(instance, instance.Att("Endpoint.Address"), "", instance.Att("DbiResourceId"))
}

// hasInsights reports whether Performance Insights runs on the class: for MySQL and MariaDB not on the two smallest ones (RDS User
// Guide, "Amazon RDS DB engine, Region, and instance class support for Performance Insights").
func (d *database) hasInsights() bool {
	_, size := split(d.size.class.name)
	return d.engine.dialect == "postgres" || !slices.Contains([]string{"micro", "small"}, size)
}
