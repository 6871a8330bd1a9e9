package compiler_test

// askedFor are attempts to get each defect out of a spec: what stands below "stacks:" in a production environment with PHI, and the rule that
// refuses it at the line marked "# here". Where the rule is unknown-field or unknown-blueprint, nobody can even say it.
var askedFor = []attempt{
	{1, "a secret key as an output", "unknown-field", `
  keys: {}
  access:
    accessKey:
      addresses: [192.0.2.0/24]
      output: true  # here
`},
	{1, "a secret as a variable", "secret-in-variable", beanstalk + `
    variables:
      AWS__SecretKey: x  # here
`},
	{2, "a database open to the whole network", "unknown-field", database + `
    ingress: [10.0.0.0/8]  # here
`},
	{3, "a database in clear text", "unknown-field", database + `
    encrypted: false  # here
`},
	{3, "a public database", "unknown-field", database + `
    public: true  # here
`},
	{4, "a threshold in a unit of one's own", "unknown-field", database + `
    alarms: {ReadLatency: 10}  # here
`},
	{5, "an open port for administrators", "unknown-field", `
  keys: {}
  network: {cidr: 10.0.0.0/16, egress: nat-per-zone}
  observability: {}
  admin-access:
    breakGlass: ["arn:aws:iam::444455556666:user/oncall"]
    bastion:
      ssh: 0.0.0.0/0  # here
`},
	{6, "a trail of one region", "unknown-field", `
  keys: {}
  audit:
    regions: [us-east-1]  # here
`},
	{6, "a trail that does not say who read", "audit-data-events", `
  keys: {}
  audit:
    dataEvents: false  # here
`},
	{7, "a log bucket of one's own", "unknown-field", `
  keys: {}
  storage:
    buckets: {documents: {}}
    logBucket: archive  # here
`},
	{8, "a trail forgotten after three months", "audit-log-retention", `
  keys: {}
  audit:
    logDays: 90  # here
`},
	{8, "archives forgotten after a thousand days", "audit-retention", `
  keys: {}
  audit:
    keepDays: 1000  # here
`},
	{8, "flows forgotten after a month", "flow-log-retention", `
  keys: {}
  network:
    cidr: 10.0.0.0/16
    flowLogDays: 30  # here
`},
	{8, "accesses forgotten after three years", "access-log-retention", `
  keys: {}
  storage:
    accessLogDays: 1000  # here
    buckets: {documents: {}}
`},
	{8, "backups forgotten after a week", "out-of-bounds", `
  keys: {}
  backup:
    backupDays: 7  # here
  storage: {buckets: {documents: {}}}
`},
	{9, "production and development behind one route table", "mixed-domain", `
  keys: {}
  network: {cidr: 10.0.0.0/16}
  mesh:
    networks:
      prod: {cidr: 10.20.0.0/16, tier: production, phi: true, domain: all}  # here
      dev: {cidr: 10.30.0.0/16, tier: test, phi: true, domain: all}
`},
	{10, "a block that is not aligned", "block-not-aligned", `
  keys: {}
  network:
    cidr: 10.100.119.0/21  # here
`},
	{10, "one block twice", "overlapping-networks", `
  keys: {}
  network: {cidr: 10.0.0.0/16}
  twin: {use: network, cidr: 10.0.0.0/16}  # here
`},
	{11, "a reference to nothing", "unknown-server", `
  keys: {}
  network: {cidr: 10.0.0.0/16, from: {keys: kyes}}  # here
`},
	{12, "a recorder that is cleaned up", "unknown-field", `
  keys: {}
  audit:
    stopRecorder: true  # here
`},
	{13, "every right", "unknown-field", `
  keys: {}
  access:
    rights:
      actions: ["*"]  # here
`},
	{13, "a right on everything", "wrong-form", `
  keys: {}
  access:
    rights:
      readSecrets: ["*"]  # here
`},
	{13, "a pipeline with a role of one's own", "unknown-field", `
  keys: {}
  artifacts: {}
  repository: {}
  pipeline:
    environments: [{name: dev, account: "444455556666", tier: development}]
    role: arn:aws:iam::aws:policy/AdministratorAccess  # here
`},
	{14, "objects in clear text", "unknown-field", `
  keys: {}
  storage:
    buckets:
      documents:
        tlsOnly: false  # here
`},
	{15, "a lock without a key", "unknown-field", `
  keys: {}
  storage:
    buckets:
      documents:
        denyDelete: everyone  # here
`},
	{16, "alarms in clear text", "unknown-field", `
  keys: {}
  observability:
    encrypted: false  # here
`},
	{17, "a key that stays as it is", "out-of-bounds", `
  keys:
    rotationDays: 36500  # here
`},
	{17, "a policy of one's own for a key", "unknown-field", `
  keys:
    viaService: rds.amazonaws.com  # here
`},
	{18, "a guardrail that is attached to nothing", "missing-field", `
  guardrails: {}  # here
`},
	{18, "a guardrail with something that is no ARN", "wrong-form", `
  guardrails:
    targets: [r-ab12]
    trusted: ["arn:aws:iam:root"]  # here
`},
	{19, "objects of everybody", "wrong-form", `
  keys: {}
  storage: {buckets: {documents: {}}}
  auth:
    callbacks: ["https://app.clinic.example/callback"]
    objects:
      bucket: documents
      prefix: "*"  # here
`},
	{20, "personal data in logs", "personal-data-in-logs", beanstalk + `
    variables:
      Logging__Show_PII: "true"  # here
`},
	{20, "a trigger of one's own", "unknown-field", `
  keys: {}
  auth:
    callbacks: ["https://app.clinic.example/callback"]
    triggers: {postConfirmation: index.js}  # here
`},
	{21, "two things with one variable", "variable-taken", `
  keys: {}
  network: {cidr: 10.0.0.0/16}
  access: {}
  app: {use: fargate, image: 1.4.0}  # here
  files: {use: storage, buckets: {old-scans: {}}}
  files-old: {use: storage, buckets: {scans: {}}}
`},
	{21, "two things with one name", "name-collision", `
  keys: {}
  a1: {use: storage, buckets: {documents: {}}}
  b1: {use: storage, buckets: {documents: {}}}  # here
`},
	{22, "HTTPS that is a choice", "no-certificate", fargate + `
    web:  # here
      domain: app.clinic.example
`},
	{22, "a TLS policy of one's own", "unknown-field", fargate + `
    web:
      domain: app.clinic.example
      hostedZone: Z0123456789ABCDEFGHIJ
      tlsPolicy: ELBSecurityPolicy-2016-08  # here
`},
	{23, "a database that is deleted at once", "unknown-field", database + `
    deletionProtection: false  # here
`},
	{24, "the network that every account has", "missing-stack", `
  keys: {}
  access: {}
  app: {use: fargate, image: 1.4.0}  # here
`},
	{24, "a role that may not exist", "unknown-field", beanstalk + `
    role: aws-elasticbeanstalk-ec2-role  # here
`},
	{25, "another image tomorrow", "wrong-form", `
  keys: {}
  network: {cidr: 10.0.0.0/16}
  access: {}
  app:
    use: fargate
    image: latest  # here
`},
	{25, "a machine image of one's own for a bastion", "unknown-field", `
  keys: {}
  network: {cidr: 10.0.0.0/16, egress: nat-per-zone}
  observability: {}
  admin-access:
    breakGlass: ["arn:aws:iam::444455556666:user/oncall"]
    bastion:
      image: ami-0abcdef1234567890  # here
`},
	{25, "an engine that its makers no longer mend", "engine-version-not-offered", database + `
    version: "11"  # here
`},
	{26, "a rule that breaks what is there, left out without a word", "wrong-form", `
  keys: {}
  audit:
    pack:
      without: {iam-user-mfa: ""}  # here
`},
}

const (
	beanstalk = `
  keys: {}
  network: {cidr: 10.0.0.0/16}
  access: {}
  app:
    use: beanstalk
    platform: dotnet`
	fargate = `
  keys: {}
  network: {cidr: 10.0.0.0/16}
  access: {}
  app:
    use: fargate
    image: 1.4.0`
	database = `
  keys: {}
  network: {cidr: 10.0.0.0/16}
  database:
    engine: postgres`
)
