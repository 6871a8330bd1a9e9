package controls

import (
	"regexp"
	"strings"
)

var transferStorageAndProtocol = &Control{
	ID:         "transfer-storage-and-protocol",
	Title:      "File-transfer endpoints use only secure protocols",
	Tier:       Baseline,
	Severity:   Critical,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::Transfer::Server"},
	Why:        "FTP shows files and passwords to whoever listens; a server that CloudFormation makes without a policy takes that of 2018, with SHA-1, at an address for the whole internet",
	Fix:        "leave FTP out of Protocols, set SecurityPolicyName to TransferSecurityPolicy-2024-01 or newer, and EndpointType to VPC",
	Judge: func(c *Case) {
		for _, protocol := range c.Get("Protocols").Items() {
			c.Require(protocol.Is("SFTP", "FTPS", "AS2"), protocol, "server %q speaks %s", c.ID, protocol)
		}
		policy, endpoint := c.Get("SecurityPolicyName"), c.Get("EndpointType")
		c.Require(policy.Has().And(policy.Passes(modernTransfer)), policy, "server %q has %s for SecurityPolicyName, needs one of 2022 or newer", c.ID, policy)
		c.Require(endpoint.Is("VPC", "VPC_ENDPOINT"), endpoint, "server %q has %s for EndpointType, needs \"VPC\"", c.ID, endpoint)
	},
	Bad: []Example{`
# The console would take the policy of 2024; CloudFormation takes that of 2018.
Resources:
  Silent:  # fails
    Type: AWS::Transfer::Server
    Properties: {Protocols: [SFTP], EndpointType: VPC}
  Partner:
    Type: AWS::Transfer::Server
    Properties:
      EndpointType: PUBLIC  # fails
      SecurityPolicyName: TransferSecurityPolicy-2024-01
      Protocols:
        - SFTP
        - FTP  # fails
  Old:
    Type: AWS::Transfer::Server
    Properties:
      EndpointType: VPC
      SecurityPolicyName: TransferSecurityPolicy-FIPS-2020-06  # fails
`},
	Good: []Example{`
# SFTP alone is what a server speaks without a list.
Resources:
  Partner: {Type: "AWS::Transfer::Server", Properties: {EndpointType: VPC, SecurityPolicyName: TransferSecurityPolicy-2024-01}}
  Fips: {Type: "AWS::Transfer::Server", Properties: {EndpointType: VPC, Protocols: [SFTP, AS2], SecurityPolicyName: TransferSecurityPolicy-FIPS-2025-03}}
`},
}

// transferPolicy is the name of a security policy, which ends in the month that it is of. Those of 2018 and 2020 take host keys of
// ssh-rsa, which sign with SHA-1, and those that are called experimental are no longer kept up (AWS Transfer Family User Guide, "Security
// policies for AWS Transfer Family servers", 2026-06).
var transferPolicy = regexp.MustCompile(`^TransferSecurityPolicy-(?:[A-Za-z0-9]+-)*(\d{4}-\d{2})$`)

func modernTransfer(name string) bool {
	of := transferPolicy.FindStringSubmatch(name)
	return of != nil && of[1] >= "2022-03" && !strings.Contains(name, "Experimental")
}
