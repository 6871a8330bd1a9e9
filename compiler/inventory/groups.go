package inventory

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/controls"
)

// memberOf are the properties by which a resource joins security groups.
var memberOf = map[string][]string{
	"AWS::EC2::Instance":                {"NetworkInterfaces.GroupSet", "SecurityGroupIds"},
	"AWS::EC2::InstanceConnectEndpoint": {"SecurityGroupIds"},
	"AWS::EC2::LaunchTemplate":          {"LaunchTemplateData.NetworkInterfaces.Groups", "LaunchTemplateData.SecurityGroupIds"},
	"AWS::EC2::VPCEndpoint":             {"SecurityGroupIds"},
	"AWS::CodeBuild::Project":           {"VpcConfig.SecurityGroupIds"},
	"AWS::ECS::Service":                 {"NetworkConfiguration.AwsvpcConfiguration.SecurityGroups"},
	"AWS::Lambda::Function":             {"VpcConfig.SecurityGroupIds"},
	"AWS::RDS::DBCluster":               {"VpcSecurityGroupIds"},
	"AWS::RDS::DBInstance":              {"VPCSecurityGroups"},
	balancerType:                        {"SecurityGroups"},
}

// memberTypes are the types that join security groups, in their order.
var memberTypes = []string{"AWS::CodeBuild::Project", "AWS::EC2::Instance", "AWS::EC2::InstanceConnectEndpoint", "AWS::EC2::VPCEndpoint", "AWS::ECS::Service",
	"AWS::ElasticBeanstalk::Environment", balancerType, "AWS::Lambda::Function", "AWS::RDS::DBCluster", "AWS::RDS::DBInstance"}

// groups are the security groups of a resource. An instance has those of its launch template.
func (v view) groups() []view {
	var named []value
	for _, path := range memberOf[v.Type] {
		named = append(named, v.reach(path)...)
	}
	if v.Type == "AWS::ElasticBeanstalk::Environment" {
		named = append(named, v.option("aws:autoscaling:launchconfiguration", "SecurityGroups"))
	}
	var out []view
	for _, n := range named {
		for _, x := range v.leads(n) {
			if x.Type == "AWS::EC2::SecurityGroup" {
				out = append(out, x)
			}
		}
	}
	if launch, ok := v.lead(v.Get("LaunchTemplate.LaunchTemplateId"), "AWS::EC2::LaunchTemplate"); ok && v.Type == "AWS::EC2::Instance" {
		out = append(out, launch.groups()...)
	}
	return out
}

// members are the resources that are in a security group.
func (v view) members() []view {
	var out []view
	for _, x := range v.every(memberTypes...) {
		if slices.ContainsFunc(x.groups(), func(g view) bool { return g.Is(v.Subject) }) {
			out = append(out, x)
		}
	}
	return out
}

// rule is one rule of a security group: what it says, the group, and the resource that it stands in.
type rule struct {
	controls.Ingress
	group view
	by    string
}

// rules are those of a security group, its own and those that others add.
func (v view) rules() []rule {
	var out []rule
	for _, r := range controls.IngressRules(v.Subject) {
		out = append(out, rule{r, v, v.id()})
	}
	for _, x := range v.Pointing("AWS::EC2::SecurityGroupIngress", "GroupId") {
		for _, r := range controls.IngressRules(x) {
			out = append(out, rule{r, v, v.of(x).id()})
		}
	}
	return out
}

// covers reports whether a rule may admit a port.
func (r rule) covers(port string) bool {
	n, err := strconv.ParseFloat(port, 64)
	return err != nil || !r.Admits("tcp", n).Or(r.Admits("udp", n)).No()
}

// sources are who a rule admits to one member of the group.
func (r rule) sources(to view) []string {
	var out []string
	if group, ok := to.lead(r.Get("SourceSecurityGroupId"), "AWS::EC2::SecurityGroup"); ok {
		for _, m := range group.members() {
			out = append(out, m.id())
		}
	}
	for _, property := range []string{"CidrIp", "CidrIpv6"} {
		if cidr := r.Get(property); !cidr.Absent() {
			out = append(out, to.block(cidr))
		}
	}
	if list := r.Get("SourcePrefixListId"); !list.Absent() {
		name := to.at.plain(list)
		out = append(out, to.at.all.outsider(System, "prefix list "+name, "prefix list "+name))
	}
	return out
}

// block is who a range of addresses is, seen from a resource: everybody, its own VPC, or a network elsewhere.
func (v view) block(cidr value) string {
	if vpc, ok := v.lead(cidr, "AWS::EC2::VPC", "AWS::EC2::Subnet"); ok {
		return vpc.vpc()
	}
	name := text(cidr)
	r, err := netip.ParsePrefix(name)
	if err != nil {
		return v.at.all.block(v.at.plain(cidr))
	}
	if r.Bits() <= 1 {
		return v.everybody()
	}
	for _, x := range v.every("AWS::EC2::VPC") {
		if own, err := netip.ParsePrefix(text(x.Get("CidrBlock"))); err == nil && own.Bits() <= r.Bits() && own.Contains(r.Addr()) {
			return x.id()
		}
	}
	return v.at.all.block(name)
}

// openGroup: the members of a group are reached by whoever its rules admit. A load balancer is reached at its listeners, which say more.
func (v view) openGroup() {
	group, rules := v, []rule(nil)
	if v.Type == "AWS::EC2::SecurityGroupIngress" {
		var ok bool
		if group, ok = v.lead(v.Get("GroupId"), "AWS::EC2::SecurityGroup"); !ok {
			return
		}
	}
	for _, r := range controls.IngressRules(v.Subject) {
		rules = append(rules, rule{r, group, v.id()})
	}
	for _, to := range group.members() {
		for _, r := range rules {
			if to.Type == balancerType {
				continue
			}
			for _, from := range r.sources(to) {
				w := r.way(to)
				w.From = from
				v.found(w)
			}
		}
	}
}

// way is what a rule opens to one member.
func (r rule) way(to view) way {
	name, port := portOf(r.Get("IpProtocol"), r.Get("FromPort"), r.Get("ToPort"))
	w := way{data: true, Flow: Flow{To: to.id(), Label: name, Port: port, PHI: Moves, Secure: "unknown", Evidence: []string{r.by}}}
	switch to.kind().is {
	case Gateway:
		w.data, w.PHI = false, Without
		if to.Type == "AWS::EC2::VPCEndpoint" {
			w.Label, w.Secure = "HTTPS "+port, "signed"
		}
	case Database:
		if engine := engineOf(text(to.Get("Engine"))); engine != "" {
			w.Label = strings.TrimSpace(engine + " " + port)
		}
		w.Secure = to.at.tls[to.at.stacks[to.Resource]+"."+to.ID]
		if w.Secure == "" {
			w.Secure = "unknown"
		}
		for _, property := range []string{"DBClusterParameterGroupName", "DBParameterGroupName"} {
			if group, ok := to.lead(to.Get(property)); ok {
				w.Evidence = append(w.Evidence, group.id())
			}
		}
	}
	return w
}

// engines are what people call a database, by how the name of its engine begins, with or without "aurora-".
var engines = []struct{ begins, name string }{{"postgres", "PostgreSQL"}, {"mysql", "MySQL"}, {"mariadb", "MariaDB"}, {"sqlserver", "SQL Server"}, {"oracle", "Oracle"}, {"db2", "Db2"}}

func engineOf(engine string) string {
	for _, e := range engines {
		if strings.HasPrefix(strings.TrimPrefix(engine, "aurora-"), e.begins) {
			return e.name
		}
	}
	return ""
}

// wellKnown are the ports by which people know a protocol (IANA, Service Name and Transport Protocol Port Number Registry).
var wellKnown = map[string]string{"22": "SSH", "1433": "SQL Server", "1521": "Oracle", "2049": "NFS", "3306": "MySQL", "3389": "RDP", "5432": "PostgreSQL"}

// portOf names the protocol and the port of a rule.
func portOf(protocol, from, to value) (label, port string) {
	name := map[string]string{"tcp": "TCP", "6": "TCP", "udp": "UDP", "17": "UDP", "icmp": "ICMP", "1": "ICMP"}[text(protocol)]
	first, last := text(from), text(to)
	switch {
	case name == "":
		return "any protocol", ""
	case name == "ICMP" || first == "":
		return name, ""
	case last != "" && first != last:
		return name + " " + first + "-" + last, first + "-" + last
	case name == "TCP" && wellKnown[first] != "":
		return wellKnown[first] + " " + first, first
	}
	return name + " " + first, first
}

// tlsControls are the controls that say whether a database refuses clear text.
var tlsControls = []string{"rds-force-tls"}

// tlsOf is what these controls said of each resource.
func tlsOf(evidence []compiler.Evidence) map[string]string {
	said := map[string]string{}
	for _, e := range evidence {
		if !slices.Contains(tlsControls, e.Control) {
			continue
		}
		for _, list := range []struct {
			names  []string
			secure string
		}{{e.Passed, "TLS"}, {e.Unknown, "unknown"}, {e.Waived, "none"}, {e.Failed, "none"}} {
			for _, name := range list.names {
				said[name] = list.secure
			}
		}
	}
	return said
}
