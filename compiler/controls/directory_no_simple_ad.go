package controls

import "github.com/hipaac/hipaac/compiler/eligible"

var directoryNoSimpleAd = &Control{
	ID:        "directory-no-simple-ad",
	Title:     "Excluded variants of eligible services are not used",
	Tier:      Baseline,
	Severity:  High,
	Category:  "scope",
	Citations: []string{"164.308(b)(1)", "164.314(a)(2)(i)"},
	Types:     []string{"AWS::DirectoryService::MicrosoftAD", "AWS::DirectoryService::SimpleAD", "AWS::Pinpoint::VoiceChannel", "AWS::SMSVOICE::PhoneNumber"},
	Why:       "AWS's agreement covers the service and leaves out the variant: PHI in it is disclosed to somebody who promised nothing",
	Fix:       "use AWS::DirectoryService::MicrosoftAD in place of SimpleAD, and text messages without PHI in place of voice messages",
	Judge: func(c *Case) {
		c.Applies()
		on := c.Get("Enabled").IsFalse().Not() // a channel may be switched off
		c.forbidExcluded(eligible.Of(c.Type), on, "%q cannot hold PHI: %s")
	},
	Bad: []Example{`
Resources:
  Directory:  # fails
    Type: AWS::DirectoryService::SimpleAD
    Properties: {Name: clinic.example, Size: Small}
  Calls:  # fails
    Type: AWS::Pinpoint::VoiceChannel
    Properties: {ApplicationId: !ImportValue Application, Enabled: true}
  Number:
    Type: AWS::SMSVOICE::PhoneNumber
    Properties:
      NumberCapabilities:
        - SMS
        - VOICE  # fails
`},
	Good: []Example{`
Resources:
  Directory: {Type: "AWS::DirectoryService::MicrosoftAD", Properties: {Name: clinic.example}}
  Off: {Type: "AWS::Pinpoint::VoiceChannel", Properties: {ApplicationId: !ImportValue Application, Enabled: false}}
  Number: {Type: "AWS::SMSVOICE::PhoneNumber", Properties: {NumberCapabilities: [SMS]}}
`},
}
