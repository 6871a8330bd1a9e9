//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// spec is a whole production environment, as environments/prod.yaml. It leaves nothing to a common file or to the defaults of a tier,
// because the floor knows neither. The networks do not overlap.
const spec = `hipaac: v1
system: clinic
environment: e%04d
tier: production
phi: true
account: "111122223333"
region: us-east-1
owner: platform@clinic.example
alerts: [security@clinic.example]

stacks:
  keys: {}
  network:
    cidr: 10.%d.%d.0/22
    zones: 3
    egress: nat-per-zone
    endpoints: [kms, logs, monitoring, secretsmanager, ssm, ssmmessages, sts]
  storage:
    buckets:
      documents:
        retain: 7y
        lock: compliance
        archiveAfterDays: 180
        cors:
          origins: [https://app.clinic.example]
      exports:
        lock: compliance
        expireAfterDays: 90
  observability: {}
  auth:
    callbacks: [https://app.clinic.example/signed-in]
    mail:
      identity: arn:aws:ses:us-east-1:111122223333:identity/clinic.example
      from: sign-in@clinic.example
  database: {multiAz: true}
  access: {}
  beanstalk:
    platform: dotnet
    instanceType: m6i.large
    minInstances: 2
    maxInstances: 6
    deployment: immutable
    web: {domain: e%04d.clinic.example, hostedZone: Z0123456789ABC}
  admin-access:
    breakGlass: ["arn:aws:iam::111122223333:user/oncall"]
    bastion: {}
  backup:
    weeklyDays: 90
    monthlyDays: 365
    yearlyDays: 0
    continuous: true
    lock: compliance
    testRestores: [Aurora, S3]
`

func writeSpecs(folder string, n int) error {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	for i := range n {
		text := fmt.Sprintf(spec, i, i/64, i%64*4, i)
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("e%04d.yaml", i)), []byte(text), 0o666); err != nil {
			return err
		}
	}
	return nil
}
