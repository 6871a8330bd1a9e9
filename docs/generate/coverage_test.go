package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/diag"
)

// inventory lists the capabilities that healthcare teams look for in a reference architecture, by section. The page says something
// of each, in this order; what is not done says "no".
var inventory = []string{
	"# Network", "Multi-AZ VPC, public and private tiers", "Isolated database tier without a route out", "NAT count as a knob",
	"No-NAT mode with endpoints", "VPC endpoints, gateway and interface", "Endpoint policies restricting principals", "Network ACLs",
	"Hub and spoke over a transit gateway, central egress", "Network firewall, DNS firewall, query logs", "VPC flow logs",
	"Default security group closed, default VPC removed", "VPC Block Public Access",
	"# Edge and TLS", "Load balancer", "HTTPS mandatory, port 80 redirects", "Explicit modern TLS policy",
	"Certificate issued with DNS validation", "TLS to the target", "Web application firewall", "Content delivery network",
	"Load balancer access logs",
	"# Compute", "Managed compute", "Auto scaling", "Rolling deployment, rollback on alarm", "Read-only root file system, non-root",
	"IMDSv2 enforced", "Scheduled jobs, queue workers", "Host access without SSH", "Session logging",
	"# Data", "Relational database", "Database always encrypted", "Customer keys per data class, rotated",
	"TLS forced to the database, audit logging", "Secret generated in Secrets Manager", "Secret rotation", "IAM database authentication",
	"Backups and point-in-time recovery", "Vault lock, cross-region copy, restore test", "Deletion protection and retention",
	"Restore from a snapshot", "Hardened object storage", "Cache", "FHIR and DICOM stores",
	"# Identity", "End-user identity", "MFA required of end users", "Workload roles, no static keys", "Permission boundaries",
	"Human roles, separation of duty", "Single sign-on, Identity Center", "Break-glass with an alert on use",
	"Service control policies and their siblings", "Allow-list of HIPAA-eligible services",
	"# Audit and detection", "CloudTrail to a locked bucket", "All regions, or of an organization; customer key; data events", "Log file validation",
	"Object lock, immutability", "Metric filters and alarms", "Alarm routing by severity", "Config recorder and HIPAA rules",
	"Automatic remediation", "GuardDuty, Security Hub, Access Analyzer", "Macie", "Inspector, image scanning",
	"Alarms of resources and applications, dashboards", "Log retention by record class", "Logs encrypted with a customer key",
	"Identifiers of patients masked in logs",
	"# Operations", "Plain CloudFormation", "Difference before deployment", "Change sets, replacement warnings", "Drift detection",
	"Approval gate", "Pipeline generated", "Self-service catalog", "Many accounts", "Deterministic output, partial or fast deployment", "Rollback control", "Clean teardown",
	"Unit tests of policy", "Control mapping document", "Machine-readable evidence", "Report for auditors",
	"Asset inventory, network map, flow of PHI", "Retention, recovery point and time", "Rules of the organisation",
	"Adoption in an existing repository", "Mandatory tagging", "Cost estimate", "Budgets and usage reports", "Stack policy, termination protection",
}

var quoted = regexp.MustCompile("`([^`]+)`")

// TestCoverage: the page that says what hipaac covers is true. Every resource type that it names is emitted for one of this
// repository's environments, every control that it names has passed there or judges specs, every file exists, and nothing is left
// out. A row that says "no" claims nothing.
func TestCoverage(t *testing.T) {
	t.Chdir(filepath.Join("..", ".."))
	page, err := os.ReadFile("docs/coverage.md")
	if err != nil {
		t.Fatal(err)
	}
	out, err := compileEnvironments("environments")
	if err != nil {
		t.Fatal(err)
	}
	proven := evidenceOf(out)
	var said []string
	for line := range strings.Lines(string(page)) {
		if section, ok := strings.CutPrefix(line, "## "); ok {
			said = append(said, "# "+strings.TrimSpace(section))
		}
		cells := strings.Split(strings.TrimSpace(line), " | ")
		if len(cells) != 4 || !strings.HasPrefix(line, "| ") || cells[0] == "| capability" {
			continue
		}
		capability := strings.TrimPrefix(cells[0], "| ")
		said = append(said, capability)
		claims := quoted.FindAllStringSubmatch(cells[2]+cells[3], -1)
		if no := strings.HasPrefix(cells[1], "no"); no == (len(claims) > 0) {
			t.Errorf("%s: says %q and names %d things that show it", capability, cells[1], len(claims))
		}
		for _, c := range claims {
			if !proven[c[1]] && !exists(c[1]) {
				t.Errorf("%s: %s is no type that is emitted, no control that passed, no file", capability, c[1])
			}
		}
	}
	if d := cmp.Diff(inventory, said); d != "" {
		t.Errorf("rows (-inventory +page):\n%s", d)
	}
}

// evidenceOf names what is emitted and what is proven: resource types, controls with at least one pass, controls on specs.
func evidenceOf(out compiler.Output) map[string]bool {
	found := map[string]bool{}
	for _, e := range out.Environments {
		for _, t := range e.Templates {
			for _, r := range t.Document.Resources {
				found[r.Type] = true
			}
		}
		for _, c := range e.Manifest.Controls {
			if len(c.Passed) > 0 {
				found[c.Control] = true
			}
		}
	}
	for _, e := range compiler.Explanations() {
		if e.Tier == "" && e.Severity == diag.Error && len(e.Citations) > 0 {
			found[e.ID] = true
		}
	}
	return found
}

// exists also knows commands, by the file that holds each.
func exists(name string) bool {
	if command, ok := strings.CutPrefix(name, "hipaac "); ok {
		name = "cmd/hipaac/" + strings.Fields(command)[0] + ".go"
	}
	if !slices.Contains([]string{"blueprints", "cmd", "compiler", "docs", "golden", "schema", ".ci", "Makefile"}, strings.Split(name, "/")[0]) {
		return false
	}
	_, err := os.Stat(name)
	return err == nil
}
