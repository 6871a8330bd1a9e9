package controls

import (
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

var sgNoOpenCommonPorts = &Control{
	ID:       "sg-no-open-common-ports",
	Title:    "Administrative and data ports are not open to the world",
	Tier:     Baseline,
	Severity: Critical,
	Category: "network",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(3)(ii)(B)", "164.308(a)(4)(i)", "164.308(a)(4)(ii)(B)", "164.308(a)(4)(ii)(C)",
		"164.312(a)(1)", "164.312(e)(1)"},
	Types: []string{"AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupIngress"},
	Why:   "databases, caches, file shares and remote desktops are scanned for all day, and many answer without asking who is there",
	Fix:   "name the source security group instead of a range, and use SSM Session Manager for administration",
	Judge: func(c *Case) {
		c.Applies() // a group without rules admits nobody
		for _, rule := range IngressRules(c.Subject) {
			open, source := rule.Open(c), rule.Source()
			if open.No() {
				continue
			}
			var reached []string
			any := template.No
			for _, p := range privatePorts {
				through := open.And(rule.Admits(p.transport, p.number))
				if any = any.Or(through); through.Yes() {
					reached = append(reached, fmt.Sprintf("%g (%s)", p.number, p.name))
				}
			}
			c.Forbid(any, source, "%q lets %s reach %s", c.ID, source, shortened(reached))
		}
	},
	Bad: []Example{`
Resources:
  Data:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 3389, ToPort: 3389, CidrIp: 0.0.0.0/0}  # fails
        - {IpProtocol: tcp, FromPort: 5432, ToPort: 5432, CidrIpv6: "::/0"}  # fails
        - {IpProtocol: tcp, FromPort: 3000, ToPort: 4000, CidrIp: 0.0.0.0/0}  # fails
        - {IpProtocol: udp, FromPort: 11211, ToPort: 11211, CidrIp: 0.0.0.0/0}  # fails
        - {IpProtocol: tcp, FromPort: 3389, ToPort: 3389, CidrIp: 192.168.7.0/24}
  Everything:
    Type: AWS::EC2::SecurityGroupIngress
    Properties:
      GroupId: !Ref Data
      IpProtocol: -1
      CidrIp: 0.0.0.0/0  # fails
`, `
Parameters:
  Port: {Type: Number, Default: 6379}
Resources:
  Cache:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - IpProtocol: tcp
          FromPort: !Ref Port
          ToPort: !Ref Port
          CidrIp: 0.0.0.0/0  # fails
`},
	Good: []Example{`
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}
        - {IpProtocol: icmp, FromPort: 3, ToPort: 4, CidrIp: 0.0.0.0/0}
  Data:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: !Ref Web}]
`},
}

// privatePorts are ports that nothing on the internet has any business with: those of the AWS rule pack (20, 21, 3306, 3389, 4333),
// and those of what else keeps data or administers machines. SSH has a control of its own.
var privatePorts = []struct {
	transport string
	number    float64
	name      string
}{
	{"tcp", 20, "FTP data"}, {"tcp", 21, "FTP"}, {"tcp", 23, "Telnet"}, {"tcp", 135, "Windows RPC"}, {"tcp", 139, "NetBIOS"},
	{"tcp", 445, "SMB"}, {"tcp", 1433, "SQL Server"}, {"udp", 1434, "SQL Server Browser"}, {"tcp", 1521, "Oracle"}, {"tcp", 2049, "NFS"},
	{"tcp", 2375, "Docker"}, {"tcp", 3306, "MySQL"}, {"tcp", 3389, "remote desktop"}, {"udp", 3389, "remote desktop"}, {"tcp", 4333, "mSQL"},
	{"tcp", 5432, "PostgreSQL"}, {"tcp", 5439, "Redshift"}, {"tcp", 5601, "Kibana"}, {"tcp", 5900, "VNC"}, {"tcp", 5985, "WinRM"},
	{"tcp", 6379, "Redis"}, {"tcp", 9042, "Cassandra"}, {"tcp", 9200, "OpenSearch"}, {"tcp", 10250, "Kubernetes"},
	{"tcp", 11211, "Memcached"}, {"udp", 11211, "Memcached"}, {"tcp", 27017, "MongoDB"},
}

// shortened lists the ports of a rule, of which a rule for everything has many.
func shortened(list []string) string {
	switch n := len(list); {
	case n == 1:
		return "port " + list[0]
	case n > 3:
		return fmt.Sprintf("ports %s and %d more", strings.Join(list[:3], ", "), n-3)
	}
	return "ports " + strings.Join(list, ", ")
}
