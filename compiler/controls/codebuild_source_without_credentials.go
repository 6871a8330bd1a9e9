package controls

var codebuildSourceWithoutCredentials = &Control{
	ID:        "codebuild-source-without-credentials",
	Title:     "Build sources authenticate by OAuth or connection",
	Tier:      Baseline,
	Severity:  High,
	Category:  "identity",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)"},
	Types:     []string{"AWS::CodeBuild::Project"},
	Why:       "a token in a repository's address is in the template, in the console and in every log of a build, and often opens all repositories of a person",
	Fix:       "leave user and token out of Location, and set Auth to a code connection or OAUTH",
	Judge: func(c *Case) {
		c.Applies()
		for _, source := range append(c.Get("SecondarySources").Items(), c.Get("Source")) {
			location := source.Get("Location")
			if location.Absent() {
				continue
			}
			// A user stands before an "@", and nothing else of such an address does.
			c.Forbid(location.Contains("@"), location, "build project %q has credentials in the address of its source", c.ID)
			elsewhere := source.Get("Type").Is("GITHUB", "GITHUB_ENTERPRISE", "GITLAB", "GITLAB_SELF_MANAGED", "BITBUCKET")
			if kind := source.Get("Auth.Type"); !kind.Absent() {
				c.Require(elsewhere.Not().Or(kind.Is("CODECONNECTIONS", "OAUTH", "SECRETS_MANAGER")), kind, "build project %q reads its source with %s", c.ID, kind)
			}
		}
	},
	Bad: []Example{`
Resources:
  Build:
    Type: AWS::CodeBuild::Project
    Properties:
      Source: {Type: GITHUB, Location: "https://robot:0a1b2c3d@github.com/clinic/app.git"}  # fails
      SecondarySources:
        - {Type: BITBUCKET, Location: "https://token@bitbucket.org/clinic/library"}  # fails
        - {Type: GITHUB, Location: "https://github.com/clinic/tools", Auth: {Type: PERSONAL_ACCESS_TOKEN}}  # fails
`, `
# A token that comes as a parameter is in the address all the same.
Parameters:
  Token: {Type: String, NoEcho: true}
  Address: {Type: String}
Resources:
  Build:
    Type: AWS::CodeBuild::Project
    Properties:
      Source: {Type: GITHUB, Location: !Sub "https://${Token}@github.com/clinic/app.git"}  # fails
  Other:
    Type: AWS::CodeBuild::Project
    Properties:
      Source: {Type: GITHUB, Location: !Ref Address}  # unknown
`},
	Good: []Example{`
Resources:
  Repository: {Type: "AWS::CodeCommit::Repository"}
  Step: {Type: "AWS::CodeBuild::Project", Properties: {Source: {Type: CODEPIPELINE}}}
  Own: {Type: "AWS::CodeBuild::Project", Properties: {Source: {Type: CODECOMMIT, Location: !GetAtt Repository.CloneUrlHttp}}}
  Elsewhere:
    Type: AWS::CodeBuild::Project
    Properties:
      Source:
        Type: GITHUB
        Location: https://github.com/clinic/app.git
        Auth: {Type: CODECONNECTIONS, Resource: "arn:aws:codeconnections:us-east-1:111122223333:connection/0a1b"}
`},
}
