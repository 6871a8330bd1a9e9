package controls

import "github.com/hipaac/hipaac/compiler/template"

// What follows is for those who do not judge and need the notions of controls all the same, so that a report does not mean by "backed up"
// something else than a verdict does.

// NewCase is a resource in one deployment.
func NewCase(s *template.Scope, x Subject) *Case { return &Case{Subject: x, scope: s} }

// TakenBy asks whether a backup selection takes the resource.
func (c *Case) TakenBy(selection Subject) Answer { return takes(c, selection.Get("BackupSelection")) }

// ReceivesTrail reports whether CloudTrail writes into the bucket.
func (c *Case) ReceivesTrail() bool { return receivesTrail(c) }

// ReceivesConfig reports whether AWS Config writes into the bucket.
func (c *Case) ReceivesConfig() bool { return receivesConfig(c) }

// ReceivesAccessLogs reports whether access logs are written into the bucket.
func (c *Case) ReceivesAccessLogs() bool { return receivesAccessLogs(c) }

// CustomerKey asks whether a value names a key of the customer.
func CustomerKey(v Value) Answer { return customerKey(v) }
