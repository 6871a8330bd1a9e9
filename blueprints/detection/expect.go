package detection

import (
	"slices"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
)

// expect lists what no template can set. As of 2026-11, CloudFormation has no type for any of these; the commands are of the AWS CLI.
func (d *detection) expect() {
	for _, p := range d.settings() {
		d.Expect(p)
	}
	for _, detector := range d.elsewhere {
		d.Expect(d.foreign(detector))
	}
	d.expectNone()
	if d.makes("inspector") {
		d.Expect(blueprints.Prerequisite{
			ID: "inspector", What: "Amazon Inspector looks for vulnerabilities in instances, images and functions",
			Remedy:    d.command("inspector2 enable --resource-types EC2 ECR LAMBDA"),
			Citations: []string{"164.308(a)(1)(ii)(A)", "164.308(a)(5)(ii)(B)"},
		})
	}
	if d.makes("security-hub") && !d.Env.Organized() && len(d.Neighbours("audit")) == 0 && !d.Env.Unread {
		d.Expect(blueprints.Prerequisite{
			ID: "config-recorder", What: "AWS Config records all types of resource, which the controls of Security Hub judge",
			Remedy: "add the stack audit: {}", Citations: []string{"164.308(a)(8)"},
		})
	}
}

// taken are the commands that show what is there already of the kinds that the stack makes. An account takes one of each in a region, and of
// analyzers one of each type (IAM User Guide, "IAM Access Analyzer quotas"): a second one fails the whole stack.
var taken = []struct{ detector, name, command string }{
	{"guardduty", "GuardDuty", "guardduty list-detectors"},
	{"security-hub", "Security Hub", "securityhub describe-hub"},
	{"access-analyzer", "an analyzer of the account", "accessanalyzer list-analyzers"},
	{"macie", "Macie", "macie2 get-macie-session"},
}

// expectNone expects that nobody has turned on before what the stack turns on.
func (d *detection) expectNone() {
	var names, commands []string
	for _, one := range taken {
		if d.makes(one.detector) && (one.detector != "macie" || d.cfg.Macie && !slices.Contains(withoutMacie, d.Env.Region)) {
			names, commands = append(names, one.name), append(commands, d.command(one.command))
		}
	}
	if len(names) == 0 {
		return
	}
	d.Expect(blueprints.Prerequisite{
		ID: "no-other-detectors", What: "nobody has turned on before, in region " + d.Env.Region + ", what the stack turns on: " + strings.Join(names, ", ") + ". An account takes one of each",
		Remedy:    "see with " + strings.Join(commands, "; ") + "; delete what is there, or import it into the stack",
		Citations: []string{"164.308(a)(1)(ii)(D)"},
	})
}

// command is one of the AWS CLI in the region.
func (d *detection) command(text string) string { return "aws " + text + " --region " + d.Env.Region }

// settings are those of the account and of its region.
func (d *detection) settings() []blueprints.Prerequisite {
	here := " in region " + d.Env.Region
	all := []blueprints.Prerequisite{
		setting("ebs-default-encryption", "new volumes are encrypted by default"+here, d.command("ec2 enable-ebs-encryption-by-default"), "164.312(a)(2)(iv)"),
		setting("imds-default", "new instances give credentials to IMDSv2 only"+here,
			d.command("ec2 modify-instance-metadata-defaults --http-tokens required --http-put-response-hop-limit 2"), "164.312(a)(1)"),
		setting("image-public-block", "no image can be shared with everybody"+here,
			d.command("ec2 enable-image-block-public-access --image-block-public-access-state block-new-sharing"), "164.312(a)(1)"),
		setting("ssm-public-block", "no document of Systems Manager can be shared with everybody"+here,
			d.command("ssm update-service-setting --setting-id /ssm/documents/console/public-sharing-permission --setting-value Disable"), "164.312(a)(1)"),
		setting("s3-account-public-block", "no bucket of the account can be opened to the public",
			"aws s3control put-public-access-block --account-id "+d.Env.Account+
				" --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true",
			"164.312(a)(1)", "164.312(e)(1)"),
		setting("password-policy", "passwords of IAM users have at least 14 characters of all kinds, and the last 24 are not taken again",
			"aws iam update-account-password-policy --minimum-password-length 14 --require-symbols --require-numbers --require-uppercase-characters "+
				"--require-lowercase-characters --allow-users-to-change-password --password-reuse-prevention 24", "164.308(a)(5)(ii)(D)"),
		setting("security-contact", "AWS knows whom to tell of security: an address that somebody reads",
			"aws account put-alternate-contact --alternate-contact-type SECURITY --name NAME --title TITLE --email-address ADDRESS --phone-number NUMBER",
			"164.308(a)(6)(ii)"),
	}
	if !d.Env.Organized() {
		return append(all, setting("root-second-factor",
			"the root user has a second factor and no access key (aws iam get-account-summary says AccountMFAEnabled 1, AccountAccessKeysPresent 0)",
			"sign in as the root user, register a security key below \"My security credentials\", and delete its access keys there", "164.312(d)"))
	}
	return append(all,
		setting("snapshot-public-block", "no snapshot of a volume can be shared with everybody"+here,
			d.command("ec2 enable-snapshot-block-public-access --state block-all-sharing"), "164.312(a)(1)"),
		setting("root-credentials-removed", "the organization holds the root credentials of the account, or the root user has a second factor and no access key",
			"from the management account: aws iam enable-organizations-root-credentials-management, then delete the account's root credentials", "164.312(d)"))
}

func setting(name, what, remedy string, citations ...string) blueprints.Prerequisite {
	return blueprints.Prerequisite{ID: name, What: what, Remedy: remedy, Citations: citations}
}

// seen are the commands that show a detector that an organization runs.
var seen = []struct{ detector, id, what, command string }{
	{"access-analyzer", "organization-analyzer", "an analyzer of the organization finds who may reach the account from outside", "accessanalyzer list-findings-v2 --analyzer-arn ANALYZER"},
	{"guardduty", "organization-guardduty", "the organization runs GuardDuty in the account, with all protection plans", "guardduty get-administrator-account --detector-id $(aws guardduty list-detectors --query 'DetectorIds[0]' --output text)"},
	{"inspector", "organization-inspector", "the organization runs Amazon Inspector in the account", "inspector2 batch-get-account-status"},
	{"macie", "organization-macie", "the organization runs Macie in the account", "macie2 get-macie-session"},
	{"security-hub", "organization-security-hub", "the organization runs Security Hub in the account, with its standards", "securityhub get-enabled-standards"},
}

// foreign expects a detector that an organization runs, and says how to see it.
func (d *detection) foreign(detector string) blueprints.Prerequisite {
	row := seen[slices.IndexFunc(seen, func(r struct{ detector, id, what, command string }) bool { return r.detector == detector })]
	return blueprints.Prerequisite{
		ID: row.id, What: row.what + " (in region " + d.Env.Region + ")",
		Remedy:    "see with " + d.command(row.command) + "; where it is not so, ask the organization's administrator, or name in organizationRuns only what it runs",
		Citations: []string{"164.308(a)(1)(ii)(D)", "164.312(b)"},
	}
}
