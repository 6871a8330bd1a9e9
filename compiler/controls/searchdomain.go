package controls

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// What follows is the same for the domains of OpenSearch and for those of Elasticsearch, the service's name until 2021: their properties
// differ in the configuration of nodes only.

// ofElasticsearch makes examples of the older type of those of the newer one.
func ofElasticsearch(examples []Example) []Example {
	out := make([]Example, len(examples))
	for i, e := range examples {
		out[i] = Example(strings.ReplaceAll(string(e), "AWS::OpenSearchService::Domain", "AWS::Elasticsearch::Domain"))
	}
	return out
}

// judgeDomainInVPC asks that a domain has its endpoint inside of a network. Security groups alone put it nowhere.
func judgeDomainInVPC(c *Case) {
	subnets := c.Get("VPCOptions.SubnetIds")
	c.Require(template.Any(subnets.Items(), Value.Has), subnets, "domain %q names no subnet: its endpoint is on the internet", c.ID)
}

// judgeNodeEncryption asks that the nodes of a domain speak TLS among themselves.
func judgeNodeEncryption(c *Case) {
	encrypted := c.Get("NodeToNodeEncryptionOptions.Enabled")
	c.Require(encrypted.IsTrue(), encrypted, "nodes of domain %q copy records to each other in clear text", c.ID)
}

// judgeDomainLogs asks for the log of errors, and where users are told apart for the one of what they did.
func judgeDomainLogs(c *Case) {
	wanted := []string{"ES_APPLICATION_LOGS"}
	told := c.Get("AdvancedSecurityOptions.Enabled").IsTrue()
	if !told.No() {
		wanted = append(wanted, "AUDIT_LOGS")
	}
	for _, name := range wanted {
		log := c.Get("LogPublishingOptions." + name)
		enabled := log.Get("Enabled")
		on := enabled.IsTrue()
		if enabled.Absent() {
			on = template.Maybe("whether a log is published that does not say Enabled is not documented")
		}
		on = on.And(log.Get("CloudWatchLogsLogGroupArn").Has())
		if name == "AUDIT_LOGS" {
			on = on.Or(told.Not())
		}
		c.Require(on, log, "domain %q does not publish its log %s", c.ID, name)
	}
}
