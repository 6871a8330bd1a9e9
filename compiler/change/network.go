package change

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// opening is one rule of a security group: who may reach its members, or what they may reach.
type opening struct {
	id, path string // where it stands
	out      bool   // egress
	protocol string // "-1" is all
	from, to int
	peer     string // a range of addresses, a prefix list or a security group
}

// openings reads the rules of all security groups of a version, by group. Whether a rule stands inside its group or apart makes no
// difference. A group that does not say what its members may reach lets them reach everything.
func (v *settled) openings(ids []string) map[string][]opening {
	groups := map[string][]opening{}
	for _, id := range ids {
		n := v.resources[id]
		switch kind := v.types[id]; kind {
		case "AWS::EC2::SecurityGroup":
			groups[id] = append(groups[id], listedRules(id, n, "SecurityGroupIngress", false)...)
			groups[id] = append(groups[id], listedRules(id, n, "SecurityGroupEgress", true)...)
			if n.Get("Properties", "SecurityGroupEgress") == nil {
				for _, all := range []string{"0.0.0.0/0", "::/0"} {
					groups[id] = append(groups[id], opening{id: id, path: "Properties.SecurityGroupEgress", out: true, protocol: "-1", to: 65535, peer: all})
				}
			}
		case "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress":
			group := phrase(n.Get("Properties", "GroupId"))
			if names := mentioned(group); len(names) == 1 && strings.HasPrefix(group, "${") {
				group = names[0]
			}
			groups[group] = append(groups[group], rulesOf(id, "Properties", n.Get("Properties"), strings.HasSuffix(kind, "Egress"))...)
		}
	}
	return groups
}

func listedRules(id string, n *template.Node, property string, out bool) []opening {
	list := n.Get("Properties", property)
	if list == nil {
		return nil
	}
	var rules []opening
	for i, item := range listed(list).Items {
		rules = append(rules, rulesOf(id, element("Properties."+property, i), item, out)...)
	}
	return rules
}

// rulesOf reads one rule. What cannot be read is a rule for a peer of its own, so that a change of it shows.
func rulesOf(id, path string, n *template.Node, out bool) []opening {
	if !plainMap(n) {
		return []opening{{id: id, path: path, out: out, protocol: "-1", to: 65535, peer: show(n)}}
	}
	rule := opening{id: id, path: path, out: out, protocol: protocol(phrase(n.Get("IpProtocol"))), to: 65535}
	rule.limit(n.Get("FromPort"), n.Get("ToPort"))
	var rules []opening
	for _, key := range []string{"CidrIp", "CidrIpv6", "SourcePrefixListId", "DestinationPrefixListId", "SourceSecurityGroupId",
		"DestinationSecurityGroupId", "SourceSecurityGroupName"} {
		if peer := n.Get(key); peer != nil {
			rule.peer = strings.TrimSuffix(phrase(peer), ".GroupId}")
			rules = append(rules, rule)
		}
	}
	return rules
}

func protocol(text string) string {
	switch strings.ToLower(text) {
	case "tcp":
		return "6"
	case "udp":
		return "17"
	case "icmp":
		return "1"
	case "icmpv6":
		return "58"
	case "all":
		return "-1"
	}
	return text
}

// limit sets the ports of a rule. Without any, and with -1, it is for all of them; of ICMP they are one type. Ports that nobody can read
// make a protocol of their own, which only the same expression covers.
func (o *opening) limit(first, last *template.Node) {
	if first == nil && last == nil {
		return
	}
	from, errFrom := strconv.Atoi(phrase(first))
	to, errTo := strconv.Atoi(phrase(last))
	switch {
	case errFrom != nil || errTo != nil:
		o.protocol += " " + phrase(first) + " to " + phrase(last)
	case from < 0:
	case o.protocol == "1" || o.protocol == "58":
		o.from, o.to = from, from
	default:
		o.from, o.to = from, to
	}
}

// covers reports whether a rule lets everything through that another does.
func (o opening) covers(other opening) bool {
	if o.out != other.out || o.protocol != "-1" && o.protocol != other.protocol || !contains(o.peer, other.peer) {
		return false
	}
	return o.protocol == "-1" || o.from <= other.from && o.to >= other.to
}

// bare is a rule without the place where it stands.
func (o opening) bare() opening {
	o.id, o.path = "", ""
	return o
}

// maxRules is up to how many rules of a group each is compared with each; EC2 has far fewer.
const maxRules = 1000

func (o opening) said() string {
	who := strings.Trim(o.peer, "${}")
	if o.peer == "0.0.0.0/0" || o.peer == "::/0" {
		who = "the whole internet (" + o.peer + ")"
	}
	what := "all protocols"
	if names := map[string]string{"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}; o.protocol != "-1" {
		what = o.protocol
		if name := names[o.protocol]; name != "" {
			what = name
		}
		switch {
		case o.from == o.to && (o.protocol == "1" || o.protocol == "58"):
			what += fmt.Sprintf(" type %d", o.from)
		case o.from == o.to:
			what += fmt.Sprintf(" port %d", o.from)
		case o.from > 0 || o.to < 65535:
			what += fmt.Sprintf(" ports %d to %d", o.from, o.to)
		}
	}
	if o.out {
		return fmt.Sprintf("members reach %s on %s", who, what)
	}
	return fmt.Sprintf("%s reach members on %s", who, what)
}

// networks compares the rules of security groups.
func (u *update) networks() []Finding {
	var ids []string
	for _, p := range u.pairs {
		ids = append(ids, p.id)
	}
	before, after := u.old.openings(ids), u.new.openings(ids)
	var out []Finding
	add := func(c Class, these, others map[string][]opening, format string) {
		for _, group := range sortedKeys(these) {
			covered := func(o opening) bool {
				return slices.ContainsFunc(others[group], func(other opening) bool { return other.covers(o) })
			}
			if len(these[group])*len(others[group]) > maxRules*maxRules { // only a rule that is the same is covered
				same := map[opening]bool{}
				for _, o := range others[group] {
					same[o.bare()] = true
				}
				covered = func(o opening) bool { return same[o.bare()] }
			}
			for _, o := range these[group] {
				if p := u.byID[o.id]; p != nil && !covered(o) {
					out = append(out, u.finding(c, p, o.path, fmt.Sprintf(format, o.said())))
				}
			}
		}
	}
	add(Access, after, before, "lets %s")
	add(Other, before, after, "narrower: no longer lets %s")
	return out
}

// entryOf reads an entry of a network access list as a rule.
func entryOf(n *template.Node) (rule opening, allows bool) {
	get := func(name string) *template.Node { return n.Get("Properties", name) }
	rule = opening{out: phrase(get("Egress")) == "true", protocol: phrase(get("Protocol")), to: 65535, peer: phrase(get("CidrBlock")) + phrase(get("Ipv6CidrBlock"))}
	rule.limit(n.Get("Properties", "PortRange", "From"), n.Get("Properties", "PortRange", "To"))
	return rule, strings.EqualFold(phrase(get("RuleAction")), "allow")
}

// accessListEntry says what the change of an entry does. Which entry decides depends on their order, so that all that an entry lets
// through counts, whatever stands before it.
func accessListEntry(p *pair) (c Class, text string) {
	was, allowed := entryOf(p.was)
	is, allows := entryOf(p.is)
	const order = "; entries before it may say otherwise"
	switch {
	case p.was == nil && allows:
		return Access, "lets " + is.said() + order
	case p.was == nil:
		return Other, "narrower: denies that " + is.said()
	case p.is == nil && allowed:
		return Other, "narrower: no longer lets " + was.said()
	case p.is == nil:
		return Access, "no longer denies that " + was.said() + order
	case allows && (!allowed || !was.covers(is)):
		return Access, "lets " + is.said() + order
	case !allows && !allowed && !is.covers(was):
		return Access, "denies less; it denied that " + was.said() + order
	}
	return Other, ""
}
