// Package schema holds what a spec may say: the CUE files, and the Go types generated from them. It evaluates nothing, so that
// blueprints can use the types without knowing CUE.
package schema

//go:generate go run ./generate

import "embed"

// Version is the schema version that specs name in their first line.
const Version = "v1"

// Files holds the CUE sources: shape (types, defaults, limits) and controls on specs.
//
//go:embed *.cue
var Files embed.FS
