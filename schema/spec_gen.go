// Code generated from schema/*.cue by "go run ./schema/generate"; DO NOT EDIT.

package schema

// APIClient: A client besides the web application.
type APIClient struct {
	// "service" is a program that calls the API in its own name, with a secret. "app" signs people in without the pages,
	// with SRP: the password never leaves the device.
	Kind string `json:"kind"`
	// Scopes that a service gets, of those of the API.
	Scopes []string `json:"scopes,omitempty"`
}

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
	// The only user pool whose rights the workload gets.
	Auth string `json:"auth,omitempty"`
	// The only database that the workload may use.
	Database string `json:"database,omitempty"`
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

// AdminAccess: how people reach machines and, in an emergency, data: encrypted and recorded sessions of Session
// Manager, without an open port, a key pair or a public address anywhere; and a break-glass role whose every use is
// told to those who watch.
type AdminAccess struct {
	// Blueprint of this stack.
	Use string `json:"use,omitempty"`
	// Which stack serves a need, where the environment has more than one of its kind. A want that is not named here is
	// served by every stack of the kind.
	From *AdminAccessFrom `json:"from,omitempty"`
	// IAM users who may open sessions, each with a second factor that AWS sees. People who come through IAM Identity Center
	// are not named here: attach the exported session policy to their permission set, and ask for the second factor there.
	// AWS does not tell a role how its session began, so no role could ever meet the condition.
	Operators []string `json:"operators"`
	// IAM users who may take the break-glass role, each with a second factor that AWS sees. Needed where the environment
	// holds PHI.
	BreakGlass []string `json:"breakGlass"`
	// The organization of users who belong to another account.
	Organization string `json:"organization,omitempty"`
	// Days for which the record of every session is kept. 2192 days are six years.
	SessionLogDays int `json:"sessionLogDays"`
	// Minutes without a keystroke after which a session is closed.
	IdleMinutes int `json:"idleMinutes"`
	// Minutes after which a session is closed in any case.
	MaxMinutes int `json:"maxMinutes"`
	// SSH to the instances of the workload through an endpoint of EC2 Instance Connect, with keys that live for a minute.
	// What is typed there nobody records, so it has no place beside PHI; sessions need no endpoint.
	SshEndpoint bool `json:"sshEndpoint"`
	// User of the operating system that sessions run as. It must exist on every instance. Left out, it is ssm-user, who may
	// become root.
	RunAs string `json:"runAs,omitempty"`
	// A small private machine without any way in but sessions, from where operators reach the databases.
	Bastion *Bastion `json:"bastion,omitempty"`
}

// AdminAccessFrom: which stack serves a need, where the environment has more than one of its kind. A want that is not
// named here is served by every stack of the kind.
type AdminAccessFrom struct {
	// The stack that holds the customer keys.
	Keys string `json:"keys,omitempty"`
	// The network of the bastion.
	Network string `json:"network,omitempty"`
	// The only workload whose instances are opened to sessions.
	Access string `json:"access,omitempty"`
	// The only application whose instances the SSH endpoint reaches.
	Beanstalk string `json:"beanstalk,omitempty"`
	// The only database that the bastion reaches.
	Database string `json:"database,omitempty"`
	// The only topic that is told.
	Observability string `json:"observability,omitempty"`
}

// Alerts: who hears of what happens to the account: a topic for each of three severities, and what is sent there. With
// the trail of the audit stack, metric filters and alarms on its log group: changes of the trail, of identities, keys,
// buckets, networks and backups, sign-ins that fail or lack a second factor, the root user, break-glass roles. Where an
// organization's trail records instead, rules of EventBridge for the same. In both cases rules for the findings of
// GuardDuty, Security Hub, Access Analyzer, Macie, Inspector and AWS Config, and for what AWS Health says of abuse and
// risk. Messages name who called, what and from where, never the content of a request. AWS sends each mail address a
// message that its owner has to confirm once for each topic. Until then it hears nothing.
type Alerts struct {
	// Blueprint of this stack.
	Use string `json:"use,omitempty"`
	// Which stack serves a need, where the environment has more than one of its kind.
	From *AlertsFrom `json:"from,omitempty"`
	// Mail addresses by severity. A severity that is not named here goes to the environment's alerts.
	Mail *MailBySeverity `json:"mail,omitempty"`
	// Web hooks beside the mail addresses, such as those of an on-call service. An address that holds a secret can be read
	// by whoever reads the template: use one that can only raise alarms.
	Endpoints []string `json:"endpoints"`
	// A Slack channel to tell. Not where the environment holds PHI: AWS does not count its chat service among those that
	// may.
	Slack *Slack `json:"slack,omitempty"`
	// A channel of Microsoft Teams to tell. Not where the environment holds PHI.
	Teams *Teams `json:"teams,omitempty"`
	// The least severity of which web hooks and chats are told.
	HooksFrom string `json:"hooksFrom"`
	// Failed sign-ins to the console within five minutes that raise an alarm.
	FailedLogins int `json:"failedLogins"`
	// Calls that AWS denied within five minutes that raise an alarm.
	DeniedCalls int `json:"deniedCalls"`
	// Days for which news that could not be delivered is kept, to be sent again.
	UndeliveredDays int `json:"undeliveredDays"`
}

// AlertsFrom: which stack serves a need, where the environment has more than one of its kind.
type AlertsFrom struct {
	// The stack that holds the customer keys.
	Keys string `json:"keys,omitempty"`
	// The stack with the trail.
	Audit string `json:"audit,omitempty"`
}

// Artifacts: the account's store for what is deployed: templates of products and of stacks, and what pipelines hand
// from one stage to the next. It is encrypted with a key of its own, versioned and logged. Templates are named by their
// digest and written once: nobody, however entitled, can replace one that was reviewed by another. It holds no health
// information, and is tagged so, whatever the environment holds.
type Artifacts struct {
	// Blueprint of this stack.
	Use string `json:"use,omitempty"`
	// Which stack serves a need, where the environment has more than one of its kind.
	From *ArtifactsFrom `json:"from,omitempty"`
	// The organization whose other accounts may read templates: where a pipeline deploys to them, or a catalog is shared
	// with them. Left out, only this account reads.
	Organization string `json:"organization,omitempty"`
	// Days for which what pipelines hand on is kept. Templates are kept for good.
	PipelineDays int `json:"pipelineDays"`
	// Days for which it is kept who read and wrote what. 2192 days are six years.
	AccessLogDays int `json:"accessLogDays"`
}

// ArtifactsFrom: which stack serves a need, where the environment has more than one of its kind.
type ArtifactsFrom struct {
	// The stack that holds the customer keys.
	Keys string `json:"keys,omitempty"`
}

// Audit: the account's audit trail and the record of its configuration: a trail of all regions in a locked bucket and a
// log group, AWS Config with all types of resource, and a conformance pack whose rules have the names of hipaac's
// controls. It belongs in the spec of an account, once for each of its regions. Where `managed` names an organization,
// trail and recorder exist already. Then the stack has what is missing: the pack, and with PHI a trail of the data
// events that the organization's own does not record.
type Audit struct {
	// Blueprint of this stack.
	Use string `json:"use,omitempty"`
	// Which stack serves a need, where the environment has more than one of its kind.
	From *AuditFrom `json:"from,omitempty"`
	// The region that has the account's trail and its buckets, and records what is not of any region, such as IAM. Left
	// out, this one. A spec for a further region names it, and has a recorder and a pack of its own that write to the
	// buckets there.
	Home string `json:"home,omitempty"`
	// Days for which trail and configuration are kept in their buckets. 2192 days are six years.
	KeepDays int `json:"keepDays"`
	// What the lock of the trail's bucket allows: "governance" lets the break-glass role lift it, "compliance" lets nobody,
	// the account's root user and AWS included, until keepDays have passed. It holds for each file as it is written, so
	// choose it when the rest is settled: a file that is locked once stays, and is paid for.
	Lock string `json:"lock"`
	// Days for which the trail can be searched in CloudWatch Logs, where alarms hear it. 2192 days are six years.
	LogDays int `json:"logDays"`
	// Record who read, wrote and deleted objects in buckets and who invoked functions. AWS takes 0.10 dollars for 100,000
	// events, and CloudWatch Logs and the bucket take them as well: a bucket with a million requests a day costs about 50
	// dollars a month.
	DataEvents bool `json:"dataEvents"`
	// Record data events only of these systems: buckets and functions whose names begin as hipaac begins them, with the
	// system and a hyphen. Left out, those of the whole account but the buckets of the trail itself.
	Systems []string `json:"systems"`
	// Tell of calls, or of errors, that come much more often than they used to (CloudTrail Insights). AWS takes 0.35
	// dollars for each of the two and 100,000 calls that change something.
	Insights bool `json:"insights"`
	// Days after which the pack tells of an access key that is not replaced.
	AccessKeyDays int `json:"accessKeyDays"`
	// Days after which the pack tells of a password or a key that nobody used.
	UnusedCredentialDays int `json:"unusedCredentialDays"`
	// Days before its end at which the pack tells of a certificate.
	CertificateDays int `json:"certificateDays"`
	// Ports that a security group may open to the internet, as the pack sees it.
	PublicPorts []int `json:"publicPorts"`
	// Which rules the conformance pack has. A rule is judged when something changes, for 0.001 dollars each time.
	Pack *ConformancePack `json:"pack,omitempty"`
}

// AuditFrom: which stack serves a need, where the environment has more than one of its kind.
type AuditFrom struct {
	// The stack that holds the customer keys.
	Keys string `json:"keys,omitempty"`
	// The only topic that is told.
	Observability string `json:"observability,omitempty"`
}

// Auth: sign-in of people: a Cognito user pool with pages to sign in on, a web client, and where asked for an API
// client and access to objects of one's own. Threat protection, token revocation, protection against deletion and
// silence about who has an account are always there. Leave the stack out where another identity provider signs people
// in: nothing needs it.
type Auth struct {
	// Blueprint of this stack.
	Use string `json:"use,omitempty"`
	// Which stack serves a need, where the environment has more than one of its kind.
	From *AuthFrom `json:"from,omitempty"`
	// Pages of the web application that people return to after signing in, exactly as the application sends them. https
	// only; on a developer's machine, in tier "development" without PHI, also http://localhost.
	Callbacks []string `json:"callbacks"`
	// Pages that people return to after signing out. Left out, the origins of the callbacks.
	Logouts []string `json:"logouts,omitempty"`
	// What people type to sign in: their mail address, a user name, or either. It can never be changed: people would need a
	// new pool.
	SignIn string `json:"signIn"`
	// Whether everybody needs a second factor: an authenticator app, always offered, or what the next two fields add.
	Mfa string `json:"mfa"`
	// Also take codes sent by text message. They can be intercepted; prefer passkeys.
	Sms bool `json:"sms"`
	// Also take passkeys, which are two factors in one and cannot be phished.
	Passkeys bool `json:"passkeys"`
	// Let anybody sign up. Otherwise an administrator invites people.
	SelfSignUp bool `json:"selfSignUp"`
	// Only mail addresses of these domains get an account, invited or not. Left out, any.
	MailDomains []string `json:"mailDomains,omitempty"`
	// Shortest password. All four classes of characters are always asked for.
	PasswordLength int `json:"passwordLength"`
	// How many earlier passwords cannot be used again.
	PasswordHistory int `json:"passwordHistory"`
	// Days for which an invitation can be used.
	InvitationDays int `json:"invitationDays"`
	// Minutes for which a token opens the API, and says who somebody is.
	TokenMinutes int `json:"tokenMinutes"`
	// Hours after which people have to sign in again.
	SessionHours int `json:"sessionHours"`
	// Facts about people besides their standard attributes, by name. Users cannot write them themselves. They can be added
	// later, and never changed or taken away.
	Attributes map[string]*UserAttribute `json:"attributes"`
	// Groups of people, by name. The application finds a person's groups in the token.
	Groups map[string]*UserGroup `json:"groups"`
	// Mail that invites somebody, with the places {username} and {####}, the temporary password.
	Invitation *Invitation `json:"invitation,omitempty"`
	// Mail that asks somebody to prove an address, with the place {####}, the code.
	Verification *Verification `json:"verification,omitempty"`
	// Who sends the mail. Left out, Cognito does, 50 messages a day at most, which is for trying things out.
	Mail *MailSender `json:"mail,omitempty"`
	// A domain of one's own for the pages to sign in on. Left out, they are below amazoncognito.com. It can be added and
	// taken away, but not exchanged for another in one step, since a pool has one at most. Passkeys belong to the address:
	// a new one makes them useless.
	Domain *LoginDomain `json:"domain,omitempty"`
	// First label of the pages' address below amazoncognito.com, unique among all users of AWS in the region. Left out, a
	// label that is made from system, environment and stack, and taken by nobody else.
	DomainPrefix string `json:"domainPrefix,omitempty"`
	// What the API lets its callers do: its scopes, by name, each with a line that explains it.
	Scopes map[string]string `json:"scopes"`
	// A client besides the web application.
	ApiClient *APIClient `json:"apiClient,omitempty"`
	// Let signed-in people reach objects of their own in a bucket directly, with credentials of AWS that last an hour.
	Objects *OwnObjects `json:"objects,omitempty"`
	// Keep a record of every sign-in, with the user's id and neither name nor address, besides what the trail of the
	// account says. How risky Cognito found each stays in the pool's user event history: Cognito exports it only to log
	// groups without a customer key.
	SignInRecords bool `json:"signInRecords"`
	// Days for which records of sign-ins are kept.
	RecordDays int `json:"recordDays"`
	// Days for which the log of the function that checks mail domains is kept.
	LogDays int `json:"logDays"`
	// Read requests to the pages and to the sign-in API before Cognito does, and refuse attacks. It is rented by the month,
	// which an environment without PHI may save.
	Firewall bool `json:"firewall"`
	// How many requests one address may make in five minutes. More are refused until it slows down. A back end that
	// refreshes tokens for everybody is one address.
	RequestsPer5Minutes int `json:"requestsPer5Minutes"`
	// Days for which the firewall's log is kept.
	FirewallLogDays int `json:"firewallLogDays"`
	// Let the workload invite, lock and group people. It can validate tokens without.
	WorkloadManagesUsers bool `json:"workloadManagesUsers"`
}

// AuthFrom: which stack serves a need, where the environment has more than one of its kind.
type AuthFrom struct {
	// The stack that holds the customer keys.
	Keys string `json:"keys,omitempty"`
	// The stack whose bucket holds the objects of the signed-in people.
	Storage string `json:"storage,omitempty"`
	// The stack whose topic the alarms call.
	Observability string `json:"observability,omitempty"`
}

// Backup: backups of every store of the environment, in a vault that is locked and has a key of its own. Stores are
// found by the tag BackupPlan, which hipaac puts on each of them; one that is left out says why in its template. Once
// in each account and region, somebody has to opt in to the kinds of store that AWS Backup shall see (console of AWS
// Backup, Settings, Service opt-in): CloudFormation cannot, and a kind that is not opted in is passed over without a
// word.
type Backup struct {
	// Blueprint of this stack.
	Use string `json:"use,omitempty"`
	// Which stack serves a need, where the environment has more than one of its kind.
	From *BackupFrom `json:"from,omitempty"`
	// Hours between two backups. What was written since the last one is lost with a store that has no continuous backup.
	EveryHours int `json:"everyHours"`
	// The hour, in UTC, at which backups start.
	StartHour int `json:"startHour"`
	// Days for which a backup is kept: 35 at least, in every tier, because mistakes are noticed late.
	BackupDays int `json:"backupDays"`
	// Days for which the backup of a Sunday is kept; 0 is no longer than the others.
	WeeklyDays int `json:"weeklyDays"`
	// Days for which the backup of the first of a month is kept; 0 is no longer than the others.
	MonthlyDays int `json:"monthlyDays"`
	// Days for which the backup of a first of January is kept; 0 is no longer than the others.
	YearlyDays int `json:"yearlyDays"`
	// Move monthly and yearly backups to cold storage after this many days, of the kinds of store that have it. They stay
	// there for 90 days at least.
	ColdAfterDays int `json:"coldAfterDays,omitempty"`
	// Keep the buckets' changes, too, so that a bucket can be brought back as it was at any second of the last 35 days.
	// Databases do that themselves.
	Continuous bool `json:"continuous"`
	// What the lock of the vault allows: "governance" lets a specially entitled role lift it, "compliance" lets nobody, the
	// account's root user and AWS included, once lockAfterDays have passed. Nobody can then delete a backup before its
	// time, nor the vault before its last backup.
	Lock string `json:"lock"`
	// Days after which a lock of compliance cannot be taken back.
	LockAfterDays int `json:"lockAfterDays"`
	// Copy every backup to a vault elsewhere.
	CopyTo *BackupCopy `json:"copyTo,omitempty"`
	// Kinds of store of which a backup is restored on the first Sunday of each month, to see that it can be. AWS deletes
	// what was restored after some hours, and bills it until then.
	TestRestores []string `json:"testRestores"`
}

// BackupCopy: where copies of backups go.
type BackupCopy struct {
	// ARN of the vault that receives them, in another region. The backup stack of an environment there makes one.
	Vault string `json:"vault"`
	// Days for which a copy is kept. Left out, as long as the backup itself. A vault that hipaac made takes no shorter
	// ones.
	Days int `json:"days,omitempty"`
}

// BackupFrom: which stack serves a need, where the environment has more than one of its kind.
type BackupFrom struct {
	// The stack that holds the customer keys.
	Keys string `json:"keys,omitempty"`
	// The database into whose network restores of databases are tested, where only one of several is meant.
	Database string `json:"database,omitempty"`
	// The stack that is told of backups that fail.
	Observability string `json:"observability,omitempty"`
}

// Bastion: A private machine for operators.
type Bastion struct {
	// Its size: families with AWS Graviton only, which the machine's image is made for.
	Instance string `json:"instance"`
	// Gigabytes of its encrypted disk.
	DiskGb int `json:"diskGb"`
}

// Beanstalk: an application on Elastic Beanstalk: instances of a managed platform in the private subnets. With web,
// people reach it through a load balancer; without, it is a worker that takes its jobs from an encrypted queue of its
// own. Its volumes must be encrypted by the account: turn on EBS encryption by default in the region before the first
// deployment, or name an image whose volumes are encrypted. A deployment to a region without either fails before an
// instance starts.
type Beanstalk struct {
	// Blueprint of this stack.
	Use string `json:"use,omitempty"`
	// Which stack serves a need, where the environment has more than one of its kind.
	From *BeanstalkFrom `json:"from,omitempty"`
	// What the application is written for. A name without a version is the newest one.
	Platform string `json:"platform"`
	// Version of the platform to start from, such as 3.11.7. Left out, AWS takes its newest. Weekly updates go on from it.
	Version string `json:"version,omitempty"`
	// An image of one's own to start instances from, made from the platform's. Weekly updates of the platform leave it as
	// it is.
	Image string `json:"image,omitempty"`
	// Kind of the instances. The kinds of Graviton (t4g, m7g, …) are cheaper and run programs built for arm64.
	InstanceType string `json:"instanceType"`
	// How many instances always run.
	MinInstances int `json:"minInstances"`
	// How many instances run at most.
	MaxInstances int `json:"maxInstances"`
	// Percentage of their processors that the instances may use on average before another one is started.
	ScaleAtCpuPercent int `json:"scaleAtCpuPercent"`
	// Size of the instances' volumes in gigabytes.
	VolumeGB int `json:"volumeGB"`
	// How a new version of the application replaces the old one. "immutable" starts new instances beside the old ones, and
	// takes them away again when they do not work.
	Deployment string `json:"deployment"`
	// The application version that this stack deploys. Left out, versions are deployed by a pipeline, and the first
	// deployment of the stack starts AWS's sample application.
	Bundle *BeanstalkBundle `json:"bundle,omitempty"`
	// How people and other systems reach the application. Left out, the application is a worker.
	Web *Web `json:"web,omitempty"`
	// Path that answers 200 as long as the application works. The load balancer asks for it over HTTPS.
	HealthPath string `json:"healthPath"`
	// Path on its own instance that a worker gets its jobs at: Beanstalk posts each message of the queue there.
	JobPath string `json:"jobPath"`
	// Seconds that a worker may take for one job.
	JobSeconds int `json:"jobSeconds"`
	// How often a job is tried before it is put aside for people to look at.
	JobAttempts int `json:"jobAttempts"`
	// Weekly hour at which AWS may update the platform and replace the instances, in UTC.
	UpdateWindow string `json:"updateWindow"`
	// Further environment variables. Never a secret: name where to find it, and let the application read it.
	Variables map[string]string `json:"variables"`
	// Further names for variables that other stacks offer, for applications that insist on theirs:
	// {AWS__Cognito__userPoolId: AUTH_USER_POOL_ID}.
	Aliases map[string]string `json:"aliases"`
	// Whether traces go to X-Ray. They hold addresses of requests, so the application must keep names of patients out of
	// those.
	Xray bool `json:"xray"`
	// Days for which the logs of the platform and the application are kept.
	LogDays int `json:"logDays"`
}

// BeanstalkBundle: where a version of the application lies, packed for Elastic Beanstalk.
type BeanstalkBundle struct {
	// Name of the bucket, in the environment's region.
	Bucket string `json:"bucket"`
	// Key of the object. A new version needs a new key.
	Key string `json:"key"`
}

// BeanstalkFrom: which stack serves a need, where the environment has more than one of its kind.
type BeanstalkFrom struct {
	// The stack that holds the customer keys.
	Keys string `json:"keys,omitempty"`
	// The network that the instances stand in.
	Network string `json:"network,omitempty"`
	// The stack with the role of the application.
	Access string `json:"access,omitempty"`
	// The user pool that the application is told of, if it is to be one only.
	Auth string `json:"auth,omitempty"`
	// The database that the application reaches, if it is to be one only.
	Database string `json:"database,omitempty"`
	// The stack whose topic alarms are sent to.
	Observability string `json:"observability,omitempty"`
	// The storage that the application is told of, if it is to be one only.
	Storage string `json:"storage,omitempty"`
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

// Catalog: what people may launch by themselves, and nothing else: a portfolio of Service Catalog with products that
// hipaac compiled. Administrators decide what a product is; whoever launches one decides only what its form asks. A
// product is a stack of the same spec. It is compiled and judged like all others, but not deployed: `hipaac publish`
// gives it to Service Catalog, which makes it with a role of its own. That role may do what the resources in the
// product's template need, and nothing else; it follows from the template with every build: deploy the catalog before
// you publish a version that holds something new. A product that asks for parameters, such as web-server, can be
// launched as often as people like. Any other stack has names of its own and can be launched once in its account and
// region.
type Catalog struct {
	// Blueprint of this stack.
	Use string `json:"use,omitempty"`
	// Which stack serves a need, where the environment has more than one of its kind.
	From *CatalogFrom `json:"from,omitempty"`
	// What people see as the portfolio's name. Left out, the names of the system and the environment.
	Title string `json:"title,omitempty"`
	// The products, each by the name of its stack.
	Products map[string]*Product `json:"products"`
	// IAM groups and roles of this account whose people may launch, beside those of the developers stacks: group/operators,
	// role/deployers. A role of IAM Identity Center has a star where AWS puts letters of its own:
	// role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Operators_*.
	Launchers []string `json:"launchers"`
	// Tags that whoever launches has to choose, each from these values: a cost centre, a project. One value is no choice
	// and is simply put on everything. A tag and value exists once in an account and region: two catalogs there cannot both
	// have it.
	Tags map[string][]string `json:"tags"`
	// Mail addresses that get every event of every launch. Launches that fail are told to observability in any case.
	Notify []string `json:"notify"`
}

// CatalogFrom: which stack serves a need, where the environment has more than one of its kind.
type CatalogFrom struct {
	// The stack that holds the customer keys.
	Keys string `json:"keys,omitempty"`
	// The store of the products' templates.
	Artifacts string `json:"artifacts,omitempty"`
	// The only developers who may launch.
	Developers string `json:"developers,omitempty"`
	// The only topic that is told of launches that fail.
	Observability string `json:"observability,omitempty"`
}

// ConformancePack: changes to the rules of the conformance pack.
type ConformancePack struct {
	// Rules to leave out, by the name of their control, each with the reason.
	Without map[string]string `json:"without,omitempty"`
	// Rules to add that are left out because hipaac's own output breaks them, such as s3-replication.
	With []string `json:"with,omitempty"`
}

// Database: A relational database in the isolated subnets of the network: encrypted, reached over TLS only, audited,
// backed up to the second, its master password in a secret that RDS makes and changes every seven days. Its security
// group admits nobody; the stacks that run the application add themselves. Names of databases are fixed, so that their
// logs, alarms and dashboards are known beforehand. CloudFormation can therefore never replace one: a change that would
// need it (another engine, another snapshot to restore from) fails, and the data stays. Give a stack another name
// instead, move the data, and remove the old stack. For PostgreSQL one thing is left to do by hand, because only the
// database itself can: run "CREATE EXTENSION pgaudit" once in each database (after "SET pgaudit.log = 'none'" in the
// same session). Without it everything is audited all the same, but a record of a changed table does not name the
// table.
type Database struct {
	// Blueprint of this stack.
	Use string `json:"use,omitempty"`
	// Which stack serves a need, where the environment has more than one of its kind.
	From *DatabaseFrom `json:"from,omitempty"`
	// The database's engine. Aurora keeps six copies of the data in three zones and can be serverless; the others are the
	// engines as their makers publish them, in one instance.
	Engine string `json:"engine"`
	// The engine's version: a major version such as "17", or all of it such as "17.9". Left out, it is the one that most
	// applications are tested with. RDS installs later minor versions by itself, and cannot go back: write the one that
	// runs where an update asks for an older. A later major version that is written here upgrades the database in place,
	// without it for a while.
	Version string `json:"version,omitempty"`
	// Name of the first database on the server.
	Name string `json:"name"`
	// Instance class of the writer and of each reader. Left out, it follows from engine and tier: in development the
	// smallest there is, for Aurora one that costs nothing while nobody uses it (serverless from 0 to 2).
	Class string `json:"class,omitempty"`
	// Let Aurora choose the size by load, between bounds, instead of a class.
	Serverless *ServerlessCapacity `json:"serverless,omitempty"`
	// Whether the database goes on when its zone fails: Aurora then has a reader in another zone that takes over, the other
	// engines have a standby. It doubles the price.
	MultiAz bool `json:"multiAz"`
	// Instances of Aurora that answer reads beside the writer. The first stands in another zone than the writer, the others
	// where Aurora finds room. Under multiAz there is one at least.
	Readers int `json:"readers"`
	// Gigabytes to begin with, of engines other than Aurora, which takes what it needs. Left out: 20, in production 100.
	StorageGb int `json:"storageGb,omitempty"`
	// Gigabytes up to which the storage grows by itself, of engines other than Aurora. Left out: five times storageGb.
	MaxStorageGb int `json:"maxStorageGb,omitempty"`
	// What the audit log records beside who connects: every statement, or only those that change data, tables or rights.
	// Statements hold the values that they name, so that the log is as confidential as the data.
	Audit string `json:"audit"`
	// Days for which the database's logs are kept, the audit log first of all. 2192 days are six years.
	AccessLogDays int `json:"accessLogDays"`
	// Days back to which the database can be restored, to the second.
	BackupDays int `json:"backupDays"`
	// When RDS takes its own daily backup, in UTC. AWS Backup takes none in the hour before this window and the other, nor
	// in them: keep both away from startHour of a backup stack.
	BackupWindow string `json:"backupWindow"`
	// When RDS may patch and restart the database, in UTC.
	MaintenanceWindow string `json:"maintenanceWindow"`
	// How much Database Insights shows of load and queries: "standard" remembers a week, "advanced" fifteen months, with
	// execution plans and locks, for a price per vCPU.
	Insights string `json:"insights"`
	// Make the database from a snapshot.
	Restore *DatabaseRestore `json:"restore,omitempty"`
}

// DatabaseFrom: which stack serves a need, where the environment has more than one of its kind.
type DatabaseFrom struct {
	// The stack that holds the customer keys.
	Keys string `json:"keys,omitempty"`
	// The network that the database lives in.
	Network string `json:"network,omitempty"`
	// The stack whose topic the alarms call, where only one of several is to be called.
	Observability string `json:"observability,omitempty"`
}

// DatabaseRestore: making a database from a snapshot. It belongs to a new stack, under a new name: a database that is
// there is never replaced. Leave it in the spec as long as the database lives, for without it CloudFormation would try
// to make a new, empty one, and fail on the name. The database has a new master password in a secret of its own, and
// otherwise the users of the snapshot. The name of the first database is the snapshot's; set name to it.
type DatabaseRestore struct {
	// ARN of the snapshot: of a cluster for Aurora, of an instance for the other engines. Aurora encrypts the copy with
	// this environment's data key. The other engines keep the key of the snapshot: copy it with this environment's data key
	// first.
	Snapshot string `json:"snapshot"`
	// Whether the snapshot holds protected health information. Where it does, the environment must, too.
	Phi bool `json:"phi"`
}

// Delivery: who may deploy the environment, and with which rights: a role for CloudFormation with the rights that the
// types of resources in the environment's own stacks need, and a role for the pipeline or the workflow, which may hand
// these stacks' templates to CloudFormation and do nothing else. An administrator deploys this stack, first of all and
// again whenever it changes: neither role can change it, so that a new kind of resource takes the consent of somebody
// outside the pipeline. What the templates say limits the rest: whoever accepts one that makes a role accepts that
// role's rights.
type Delivery struct {
	// Blueprint of this stack.
	Use string `json:"use,omitempty"`
	// Which stack serves a need, where the environment has more than one of its kind.
	From *DeliveryFrom `json:"from,omitempty"`
	// Deployed by CodePipeline, in this account or another.
	Pipeline *DeliveryPipeline `json:"pipeline,omitempty"`
	// Deployed by a workflow of GitHub, without any stored key.
	Github *DeliveryGitHub `json:"github,omitempty"`
	// The bucket of this account through which templates go that are too long to be sent, and the only one that the roles
	// may use: the one that the artifacts stack of the account's spec makes. Not needed where the environment makes one
	// itself.
	Bucket string `json:"bucket,omitempty"`
}

// DeliveryFrom: which stack serves a need, where the environment has more than one of its kind.
type DeliveryFrom struct {
	// The bucket for templates, where the environment makes one itself.
	Artifacts string `json:"artifacts,omitempty"`
	// The catalog whose roles are deployed with the environment.
	Catalog string `json:"catalog,omitempty"`
	// The stack whose dashboard is deployed with the environment.
	Observability string `json:"observability,omitempty"`
	// The stack whose stack sets are deployed with the environment.
	Rollout string `json:"rollout,omitempty"`
	// GitHub's identities, where the same spec trusts them.
	Github string `json:"github,omitempty"`
}

// DeliveryGitHub: the repository of GitHub that deploys.
type DeliveryGitHub struct {
	// Its owner and name, as GitHub says them to AWS. Repositories made or renamed since July 2026 say their numbers, too,
	// as in clinic@1234/platform@5678, and so nobody can take their place under the same name.
	Repository string `json:"repository"`
	// The environment of GitHub that the job names. Its reviewers are asked before a job gets the role: set them in the
	// repository's settings, for production always. Left out, the environment's own name.
	Environment string `json:"environment,omitempty"`
	// The branch that is deployed. A job that runs anything else gets no role, whatever environment it names: GitHub makes
	// an environment that nobody has set up, without reviewers, when a job names it. Protect the branch: who can write to
	// it, deploys.
	Branch string `json:"branch"`
}

// DeliveryPipeline: the pipeline that deploys.
type DeliveryPipeline struct {
	// Its account.
	Account string `json:"account"`
	// The role of its step for this environment: "<system>-<environment>-<stack>-deploy-<spec>", such as
	// clinic-tools-pipeline-deploy-prod.
	Role string `json:"role"`
}

// Detection: what looks for trouble in an account: GuardDuty with its protection plans, Security Hub with standards,
// IAM Access Analyzer, Macie; and a log of all findings, which the detectors themselves forget after 90 days. What
// CloudFormation cannot switch on, Inspector among it, stands in the manifest as a prerequisite, with the command that
// sets it.
type Detection struct {
	// Blueprint of this stack.
	Use string `json:"use,omitempty"`
	// Which stack serves a need, where the environment has more than one of its kind.
	From *DetectionFrom `json:"from,omitempty"`
	// Detectors that an organization's administrator runs for the account. They are not made, but expected. Left out, these
	// are all that an account can have but one of where the environment is managed by an organization, and none where it
	// stands alone.
	OrganizationRuns []string `json:"organizationRuns,omitempty"`
	// Where GuardDuty brings its agent by itself, to see what runs inside: the only protection plan that is paid by the
	// vCPU. All plans are on in any case.
	Agents []string `json:"agents"`
	// Standards by which Security Hub judges the account. NIST 800-53 is the nearest to the Security Rule.
	Standards []string `json:"standards"`
	// Controls of Security Hub whose findings are suppressed here, each with the reason, which is noted in every such
	// finding: {IAM.6: "..."}.
	SuppressedControls map[string]string `json:"suppressedControls"`
	// Days without use after which a right, a role or a key is a finding. 0 looks for none; each role and user costs a
	// little a month.
	UnusedAccessDays int `json:"unusedAccessDays"`
	// Macie: watches who may read buckets, and samples objects for sensitive data where it is asked to (see the
	// prerequisites).
	Macie bool `json:"macie"`
	// Texts that Macie shall not take for sensitive, such as numbers of test patients: a name and a regular expression.
	AllowLists map[string]string `json:"allowLists"`
	// Days for which findings are kept. 2192 days are six years.
	FindingsDays int `json:"findingsDays"`
}

// DetectionFrom: which stack serves a need, where the environment has more than one of its kind.
type DetectionFrom struct {
	// The stack that holds the customer keys.
	Keys string `json:"keys,omitempty"`
	// The stack with the recorder of AWS Config.
	Audit string `json:"audit,omitempty"`
}

// DeveloperSet: A permission set for developers.
type DeveloperSet struct {
	// Its name. Left out, it is "<system>-<environment>-<stack>", cut at 32 characters.
	Name string `json:"name,omitempty"`
	// ARN of the Identity Center that the stack makes the permission set in. Left out, somebody else makes it, in the
	// account that manages Identity Center; the manifest says how.
	Instance string `json:"instance,omitempty"`
	// Ids of the groups of Identity Center that get the permission set in this account. Needs instance.
	Groups []string `json:"groups"`
	// Hours after which people sign in again.
	Hours int `json:"hours"`
}

// Developers: people who launch and do not build. They clone and push, open and approve pull requests, launch products
// of the catalog, look after what they launched and read its logs. They create nothing by themselves, change neither
// the catalog nor the approval rules, and write to no protected branch but by an approved pull request. One policy says
// all of it. It is what developers may do, and as a permission boundary also the most that they may do: nothing that
// somebody attaches later adds to it. The roles that launch products are not bounded by it.
type Developers struct {
	// Blueprint of this stack.
	Use string `json:"use,omitempty"`
	// Which stack serves a need, where the environment has more than one of its kind.
	From *DevelopersFrom `json:"from,omitempty"`
	// Names of IAM users of the account who are developers. They exist already; the stack puts them into a group, in which
	// nothing goes without a second factor but setting one up.
	Members []string `json:"members"`
	// A permission set of IAM Identity Center, in place of the group. The second factor is asked for there.
	PermissionSet *DeveloperSet `json:"permissionSet,omitempty"`
}

// DevelopersFrom: which stack serves a need, where the environment has more than one of its kind.
type DevelopersFrom struct {
	// The only repository that developers work in.
	Repository string `json:"repository,omitempty"`
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
	// Who runs the trail, the recorder and the detectors of the account: this spec, or an organization that AWS Control
	// Tower or the Landing Zone Accelerator set up. What an organization runs already is not made a second time, but
	// expected.
	Managed string `json:"managed"`
	// Who answers for the environment: a team's mail address.
	Owner string `json:"owner"`
	// Where alarms of security and operations are sent.
	Alerts []string `json:"alerts"`
	// Further tags on every resource.
	Tags map[string]string `json:"tags"`
	// Controls that the environment does not meet for now. Each is an error as soon as its time is over.
	Waivers []*Waiver `json:"waivers,omitempty"`
	// The stacks of the environment. The key names the stack; `use` names its blueprint and defaults to the key.
	Stacks map[string]any `json:"stacks"`
}

// Fargate: an application in containers on AWS Fargate, in the private subnets, from a repository of its own. With web,
// people reach it through a load balancer; without, it is a worker, with a queue of its own if it asks for one. The
// first deployment has no image yet: leave image out, push one to the repository that the stack has made, then name it.
type Fargate struct {
	// Blueprint of this stack.
	Use string `json:"use,omitempty"`
	// Which stack serves a need, where the environment has more than one of its kind.
	From *FargateFrom `json:"from,omitempty"`
	// The image to run, by its tag or digest in the stack's repository. Tags there never move, so a new image has a new
	// tag. Left out, everything is made but nothing runs.
	Image string `json:"image,omitempty"`
	// The processors that the image is built for. Graviton, arm64, does the same for a fifth less.
	Architecture string `json:"architecture"`
	// Processor units of a task, 1024 for one processor.
	Cpu int `json:"cpu"`
	// Memory of a task in MiB. How much is possible depends on cpu.
	Memory int `json:"memory"`
	// How many tasks always run.
	MinTasks int `json:"minTasks"`
	// How many tasks run at most.
	MaxTasks int `json:"maxTasks"`
	// Percentage of their processors that the tasks may use on average before another one is started.
	ScaleAtCpuPercent int `json:"scaleAtCpuPercent"`
	// Arguments for the image's entry point, where it needs any.
	Command []string `json:"command,omitempty"`
	// Number of the user that the application runs as. It is never root.
	User int `json:"user"`
	// Folders that the application may write to. They end with the task; everything else is read-only. In the image, each
	// must belong to the user and be named by VOLUME, from which it takes its owner.
	Writable []string `json:"writable"`
	// Size of the tasks' disk in GiB, for the image and what they write. Left out, it is 20.
	DiskGB int `json:"diskGB,omitempty"`
	// How people and other systems reach the application. Left out, nobody reaches it.
	Web *Web `json:"web,omitempty"`
	// Port on which the application answers with TLS. Its certificate may be signed by itself: the load balancer encrypts
	// to it and does not ask who it is.
	Port int `json:"port"`
	// Path that answers 200 as long as the application works. The load balancer asks for it over HTTPS.
	HealthPath string `json:"healthPath"`
	// Seconds that the application may take to start.
	StartSeconds int `json:"startSeconds"`
	// Seconds that the application gets to finish its work when it is asked to end.
	StopSeconds int `json:"stopSeconds"`
	// A queue of the application's own, for work that is done later.
	Queue *FargateQueue `json:"queue,omitempty"`
	// Jobs that run at certain times, each as a task of its own from the same image.
	Jobs map[string]*Job `json:"jobs"`
	// Further environment variables. Never a secret: name where to find it, and let the application read it.
	Variables map[string]string `json:"variables"`
	// Further names for variables that other stacks offer, for applications that insist on theirs:
	// {AWS__Cognito__userPoolId: AUTH_USER_POOL_ID}.
	Aliases map[string]string `json:"aliases"`
	// Secrets of Secrets Manager that are handed to the application as environment variables when a task starts, by the
	// variable. A secret that changes reaches only tasks that start later, so an application does better to read them
	// itself. Their key must be the environment's key for secrets.
	Secrets map[string]string `json:"secrets"`
	// Whether administrators may open a session in a running container (ECS Exec). Sessions are encrypted and recorded.
	Exec bool `json:"exec"`
	// Days for which the records of those sessions are kept.
	SessionLogDays int `json:"sessionLogDays"`
	// Days for which the logs of the application are kept.
	LogDays int `json:"logDays"`
	// How many images the repository keeps, counted from the newest. It does not know which one is in use.
	KeepImages int `json:"keepImages"`
}

// FargateFrom: which stack serves a need, where the environment has more than one of its kind.
type FargateFrom struct {
	// The stack that holds the customer keys.
	Keys string `json:"keys,omitempty"`
	// The network that the tasks stand in.
	Network string `json:"network,omitempty"`
	// The stack with the role of the application.
	Access string `json:"access,omitempty"`
	// The user pool that the application is told of, if it is to be one only.
	Auth string `json:"auth,omitempty"`
	// The database that the application reaches, if it is to be one only.
	Database string `json:"database,omitempty"`
	// The stack whose topic alarms are sent to.
	Observability string `json:"observability,omitempty"`
	// The storage that the application is told of, if it is to be one only.
	Storage string `json:"storage,omitempty"`
}

// FargateQueue: A queue with a dead-letter queue, encrypted with the key for messages. The application is told its
// address in QUEUE_URL and has the right to send and receive. Tasks are started and stopped with the messages that
// wait.
type FargateQueue struct {
	// Seconds that the application may take for one message before another task gets it.
	TimeoutSeconds int `json:"timeoutSeconds"`
	// How often a message is tried before it is put aside for people to look at.
	Attempts int `json:"attempts"`
	// How many waiting messages one task is for.
	MessagesPerTask int `json:"messagesPerTask"`
	// Minutes after which people are called because a message still waits.
	AlarmMinutes int `json:"alarmMinutes"`
}

// GitHub: trust in what GitHub says of its workflows: the identity provider that the delivery stacks of all
// environments in the account rely on. It admits nobody by itself: each role names the one repository and environment
// that it is for.
type GitHub struct {
	// Blueprint of this stack.
	Use string `json:"use,omitempty"`
}

// Guardrails: what nobody in the organization's accounts can do, whatever rights an account gives: service control
// policies, attached to units or accounts. They permit the services that AWS's agreement covers for PHI and those that
// run accounts, in the regions that are named; what watches and records stays as it is; root users, IAM users and
// stored keys are of no use; what hipaac deployed is changed by hipaac alone. The spec is that of the organization's
// management account, or of one that it names for policies. A policy does not bind the management account itself, nor
// the roles that are linked to a service.
type Guardrails struct {
	// Blueprint of this stack.
	Use string `json:"use,omitempty"`
	// What the policies are attached to: organizational units with all that is below them, accounts in quotes, or the root.
	// Try them on a unit with a test account first: a denial takes effect at once.
	Targets []string `json:"targets"`
	// Who makes the policies: the management account, or one that it names for them.
	Administrator string `json:"administrator"`
	// Regions in which accounts work besides the spec's own. What answers for all regions from one is permitted in any
	// case.
	Regions []string `json:"regions"`
	// Services beyond AWS's list that accounts may use, each with the reason: {scheduler: "starts jobs, and what it is
	// handed names no patient"}. The key is the prefix of the service's actions. No PHI may reach them.
	Also map[string]string `json:"also"`
	// Systems whose stacks, roles and records are protected, besides the spec's own.
	Systems []string `json:"systems"`
	// Roles in the accounts that may do what others may not, by the ends of their ARNs, such as the role of an
	// administrator. The roles that deploy a system, and those that Control Tower or the Landing Zone Accelerator and
	// StackSets work with, are among them without being named. Nobody else can make or change a role with such a name.
	Trusted []string `json:"trusted"`
	// Buckets of records besides those of the systems' trails and recorders, by their names; a name may end in "*".
	Archives []string `json:"archives"`
	// Keeps what is stored from everybody outside the organization: a resource control policy on buckets, keys, secrets,
	// queues, tables and repositories of images.
	Perimeter *Perimeter `json:"perimeter,omitempty"`
}

// Invitation: mail that invites somebody.
type Invitation struct {
	// The subject.
	Subject string `json:"subject"`
	// The text, which may be HTML.
	Body string `json:"body"`
}

// Job: A job that runs at certain times. People are called when it cannot be started or ends with an error.
type Job struct {
	// When it runs, in UTC: cron(minutes hours day-of-month month day-of-week year), of whose two days one is ?, or rate(5
	// minutes).
	At string `json:"at"`
	// Arguments for the image's entry point.
	Command []string `json:"command"`
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

// LoginDomain: A domain of one's own for the pages to sign in on. Cognito takes it only if its parent, such as
// clinic.example, has an address record.
type LoginDomain struct {
	// The name, such as login.clinic.example.
	Name string `json:"name"`
	// ARN of a certificate for the name in us-east-1, whatever the region of the environment.
	Certificate string `json:"certificate"`
	// The public Route 53 hosted zone that holds the name, which is entered there. Left out, enter it yourself: it must
	// lead to the export SignInTarget.
	HostedZone string `json:"hostedZone,omitempty"`
}

// MailBySeverity: mail addresses by severity.
type MailBySeverity struct {
	// What needs somebody now: the root user, break-glass roles, the trail, keys, backups, what opens data to others,
	// findings of high severity.
	High []string `json:"high,omitempty"`
	// What needs somebody today: changes of rights, policies and networks, findings of medium severity.
	Medium []string `json:"medium,omitempty"`
	// What to look through: denied calls, findings of low severity, settings that break a rule.
	Low []string `json:"low,omitempty"`
}

// MailSender: mail through Amazon SES.
type MailSender struct {
	// ARN of the verified identity, a domain or an address.
	Identity string `json:"identity"`
	// The address that mail comes from.
	From string `json:"from"`
	// The address that answers go to.
	ReplyTo string `json:"replyTo,omitempty"`
}

// Mesh: A transit gateway that connects the environment's own network, at the centre, to the networks of other
// environments, also in other accounts. Each of them reaches the centre and nobody else, unless it shares a domain with
// others of its kind. It takes three steps, because each side needs an id that only the other one's deployment makes:
// deploy the mesh with its networks listed; give their specs the gateway's id, deploy their network stacks, and accept
// the attachments that come from other accounts while those deployments wait for it; give the attachments' ids to the
// mesh and deploy it again. Before that, nothing gets through, to the internet neither.
type Mesh struct {
	// Blueprint of this stack.
	Use string `json:"use,omitempty"`
	// Which stack serves a need, where the environment has more than one of its kind.
	From *MeshFrom `json:"from,omitempty"`
	// The networks around the centre, by name.
	Networks map[string]*Spoke `json:"networks"`
	// Let the networks reach the internet through the NAT gateways of the centre: HTTP, HTTPS and ports above 1023. Each of
	// them decides by its own egress whether it does.
	Egress bool `json:"egress"`
	// Days for which the transit gateway's flow logs are kept.
	FlowLogDays int `json:"flowLogDays"`
}

// MeshFrom: which stack serves a need, where the environment has more than one of its kind.
type MeshFrom struct {
	// The stack that holds the customer keys.
	Keys string `json:"keys,omitempty"`
	// The network at the centre.
	Network string `json:"network,omitempty"`
	// The stack that is told of alarms.
	Observability string `json:"observability,omitempty"`
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
	// How many availability zones to use: the first of the region, as the account names them. In a few zones AWS lacks
	// endpoints or kinds of instances (use1-az3 of us-east-1, whatever its name); where the account has such a zone among
	// its first, use fewer.
	Zones int `json:"zones"`
	// How private subnets reach the internet: not at all, through one NAT gateway, through one per zone, or through the NAT
	// gateways of the network at the centre of a mesh. Nothing is ever made public to save the gateway. Each gateway takes
	// an Elastic IP address, of which an account has five in a region until AWS raises the quota.
	Egress string `json:"egress"`
	// Subnet blocks chosen by hand, one per zone, for a network that must fit an address plan. They must lie inside cidr.
	Subnets *NetworkSubnets `json:"subnets,omitempty"`
	// AWS services to reach through interface endpoints instead of the internet. S3 and DynamoDB have gateway endpoints
	// always.
	Endpoints []string `json:"endpoints"`
	// Days for which the network's records are kept: every connection (flow logs) and every look-up of a name (DNS query
	// logs).
	FlowLogDays int `json:"flowLogDays"`
	// Connect the network to others through a transit gateway, which a mesh of another environment holds.
	Mesh *NetworkMesh `json:"mesh,omitempty"`
}

// NetworkFrom: which stack serves a need, where the environment has more than one of its kind.
type NetworkFrom struct {
	// The stack that holds the customer keys.
	Keys string `json:"keys,omitempty"`
}

// NetworkMesh: A network's side of a mesh. The other side is its entry among the mesh's networks, without which nothing
// gets through.
type NetworkMesh struct {
	// The transit gateway: what the mesh exports as TransitGatewayId. It stands in the network's own region, in any
	// account.
	Gateway string `json:"gateway"`
	// The blocks of the networks that private subnets reach, and are reached from: that at the centre of the mesh, and
	// those of the same domain. Isolated subnets reach nobody.
	Reaches []string `json:"reaches"`
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

// OwnObjects: objects that belong to one person each.
type OwnObjects struct {
	// The bucket of a storage stack, by its name there.
	Bucket string `json:"bucket"`
	// What their keys begin with; the person's identity comes next. Nobody reaches those of another.
	Prefix string `json:"prefix"`
}

// Perimeter: the border of the organization around what is stored.
type Perimeter struct {
	// The id of the organization.
	Organization string `json:"organization"`
	// Accounts outside the organization that may reach what is stored, where a policy there lets them, in quotes.
	Partners []string `json:"partners"`
}

// Pipeline: the way from a commit to the environments: every change is judged and must come with the templates that it
// leads to; then each environment is deployed in turn, production only after somebody has approved. Deploying happens
// with the role that the environment's own delivery stack makes; the pipeline itself has no right to change anything.
// What each step runs stands in the repository, below ci/: "hipaac init --ci codebuild" writes it.
type Pipeline struct {
	// Blueprint of this stack.
	Use string `json:"use,omitempty"`
	// Which stack serves a need, where the environment has more than one of its kind.
	From *PipelineFrom `json:"from,omitempty"`
	// The environments, in the order in which they are deployed.
	Environments []*PipelineEnvironment `json:"environments"`
	// Mail addresses that are asked for approval. Left out, those in alerts.
	Approvers []string `json:"approvers"`
	// Judge every pull request of a CodeCommit repository, and say the result in a comment. It judges with the rules of the
	// pull request's own branch, so a person still reads what changes below ci/.
	PullRequests bool `json:"pullRequests"`
	// The image that the steps run in: one of AWS's own, which AWS keeps up to date.
	Image string `json:"image"`
	// Minutes after which a step is ended. A deployment that is cut off goes on in CloudFormation; run it again, and it
	// finds what is done.
	TimeoutMinutes int `json:"timeoutMinutes"`
	// Days for which it is kept what each step said: who deployed what, and with which result. 2192 days are six years.
	LogDays int `json:"logDays"`
}

// PipelineEnvironment: an environment that the pipeline deploys to.
type PipelineEnvironment struct {
	// The environment's name.
	Name string `json:"name"`
	// Its account.
	Account string `json:"account"`
	// Its tier. An environment of tier production is only deployed after somebody has approved.
	Tier string `json:"tier"`
	// Whether somebody has to approve. Left out, production only. Production cannot do without.
	Approval *bool `json:"approval,omitempty"`
	// The system that it belongs to. Left out, the pipeline's own.
	System string `json:"system,omitempty"`
	// The name of its spec below environments/, without .yaml. Left out, the environment's name.
	Spec string `json:"spec,omitempty"`
	// Its region. Left out, the pipeline's own.
	Region string `json:"region,omitempty"`
}

// PipelineFrom: which stack serves a need, where the environment has more than one of its kind.
type PipelineFrom struct {
	// The stack that holds the customer keys.
	Keys string `json:"keys,omitempty"`
	// The bucket through which the steps hand on what they made.
	Artifacts string `json:"artifacts,omitempty"`
	// The repository that the pipeline follows.
	Repository string `json:"repository,omitempty"`
	// The only topic that is told of executions that fail.
	Observability string `json:"observability,omitempty"`
}

// Product: A product of the catalog.
type Product struct {
	// What people see as the product's name. Left out, the name of its stack.
	Title string `json:"title,omitempty"`
	// What the product is, for those who look for one.
	Description string `json:"description,omitempty"`
	// Who answers for the product, as people see it. Left out, the owner of the environment.
	Owner string `json:"owner,omitempty"`
	// Where people who launched the product find help. Left out, at the owner of the environment.
	Support *ProductSupport `json:"support,omitempty"`
	// For parameters of the product, the only values that may be chosen: InstanceType: [t4g.small]. Each must be one that
	// the product allows.
	Allow map[string][]string `json:"allow"`
	// Types of resources that older versions held and this one does not, such as AWS::SQS::Queue: the launch role keeps its
	// rights on them, so that what was launched long ago can still be changed and terminated.
	Formerly []string `json:"formerly"`
	// What becomes of older versions when a new one is published: "keep" leaves them to be launched, "deprecate" warns of
	// them and lets nobody launch them anew, "remove" takes them away. What was launched from them stays.
	Old string `json:"old"`
	// Versions to take away whatever old says, each by the SHA-256 of its template that `hipaac publish` shows. Never the
	// one that the product has now.
	Retired []string `json:"retired"`
}

// ProductSupport: where people who launched the product find help. Left out, at the owner of the environment.
type ProductSupport struct {
	// A mail address.
	Mail string `json:"mail,omitempty"`
	// A page.
	Url string `json:"url,omitempty"`
	// What to do, in a sentence.
	Text string `json:"text,omitempty"`
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

// Repository: where code lives, and who has to agree to it. Without `connection` it is a repository of AWS CodeCommit,
// encrypted with the key for code: nobody merges into a protected branch what nobody else approved, and who goes around
// the approvals is told of. With `connection` it is a repository of GitHub, GitLab or Bitbucket, whose own rules
// protect its branches. Code holds no health information, and the repository is tagged so: test data with patients in
// it has no place there.
type Repository struct {
	// Blueprint of this stack.
	Use string `json:"use,omitempty"`
	// Which stack serves a need, where the environment has more than one of its kind.
	From *RepositoryFrom `json:"from,omitempty"`
	// The host of the repository, where it is not CodeCommit. Somebody has to finish the connection once in the console;
	// the manifest says how.
	Connection string `json:"connection,omitempty"`
	// The repository's path at its host, such as clinic/portal. Needed with connection; the name of a repository of
	// CodeCommit follows from system, environment and stack.
	Repository string `json:"repository,omitempty"`
	// The branch that is deployed from.
	Branch string `json:"branch"`
	// Further branches into which nothing comes without approval.
	Protected []string `json:"protected"`
	// How many people besides the author have to approve a pull request into a protected branch.
	Approvals int `json:"approvals"`
	// Whose approvals count: ARNs of IAM users, or of sessions of roles with "*" for the session's name. Left out,
	// everybody's with access to the repository.
	Approvers []string `json:"approvers"`
	// Tell those who are alarmed of every pull request, too. They are told of overridden and changed approval rules in any
	// case.
	TellOfPullRequests bool `json:"tellOfPullRequests"`
	// Days for which the log of the function that keeps the approval rule is kept.
	LogDays int `json:"logDays"`
}

// RepositoryFrom: which stack serves a need, where the environment has more than one of its kind.
type RepositoryFrom struct {
	// The stack that holds the customer keys.
	Keys string `json:"keys,omitempty"`
	// The only topic that is told.
	Observability string `json:"observability,omitempty"`
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

// Rollout: the same stacks in every account of organizational units, also in accounts that join later: a StackSet of
// CloudFormation for each stack that is carried. The account of the spec has the stacks of its own, deployed as any
// other; it is the organization's management account, or one that administers StackSets for it. A template is decided
// for one region: what AWS offers there, and what is made once in an account. So a rollout goes to the region of its
// spec, and a further region is a further spec of a few lines, which starts from the same common file.
type Rollout struct {
	// Blueprint of this stack.
	Use string `json:"use,omitempty"`
	// Which stack serves a need, where the environment has more than one of its kind.
	From *RolloutFrom `json:"from,omitempty"`
	// The organizational units whose accounts get the stacks, with the units below them.
	Units []string `json:"units"`
	// The stacks of this spec that are carried, together with those that they import from.
	Carries []string `json:"carries"`
	// Accounts of the units that are left out, in quotes. The spec's own account is left out in any case. AWS heeds this
	// for the accounts that are in the units when the rollout is deployed. One that is moved into them later gets the
	// stacks: move it elsewhere.
	Except []string `json:"except"`
	// Who administers: an account that the organization named for StackSets, or its management account.
	Administrator string `json:"administrator"`
	// The account that manages the organization, in quotes. StackSets belong to it, also those of an administrator that it
	// named. By their ARNs AWS knows the order in which an account that joins later gets the stacks.
	Management string `json:"management,omitempty"`
	// Percent of the accounts that are changed at a time.
	AtOnce int `json:"atOnce"`
}

// RolloutFrom: which stack serves a need, where the environment has more than one of its kind.
type RolloutFrom struct {
	// The stack that holds the bucket for templates.
	Artifacts string `json:"artifacts,omitempty"`
}

// ServerlessCapacity: bounds of a serverless database, in Aurora capacity units: about 2 GiB of memory each, with the
// processor that goes with it.
type ServerlessCapacity struct {
	// The least. 0 pauses the database when nobody uses it; the first connection then waits up to half a minute.
	Min int `json:"min"`
	// The most.
	Max int `json:"max"`
	// Minutes without a connection after which a database with min 0 pauses.
	PauseMinutes int `json:"pauseMinutes"`
}

// Slack: A Slack channel. An administrator of the workspace has to let AWS in once, in the console of Amazon Q
// Developer in chat applications.
type Slack struct {
	// Id of the workspace.
	Workspace string `json:"workspace"`
	// Id of the channel.
	Channel string `json:"channel"`
}

// Spoke: A network of another environment.
type Spoke struct {
	// The network's address block, as its own spec says it.
	Cidr string `json:"cidr"`
	// The account that holds it, in quotes. Left out, it is the mesh's own. The transit gateway is shared with the accounts
	// that stand here and no others, all of them in the mesh's own organization.
	Account string `json:"account,omitempty"`
	// The tier of its environment.
	Tier string `json:"tier"`
	// Whether its environment holds protected health information.
	Phi bool `json:"phi"`
	// Networks of one domain reach each other. They must be of one kind: production with production, PHI with PHI. Left
	// out, the network reaches the centre only.
	Domain string `json:"domain,omitempty"`
	// The network's attachment, once it is deployed: what its network stack exports as MeshAttachmentId. Until then nothing
	// gets through.
	Attachment string `json:"attachment,omitempty"`
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

// Testers: those who may connect to servers of environment TEST.
type Testers struct {
	// What people call them, such as office.
	Name string `json:"name"`
	// Their addresses, as blocks. One that is a large part of the internet is refused.
	Ranges []string `json:"ranges"`
}

// UserAttribute: A fact about people.
type UserAttribute struct {
	// What it holds.
	Type string `json:"type"`
	// The shortest text or the lowest number.
	Min *int `json:"min,omitempty"`
	// The longest text or the highest number. Left out, texts have at most 256 characters.
	Max *int `json:"max,omitempty"`
	// Whether administrators may change it once it is set.
	Mutable bool `json:"mutable"`
}

// UserGroup: A group of people.
type UserGroup struct {
	// What the group is for.
	Description string `json:"description,omitempty"`
	// Which group counts first for somebody in several; the lowest number does.
	Precedence int `json:"precedence"`
}

// Verification: mail with a code.
type Verification struct {
	// The subject.
	Subject string `json:"subject"`
	// The text, which may be HTML.
	Body string `json:"body"`
}

// Waiver: an exception from a control: for one thing, with a reason, for a time, and with a person who answers for it.
type Waiver struct {
	// The control, by the name that stands in brackets behind a finding. Encryption cannot be waived.
	Control string `json:"control"`
	// What is excepted: a resource of a template, such as "access.User"; for a control on specs a stack, or "environment".
	Resource string `json:"resource"`
	// Why the control cannot be met now.
	Reason string `json:"reason"`
	// What protects instead. May be left out where the law lets one assess a measure (addressable specifications of 45 CFR
	// 164.306(d)).
	Measure string `json:"measure,omitempty"`
	// Who answers for the exception: a mail address.
	Owner string `json:"owner"`
	// The last day of the exception, in UTC.
	Expires string `json:"expires"`
}

// Web: how people and other systems reach an application: one name, HTTPS only, behind a firewall that reads requests.
type Web struct {
	// The name of the application in the DNS. On Elastic Beanstalk, which never changes its rules on a load balancer,
	// another name takes another stack.
	Domain string `json:"domain"`
	// The certificate for that name: one of ACM, in the environment's own account and region. Left out, one is issued and
	// renewed by itself, which takes a hostedZone.
	Certificate string `json:"certificate,omitempty"`
	// The Route 53 hosted zone that holds the domain: the name is entered there. A certificate is issued only for names of
	// a public zone; with a private one, name a certificate as well.
	HostedZone string `json:"hostedZone,omitempty"`
	// Whether the application is reached from within the network only, and not from the internet.
	Internal bool `json:"internal"`
	// The addresses that may connect. Left out, that is everybody on the internet, or everything in the network for an
	// internal application.
	Allow []string `json:"allow"`
	// How many requests one address may make in five minutes. More are refused until it slows down.
	RequestsPer5Minutes int `json:"requestsPer5Minutes"`
	// Seconds after which a connection is closed on which nothing is sent.
	IdleSeconds int `json:"idleSeconds"`
	// Days for which the record of all requests is kept. 2192 days are six years.
	AccessLogDays int `json:"accessLogDays"`
	// Days for which the firewall's log is kept.
	FirewallLogDays int `json:"firewallLogDays"`
}

// WebServer: A web server that people launch from a catalog, as often as they like: they choose its name, its
// repository and its size, and nothing that makes it safe or unsafe. It belongs into the products of a catalog, and is
// not deployed with its environment. One machine in a private subnet serves the files of a CodeCommit repository with
// Apache, over TLS from its first minute. Before it stands a load balancer of its own with a certificate, a firewall
// and a log of all requests: open to the internet for PROD, to the testers alone for TEST, and never for anything but
// HTTPS. Its disk is encrypted with the customer key, whatever PHI is said to be; PHI decides how the server is
// labelled, and that nobody has a key pair on it.
type WebServer struct {
	// Blueprint of this stack.
	Use string `json:"use,omitempty"`
	// Which stack serves a need, where the environment has more than one of its kind.
	From *WebServerFrom `json:"from,omitempty"`
	// The domain that servers are in: a server that is launched as "portal" has the name portal.<domain>.
	Domain string `json:"domain"`
	// The public Route 53 hosted zone that holds the domain: each server's name is entered there, and its certificate
	// issued with it.
	HostedZone string `json:"hostedZone,omitempty"`
	// A certificate of ACM for all names in the domain (*.<domain>), in the environment's own account and region. Left out,
	// each server gets one for its own name, which takes a hostedZone.
	Certificate string `json:"certificate,omitempty"`
	// Who may connect to servers of environment TEST.
	Testers *Testers `json:"testers"`
	// Further CodeCommit repositories that may be served, by name, beside those of the environment's repository stacks.
	// Servers read with rights of their own: without a list, whoever may launch could look into any repository of the
	// account. Only where there is neither a list nor a repository stack may it be any.
	Repositories []string `json:"repositories"`
	// The branch whose newest commit servers serve.
	Branch string `json:"branch"`
	// The instance types that the launch form offers, the first one unless somebody chooses.
	InstanceTypes []string `json:"instanceTypes"`
	// Size of the server's disk in GB.
	VolumeGB int `json:"volumeGB"`
	// How many requests one address may make in five minutes. More are refused until it slows down.
	RequestsPer5Minutes int `json:"requestsPer5Minutes"`
	// Days for which the record of all requests is kept, by the load balancer and by the server. 2192 days are six years.
	AccessLogDays int `json:"accessLogDays"`
	// Days for which the firewall's log is kept.
	FirewallLogDays int `json:"firewallLogDays"`
	// Days for which the logs of the server itself are kept: errors, its system, its start and its updates.
	LogDays int `json:"logDays"`
}

// WebServerFrom: which stack serves a need, where the environment has more than one of its kind.
type WebServerFrom struct {
	// The stack that holds the customer keys.
	Keys string `json:"keys,omitempty"`
	// The network that servers stand in.
	Network string `json:"network,omitempty"`
	// The only repository that is offered, of several.
	Repository string `json:"repository,omitempty"`
	// The backups that servers are part of.
	Backup string `json:"backup,omitempty"`
	// The stack whose topic is told of alarms, beside the server's owner.
	Observability string `json:"observability,omitempty"`
	// The stack whose sessions servers take part in.
	AdminAccess string `json:"admin-access,omitempty"`
}

// NewConfig makes an empty configuration of a blueprint, or nil if there is no such blueprint.
func NewConfig(blueprint string) any {
	switch blueprint {
	case "access":
		return new(Access)
	case "admin-access":
		return new(AdminAccess)
	case "alerts":
		return new(Alerts)
	case "artifacts":
		return new(Artifacts)
	case "audit":
		return new(Audit)
	case "auth":
		return new(Auth)
	case "backup":
		return new(Backup)
	case "beanstalk":
		return new(Beanstalk)
	case "catalog":
		return new(Catalog)
	case "database":
		return new(Database)
	case "delivery":
		return new(Delivery)
	case "detection":
		return new(Detection)
	case "developers":
		return new(Developers)
	case "fargate":
		return new(Fargate)
	case "github":
		return new(GitHub)
	case "guardrails":
		return new(Guardrails)
	case "keys":
		return new(Keys)
	case "mesh":
		return new(Mesh)
	case "network":
		return new(Network)
	case "observability":
		return new(Observability)
	case "pipeline":
		return new(Pipeline)
	case "repository":
		return new(Repository)
	case "rollout":
		return new(Rollout)
	case "storage":
		return new(Storage)
	case "web-server":
		return new(WebServer)
	}
	return nil
}
