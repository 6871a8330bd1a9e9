package auth

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
)

// address is a web address in its parts.
type address struct {
	secure bool
	// host has the port.
	host, path string
	// rest is what comes after the path: a query or a fragment.
	rest string
}

// parse reads an address of the schema's form: a scheme, a host, and what follows.
func parse(text string) address {
	scheme, rest, _ := strings.Cut(text, "://")
	var a address
	a.secure = scheme == "https"
	if i := strings.IndexAny(rest, "?#"); i >= 0 {
		rest, a.rest = rest[:i], rest[i:]
	}
	a.host, a.path, _ = strings.Cut(rest, "/")
	if len(a.host) < len(rest) {
		a.path = "/" + a.path
	}
	return a
}

// origin is the address without what follows the host.
func (a address) origin() string {
	if a.secure {
		return "https://" + a.host
	}
	return "http://" + a.host
}

// local reports whether the address leads to the machine of whoever opens it.
func (a address) local() bool {
	name, _, _ := strings.Cut(a.host, ":")
	return name == "localhost"
}

// checkAddresses refuses addresses that Cognito would not take, or would take and never match. It sends people back only to an
// address that it finds in its list, character by character, so that "/" at the end decides.
func (a *auth) checkAddresses() {
	for i, text := range a.cfg.Callbacks {
		a.checkAddress("callback", fmt.Sprintf("callbacks[%d]", i), text)
	}
	for i, text := range a.cfg.Logouts {
		a.checkAddress("logout", fmt.Sprintf("logouts[%d]", i), text)
		if origin := parse(text).origin(); !slices.Contains(a.origins(), origin) {
			a.Refuse(blueprints.Refusal{
				ID: "logout-elsewhere", Path: fmt.Sprintf("logouts[%d]", i), Warn: true,
				Message: fmt.Sprintf("logout %q leads to %s, where no callback of the web client is", text, origin),
				Hint:    "check the name; the origins of the callbacks are " + strings.Join(a.origins(), ", "),
			})
		}
	}
}

func (a *auth) checkAddress(kind, path, text string) {
	refuse := func(message, hint string) {
		a.Refuse(blueprints.Refusal{ID: "wrong-return-address", Path: path, Message: fmt.Sprintf("%s %q %s", kind, text, message), Hint: hint})
	}
	at := parse(text)
	switch {
	case strings.Contains(text, "*"):
		refuse("has a wildcard, Cognito compares whole addresses", "list each address")
	case strings.Contains(at.rest, "#"):
		refuse("has a fragment, which never reaches the server", "remove \"#\" and what follows it")
	case strings.ContainsAny(at.host, "@\\") || at.host == "" || strings.HasPrefix(at.host, ":"):
		refuse("names no host", "write https://, the name of the host, and the path")
	case at.host != strings.ToLower(at.host):
		refuse("has capital letters in the name of the host, browsers send small ones", "write "+strings.Replace(text, at.host, strings.ToLower(at.host), 1))
	case strings.HasSuffix(at.path, "/"):
		refuse("ends in a slash, and would not match the address without it", "write "+at.origin()+strings.TrimRight(at.path, "/")+at.rest+", and send the same from the application")
	case at.secure:
	case !at.local():
		refuse("is not encrypted on its way", "write https://")
	case a.Env.Tier != "development" || a.Env.PHI:
		refuse(fmt.Sprintf("leads to a developer's machine, in tier %q%s", a.Env.Tier, withPHI(a.Env)), "keep http://localhost for an environment of tier development with phi: false")
	}
}

func withPHI(e *blueprints.Env) string {
	if e.PHI {
		return " with PHI"
	}
	return ""
}

// origins are the origins of the callbacks, each once, sorted.
func (a *auth) origins() []string {
	var all []string
	for _, text := range a.cfg.Callbacks {
		all = append(all, parse(text).origin())
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// logouts are the pages after signing out.
func (a *auth) logouts() []string {
	if len(a.cfg.Logouts) > 0 {
		return a.cfg.Logouts
	}
	return a.origins()
}
