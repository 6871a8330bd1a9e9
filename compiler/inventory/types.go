package inventory

import (
	_ "embed"
	"strings"
	"sync"
)

// types.csv says of each type of resource that blueprints make
//
//   - service: what AWS calls the service that it belongs to;
//   - kind and noun: what it is for, and what people call it;
//   - phi: what it has to do with PHI where its tag, or that of its environment, says that there is some: "rests", "moves" or "beside";
//     nothing where software, keys or rules are all that it can hold;
//   - key, switch: the properties that name its key, and that switch encryption on; otherwise: what is so without a key. Nothing
//     rests in a type without the last of them;
//   - place: the properties that say where it lies, the first that says so counts: a subnet, a VPC, or something that lies there;
//   - arn: its ARN behind the partition, where it can name itself, for policies that speak of names.
//
// As of 2026-11. What is so without a key is from the services' documentation: Amazon S3 User Guide, default encryption (since 2023-01);
// Amazon SQS Developer Guide, SSE-SQS by default; Amazon SNS Developer Guide, encryption at rest is off without a key; Amazon RDS User
// Guide, StorageEncrypted is false by default; AWS Backup, KMS key aws/backup; CloudWatch Logs, ECR, Lambda, CodeBuild, CodeCommit,
// Cognito and Secrets Manager encrypt in any case. Whether volumes are encrypted that say nothing is a setting of the account.
//
//go:embed types.csv
var typesText string

// kind is a row of the table.
type kind struct {
	service, noun string
	is            AssetKind
	phi           Holding
	key, on       string
	otherwise     string
	place         []string
	arn           string
}

var kinds = sync.OnceValue(func() map[string]kind {
	table := map[string]kind{}
	for i, line := range strings.Split(strings.TrimSpace(typesText), "\n") {
		if f := strings.Split(line, ","); i > 0 {
			table[f[0]] = kind{
				service: f[1], is: AssetKind(f[2]), noun: f[3], phi: Holding(f[4]), key: f[5], on: f[6], otherwise: f[7],
				place: strings.Fields(f[8]), arn: f[9],
			}
		}
	}
	return table
})

// kindOf is the row of a type. One that the table lacks is listed all the same, as something else.
func kindOf(name string) kind {
	if k, known := kinds()[name]; known {
		return k
	}
	part := strings.Split(name, "::")
	return kind{service: part[min(1, len(part)-1)], noun: part[len(part)-1], is: Other}
}

// global are the services that an account has once, and not in each region.
var global = map[string]bool{"IAM": true, "Route 53": true}
