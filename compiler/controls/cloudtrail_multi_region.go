package controls

import "github.com/hipaac/hipaac/compiler/template"

var cloudtrailMultiRegion = &Control{
	ID:        "cloudtrail-multi-region",
	Title:     "A trail covers every Region",
	Tier:      Baseline,
	Severity:  High,
	Category:  "audit",
	Citations: []string{"164.308(a)(3)(ii)(A)", "164.312(b)"},
	Types:     []string{"AWS::CloudTrail::Trail"},
	Why:       "what an intruder does in a Region that nobody uses is otherwise recorded nowhere, and so is every call to a global service such as IAM",
	Fix: "set IsMultiRegionTrail to true on one trail that records management events, read and write; where the trail of an organization does, " +
		"say so on a trail of data events with the tag ManagementEvents: organization",
	Judge: func(c *Case) {
		covering := template.Any(c.OfType("AWS::CloudTrail::Trail"), func(trail Subject) Answer {
			return trail.Get("IsMultiRegionTrail").IsTrue().And(recordsManagement(trail))
		})
		regions := c.Get("IsMultiRegionTrail")
		if c.Tag("ManagementEvents").Is("organization").Yes() { // another account's trail records them
			c.Require(regions.IsTrue(), regions, "trail %q has %s for IsMultiRegionTrail, needs true", c.ID, regions)
			return
		}
		if regions.IsTrue().Yes() {
			c.Require(covering, c.Whole(), "trail %q covers every Region, but not all management events", c.ID)
			return
		}
		c.Require(covering, regions, "trail %q has %s for IsMultiRegionTrail, and no other trail here covers every Region", c.ID, regions)
	},
	Bad: []Example{`
Resources:
  Trail:  # fails
    Type: AWS::CloudTrail::Trail
    Properties: {IsLogging: true, S3BucketName: trails}
`, `
# Trails for data events only, ones that leave out reads, and one without global services.
Resources:
  Data:  # fails
    Type: AWS::CloudTrail::Trail
    Properties:
      IsMultiRegionTrail: true
      AdvancedEventSelectors:
        - FieldSelectors: [{Field: eventCategory, Equals: [Data]}]
  Writes:  # fails
    Type: AWS::CloudTrail::Trail
    Properties:
      IsMultiRegionTrail: true
      EventSelectors: [{ReadWriteType: WriteOnly}]
  Objects:  # fails
    Type: AWS::CloudTrail::Trail
    Properties:
      IsMultiRegionTrail: true
      EventSelectors: [{IncludeManagementEvents: false, DataResources: [{Type: "AWS::S3::Object", Values: ["arn:aws:s3"]}]}]
  Changes:  # fails
    Type: AWS::CloudTrail::Trail
    Properties:
      IsMultiRegionTrail: true
      AdvancedEventSelectors:
        - FieldSelectors: [{Field: eventCategory, Equals: [Management]}, {Field: readOnly, Equals: ["false"]}]
  Local:  # fails
    Type: AWS::CloudTrail::Trail
    Properties: {IsMultiRegionTrail: true, IncludeGlobalServiceEvents: false}
`, `
# Nobody records the use of data in other regions.
Resources:
  Data:
    Type: AWS::CloudTrail::Trail
    Properties:
      IsMultiRegionTrail: false  # fails
      AdvancedEventSelectors:
        - FieldSelectors: [{Field: eventCategory, Equals: [Data]}]
      Tags: [{Key: ManagementEvents, Value: organization}]
`, `
# The use of keys is not recorded.
Resources:
  Trail:  # fails
    Type: AWS::CloudTrail::Trail
    Properties:
      IsMultiRegionTrail: true
      EventSelectors: [{ReadWriteType: All, IncludeManagementEvents: true, ExcludeManagementEventSources: [kms.amazonaws.com]}]
`},
	Good: []Example{`
Resources:
  Trail: {Type: "AWS::CloudTrail::Trail", Properties: {IsMultiRegionTrail: true, IsLogging: true}}
  Objects: {Type: "AWS::CloudTrail::Trail", Properties: {IsMultiRegionTrail: false, EventSelectors: [{IncludeManagementEvents: false}]}}
`, `
Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties:
      IsMultiRegionTrail: true
      EventSelectors: [{ReadWriteType: All, IncludeManagementEvents: true}, {IncludeManagementEvents: false}]
`, `
Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties:
      IsMultiRegionTrail: true
      AdvancedEventSelectors:
        - FieldSelectors: [{Field: eventCategory, Equals: [Management]}]
        - FieldSelectors: [{Field: eventCategory, Equals: [Data]}, {Field: resources.type, Equals: ["AWS::S3::Object"]}]
`, `
# In an account of an organization that records the rest.
Resources:
  Data:
    Type: AWS::CloudTrail::Trail
    Properties:
      IsMultiRegionTrail: true
      AdvancedEventSelectors:
        - FieldSelectors: [{Field: eventCategory, Equals: [Data]}]
      Tags: [{Key: ManagementEvents, Value: organization}]
`},
}

// recordsManagement asks whether a trail records all calls that manage something. Without selectors it does; advanced selectors record
// only what they name.
func recordsManagement(trail Subject) Answer {
	global := trail.Get("IncludeGlobalServiceEvents").IsFalse().Not()
	if advanced := trail.Get("AdvancedEventSelectors"); !advanced.Absent() {
		return global.And(template.Any(advanced.Items(), func(selector Value) Answer {
			return template.All(selector.Get("FieldSelectors").Items(), func(field Value) Answer {
				names := template.Any(field.Get("Equals").Items(), func(v Value) Answer { return v.Is("Management") })
				return field.Get("Field").Is("eventCategory").And(names)
			})
		}))
	}
	selectors := trail.Get("EventSelectors").Items()
	return global.And(template.Sure(len(selectors) == 0).Or(template.Any(selectors, func(selector Value) Answer {
		kind := selector.Get("ReadWriteType")
		whole := template.Sure(kind.Absent()).Or(kind.Is("All")).And(template.Sure(len(selector.Get("ExcludeManagementEventSources").Items()) == 0))
		return selector.Get("IncludeManagementEvents").IsFalse().Not().And(whole)
	})))
}
