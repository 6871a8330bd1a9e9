package controls

var elasticsearchInVpc = &Control{
	ID:        "elasticsearch-in-vpc",
	Title:     "Legacy Elasticsearch domains are in a VPC",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "network",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"},
	Types:     []string{"AWS::Elasticsearch::Domain"},
	Why:       "a domain outside of a network has its endpoint on the internet, and one wrong line in its access policy opens every index to everybody",
	Fix:       "name private subnets in SubnetIds of VPCOptions; a domain that was made without cannot be moved into a network",
	Judge:     judgeDomainInVPC,
	Bad:       ofElasticsearch(opensearchInVpc.Bad), Good: ofElasticsearch(opensearchInVpc.Good),
}
