// Package emit turns a stack of resources into the CloudFormation document that people review and AWS receives.
package emit

import "github.com/hipaac/hipaac/compiler/template"

// Template is an emitted document: the tree, and the two forms of its bytes. Both say the same; a property test proves it.
type Template struct {
	// Key is the stack's name in the spec, Stack its CloudFormation name.
	Key, Stack string
	// Document is the tree, with the line and column of every value in YAML.
	Document *template.Document
	// YAML is for people: comments, short-form intrinsics.
	YAML []byte
	// JSON is for AWS: compact, long-form intrinsics.
	JSON []byte
}
