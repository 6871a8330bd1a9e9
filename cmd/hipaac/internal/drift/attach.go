package drift

import "slices"

// without takes away from a list what other resources of the stacks put there: rules that compute adds to the security group of a
// database, policies that name the role they are for. CloudFormation only sees those of the same stack (user guide, "Considerations when
// detecting drift").
func (s *survey) without(list []any, r *Resource, property string) []any {
	list = slices.Clone(list)
	for _, attached := range s.attached(r, property) {
		for i, have := range list {
			if same, _ := equal(attached, have, false); same != no {
				list = slices.Delete(list, i, i+1)
				break
			}
		}
	}
	return list
}

// attached is what other resources add to a property of a resource.
func (s *survey) attached(to *Resource, property string) []any {
	var all []any
	for _, st := range s.states {
		for _, r := range st.Resources {
			if r.entry == nil || r == to {
				continue
			}
			if v := st.attaches(r, to, property); v != nil {
				all = append(all, v)
			}
		}
	}
	return all
}

func (st *State) attaches(r, to *Resource, property string) any {
	get := func(name string) any { return st.world.value(r.entry.Get("Properties", name)) }
	switch {
	case r.Type == "AWS::EC2::SecurityGroupIngress" && property == "SecurityGroupIngress" || r.Type == "AWS::EC2::SecurityGroupEgress" && property == "SecurityGroupEgress":
		if group, _ := get("GroupId").(string); group != to.PhysicalID {
			return nil
		}
		rule, _ := st.world.value(r.entry.Get("Properties")).(map[string]any)
		delete(rule, "GroupId")
		return rule
	case r.Type == "AWS::IAM::ManagedPolicy" && property == "ManagedPolicyArns" && names(get("Roles"), to.PhysicalID):
		return r.PhysicalID
	case (r.Type == "AWS::IAM::Policy" || r.Type == "AWS::IAM::RolePolicy") && property == "Policies" && (names(get("Roles"), to.PhysicalID) || names([]any{get("RoleName")}, to.PhysicalID)):
		return map[string]any{"PolicyName": get("PolicyName")}
	}
	return nil
}

func names(list any, id string) bool {
	l, _ := list.([]any)
	return slices.ContainsFunc(l, func(v any) bool { return v == id })
}
