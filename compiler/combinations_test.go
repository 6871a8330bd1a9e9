package compiler_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler"
)

// TestCombinations: what no single field shows to be wrong is said in whole, at the word that makes it wrong, with one remedy.
func TestCombinations(t *testing.T) {
	for _, c := range []struct{ name, stacks, want string }{
		{"a certificate of another region", `  keys: {}
  network: {cidr: 10.20.0.0/16, egress: single-nat}
  access: {}
  app:
    use: fargate
    image: 1.4.0
    web:
      domain: app.clinic.example
      certificate: arn:aws:acm:eu-west-1:444455556666:certificate/0a1b2c3d-0000-4000-8000-000000000001
`, `environments/dev.yaml:18:20: error: the certificate begins with "arn:aws:acm:eu-west-1:444455556666:", a load balancer of this environment takes one that begins with "arn:aws:acm:us-east-1:444455556666:" [foreign-certificate]; issue or import a certificate in the environment's own account and region`},
		{"a certificate of the environment's region, where Cognito wants another", `  keys: {}
  auth:
    callbacks: ["https://app.clinic.example/callback"]
    domain: {name: login.clinic.example, certificate: "arn:aws:acm:us-west-2:444455556666:certificate/0a1b2c3d-0000-4000-8000-000000000001"}
`, `environments/dev.yaml:13:55: error: the certificate of "login.clinic.example" is in us-west-2, the pages to sign in on need one in us-east-1 [certificate-region]; issue a certificate for the same name in us-east-1, and name its ARN`},
		{"a database without isolated subnets", `  keys: {}
  network: {cidr: 10.20.0.0/16, subnets: {isolated: []}}
  database: {}
`, `environments/dev.yaml:11:53: error: 0 isolated subnets for 2 zones, and every zone needs exactly one [subnet-count]; give 2 blocks, or leave subnets.isolated out to have them computed`},
		{"a database with isolated subnets in one zone", `  keys: {}
  network: {cidr: 10.20.0.0/16, zones: 1}
  database: {}
`, `environments/dev.yaml:12:13: error: stack "database" needs isolated subnets in two zones, and stack "network" has 1 zone [too-few-zones]; set zones of stack "network" to 2 or 3`},
		{"a database without a network", `  keys: {}
  database: {}
`, `environments/dev.yaml:11:3: error: stack "database" needs a stack that uses "network", and this environment has none [missing-stack]; add "network: {}" below stacks`},
		{"a class that the engine lacks", `  keys: {}
  network: {cidr: 10.20.0.0/16}
  database: {engine: aurora-postgresql, class: db.m6g.large}
`, `environments/dev.yaml:12:48: error: aurora-postgresql has no instance class "db.m6g.large": it has db.r6g (large to 16xlarge), db.r6i (large to 32xlarge), db.r7g (large to 16xlarge), db.r7i (large to 48xlarge), db.r8g (large to 48xlarge), db.t4g (medium to large) [class-of-another-engine]; set class to db.r7g.large, or leave it out`},
		{"a callback for a client that does not exist", `  keys: {}
  auth:
    callbacks: ["https://app.clinic.example/callback"]
    apiClient:
      kind: service
      callbacks: ["https://api.clinic.example/callback"]
`, `environments/dev.yaml:15:7: error: unknown field "callbacks" in apiClient of stack "auth" [unknown-field]; remove it, or use one of these fields`},
		{"PHI restored into an environment without PHI", `  keys: {}
  network: {cidr: 10.20.0.0/16}
  database:
    restore:
      snapshot: arn:aws:rds:us-east-1:444455556666:cluster-snapshot:clinic-prod-records
      phi: true
`, `environments/dev.yaml:15:12: error: stack "database" would be made from a snapshot that holds PHI, in an environment that may hold none [phi-restored-elsewhere]; restore it into an environment with phi: true; for tests, make data that is nobody's`},
	} {
		out, problems := compiler.Compile([]compiler.Source{spec("environments/dev.yaml", c.stacks)})
		if d := cmp.Diff([]string{c.want}, lines(problems)); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, d)
		}
		if len(out.Files()) != 0 {
			t.Errorf("%s: an error must leave no output", c.name)
		}
	}
}
