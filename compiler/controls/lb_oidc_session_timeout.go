package controls

import "github.com/hipaac/hipaac/compiler/template"

// longestSession is how long somebody may stay signed in before they show again who they are: NIST SP 800-63B, 4.2.3, at the second
// level of assurance.
const longestSession = 12 * 60 * 60

var lbOidcSessionTimeout = &Control{
	ID:        "lb-oidc-session-timeout",
	Title:     "Balancer sign-in sessions time out",
	Tier:      Optional,
	Severity:  Low,
	Category:  "access-control",
	Citations: []string{"164.312(a)(2)(iii)"},
	Types:     []string{"AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerRule"},
	Why:       "a load balancer keeps people signed in for seven days unless something else is said, on whatever shared desk they did so",
	Fix:       "set SessionTimeout of the authenticate action to 43200 seconds or less, and the application's own logoff to minutes",
	Judge: func(c *Case) {
		actions := c.Get("DefaultActions")
		if c.Type == "AWS::ElasticLoadBalancingV2::ListenerRule" {
			actions = c.Get("Actions")
		}
		for _, action := range actions.Items() {
			for _, way := range []string{"AuthenticateCognitoConfig", "AuthenticateOidcConfig"} {
				if action.Get(way).Absent() {
					continue
				}
				timeout := action.Get(way + ".SessionTimeout")
				c.Require(template.Sure(!timeout.Absent()).And(timeout.AtMost(longestSession)), timeout,
					"%q keeps people signed in for %s seconds, needs %d or less", c.ID, timeout, longestSession)
			}
		}
	},
	Bad: []Example{`
Resources:
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      DefaultActions:
        - Type: authenticate-cognito
          Order: 1
          AuthenticateCognitoConfig:  # fails
            UserPoolArn: !ImportValue Pool
        - {Type: forward, Order: 2, TargetGroupArn: !ImportValue Targets}
  Rule:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties:
      Actions:
        - Type: authenticate-oidc
          AuthenticateOidcConfig:
            SessionTimeout: 604800  # fails
`},
	Good: []Example{`
Resources:
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      DefaultActions: [{Type: authenticate-oidc, AuthenticateOidcConfig: {SessionTimeout: "3600"}}]
  Plain: {Type: "AWS::ElasticLoadBalancingV2::Listener", Properties: {DefaultActions: [{Type: forward, TargetGroupArn: !ImportValue Targets}]}}
`},
}
