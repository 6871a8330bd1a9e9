package cost

import (
	"strconv"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// fixed are the resource types that cost by their mere existence. Every other type that hipaac emits is in byUse or free; a test
// says so.
var fixed = map[string]func(*bill, *template.Resource){
	"AWS::EC2::EIP":                             each("public IPv4 address"),
	"AWS::EC2::NatGateway":                      each("nat gateway"),
	"AWS::EC2::VPCEndpoint":                     endpoint,
	"AWS::EC2::TransitGatewayAttachment":        each("transit gateway attachment"),
	"AWS::EC2::TransitGatewayVpcAttachment":     each("transit gateway attachment"),
	"AWS::EC2::Instance":                        instance,
	"AWS::KMS::Key":                             each("key"),
	"AWS::SecretsManager::Secret":               each("secret"),
	"AWS::ElasticLoadBalancingV2::LoadBalancer": loadBalancer,
	"AWS::WAFv2::WebACL":                        webACL,
	"AWS::CloudWatch::Alarm":                    alarm,
	"AWS::CloudWatch::CompositeAlarm":           each("composite alarm"),
	"AWS::CloudWatch::Dashboard":                each("dashboard"),
	"AWS::ECS::Service":                         service,
	"AWS::ElasticBeanstalk::Environment":        beanstalk,
	"AWS::RDS::DBCluster":                       cluster,
	"AWS::RDS::DBInstance":                      database,
}

func each(item string) func(*bill, *template.Resource) {
	return func(b *bill, _ *template.Resource) { b.add(item, one) }
}

// endpoint: an interface endpoint is rented in every zone that it stands in; gateway endpoints are free.
func endpoint(b *bill, r *template.Resource) {
	if text(r, "VpcEndpointType") == "Interface" {
		b.add("interface endpoint", one*Quantity(length(r, "SubnetIds")))
	}
}

// loadBalancer: one that faces the internet also rents an address in every zone.
func loadBalancer(b *bill, r *template.Resource) {
	b.add("application load balancer", one)
	if text(r, "Scheme") == "internet-facing" {
		b.add("public IPv4 address", one*Quantity(length(r, "Subnets")))
	}
}

func webACL(b *bill, r *template.Resource) {
	b.add("web ACL", one)
	b.add("web ACL rule", one*Quantity(length(r, "Rules")))
}

// alarm: one that looks more often than once a minute costs more; one over several metrics costs for each of them.
func alarm(b *bill, r *template.Resource) {
	metrics := one
	if all := r.Property("Metrics"); all != nil {
		metrics = 0
		for _, m := range all.Items {
			if m.Get("MetricStat") != nil {
				metrics += one
			}
		}
	}
	item := "alarm"
	if period := number(r, "Period", 60*one); period < 60*one {
		item = "high-resolution alarm"
	}
	b.add(item, max(metrics, one))
}

// text is a property that is written out, or "".
func text(r *template.Resource, path string) string { return written(r.Property(path)) }

func written(n *template.Node) string {
	if n == nil || n.Kind != template.String && n.Kind != template.Number {
		return ""
	}
	return n.Text
}

// given is a text that is written out, or what a parameter is unless somebody says otherwise.
func (b *bill) given(n *template.Node) string {
	if name, argument := n.Intrinsic(); name == "Ref" {
		return written(b.doc.Root.Get("Parameters", argument.Text, "Default"))
	}
	return written(n)
}

// number is a whole number that is written out, or what it is when it is left out.
func number(r *template.Resource, path string, otherwise Quantity) Quantity {
	return whole(r.Property(path), otherwise)
}

func whole(n *template.Node, otherwise Quantity) Quantity {
	if v, err := strconv.ParseInt(written(n), 10, 64); err == nil {
		return Quantity(v) * one
	}
	return otherwise
}

func length(r *template.Resource, path string) int {
	if n := r.Property(path); n != nil {
		return len(n.Items)
	}
	return 0
}

// target is the resource of the same document that a property refers to, or nil.
func (b *bill) target(r *template.Resource, path string) *template.Resource {
	name, argument := r.Property(path).Intrinsic()
	switch {
	case name == "Ref":
		return b.doc.Resource(argument.Text)
	case name == "Fn::GetAtt" && len(argument.Items) > 0:
		return b.doc.Resource(argument.Items[0].Text)
	}
	return nil
}

// sized is an item by family and its count in units of the size "large": "t4g.small" is a quarter of "t4g". AWS prices sizes of a
// family in proportion.
func sized(kind, instanceType string) (item string, count Quantity) {
	family, size, _ := strings.Cut(instanceType, ".")
	return kind + " " + family, sizes[size]
}

// sizes are multiples of "large".
var sizes = map[string]Quantity{
	"nano": one / 16, "micro": one / 8, "small": one / 4, "medium": one / 2, "large": one, "xlarge": 2 * one, "2xlarge": 4 * one,
	"4xlarge": 8 * one, "8xlarge": 16 * one, "12xlarge": 24 * one, "16xlarge": 32 * one, "24xlarge": 48 * one, "32xlarge": 64 * one,
	"48xlarge": 96 * one,
}
