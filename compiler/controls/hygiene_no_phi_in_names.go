package controls

import (
	"regexp"
	"slices"
	"strings"
)

var hygieneNoPHIInNames = &Control{
	ID:        "hygiene-no-phi-in-names",
	Title:     "Names, tags and descriptions carry no PHI",
	Tier:      Baseline,
	Severity:  High,
	Category:  "template-hygiene",
	Citations: []string{"164.308(a)(1)(ii)(B)", "164.312(a)(1)"},
	Types:     []string{AnyType, "Parameters", "Outputs", "Description"},
	Why:       "AWS does not treat names, tags and descriptions as content: they are in bills, logs and lists, unencrypted and readable by many",
	Fix:       "use an opaque identifier, and keep what it stands for in the database",
	Judge: func(c *Case) {
		look := func(name string, v Value) { judgeName(c, name, v) }
		if kind := identifierIn(c.ID); kind != "" {
			c.Fail(c.Whole(), "the logical id %q holds what looks like %s", c.ID, kind)
		}
		switch c.Type {
		case "Description":
			look("Description", c.Whole())
		case "Parameters":
			look("Description", c.Attribute("Description"))
			look("Default", c.Attribute("Default"))
		case "Outputs":
			look("Description", c.Attribute("Description"))
			look("Value", c.Attribute("Value"))
			look("the export name", c.Attribute("Export").Get("Name"))
		default:
			for property := range c.Properties().Keys() {
				switch {
				case property == tagProperty(c.Type) || property == "Tags":
					c.Get(property).Texts(look)
				case isName(property):
					look(property, c.Get(property))
				}
			}
		}
	},
	Bad: []Example{`
Description: the records of john.doe@mail.example  # fails
Parameters:
  Patient:
    Type: String
    Default: "123-45-6789"  # fails
Resources:
  ExportMRN00482913:  # fails
    Type: AWS::S3::Bucket
    Properties:
      BucketName: clinic-mrn-00482913  # fails
      Tags:
        - {Key: Owner, Value: platform@clinic.example}
        - {Key: Subject, Value: "DOB 1962-04-17"}  # fails
        - {Key: Contact, Value: "patient 482913"}  # fails
`, `
Resources:
  Notes:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub ${AWS::StackName}-ssn-219-09-9999  # fails
  Vault:
    Type: AWS::Backup::BackupVault
    Properties:
      BackupVaultTags: {Purpose: "copy for mary@mail.example"}  # fails
  Server:
    Type: AWS::Lightsail::Instance
    Properties:
      Tags: [{Key: Purpose, Value: "ssn 219-09-9999"}]  # fails
  Worker:
    Type: AWS::Lambda::Function
    Properties:
      Description: calls back (555) 014-9921 when done  # fails
Outputs:
  Link:
    Description: for jane@mail.example  # fails
    Value: !Ref Notes
    Export: {Name: "patient-48291300-notes"}  # fails
`, `
# Words of a help text do not make a patient's address somebody else's.
Description: Contact the patient at mary.major@mail.example  # fails
Parameters:
  PatientEmail: {Type: String, Default: mary.major@mail.example}  # fails
  Note: {Type: String, Default: mary.major@mail.example}  # fails
  AdminContact: {Type: String, Default: "219-09-9999, or jane.doe@clinic.example"}  # fails
Resources:
  Alarms: {Type: "AWS::SNS::Topic"}
`},
	Good: []Example{`
# Authors sign what they write, and alarms have to reach somebody: that is no PHI.
Description: Portal for patients and their records. Author - jane.doe@startup.example
Parameters:
  AlertEmail: {Type: String, Default: jane.doe@clinic.example, Description: Who is called, e.g. john.doe@clinic.example}
  Sender: {Type: String, Default: no-reply@clinic.example}
  Login: {Type: String, Default: jdoe@example.com}
Resources:
  PatientPortal:
    Type: AWS::Lambda::Function
    Properties:
      Description: for the patient portal, run by platform@clinic.example
      Tags: [{Key: Owner, Value: jane.doe@clinic.example}]
Outputs:
  Help:
    Description: For assistance with this quick start email jane.doe@startup.example or call (555) 014-9921
    Value: none
`, `
Description: object storage of clinic, 2026-04-17
Parameters:
  Alerts: {Type: String, Default: arn:aws:sns:us-east-1:111122223333:alerts}
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Sub clinic-prod-documents-${AWS::AccountId}-2024-05-01
      Tags:
        - {Key: Owner, Value: platform@clinic.example}
        - {Key: Release, Value: 2026.118.4}
        - {Key: Ticket, Value: OPS-2190-99}
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: patient-portal-2024
      Subscription: [{Protocol: email, Endpoint: oncall@clinic.example}]
Outputs:
  Name: {Description: "the bucket's name", Value: !Ref Documents}
`},
}

// identifier is a shape of HIPAA's identifiers that can be told from ordinary names. Names of persons cannot. What matches holds at
// least so many digits, and one of the words in some case: that spares the expression for nearly all texts.
type identifier struct {
	kind   string
	digits int
	words  []string
	shape  *regexp.Regexp
}

var identifiers = []identifier{
	{"a social security number", 9, nil, regexp.MustCompile(`(^|[^0-9])[0-8][0-9]{2}-[0-9]{2}-[0-9]{4}($|[^0-9])`)},
	{"a medical record number", 4, []string{"mrn", "record", "patient"},
		regexp.MustCompile(`(?i)mrn[-_ :#=]*[0-9]{4}|(medical[-_ ]?record|patient)([-_ ]?(id|no|number))?[-_ :#=]*[0-9]{5}`)},
	{"a date of birth", 6, []string{"dob", "born", "birth"},
		regexp.MustCompile(`(?i)(dob|born|birth([-_ ]?da(te|y))?)[-_ :=]*([0-9]{4}[-_/.]?[0-9]{2}[-_/.]?[0-9]{2}|[0-9]{1,2}[-_/.][0-9]{1,2}[-_/.][0-9]{4})`)},
	{phoneNumber, 10, nil, regexp.MustCompile(`(^|[^0-9.-])(\+1[-. ]?)?(\([0-9]{3}\) ?|[0-9]{3}[-.])[0-9]{3}[-.][0-9]{4}($|[^0-9.-])`)},
}

const phoneNumber = "a phone number"

var emailAddress = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}`)

// identifierIn names the kind of identifier that a text holds, e-mail addresses aside, or is "".
func identifierIn(text string) string {
	n := digits(text)
	for _, i := range identifiers {
		if n >= i.digits && i.hasWord(text) && i.shape.MatchString(text) {
			return i.kind
		}
	}
	return ""
}

func (i identifier) hasWord(text string) bool {
	if i.words == nil {
		return true
	}
	text = strings.ToLower(text)
	return slices.ContainsFunc(i.words, func(word string) bool { return strings.Contains(text, word) })
}

func digits(text string) (n int) {
	for i := range len(text) {
		if text[i] >= '0' && text[i] <= '9' {
			n++
		}
	}
	return n
}

func judgeName(c *Case, name string, v Value) {
	if v.Absent() {
		return
	}
	c.Applies()
	text, literal := v.Literal()
	if !literal {
		text = v.String() // what parameters add is judged where they are declared
	}
	kind := identifierIn(text)
	if kind == "" && strings.Contains(text, "@") && emailAddress.MatchString(text) {
		kind = "an e-mail address"
	}
	if isAddress(kind) && ofStaff(c.nameOf(name), text) {
		return
	}
	switch {
	case kind == "":
	case c.Type == "Description":
		c.Fail(v, "the template's description holds what looks like %s", kind)
	default:
		c.Fail(v, "%s of %q holds what looks like %s", name, c.ID, kind)
	}
}

// isName reports whether a property is a name or a description of the resource.
func isName(property string) bool {
	return slices.ContainsFunc([]string{"Name", "Description", "Identifier", "Comment", "Alias", "Prefix", "Path"}, func(end string) bool {
		return strings.HasSuffix(property, end)
	})
}
