package awstest

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// change is what a change set says about a resource.
type change struct {
	action, id, physicalID, kind string
	replacement, policy          string
	scope                        []string
	details                      []changeDetail
	before, after                map[string]any
	nested                       *changeSet
}

type changeDetail struct {
	attribute, name, path      string // "Properties", "Tags", "VpcId", "/Properties/VpcId/0"
	changeType                 string // Add, Remove, Modify
	recreation                 string
	evaluation, source, entity string
	before, after              string
}

func (c *change) show(values bool) fields {
	var details []fields
	for _, d := range c.details {
		target := fields{"Attribute": d.attribute, "Name": d.name, "RequiresRecreation": d.recreation}
		if values {
			target["Path"], target["AttributeChangeType"], target["BeforeValue"], target["AfterValue"] = d.path, d.changeType, short(d.before), short(d.after)
		}
		details = append(details, fields{"Target": target, "Evaluation": d.evaluation, "ChangeSource": d.source, "CausingEntity": d.entity})
	}
	out := fields{
		"Action": c.action, "LogicalResourceId": c.id, "PhysicalResourceId": c.physicalID, "ResourceType": c.kind, "Replacement": c.replacement,
		"PolicyAction": c.policy, "Scope": c.scope, "Details": details,
	}
	if values {
		out["BeforeContext"], out["AfterContext"] = context(c.before), context(c.after)
	}
	if c.nested != nil {
		out["ChangeSetId"] = c.nested.id
	}
	return fields{"Type": "Resource", "ResourceChange": out}
}

// short cuts long values, as AWS does.
func short(value string) string {
	if len(value) > 500 {
		return value[:500] + "..."
	}
	return value
}

func context(properties map[string]any) string {
	if properties == nil {
		return ""
	}
	return canonical(map[string]any{"Properties": properties})
}

// judge finds out what the change set would do.
func (set *changeSet) judge(nested bool) {
	set.status, set.execution = "CREATE_COMPLETE", "AVAILABLE"
	if why := set.validate(); why != "" {
		set.fail(why)
		return
	}
	sees := set.stack.scope(set.template, set.parameters)
	later := map[string]string{} // resources of which values are known only later: "replaced", "modified", "added"
	sees.value = func(id, name string) any {
		if fate := later[id]; fate == "added" || fate == "replaced" || fate == "modified" && name != "" {
			return knownLater
		}
		return set.stack.valueOf(id, name)
	}
	find := sees.export
	sees.export = func(name string) (string, bool) {
		if value, there := find(name); there {
			return value, true
		}
		return knownLater, true // that it is missing shows when the change set is executed
	}
	why := sees.try(func() {
		sees.decide()
		for _, id := range set.template.order() {
			if d := set.template.Resources[id]; sees.has(d.Condition) {
				set.judgeResource(id, d, sees, later)
			}
		}
		set.judgeRemovals(sees)
		if len(set.changes) == 0 && set.kind == "UPDATE" && !set.touches(sees) {
			set.fail(nothingToChange)
		}
	})
	switch {
	case why != "":
		set.fail(why)
	case nested && set.status != "FAILED":
		set.judgeNested()
	}
}

func (set *changeSet) judgeResource(id string, d definition, sees *scope, later map[string]string) {
	was := set.stack.resources[id]
	after := sees.evaluate(map[string]any(d.Properties)).(map[string]any)
	if was == nil || was.physicalID == "" {
		later[id] = "added"
		set.changes = append(set.changes, change{action: "Add", id: id, kind: d.Type, after: after})
		return
	}
	if was.kind != d.Type {
		sees.fail("Update of resource type is not permitted. The new template modifies resource type of the following resources: [%s]", id)
	}
	c := change{action: "Modify", id: id, physicalID: was.physicalID, kind: d.Type, before: was.properties, after: after}
	for _, path := range differences(was.properties, after) {
		c.details = append(c.details, set.judgeProperty(was, d, path, after)...)
	}
	c.details = append(c.details, attributeChanges(was.definition, d)...)
	if d.Type == "AWS::CloudFormation::Stack" && len(c.details) == 0 {
		c.details = []changeDetail{{attribute: "Properties", recreation: "Never", evaluation: "Dynamic", source: "Automatic"}}
	}
	if len(c.details) == 0 {
		return
	}
	c.weigh()
	switch {
	case c.replacement == "True":
		later[id] = "replaced"
	case slices.Contains(c.scope, "Properties") || slices.Contains(c.scope, "Tags"):
		later[id] = "modified"
		if c.replacement == "Conditional" {
			later[id] = "replaced"
		}
	}
	if c.replacement != "False" {
		c.policy = "ReplaceAnd" + policyOf(d.UpdateReplacePolicy, d.Type, was.properties)
	}
	set.changes = append(set.changes, c)
}

// weigh says whether the resource is replaced. "The Replacement value depends on the change with the most impact": API reference,
// ResourceChange.
func (c *change) weigh() {
	c.replacement = "False"
	for _, d := range c.details {
		if !slices.Contains(c.scope, d.attribute) {
			c.scope = append(c.scope, d.attribute)
		}
		switch {
		case d.recreation == "Always" && d.evaluation == "Static":
			c.replacement = "True"
		case d.recreation != "Never" && d.recreation != "" && c.replacement == "False":
			c.replacement = "Conditional"
		}
	}
}

// judgeProperty says what causes the change of one property. One that only may change, since something that it refers to may, is dynamic.
func (set *changeSet) judgeProperty(was *resource, d definition, path string, after map[string]any) []changeDetail {
	name, _, _ := strings.Cut(path, "/")
	base := changeDetail{
		attribute: "Properties", name: name, path: "/Properties/" + path, changeType: "Modify", recreation: recreation(d.Type, path),
		before: at(was.properties, path), after: at(after, path), evaluation: "Static", source: "DirectModification",
	}
	if name == "Tags" {
		base.attribute, base.name = "Tags", ""
	}
	switch {
	case base.before == "":
		base.changeType = "Add"
	case base.after == "":
		base.changeType = "Remove"
	}
	if strings.Contains(base.after, knownLater) {
		base.evaluation = "Dynamic"
	}
	if !reflect.DeepEqual(was.definition.Properties[name], d.Properties[name]) {
		return []changeDetail{base}
	}
	var all []changeDetail
	for _, r := range references(d.Properties[name]) {
		one := base
		one.entity = r.entity()
		_, isParameter := set.template.Parameters[r.to]
		switch {
		case isParameter && set.parameters[r.to] != set.stack.parameters[r.to]:
			one.source = "ParameterReference"
		case isParameter || strings.HasPrefix(r.to, "AWS::") || base.evaluation == "Static":
			continue
		case r.attribute == "":
			one.source = "ResourceReference"
		default:
			one.source = "ResourceAttribute"
		}
		all = append(all, one)
	}
	if all == nil {
		return []changeDetail{base} // such as an import whose export has another value
	}
	return all
}

func attributeChanges(was, now definition) []changeDetail {
	var all []changeDetail
	for _, a := range []struct {
		name        string
		before, now any
	}{
		{"Metadata", was.Metadata, now.Metadata}, {"DeletionPolicy", was.DeletionPolicy, now.DeletionPolicy},
		{"UpdateReplacePolicy", was.UpdateReplacePolicy, now.UpdateReplacePolicy}, {"UpdatePolicy", was.UpdatePolicy, now.UpdatePolicy},
		{"CreationPolicy", was.CreationPolicy, now.CreationPolicy},
	} {
		if !reflect.DeepEqual(a.before, a.now) {
			all = append(all, changeDetail{attribute: a.name, path: "/" + a.name, recreation: "Never", evaluation: "Static", source: "DirectModification",
				changeType: "Modify", before: canonical(a.before), after: canonical(a.now)})
		}
	}
	return all
}

func (set *changeSet) judgeRemovals(sees *scope) {
	for _, r := range set.stack.sorted() {
		if d, there := set.template.Resources[r.id]; there && sees.has(d.Condition) || r.physicalID == "" {
			continue
		}
		set.changes = append(set.changes, change{
			action: "Remove", id: r.id, physicalID: r.physicalID, kind: r.kind, policy: policyOf(r.definition.DeletionPolicy, r.kind, r.properties), before: r.properties,
		})
	}
}

// touches reports whether something changes that is not of a resource: outputs, tags, metadata or a parameter. Such a change set has no
// changes and can be executed. Source: blueseph/cirrus issue 10, stack_master issue 302.
func (set *changeSet) touches(sees *scope) bool {
	s := set.stack
	return !maps.Equal(s.parameters, set.parameters) || !maps.Equal(s.tags, set.tags) || !reflect.DeepEqual(s.template.Outputs, set.template.Outputs) ||
		!reflect.DeepEqual(s.template.Metadata, set.template.Metadata) || set.importsDiffer(sees) || strings.HasSuffix(s.status, "_FAILED")
}

// importsDiffer reports whether an output changes although the template stays: it shows the value of an export.
func (set *changeSet) importsDiffer(sees *scope) bool {
	return !slices.Equal(set.stack.evaluateOutputs(sees), set.stack.outputs)
}

// differences are the paths at which two values differ, as deep as objects go.
func differences(before, after map[string]any) []string {
	var all []string
	keys := maps.Clone(before)
	if keys == nil {
		keys = map[string]any{}
	}
	maps.Copy(keys, after)
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		all = append(all, differ(key, before[key], after[key])...)
	}
	return all
}

func differ(path string, before, after any) []string {
	if reflect.DeepEqual(before, after) {
		return nil
	}
	was, one := before.(map[string]any)
	now, two := after.(map[string]any)
	if one && two {
		var all []string
		for _, below := range differences(was, now) {
			all = append(all, path+"/"+below)
		}
		return all
	}
	list, one := before.([]any)
	other, two := after.([]any)
	if one && two && len(list) == len(other) {
		var all []string
		for i := range list {
			all = append(all, differ(fmt.Sprintf("%s/%d", path, i), list[i], other[i])...)
		}
		return all
	}
	return []string{path}
}

// at writes the value at a path, "" where there is none.
func at(properties map[string]any, path string) string {
	var value any = properties
	for _, key := range strings.Split(path, "/") {
		switch v := value.(type) {
		case map[string]any:
			value = v[key]
		case []any:
			n, bad := number(key)
			if bad || n >= len(v) {
				return ""
			}
			value = v[n]
		default:
			return ""
		}
	}
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	return canonical(value)
}
