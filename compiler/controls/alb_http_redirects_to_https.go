package controls

import "github.com/hipaac/hipaac/compiler/template"

var albHTTPRedirectsToHTTPS = &Control{
	ID:         "alb-http-redirects-to-https",
	Title:      "Plain-HTTP load-balancer listeners only redirect",
	Tier:       Baseline,
	Severity:   Critical,
	Category:   "encryption-in-transit",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::ElasticLoadBalancingV2::Listener"},
	Why:        "whatever a listener answers over HTTP, and the cookies and forms that browsers send to it, can be read on the way",
	Fix:        "give the HTTP listener one default action, a redirect with Protocol: HTTPS, and no rules that do anything else",
	Judge: func(c *Case) {
		protocol := c.Get("Protocol")
		if protocol.Is("HTTP").No() {
			return
		}
		clear := protocol.Is("HTTP")
		actions := c.Get("DefaultActions")
		c.Forbid(clear.And(onlyRedirects(actions).Not()), actions, "listener %q answers over HTTP without redirecting to HTTPS", c.ID)
		for _, rule := range c.Pointing("AWS::ElasticLoadBalancingV2::ListenerRule", "ListenerArn") {
			own := rule.Get("Actions")
			c.Forbid(clear.And(onlyRedirects(own).Not()), own, "rule %q of HTTP listener %q answers without redirecting to HTTPS", rule.ID, c.ID)
		}
	},
	Bad: []Example{`
Resources:
  Clear:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      Protocol: HTTP
      Port: 80
      DefaultActions:  # fails
        - {Type: forward, TargetGroupArn: !ImportValue Targets}
  Loop:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      Protocol: HTTP
      Port: 80
      DefaultActions:  # fails
        - {Type: redirect, RedirectConfig: {Port: "443", StatusCode: HTTP_301}}
`, `
# The default redirects, and one rule serves the whole site past it.
Resources:
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      Protocol: HTTP
      Port: 80
      DefaultActions: [{Type: redirect, RedirectConfig: {Protocol: HTTPS, Port: "443", StatusCode: HTTP_301}}]
  Rule:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties:
      ListenerArn: !Ref Listener
      Priority: 1
      Conditions: [{Field: path-pattern, Values: [/*]}]
      Actions:  # fails
        - {Type: forward, TargetGroupArn: !ImportValue Targets}
`},
	Good: []Example{`
Resources:
  Redirect:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      Protocol: HTTP
      Port: 80
      DefaultActions: [{Type: redirect, RedirectConfig: {Protocol: HTTPS, Port: "443", StatusCode: HTTP_301}}]
  Secure:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      Protocol: HTTPS
      Port: 443
      DefaultActions: [{Type: forward, TargetGroupArn: !ImportValue Targets}]
`},
}

// onlyRedirects asks whether a list of actions does nothing but send the client to HTTPS. A redirect that does not name the protocol
// keeps the one that the request came by.
func onlyRedirects(actions Value) Answer {
	list := actions.Items()
	return template.Sure(len(list) > 0).And(template.All(list, func(action Value) Answer {
		return action.Get("Type").Is("redirect").And(action.Get("RedirectConfig.Protocol").Is("HTTPS"))
	}))
}
