// Package webserver is the web server that people launch from a catalog: a machine that serves the files of a repository, and everything
// between it and those who may see them. Who launches it answers for what it serves; nothing that they choose makes it unsafe.
package webserver

import (
	"fmt"
	"net/netip"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// Blueprint is launched from a catalog, as often as people like: it exports nothing, and nothing of it has a name that there can be one
// of only. The output "CompliantWebsiteURL" says where the website is.
var Blueprint = blueprints.Define("web-server", "Healthcare Web Server", []string{"keys", "network"}, uses, build).
	Wanting("admin-access", "backup", "observability", "repository").LaunchedOnly()

func uses(*schema.WebServer) []blueprints.KeyUse {
	return []blueprints.KeyUse{
		{Class: blueprints.DataKey, Service: "ec2"},
		{Class: blueprints.LogsKey, Service: "logs"},
		{Class: blueprints.MessagesKey, Service: "cloudwatch"},
		{Class: blueprints.MessagesKey, Service: "events"},
		{Class: blueprints.MessagesKey, Service: "sns"},
	}
}

// server is one stack while it is built.
type server struct {
	*blueprints.Stack
	cfg *schema.WebServer
	parameters
	// host is the name that people ask for; repository the name of what is served.
	host, repository string
	requests, logs   *blueprints.Resource // log groups
	instance         *blueprints.Resource
}

func build(s *blueprints.Stack, cfg *schema.WebServer) {
	s.Launched = true
	w := &server{Stack: s, cfg: cfg}
	w.check()
	w.ask()
	w.addOwnerTopic()
	w.addLogs()
	group := guard.WorkloadGroup(s)
	w.addInstance(group)
	w.addFront(group)
	w.keepUpToDate()
	w.watch()
}

// called are the services of AWS that a server calls: to say that it has started, for its files, to be looked after, to be watched. As of
// 2026-11, from the guides of these services on interface endpoints. Packages of Amazon Linux come from S3, which has an endpoint always.
var called = []string{"cloudformation", "git-codecommit", "logs", "monitoring", "ssm", "ssmmessages"}

// check refuses what no launch could make right.
func (w *server) check() {
	guard.NeedEndpoints(w.Stack, fmt.Sprintf("servers of stack %q could not start", w.Key), called...)
	guard.CheckAllowed(w.Stack, "testers.ranges", w.cfg.Testers.Ranges)
	for i, text := range w.cfg.Testers.Ranges {
		block, err := netip.ParsePrefix(text)
		if err == nil && block.Bits() < smallestRange {
			w.Refuse(blueprints.Refusal{
				ID: "testers-everybody", Path: fmt.Sprintf("testers.ranges[%d]", i),
				Message: fmt.Sprintf("%s is a large part of the internet, and servers of environment TEST are for testers only", text),
				Hint:    fmt.Sprintf("name the addresses of %s, in blocks of /%d or smaller", w.cfg.Testers.Name, smallestRange),
			})
		}
	}
	if longestName(w.cfg.Domain) < shortestName {
		w.Refuse(blueprints.Refusal{
			ID: "domain-too-long", Path: "domain",
			Message: fmt.Sprintf("%q leaves a server %d characters for its own name: a certificate is for names of up to %d", w.cfg.Domain, longestName(w.cfg.Domain), longestHost),
			Hint:    fmt.Sprintf("choose a domain of up to %d characters", longestHost-1-shortestName),
		})
	}
}

// smallestRange is how large a block of testers may be: larger ones than /8 belong to nobody alone.
const smallestRange = 8

// longestHost is the longest name that ACM issues a certificate for as its first name. As of 2026-11, ACM guide, "Certificate
// characteristics".
const longestHost = 64

// shortestName and mostName bound the name of a server.
const (
	shortestName = 3
	mostName     = 32
)

// longestName is how long the name of a server in a domain may be.
func longestName(domain string) int { return min(mostName, longestHost-1-len(domain)) }

func ptr[T any](v T) *T { return &v }
