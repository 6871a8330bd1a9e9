// Package repository builds the place where code lives: a repository of CodeCommit with an approval rule, or the connection to one elsewhere.
package repository

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/schema"
)

// Blueprint makes a repository of CodeCommit and exports "RepositoryName", "RepositoryArn" and "CloneUrlHttp", or a connection and exports
// "ConnectionArn". Facts are the same for both: "provider" ("codecommit", "github", "gitlab", "bitbucket"), "fullname", which is the
// repository's path at its host, "branch", which is deployed from, and "protected", the protected branches with commas between.
//
// A repository of CodeCommit offers the right to clone it.
var Blueprint = blueprints.Define("repository", "source code and its approval", []string{"keys"}, uses, build).Wanting("observability")

func uses(cfg *schema.Repository) []blueprints.KeyUse {
	if cfg.Connection != "" {
		return nil
	}
	return []blueprints.KeyUse{
		{Class: blueprints.CodeKey, Service: "codecommit"}, {Class: blueprints.LogsKey, Service: "logs"},
		{Class: blueprints.MessagesKey, Service: "events"}, // rules publish to an encrypted topic
	}
}

func build(s *blueprints.Stack, cfg *schema.Repository) {
	s.Tell("branch", cfg.Branch)
	s.Tell("protected", strings.Join(protected(cfg), ","))
	if cfg.Connection != "" {
		addConnection(s, cfg)
		return
	}
	if cfg.Repository != "" {
		s.Refuse(blueprints.Refusal{
			ID: "path-without-host", Path: "repository",
			Message: fmt.Sprintf("stack %q names the repository %q and not where it is", s.Key, cfg.Repository),
			Hint:    "add connection with github, gitlab or bitbucket, or leave repository out for a repository of CodeCommit",
		})
	}
	addRepository(s, cfg)
}

// protected are all protected branches, that which is deployed from first.
func protected(cfg *schema.Repository) []string {
	others := slices.DeleteFunc(slices.Clone(cfg.Protected), func(b string) bool { return b == cfg.Branch })
	return append([]string{cfg.Branch}, others...)
}
