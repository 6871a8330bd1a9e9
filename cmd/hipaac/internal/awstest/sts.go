package awstest

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"
	"time"
)

func (c *Cloud) sts(call *call) response {
	switch call.record.Operation {
	case "GetCallerIdentity":
		return callerIdentity(call)
	case "AssumeRole":
		return c.assumeRole(call, call.form)
	}
	return unknown(call)
}

func callerIdentity(call *call) response {
	type result struct{ Arn, UserId, Account string }
	return response{status: http.StatusOK, body: markup(struct {
		XMLName xml.Name `xml:"GetCallerIdentityResponse"`
		Result  result   `xml:"GetCallerIdentityResult"`
	}{Result: result{call.who.arn(), "AROAEXAMPLE:session", call.who.Account}})}
}

// role is what may be assumed.
type role struct {
	externalID string
	lifetime   time.Duration // real
	becomes    Identity      // who the credentials are of, if not of the role's account
}

// Role lets everybody who has the external id become a role of an account, such as "clinic-test-deploy".
func (c *Cloud) Role(account, name, externalID string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.roles[account+"/"+name] = &role{externalID: externalID, lifetime: time.Hour}
}

// RoleLifetime sets for how long credentials of roles are said to live, in real time: an SDK that takes them for old asks for new ones.
func (c *Cloud) RoleLifetime(account, name string, d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.roles[account+"/"+name].lifetime = d
}

// RoleBecomes makes the next credentials of a role those of another identity, as a mistake in a configuration does.
func (c *Cloud) RoleBecomes(account, name string, who Identity) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if who.Partition == "" {
		who.Partition = "aws"
	}
	c.roles[account+"/"+name].becomes = who
}

func (c *Cloud) assumeRole(call *call, in form) response {
	arn := in.Get("RoleArn")
	parts := strings.SplitN(arn, ":", 6) // arn:aws:iam::ACCOUNT:role/PATH/NAME
	if len(parts) < 6 || !strings.HasPrefix(parts[5], "role/") || in.Get("RoleSessionName") == "" {
		return invalidInput("%s is invalid", arn)
	}
	name := parts[5][strings.LastIndex(parts[5], "/")+1:]
	known := c.roles[parts[4]+"/"+name]
	if known == nil || parts[1] != call.who.Partition || known.externalID != "" && known.externalID != in.Get("ExternalId") {
		return failed(http.StatusForbidden, "AccessDenied", fmt.Sprintf("User: %s is not authorized to perform: sts:AssumeRole on resource: %s", call.who.arn(), arn))
	}
	c.serial++
	key := fmt.Sprintf("ASIA%016d", c.serial)
	who := known.becomes
	if who.Account == "" {
		who = Identity{Account: parts[4], Partition: parts[1], Name: name, Session: in.Get("RoleSessionName")}
	}
	c.identities[key] = who
	type user struct{ AssumedRoleId, Arn string }
	type keys struct{ AccessKeyId, SecretAccessKey, SessionToken, Expiration string }
	type result struct {
		Credentials     keys
		AssumedRoleUser user
	}
	until := time.Now().Add(known.lifetime).UTC().Format(time.RFC3339)
	return response{status: http.StatusOK, body: markup(struct {
		XMLName xml.Name `xml:"AssumeRoleResponse"`
		Result  result   `xml:"AssumeRoleResult"`
	}{Result: result{keys{key, "secret", "token", until}, user{"AROAEXAMPLE:" + in.Get("RoleSessionName"), who.arn()}}})}
}

// unknown is the answer to an operation that no test has needed yet.
func unknown(call *call) response {
	return failed(http.StatusNotImplemented, "NotImplemented", "awstest does not know "+call.record.Service+" "+call.record.Operation)
}
