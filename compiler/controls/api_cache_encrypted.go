package controls

var apiCacheEncrypted = &Control{
	ID:         "api-cache-encrypted",
	Title:      "API caches are encrypted",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      stageTypes,
	Why:        "a cache keeps whole answers of the API, in the clear unless something else is said, and for longer than the request took",
	Fix:        "leave CacheClusterEnabled out, or set CacheDataEncrypted to true for each entry of MethodSettings, one of them with HttpMethod * and ResourcePath /*",
	Judge: func(c *Case) {
		settings, makes := stageSettings(c)
		cluster := settings.Get("CacheClusterEnabled")
		if !makes || cluster.IsTrue().No() {
			return // without a cluster nothing is kept, whatever is said of methods
		}
		general := generalSetting(settings, "CacheDataEncrypted")
		spared := generalSetting(settings, "CachingEnabled").IsFalse()
		c.Forbid(cluster.IsTrue().And(general.IsTrue().Or(spared).Not()), general, "stage %q keeps answers of methods that it does not name unencrypted", c.ID)
		for _, entry := range settings.Get("MethodSettings").Items() {
			on, encrypted := entry.Get("CachingEnabled"), entry.Get("CacheDataEncrypted")
			if !everyMethod(entry).No() || on.IsFalse().Yes() || on.Absent() && encrypted.Absent() {
				continue
			}
			c.Forbid(cluster.IsTrue().And(encrypted.IsTrue().Not()), encrypted, "stage %q keeps answers of %s %s unencrypted", c.ID,
				entry.Get("HttpMethod"), entry.Get("ResourcePath"))
		}
	},
	Bad: []Example{`
# A cluster caches GET by itself, and in the clear.
Resources:
  Silent:  # fails
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, CacheClusterEnabled: true, CacheClusterSize: "0.5"}
  Api: {Type: "AWS::ApiGateway::RestApi"}
`, `
# One method is encrypted, and all others are not; and one goes its own way.
Resources:
  One:
    Type: AWS::ApiGateway::Stage
    Properties:
      CacheClusterEnabled: true
      MethodSettings:  # fails
        - {HttpMethod: GET, ResourcePath: /patients, CachingEnabled: true, CacheDataEncrypted: true}
  Exception:
    Type: AWS::ApiGateway::Stage
    Properties:
      CacheClusterEnabled: true
      MethodSettings:
        - {HttpMethod: "*", ResourcePath: "/*", CachingEnabled: true, CacheDataEncrypted: true}
        - HttpMethod: GET
          ResourcePath: /results
          CachingEnabled: true
          CacheDataEncrypted: false  # fails
`, `
# A deployment makes a stage, too.
Resources:
  Release:
    Type: AWS::ApiGateway::Deployment
    Properties:
      RestApiId: api-1
      StageName: prod
      StageDescription:
        CacheClusterEnabled: true
        CachingEnabled: true
        CacheDataEncrypted: false  # fails
`},
	Good: []Example{`
Resources:
  Cached:
    Type: AWS::ApiGateway::Stage
    Properties:
      CacheClusterEnabled: true
      MethodSettings: [{HttpMethod: "*", ResourcePath: "/*", CachingEnabled: true, CacheDataEncrypted: true}]
  Little:
    Type: AWS::ApiGateway::Stage
    Properties:
      CacheClusterEnabled: true
      MethodSettings:
        - {HttpMethod: "*", ResourcePath: "/*", CachingEnabled: false}
        - {HttpMethod: GET, ResourcePath: /opening-hours, CachingEnabled: true, CacheDataEncrypted: true}
  None:
    Type: AWS::ApiGateway::Stage
    Properties: {MethodSettings: [{HttpMethod: "*", ResourcePath: "/*", CachingEnabled: true}]}
  Release: {Type: "AWS::ApiGateway::Deployment", Properties: {RestApiId: api-1}}
`},
}
