package database

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/rds"

	"github.com/hipaac/hipaac/blueprints"
)

const (
	// noExtendedSupport lets RDS move a database on when its version leaves standard support, instead of charging for an old one.
	// There is none to decline for MariaDB.
	noExtendedSupport = "open-source-rds-extended-support-disabled"
	// certificateAuthority signs the database's certificate until 2061. It is the default of new databases, in GovCloud, too.
	certificateAuthority = "rds-ca-rsa2048-g1"
	// monitoringSeconds is how often the operating system is looked at; more often costs more logs.
	monitoringSeconds = 60
	// Days for which Performance Insights remembers. The advanced mode of Database Insights asks for fifteen months.
	standardInsightsDays, advancedInsightsDays = 7, 465
)

// addCluster adds an Aurora cluster with its instances. The data is the cluster's; instances come and go.
func (d *database) addCluster() {
	parameters, key := d.addParameters(), d.KeyArn(blueprints.DataKey)
	properties := &rds.DBCluster{
		DBClusterIdentifier: ptr(d.id),
		Engine:              ptr(d.engine.name),
		EngineVersion:       ptr(d.whole),
		Port:                ptr(d.engine.port),
		DBSubnetGroupName:   ptr(d.subnets),
		VpcSecurityGroupIds: []string{d.group},

		StorageEncrypted:                ptr(true),
		KmsKeyId:                        ptr(key),
		ManageMasterUserPassword:        ptr(true),
		MasterUserSecret:                &rds.DBCluster_MasterUserSecret{KmsKeyId: ptr(d.KeyArn(blueprints.SecretsKey))},
		EnableIAMDatabaseAuthentication: ptr(true),
		DBClusterParameterGroupName:     ptr(parameters.Ref()),
		EnableCloudwatchLogsExports:     d.engine.logs,

		BackupRetentionPeriod:      ptr(d.cfg.BackupDays),
		PreferredBackupWindow:      ptr(d.cfg.BackupWindow),
		PreferredMaintenanceWindow: ptr(d.cfg.MaintenanceWindow),
		CopyTagsToSnapshot:         ptr(true),
		DeletionProtection:         ptr(true),

		PerformanceInsightsEnabled:         ptr(true),
		PerformanceInsightsKmsKeyId:        ptr(key),
		PerformanceInsightsRetentionPeriod: ptr(d.insightsDays()),
	}
	if r := d.cfg.Restore; r != nil {
		// The snapshot has a master user and databases already.
		properties.SnapshotIdentifier = ptr(r.Snapshot)
	} else {
		properties.DatabaseName, properties.MasterUsername = ptr(d.cfg.Name), ptr(masterUser)
	}
	if c := d.size.serverless; c != nil {
		properties.ServerlessV2ScalingConfiguration = &rds.DBCluster_ServerlessV2ScalingConfiguration{
			MinCapacity: ptr(float64(c.Min)), MaxCapacity: ptr(float64(c.Max)),
		}
	}
	cluster := keep(d.Add("Cluster", properties)).From("engine").DependsOn(d.logs...).
		With("DatabaseInsightsMode", d.cfg.Insights).
		With("DeleteAutomatedBackups", false).
		With("EngineLifecycleSupport", noExtendedSupport)
	if c := d.size.serverless; c != nil && c.Min == 0 {
		cluster.With("ServerlessV2ScalingConfiguration.SecondsUntilAutoPause", c.PauseMinutes*60)
	}
	d.sayWhatIsKept(cluster)
	members := d.addMembers(cluster, key)
	d.watchCluster()
	d.subscribe("ClusterEvents", "db-cluster", words("deletion failover failure maintenance notification"), cluster)
	d.subscribe("InstanceEvents", "db-instance", words("failure recovery"), members...)
	d.offer(cluster, cluster.Att("Endpoint.Address"), cluster.Att("ReadEndpoint.Address"), cluster.Att("DBClusterResourceId"))
}

// addMembers adds the writer and the readers of a cluster. Which of them writes is Aurora's to decide: after a failure it is another one.
//
// The first two stand in different zones, whatever happens. An instance cannot move to another zone without being replaced, which its
// name forbids, so where further ones stand must not follow from the number of zones: a network takes on a third one later. Aurora
// chooses for them.
func (d *database) addMembers(cluster *blueprints.Resource, key string) []*blueprints.Resource {
	role := d.monitoringRole()
	var members []*blueprints.Resource
	for i := range 1 + d.size.readers {
		member := &rds.DBInstance{
			DBInstanceIdentifier:    ptr(d.member(i)),
			DBClusterIdentifier:     ptr(cluster.Ref()),
			DBInstanceClass:         ptr(d.size.class.name),
			Engine:                  ptr(d.engine.name),
			PubliclyAccessible:      ptr(false),
			CACertificateIdentifier: ptr(certificateAuthority),
			AutoMinorVersionUpgrade: ptr(true),
			// Patches of the operating system come to each instance by itself.
			PreferredMaintenanceWindow: ptr(d.cfg.MaintenanceWindow),
			// Database Insights wants the same of each instance as of the cluster.
			EnablePerformanceInsights:          ptr(true),
			PerformanceInsightsKMSKeyId:        ptr(key),
			PerformanceInsightsRetentionPeriod: ptr(d.insightsDays()),
			MonitoringInterval:                 ptr(monitoringSeconds),
			MonitoringRoleArn:                  ptr(role.Arn()),
			// After a failure, the first reader takes over.
			PromotionTier: ptr(min(i, 1)),
		}
		if i < leastZones {
			member.AvailabilityZone = ptr(blueprints.Zone(i))
		}
		r := d.Add(fmt.Sprintf("Instance%d", i+1), member).From("class")
		r.DeletionPolicy, r.UpdateReplacePolicy = "Delete", "Delete"
		if i == 0 {
			r.Say("The data is the cluster's and stays with it; instances come and go.")
		}
		members = append(members, r)
	}
	return members
}

// member is the identifier of the n-th instance of a cluster, from 0.
func (d *database) member(n int) string { return fmt.Sprintf("%s-%d", d.id, n+1) }

func (d *database) insightsDays() int {
	if d.cfg.Insights == "advanced" {
		return advancedInsightsDays
	}
	return standardInsightsDays
}

// keep takes a last snapshot of a database that leaves the template or is replaced.
func keep(r *blueprints.Resource) *blueprints.Resource {
	r.DeletionPolicy, r.UpdateReplacePolicy = "Snapshot", "Snapshot"
	return r
}

func (d *database) sayWhatIsKept(r *blueprints.Resource) {
	text := fmt.Sprintf("Can be restored to any second of the last %d days, and cannot be deleted before its protection is lifted.\n"+
		"RDS changes the master password every seven days.", d.cfg.BackupDays)
	if d.engine.dialect == "postgres" {
		text += " \"CREATE EXTENSION pgaudit\" is left to do by hand."
	}
	r.Say(text)
}
