package repository

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/codeconnections"
	"github.com/awslabs/goformation/v7/cloudformation/tags"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// hosts are the hosts as CodeConnections names them.
var hosts = map[string]string{"bitbucket": "Bitbucket", "github": "GitHub", "gitlab": "GitLab"}

// noPHI says of a resource that holds code what is true of code, whatever the environment holds.
var noPHI = []tags.Tag{{Key: "DataClassification", Value: "non-phi"}}

// maxConnectionName is the longest name of a connection in characters (AWS CodeConnections API Reference, "CreateConnection").
const maxConnectionName = 32

// addConnection adds a connection to a repository elsewhere. CloudFormation makes it, and nobody but a person can finish it: the host has to
// be told that AWS may come in.
func addConnection(s *blueprints.Stack, cfg *schema.Repository) {
	checkHosted(s, cfg)
	name, provider := s.ShortName(s.Key, maxConnectionName), hosts[cfg.Connection]
	connection := s.Add("Connection", &codeconnections.Connection{ConnectionName: name, ProviderType: &provider, Tags: noPHI}).From("connection").
		Retain().Say("Pending until somebody finishes it in the console: a connection that is made anew has to be finished anew, so it is kept.")
	s.Export("ConnectionArn", connection.Ref(), "ARN of the connection to "+provider)
	s.Tell("provider", cfg.Connection)
	s.Tell("fullname", cfg.Repository)
	s.Expect(blueprints.Prerequisite{
		ID:   "connection-" + s.Key,
		What: fmt.Sprintf("the connection %s to %s is available, not pending", name, provider),
		Remedy: fmt.Sprintf("once the stack is deployed, open Developer Tools, Settings, Connections in the console of region %s, choose %s, "+
			"\"Update pending connection\", and install AWS's app for the repository %s only", s.Env.Region, name, cfg.Repository),
		Citations: []string{"164.312(d)"},
	})
	s.Expect(blueprints.Prerequisite{
		ID:   "branch-rules-" + s.Key,
		What: fmt.Sprintf("branch %s of %s at %s takes nothing but pull requests that %s approved", cfg.Branch, cfg.Repository, provider, others(cfg.Approvals)),
		Remedy: fmt.Sprintf("protect the branch in the settings of %s at %s: no direct pushes, no forced pushes, no deletion, %s, no exceptions for administrators",
			cfg.Repository, provider, approvals(cfg.Approvals)),
		Citations: []string{"164.308(a)(5)(ii)(B)", "164.312(c)(1)"},
	})
}

// checkHosted refuses a connection that leads nowhere, and what only CodeCommit can do.
func checkHosted(s *blueprints.Stack, cfg *schema.Repository) {
	if cfg.Repository == "" {
		s.Refuse(blueprints.Refusal{
			ID: "host-without-path", Path: "connection",
			Message: fmt.Sprintf("stack %q connects to %s and does not say which repository is meant", s.Key, hosts[cfg.Connection]),
			Hint:    "add repository with its path, such as clinic/portal",
		})
	}
	if partition := guard.Partition(s.Env.Region); partition != "aws" {
		s.Refuse(blueprints.Refusal{
			ID: "no-connections-here", Path: "connection",
			Message: fmt.Sprintf("region %s has no connections to repositories elsewhere", s.Env.Region),
			Hint:    "leave connection out: the repository is then one of CodeCommit",
		})
	}
	if len(cfg.Approvers) > 0 {
		s.Refuse(blueprints.Refusal{
			ID: "approvers-elsewhere", Path: "approvers",
			Message: fmt.Sprintf("stack %q names approvers of AWS, whom %s does not know", s.Key, hosts[cfg.Connection]),
			Hint:    "leave approvers out, and say in the settings of the repository at its host who approves",
		})
	}
}

func others(n int) string {
	if n == 1 {
		return "somebody else"
	}
	return fmt.Sprintf("%d others", n)
}

func approvals(n int) string {
	if n == 1 {
		return "one approval by somebody else"
	}
	return fmt.Sprintf("%d approvals by others", n)
}
