package controls

import "github.com/hipaac/hipaac/compiler/template"

// functionTypes are functions, and those that the Serverless macro makes.
var functionTypes = []string{"AWS::Lambda::Function", serverlessFunction}

// invokedBy asks whether one of the services may invoke the function, as permissions of these templates say.
func invokedBy(c *Case, services ...string) Answer {
	return template.Any(c.Pointing("AWS::Lambda::Permission", "FunctionName"), func(permission Subject) Answer {
		return permission.Get("Principal").Is(services...)
	})
}

// hasEvent asks whether a function of the Serverless macro has an event of one of the types.
func hasEvent(c *Case, types ...string) Answer {
	return template.Any(c.Get("Events").Entries(), func(event template.Entry) Answer { return event.Value.Get("Type").Is(types...) })
}

// phiStores are the types that hold records and can be tagged as holding PHI.
var phiStores = []string{"AWS::S3::Bucket", "AWS::DynamoDB::Table", "AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::EFS::FileSystem",
	"AWS::HealthLake::FHIRDatastore", "AWS::ElastiCache::ReplicationGroup", "AWS::OpenSearchService::Domain", "AWS::Redshift::Cluster",
	"AWS::DocDB::DBCluster", "AWS::Neptune::DBCluster"}

// reachesPHI is a store that is tagged as holding PHI and that the function names: in its variables, or in the rights of its role.
func reachesPHI(c *Case) (store Subject, reaches bool) {
	var named []Value
	for _, variable := range c.Get("Environment.Variables").Entries() {
		named = append(named, variable.Value)
	}
	for _, document := range functionRights(c) {
		for _, s := range Statements(document.Value) {
			if s.Allows().Yes() {
				named = append(named, s.Get("Resource").Items()...)
			}
		}
	}
	for _, store := range c.OfType(phiStores...) {
		if !isPHI(store.Tag(tagPropertyOf(store), "DataClassification")).Yes() {
			continue
		}
		for _, v := range named {
			if v.Names(store) {
				return store, true
			}
		}
	}
	return Subject{}, false
}

// functionRights are the policy documents of the function's role, as far as these templates hold them.
func functionRights(c *Case) []Document {
	role, here := c.Target(c.Get("Role"), "AWS::IAM::Role")
	if !here {
		return Documents(c.Subject)
	}
	all := Documents(role)
	for _, policy := range c.scope.Pointing("AWS::IAM::ManagedPolicy", "Roles", role) {
		all = append(all, Documents(policy)...)
	}
	for _, arn := range ManagedPolicies(role) {
		if policy, here := c.Target(arn, "AWS::IAM::ManagedPolicy"); here {
			all = append(all, Documents(policy)...)
		}
	}
	return all
}

// tagPropertyOf is where a resource has its tags, also for types that the table of taggable ones does not know.
func tagPropertyOf(x Subject) string {
	if property := tagProperty(x.Type); property != "" {
		return property
	}
	return "Tags"
}
