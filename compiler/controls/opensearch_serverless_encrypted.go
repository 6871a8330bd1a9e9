package controls

import "github.com/hipaac/hipaac/compiler/template"

var opensearchServerlessEncrypted = &Control{
	ID:         "opensearch-serverless-encrypted",
	Title:      "Serverless collections use a customer key and no public network",
	Tier:       Baseline,
	Severity:   Critical,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::OpenSearchServerless::SecurityPolicy", "AWS::OpenSearchServerless::Collection"},
	Why:        "key and network of a collection stand in policies that match its name: one pattern too wide puts every new collection on the internet or under AWS's own key",
	Fix:        "name a customer key as KmsARN in encryption policies, and set AllowFromPublic to false in network policies, with SourceVPCEs",
	Judge: func(c *Case) {
		if c.Type == "AWS::OpenSearchServerless::Collection" {
			judgeCollection(c)
			return
		}
		kind, policy := c.Get("Type"), c.Get("Policy").JSON()
		if kind.Is("encryption").Yes() {
			c.Require(keepsCollections(policy), policy, "policy %q encrypts with the key %s, needs a customer key", c.ID, policy.Get("KmsARN"))
			return
		}
		if !kind.Is("network").Yes() {
			c.Unsure(kind, "which kind of policy it is can be said only at deployment")
			return
		}
		for _, rule := range policy.Items() {
			open := rule.Get("AllowFromPublic")
			c.Forbid(open.IsTrue(), open, "policy %q lets the internet reach its collections", c.ID)
		}
	},
	Bad: []Example{`
Resources:
  Encryption:
    Type: AWS::OpenSearchServerless::SecurityPolicy
    Properties:
      Name: notes
      Type: encryption
      Policy: '{"Rules": [{"ResourceType": "collection", "Resource": ["collection/notes"]}], "AWSOwnedKey": true}'  # fails
  Network:
    Type: AWS::OpenSearchServerless::SecurityPolicy
    Properties:
      Name: notes
      Type: network
      Policy: !Sub '[{"Rules": [{"ResourceType": "collection", "Resource": ["collection/${Name}"]}], "AllowFromPublic": true}]'  # fails
Parameters:
  Name: {Type: String}
`, `
# Private first and public for the dashboard; a key that is named and not used; and a collection with a setting of its own.
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Network:
    Type: AWS::OpenSearchServerless::SecurityPolicy
    Properties:
      Name: notes
      Type: network
      Policy: !Sub |  # fails
        [{"Rules": [{"ResourceType": "collection", "Resource": ["collection/notes"]}], "AllowFromPublic": false, "SourceVPCEs": ["${Endpoint}"]},
         {"Rules": [{"ResourceType": "dashboard", "Resource": ["collection/notes"]}], "AllowFromPublic": true}]
  Encryption:
    Type: AWS::OpenSearchServerless::SecurityPolicy
    Properties:
      Name: notes
      Type: encryption
      Policy: !Sub '{"Rules": [{"ResourceType": "collection", "Resource": ["collection/no*"]}], "AWSOwnedKey": true, "KmsARN": "${Key.Arn}"}'  # fails
  Notes:
    Type: AWS::OpenSearchServerless::Collection
    Properties:
      Name: notes  # fails
  Own:
    Type: AWS::OpenSearchServerless::Collection
    Properties:
      Name: own
      EncryptionConfig:  # fails
        AWSOwnedKey: true
  Both:
    Type: AWS::OpenSearchServerless::Collection
    Properties:
      Name: both
      EncryptionConfig:  # fails
        AWSOwnedKey: true
        KmsKeyArn: !GetAtt Key.Arn
  Elsewhere:
    Type: AWS::OpenSearchServerless::Collection
    Properties:
      Name: letters  # unknown
  Given:
    Type: AWS::OpenSearchServerless::SecurityPolicy
    Properties: {Name: given, Type: network, Policy: !Ref Written}  # unknown
Parameters:
  Endpoint: {Type: String}
  Written: {Type: String}
`},
	Good: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Encryption:
    Type: AWS::OpenSearchServerless::SecurityPolicy
    Properties:
      Name: notes
      Type: encryption
      Policy: !Sub '{"Rules": [{"ResourceType": "collection", "Resource": ["collection/notes*"]}], "AWSOwnedKey": false, "KmsARN": "${Key.Arn}"}'
  Network:
    Type: AWS::OpenSearchServerless::SecurityPolicy
    Properties:
      Name: notes
      Type: network
      Policy: '[{"Rules": [{"ResourceType": "collection", "Resource": ["collection/notes*"]}], "SourceVPCEs": ["vpce-1"], "AllowFromPublic": false}]'
  Notes: {Type: "AWS::OpenSearchServerless::Collection", Properties: {Name: notes-2026}}
  Own: {Type: "AWS::OpenSearchServerless::Collection", Properties: {Name: own, EncryptionConfig: {AWSOwnedKey: false, KmsKeyArn: !GetAtt Key.Arn}}}
`, `
Resources:
  Encryption:
    Type: AWS::OpenSearchServerless::SecurityPolicy
    Properties:
      Name: all
      Type: encryption
      Policy: {"Fn::Join": ["", ['{"Rules": [{"ResourceType": "collection", "Resource": ["collection/*"]}], "KmsARN": "', !ImportValue KeyArn, '"}']]}
`},
}

// keepsCollections asks whether an encryption policy names a key of the customer, and not AWS's own beside it.
func keepsCollections(policy Value) Answer {
	return customerKey(policy.Get("KmsARN")).And(policy.Get("AWSOwnedKey").IsTrue().Not())
}

// judgeCollection asks for a key in the collection's own settings, or in the encryption policy that matches its name. Without one that
// matches no collection can be made: then it stands elsewhere.
func judgeCollection(c *Case) {
	if own := c.Get("EncryptionConfig"); !own.Absent() {
		c.Require(customerKey(own.Get("KmsKeyArn")).And(own.Get("AWSOwnedKey").IsTrue().Not()), own, "collection %q is under AWS's own key", c.ID)
		return
	}
	name := c.Get("Name")
	keyed := template.Maybe(unseen("which encryption policy matches " + called("collection", name)))
	text, known := settled(name)
	for _, x := range c.OfType("AWS::OpenSearchServerless::SecurityPolicy") {
		policy := x.Get("Policy").JSON()
		matches := template.Any(policy.Get("Rules").Items(), func(rule Value) Answer {
			return template.Any(rule.Get("Resource").Items(), func(v Value) Answer { return v.Covers("collection/" + text) })
		})
		if known && x.Get("Type").Is("encryption").And(matches).Yes() {
			keyed = keepsCollections(policy)
		}
	}
	c.Require(keyed, name, "collection %q is under AWS's own key, by the encryption policy that matches its name", c.ID)
}
