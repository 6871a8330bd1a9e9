package controls

import "github.com/hipaac/hipaac/compiler/template"

// launch is where an instance's settings stand: its own properties, or the data of a launch template.
type launch struct {
	Value
	owner Subject
}

// launches are the places that decide what is started: the resource itself, and the launch template that an instance names, if it is of
// these templates. What is hidden says why nobody can know what else an instance takes from elsewhere.
func launches(c *Case) (list []launch, hidden string) {
	if c.Type == "AWS::EC2::LaunchTemplate" {
		return []launch{{c.Get("LaunchTemplateData"), c.Subject}}, ""
	}
	list = []launch{{c.Properties(), c.Subject}}
	spec := c.Get("LaunchTemplate")
	if spec.Absent() {
		return list, ""
	}
	if own, here := c.Target(spec.Get("LaunchTemplateId"), "AWS::EC2::LaunchTemplate"); here {
		return append(list, launch{own.Get("LaunchTemplateData"), own}), ""
	}
	for _, own := range c.OfType("AWS::EC2::LaunchTemplate") {
		if name := spec.Get("LaunchTemplateName"); !name.Absent() && name.Same(own.Get("LaunchTemplateName")).Yes() {
			return append(list, launch{own.Get("LaunchTemplateData"), own}), ""
		}
	}
	return list, unseen("what " + called("launch template", first(list[:1], "LaunchTemplate.LaunchTemplateId")) + " says")
}

// first is a setting from the first place that has it: an instance's own settings go before those of its launch template.
func first(list []launch, path string) Value {
	for _, place := range list {
		if v := place.Get(path); !v.Absent() {
			return v
		}
	}
	return list[0].Get(path)
}

// interfaces are the network interfaces that are made together with an instance.
func interfaces(list []launch) []Value { return first(list, "NetworkInterfaces").Items() }

// placedIn is the subnet of an instance: its own, or that of its first network interface.
func placedIn(list []launch) Value {
	subnet := first(list, "SubnetId")
	for _, i := range interfaces(list) {
		if own := i.Get("SubnetId"); subnet.Absent() && !own.Absent() {
			subnet = own
		}
	}
	return subnet
}

// handsOut asks whether a subnet gives new network interfaces a public address.
func handsOut(c *Case, subnet Value) Answer {
	own, here := c.Target(subnet, "AWS::EC2::Subnet")
	if !here {
		return template.Maybe(unseen("whether " + called("subnet", subnet) + " gives out public addresses"))
	}
	return own.Get("MapPublicIpOnLaunch").IsTrue()
}
