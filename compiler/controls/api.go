package controls

import (
	"slices"

	"github.com/hipaac/hipaac/compiler/template"
)

// stageTypes are the two ways to make a stage of a REST API: a resource of its own, and a deployment that names a stage.
var stageTypes = []string{"AWS::ApiGateway::Stage", "AWS::ApiGateway::Deployment"}

// stageSettings are the settings of the stage that a resource makes. A deployment that names none makes none.
func stageSettings(c *Case) (settings Value, makes bool) {
	if c.Type == "AWS::ApiGateway::Stage" {
		return c.Properties(), true
	}
	name := c.Get("StageName")
	if why, is := name.Unknown(); is {
		c.Unsure(name, why)
	}
	return c.Get("StageDescription"), name.Has().Yes()
}

// everyMethod asks whether an entry of MethodSettings speaks of all methods of all resources.
func everyMethod(entry Value) Answer {
	return entry.Get("HttpMethod").Is("*").And(entry.Get("ResourcePath").Is("/*", "*", "/"))
}

// generalSetting is a setting for all methods of a stage: that of the entry for everything, or the deployment's own. Without one it is
// what is missing.
func generalSetting(settings Value, name string) Value {
	for _, entry := range settings.Get("MethodSettings").Items() {
		if !everyMethod(entry).No() && !entry.Get(name).Absent() {
			return entry.Get(name)
		}
	}
	if own := settings.Get(name); !own.Absent() {
		return own
	}
	return settings.Get("MethodSettings")
}

// isPrivateAPI asks whether a REST API answers only through endpoints in VPCs.
func isPrivateAPI(api Subject) Answer {
	return template.Any(api.Get("EndpointConfiguration.Types").Items(), func(v Value) Answer { return v.Is("PRIVATE") })
}

// callsHTTP asks whether a REST API has a back end that it calls by HTTP, as far as its methods are resources.
func callsHTTP(c *Case, api Subject) Answer {
	if !api.Get("Body").Absent() || !api.Get("BodyS3Location").Absent() {
		return template.Maybe("the back ends of the API stand in an OpenAPI document")
	}
	return template.Any(c.scope.Pointing("AWS::ApiGateway::Method", "RestApiId", api), func(method Subject) Answer {
		return method.Get("Integration.Type").Is("HTTP", "HTTP_PROXY")
	})
}

// sameReferences reports whether a value refers to everything that another refers to, and that refers to something.
func sameReferences(v, other Value) bool {
	have := v.References()
	for _, r := range other.References() {
		same := func(x template.Reference) bool {
			return x.Kind == r.Kind && x.Name == r.Name && x.Attribute == r.Attribute
		}
		if !slices.ContainsFunc(have, same) {
			return false
		}
	}
	return len(other.References()) > 0
}
