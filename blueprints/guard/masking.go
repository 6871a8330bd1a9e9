package guard

import "github.com/hipaac/hipaac/blueprints"

// RecordClass says what a log group records. It decides how long the schema's table of retention keeps it, and whether words in it are
// masked.
type RecordClass string

// The classes of schema/retention.cue.
const (
	Application RecordClass = "application"
	Audit       RecordClass = "audit"
	Access      RecordClass = "access"
	Flow        RecordClass = "flow"
)

// masked reports whether health identifiers in a log group of the class are masked.
//
// What an application writes about itself must not hold them, and does all the same one day. Masking hides them from everybody without
// the right logs:Unmask, in queries and in what is passed on; the record itself stays whole and encrypted. Audit and access records
// are evidence: what leaves them through a subscription would be masked for good. Flow records hold addresses and numbers only, and
// CloudWatch charges for each byte that it looks through.
func (c RecordClass) masked() bool { return c == Application }

// identifiers are CloudWatch's data identifiers of health, of people, and of secrets that applications log by mistake. As of 2026-11, from the
// Amazon CloudWatch Logs User Guide, "Types of data that you can protect". Addresses of computers are left out: they are in every
// line of a web server, and no log could be read.
var identifiers = []string{
	// Health.
	"DrugEnforcementAgencyNumber-US", "HealthInsuranceCardNumber-EU", "HealthInsuranceClaimNumber-US", "HealthInsuranceNumber-FR",
	"HealthcareProcedureCode-US", "MedicareBeneficiaryNumber-US", "NationalDrugCode-US", "NationalInsuranceNumber-GB",
	"NationalProviderId-US", "NhsNumber-GB", "PersonalHealthNumber-CA",
	// People: what 45 CFR 164.514(b)(2)(i) counts as identifying, as far as AWS knows it.
	"Address", "DriversLicense-US", "EmailAddress", "LatLong", "Name", "PassportNumber-US", "PhoneNumber-US", "Ssn-US",
	"VehicleIdentificationNumber", "ZipCode-US",
	// Money and secrets.
	"CreditCardNumber", "AwsSecretKey", "OpenSshPrivateKey", "PgpPrivateKey", "PkcsPrivateKey", "PuttyPrivateKey",
}

// dataProtection is a data protection policy of CloudWatch Logs: it counts the log events in which an identifier is found, and masks it.
// Both statements must list the same identifiers.
type dataProtection struct {
	Name      string
	Version   string
	Statement []protection
}

type protection struct {
	Sid            string
	DataIdentifier []string
	Operation      map[string]map[string]map[string]string
}

func maskIdentifiers(region string) dataProtection {
	arns := make([]string, len(identifiers))
	for i, name := range identifiers {
		// The partition is written out: as a pseudo parameter, these lists alone were a fifth of a template.
		arns[i] = "arn:" + Partition(region) + ":dataprotection::aws:data-identifier/" + name
	}
	return dataProtection{Name: "health-identifiers", Version: "2021-06-01", Statement: []protection{
		{"Count", arns, map[string]map[string]map[string]string{"Audit": {"FindingsDestination": {}}}},
		{"Mask", arns, map[string]map[string]map[string]string{"Deidentify": {"MaskConfig": {}}}},
	}}
}

// watchFindings shows on the dashboard how often identifiers were found, and tells people: an application that logs patients' data has
// to be mended, masked or not. CloudWatch counts them under further dimensions than its documentation fixes, so both search by the name.
func watchFindings(s *blueprints.Stack, id, group string) {
	s.OfferLine("Log events with identifiers of patients, masked", blueprints.Metric{
		Label: group, Expression: `SEARCH('Namespace="AWS/Logs" MetricName="LogEventsWithFindings" LogGroupName="` + group + `"', 'Sum', 300)`,
	})
	Watch(s, Alarm{
		ID: id + "FindingsAlarm", Name: kebab(id) + "-findings",
		Description: "An application wrote what looks like data of patients into the log group " + group +
			". It is masked there. Find the line that writes it, by a query of the log group, and mend it.",
		Query: `SELECT SUM(LogEventsWithFindings) FROM "AWS/Logs" WHERE LogGroupName = '` + group + `'`,
		Above: ptr(1.0), Seconds: 3600, Periods: 1,
	})
}

// kebab writes a logical id as names are written: "WebLogGroup" is "web-log-group".
func kebab(id string) string {
	var name []byte
	for i := range len(id) {
		c := id[i]
		if 'A' <= c && c <= 'Z' {
			if i > 0 && !('A' <= id[i-1] && id[i-1] <= 'Z') {
				name = append(name, '-')
			}
			c += 'a' - 'A'
		}
		name = append(name, c)
	}
	return string(name)
}
