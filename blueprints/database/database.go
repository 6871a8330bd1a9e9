// Package database builds a relational database: an Aurora cluster, or an instance of PostgreSQL, MySQL or MariaDB, in isolated subnets,
// encrypted, audited, watched and backed up. One field of the spec changes the engine; everything else follows from it.
package database

import (
	"fmt"
	"github.com/hipaac/hipaac/blueprints/guard"
	"strconv"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"
	"github.com/awslabs/goformation/v7/cloudformation/rds"
	"github.com/awslabs/goformation/v7/cloudformation/tags"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/schema"
)

// Blueprint makes the database. It exports SecurityGroupId, which admits nobody yet, Endpoint, ReaderEndpoint (Aurora), SecretArn and
// ResourceId; tells "port" and "engine"; and offers the workload the variables HOST, PORT, NAME, SECRET_ARN, IAM_USER and
// READER_HOST (Aurora), and the rights to read the secret and to sign in as IAM_USER without a password.
var Blueprint = blueprints.Define("database", "relational database", []string{"keys", "network"}, uses, build).Wanting("observability")

// The stack encrypts storage, snapshots and Performance Insights with the data key, the master secret with the secrets key, and its
// logs. RDS makes the secret in the name of whoever deploys, through both services.
func uses(*schema.Database) []blueprints.KeyUse {
	return []blueprints.KeyUse{
		{Class: blueprints.DataKey, Service: "rds"},
		{Class: blueprints.LogsKey, Service: "logs"},
		{Class: blueprints.SecretsKey, Service: "rds"},
		{Class: blueprints.SecretsKey, Service: "secretsmanager"},
	}
}

const (
	// masterUser is allowed by every engine; "admin", "postgres" and "root" are not.
	masterUser = "dbadmin"
	// iamUser signs in with a token of IAM instead of a password. The application's migrations create it.
	iamUser = "workload"
)

// database is the stack that is being built, with what the spec's choices have become.
type database struct {
	*blueprints.Stack
	cfg     *schema.Database
	engine  engine
	version version
	// whole is the version with all of its numbers.
	whole string
	size  size
	// id is the identifier in RDS of the cluster, or of the instance where there is no cluster.
	id string
	// where the database is and who reaches it.
	subnets, group string
	// logs are the log groups, which must be there before the database writes to them.
	logs []*blueprints.Resource
}

func build(s *blueprints.Stack, cfg *schema.Database) {
	e := engineNamed(cfg.Engine)
	d := &database{Stack: s, cfg: cfg, engine: e, id: s.PhysicalName(s.Key)}
	d.version, d.whole = chooseVersion(s, e, cfg.Version)
	d.size = d.chooseSize()
	d.checkWindows()
	d.checkRestore()
	d.checkOtherEngines()
	if !d.place() {
		return // without subnets there is nothing to build
	}
	d.addLogGroups()
	if e.aurora {
		d.addCluster()
	} else {
		d.addInstance()
	}
}

// leastZones is in how many zones a network of a database has isolated subnets at least.
const leastZones = 2

// place puts the database into the isolated subnets of the network. RDS wants two zones even for a single instance, so that there is
// another one to go to.
func (d *database) place() bool {
	network := d.Neighbour("network")
	subnets := network.ImportSeries("IsolatedSubnet", "Id")
	if zones := len(subnets); zones < leastZones {
		if network.Known() {
			d.Refuse(blueprints.Refusal{
				ID:      "too-few-zones",
				Message: fmt.Sprintf("stack %q needs isolated subnets in two zones, and stack %q has %s", d.Key, network.Key(), count(zones, "zone")),
				Hint:    fmt.Sprintf("set zones of stack %q to 2 or 3", network.Key()),
			})
		}
		return false
	}
	d.subnets = d.Add("SubnetGroup", &rds.DBSubnetGroup{
		DBSubnetGroupDescription: "Isolated subnets: no way in or out but through the network itself",
		SubnetIds:                subnets,
	}).Ref()
	d.group = d.Add("SecurityGroup", &ec2.SecurityGroup{
		VpcId:            ptr(network.Import("VpcId")),
		GroupDescription: "Database: whoever may connect adds a rule for its own security group",
		// Left out, EC2 would let everything out.
		SecurityGroupEgress: []ec2.SecurityGroup_Egress{{
			Description: ptr("Nothing: a database answers and never calls"), IpProtocol: "-1", CidrIp: ptr("127.0.0.1/32"),
		}},
		Tags: []tags.Tag{{Key: "SubnetTier", Value: "isolated"}},
	}).Say("Admits nobody. The stacks that run the application add a rule for themselves.").Att("GroupId")
	d.Export("SecurityGroupId", d.group, "security group of the database, to which a stack adds a rule that admits itself")
	d.Export("SubnetGroupName", d.subnets, "name of the subnet group of the database, for restores of its backups")
	return true
}

// offer is what the rest of the environment gets of the database, which is a cluster or an instance.
func (d *database) offer(r *blueprints.Resource, endpoint, reader, resourceID string) {
	d.Export("Endpoint", endpoint, "host name of the database, to read and write")
	d.Export("SecretArn", r.Att("MasterUserSecret.SecretArn"), "ARN of the secret with the master user's name and password")
	d.Export("ResourceId", resourceID, "id of the database in ARNs of rds-db:connect")
	d.Tell("engine", d.engine.name)
	d.Tell("port", strconv.Itoa(d.engine.port))
	d.OfferVariable("HOST", d.Exported("Endpoint"))
	d.OfferVariable("PORT", strconv.Itoa(d.engine.port))
	d.OfferVariable("NAME", d.cfg.Name)
	d.OfferVariable("SECRET_ARN", d.Exported("SecretArn"))
	d.OfferVariable("IAM_USER", iamUser)
	if reader != "" {
		d.Export("ReaderEndpoint", reader, "host name of the database for reads only; the writer's where there is no reader")
		d.OfferVariable("READER_HOST", d.Exported("ReaderEndpoint"))
	}
	d.OfferGrant(blueprints.Grant{
		Sid: "ReadMasterSecret", Actions: []string{"secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"},
		Resources: []string{d.Exported("SecretArn")},
	})
	d.OfferGrant(blueprints.Grant{
		Sid: "DecryptMasterSecret", Actions: []string{"kms:Decrypt"}, Resources: []string{d.KeyArn(blueprints.SecretsKey)},
		Condition: guard.Through("secretsmanager"),
	})
	d.OfferGrant(blueprints.Grant{
		Sid: "SignIn", Actions: []string{"rds-db:connect"},
		Resources: []string{blueprints.OwnArn("rds-db", "dbuser:"+d.Exported("ResourceId")+"/"+iamUser)},
	})
}

func ptr[T any](v T) *T { return &v }
