// Code generated from schema/*.cue by "go run ./schema/generate"; DO NOT EDIT.

package schema

// Access: the identity of the workload: a role with exactly the rights that the stacks of this environment offer, and a
// boundary that no policy attached later can reach beyond. Whom the role trusts follows from the stacks that run with
// it.
type Access struct {
	// Blueprint of this stack.
	Use string `json:"use,omitempty"`
	// Which stack serves a need, where the environment has more than one of its kind. A want that is not named here is
	// served by every stack of the kind.
	From *AccessFrom `json:"from,omitempty"`
	// Rights on what other stacks of this account and region made, beyond those that the environment's own stacks offer.
	Rights *Rights `json:"rights,omitempty"`
	// Software that runs outside AWS and proves itself with a certificate (IAM Roles Anywhere). It gets the same rights, in
	// sessions that end.
	Outside *Outside `json:"outside,omitempty"`
	// Software outside AWS that can use nothing but an access key: an IAM user without console access. The key never
	// expires by itself, so controls refuse it and the environment needs a waiver for them; prefer outside.
	AccessKey *AccessKey `json:"accessKey,omitempty"`
}

// AccessFrom: which stack serves a need, where the environment has more than one of its kind. A want that is not named
// here is served by every stack of the kind.
type AccessFrom struct {
	// The stack that holds the customer keys.
	Keys string `json:"keys,omitempty"`
	// The only buckets that the workload may use.
	Storage string `json:"storage,omitempty"`
}

// AccessKey: an access key for software outside AWS.
type AccessKey struct {
	// Address blocks that the key works from. It is refused from anywhere else.
	Addresses []string `json:"addresses"`
	// Raise by one to replace the key by a new one.
	Serial int `json:"serial"`
}

// Bucket: one bucket.
type Bucket struct {
	// Days for which overwritten and deleted objects can be brought back.
	BackupDays int `json:"backupDays"`
	// How long objects are records that nobody may delete: days (90d), months (18m) or years (7y).
	Retain string `json:"retain,omitempty"`
	// What the lock of retained records allows: "governance" lets a specially entitled role lift it, "compliance" lets
	// nobody, the account's root user included.
	Lock string `json:"lock"`
	// Move objects to the archive class (Glacier Instant Retrieval) after this many days.
	ArchiveAfterDays int `json:"archiveAfterDays,omitempty"`
	// Delete objects after this many days. Left out, objects stay until the application deletes them.
	ExpireAfterDays int `json:"expireAfterDays,omitempty"`
	// Let web pages of these origins use the bucket from a browser.
	Cors *CORS `json:"cors,omitempty"`
	// Copy every object to a bucket elsewhere.
	Replicate *Replication `json:"replicate,omitempty"`
}

// CORS: use of a bucket from a browser.
type CORS struct {
	// Origins, each with https and without a path.
	Origins []string `json:"origins"`
	// HTTP methods that the pages may use.
	Methods []string `json:"methods"`
	// Seconds for which a browser may remember the answer.
	MaxAgeSeconds int `json:"maxAgeSeconds"`
}

// Environment: an environment: one file, one account, one region, and the stacks that live there.
type Environment struct {
	// Version of this schema, so that old specs keep their meaning.
	Hipaac string `json:"hipaac"`
	// A file in the folder "common" beside this one whose values this spec starts from. What is said here wins.
	Extends string `json:"extends,omitempty"`
	// The system that the environment belongs to. Part of every name in the account.
	System string `json:"system"`
	// The environment's own name, unique among the specs of a system.
	Environment string `json:"environment"`
	// Raises the floors of availability and of protection against deletion.
	Tier string `json:"tier"`
	// Whether the environment holds protected health information. Raises the floors of retention, backup and audit.
	// Encryption, private placement and TLS do not depend on it.
	Phi bool `json:"phi"`
	// The AWS account, in quotes because it may start with a zero. Deployment refuses any other.
	Account string `json:"account"`
	// The AWS region.
	Region string `json:"region"`
	// Who answers for the environment: a team's mail address.
	Owner string `json:"owner"`
	// Where alarms of security and operations are sent.
	Alerts []string `json:"alerts"`
	// Further tags on every resource.
	Tags map[string]string `json:"tags"`
	// The stacks of the environment. The key names the stack; `use` names its blueprint and defaults to the key.
	Stacks map[string]any `json:"stacks"`
}

// Keys: customer-managed keys, one per class of data, so that the right to read logs is not the right to read records.
// A class gets a key when a stack of the environment uses it.
type Keys struct {
	// Blueprint of this stack.
	Use string `json:"use,omitempty"`
	// Classes to make a key for although no stack of this environment uses them yet.
	Classes []string `json:"classes"`
	// Days between automatic rotations of the key material.
	RotationDays int `json:"rotationDays"`
	// Days for which a deleted key can still be brought back.
	DeletionWindowDays int `json:"deletionWindowDays"`
	// Roles that administer the keys without being able to use them. Left out, IAM policies of the account decide.
	Administrators []string `json:"administrators"`
}

// Network: A VPC with public, private and isolated subnets. Only load balancers and NAT gateways belong into public
// subnets; data stores belong into isolated ones, which have no route out.
type Network struct {
	// Blueprint of this stack.
	Use string `json:"use,omitempty"`
	// Which stack serves a need, where the environment has more than one of its kind.
	From *NetworkFrom `json:"from,omitempty"`
	// The network's address block, /16 to /22, aligned to its size and overlapping no other network of the organisation.
	// All subnets are computed from it, with room for a fourth zone and for a further tier.
	Cidr string `json:"cidr"`
	// How many availability zones to use.
	Zones int `json:"zones"`
	// How private subnets reach the internet: not at all, through one NAT gateway, or through one per zone. Nothing is ever
	// made public to save the gateway.
	Egress string `json:"egress"`
	// Subnet blocks chosen by hand, one per zone, for a network that must fit an address plan. They must lie inside cidr.
	Subnets *NetworkSubnets `json:"subnets,omitempty"`
	// AWS services to reach through interface endpoints instead of the internet. S3 and DynamoDB have gateway endpoints
	// always.
	Endpoints []string `json:"endpoints"`
	// Days for which the network's flow logs are kept.
	FlowLogDays int `json:"flowLogDays"`
}

// NetworkFrom: which stack serves a need, where the environment has more than one of its kind.
type NetworkFrom struct {
	// The stack that holds the customer keys.
	Keys string `json:"keys,omitempty"`
}

// NetworkSubnets: subnet blocks chosen by hand, one per zone, for a network that must fit an address plan. They must
// lie inside cidr.
type NetworkSubnets struct {
	// Blocks of the public subnets.
	Public []string `json:"public,omitempty"`
	// Blocks of the private subnets.
	Private []string `json:"private,omitempty"`
	// Blocks of the isolated subnets.
	Isolated []string `json:"isolated,omitempty"`
}

// Observability: who is told when something goes wrong, and a dashboard that shows what is going on: an encrypted topic
// for the alarms of every stack, with the mail addresses of `alerts` as its readers, and one page with a graph of
// whatever the stacks measure. AWS sends each mail address a message that its owner has to confirm once. Until then it
// gets no alarm.
type Observability struct {
	// Blueprint of this stack.
	Use string `json:"use,omitempty"`
	// Which stack serves a need, where the environment has more than one of its kind.
	From *ObservabilityFrom `json:"from,omitempty"`
	// Web hooks that are told of every alarm beside the mail addresses of alerts, such as those of an on-call service. An
	// address that holds a secret can be read by whoever reads the template: use one that can only raise alarms.
	Endpoints []string `json:"endpoints"`
	// A Slack channel to tell. Not where the environment holds PHI: AWS does not count its chat service among those that
	// may.
	Slack *Slack `json:"slack,omitempty"`
	// A channel of Microsoft Teams to tell. Not where the environment holds PHI.
	Teams *Teams `json:"teams,omitempty"`
	// Days for which an alarm that could not be delivered to a web hook is kept, to be sent again.
	UndeliveredDays int `json:"undeliveredDays"`
}

// ObservabilityFrom: which stack serves a need, where the environment has more than one of its kind.
type ObservabilityFrom struct {
	// The stack that holds the customer keys.
	Keys string `json:"keys,omitempty"`
}

// Outside: software outside AWS that has a certificate.
type Outside struct {
	// The certificates, in PEM, of the authority that issues to the software. Give this or privateCa.
	Authority string `json:"authority,omitempty"`
	// ARN of the authority in AWS Private CA that issues to the software. Give this or authority.
	PrivateCa string `json:"privateCa,omitempty"`
	// Common names of the certificates that may act: an authority issues to others, too.
	Subjects []string `json:"subjects"`
	// Minutes after which a session ends and the certificate must be shown again.
	SessionMinutes int `json:"sessionMinutes"`
}

// Replication: where copies of a bucket's objects go.
type Replication struct {
	// ARN of the bucket that receives the copies, in this account or another one. It must be versioned.
	Bucket string `json:"bucket"`
	// ARN of the key in the receiving region that encrypts the copies.
	Key string `json:"key"`
	// The account that owns the receiving bucket, where it is another one.
	Account string `json:"account,omitempty"`
}

// Rights: further rights, each on resources named by their ARNs. Wildcards are not accepted.
type Rights struct {
	// Secrets of Secrets Manager to read.
	ReadSecrets []string `json:"readSecrets,omitempty"`
	// Parameters of Systems Manager to read.
	ReadParameters []string `json:"readParameters,omitempty"`
	// Queues to send messages to.
	SendMessages []string `json:"sendMessages,omitempty"`
	// Queues to receive messages from.
	ReceiveMessages []string `json:"receiveMessages,omitempty"`
	// Topics to publish to.
	Publish []string `json:"publish,omitempty"`
	// Keys that encrypt these secrets, parameters, queues and topics.
	Keys []string `json:"keys,omitempty"`
}

// Slack: A Slack channel. An administrator of the workspace has to let AWS in once, in the console of Amazon Q
// Developer in chat applications.
type Slack struct {
	// Id of the workspace.
	Workspace string `json:"workspace"`
	// Id of the channel.
	Channel string `json:"channel"`
}

// Storage: object storage: named buckets, each encrypted with the data key, versioned, closed to the public, reached
// over TLS only, and logged to a bucket of its own.
type Storage struct {
	// Blueprint of this stack.
	Use string `json:"use,omitempty"`
	// Which stack serves a need, where the environment has more than one of its kind.
	From *StorageFrom `json:"from,omitempty"`
	// The buckets, by name.
	Buckets map[string]*Bucket `json:"buckets"`
	// Days for which the access logs of the buckets are kept. 2192 days are six years.
	AccessLogDays int `json:"accessLogDays"`
}

// StorageFrom: which stack serves a need, where the environment has more than one of its kind.
type StorageFrom struct {
	// The stack that holds the customer keys.
	Keys string `json:"keys,omitempty"`
}

// Teams: A channel of Microsoft Teams. An administrator of the team has to let AWS in once, in the console of Amazon Q
// Developer in chat applications.
type Teams struct {
	// Id of the tenant.
	Tenant string `json:"tenant"`
	// Id of the team.
	Team string `json:"team"`
	// Id of the channel, as in the link to it.
	Channel string `json:"channel"`
}

// NewConfig makes an empty configuration of a blueprint, or nil if there is no such blueprint.
func NewConfig(blueprint string) any {
	switch blueprint {
	case "access":
		return new(Access)
	case "keys":
		return new(Keys)
	case "network":
		return new(Network)
	case "observability":
		return new(Observability)
	case "storage":
		return new(Storage)
	}
	return nil
}
