package controls

var ebsSnapshotsNotPublic = &Control{
	ID:        "ebs-snapshots-not-public",
	Title:     "Snapshots cannot be shared publicly",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "network",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"},
	Types:     []string{"AWS::EC2::SnapshotBlockPublicAccess"},
	Why:       "a snapshot is a whole disk; shared with everybody it is copied by strangers before anybody notices",
	Fix:       "set State to block-all-sharing: the other state leaves snapshots public that already are",
	Judge: func(c *Case) {
		state := c.Get("State")
		c.Require(state.Is("block-all-sharing"), state, `%q has %s for State, needs "block-all-sharing"`, c.ID, state)
	},
	Bad: []Example{`
Resources:
  Snapshots:
    Type: AWS::EC2::SnapshotBlockPublicAccess
    Properties:
      State: block-new-sharing  # fails
`, `
Resources:
  Snapshots:
    Type: AWS::EC2::SnapshotBlockPublicAccess
    Properties:
      State: unblocked  # fails
`},
	Good: []Example{`
Resources:
  Snapshots:
    Type: AWS::EC2::SnapshotBlockPublicAccess
    Properties: {State: block-all-sharing}
`},
}
