package controls

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

var eksControlPlaneLogs = &Control{
	ID:        "eks-control-plane-logs",
	Title:     "Kubernetes control-plane logs are on",
	Tier:      Baseline,
	Severity:  High,
	Category:  "audit",
	Citations: []string{"164.308(a)(1)(ii)(D)", "164.312(b)"},
	Types:     []string{"AWS::EKS::Cluster"},
	Why:       "EKS keeps no record of who asked Kubernetes for what unless it is told to, and CloudTrail sees none of it",
	Fix:       "list api, audit and authenticator under Logging.ClusterLogging.EnabledTypes, and better controllerManager and scheduler as well",
	Judge: func(c *Case) {
		enabled := c.Get("Logging.ClusterLogging.EnabledTypes")
		all := template.Yes
		var missing []string
		for _, kind := range []string{"api", "audit", "authenticator"} {
			on := template.Any(enabled.Items(), func(entry Value) Answer { return entry.Get("Type").Is(kind) })
			if all = all.And(on); on.No() {
				missing = append(missing, kind)
			}
		}
		c.Require(all, enabled, "cluster %q does not log %s", c.ID, strings.Join(missing, ", "))
	},
	Bad: []Example{`
Resources:
  Silent:  # fails
    Type: AWS::EKS::Cluster
    Properties: {Name: records}
  Half:
    Type: AWS::EKS::Cluster
    Properties:
      Logging:
        ClusterLogging:
          EnabledTypes:  # fails
            - {Type: api}
            - {Type: scheduler}
`},
	Good: []Example{`
Resources:
  Records:
    Type: AWS::EKS::Cluster
    Properties: {Logging: {ClusterLogging: {EnabledTypes: [{Type: api}, {Type: audit}, {Type: authenticator}, {Type: scheduler}]}}}
`},
}
