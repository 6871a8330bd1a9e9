// Package guard spells each safeguard in CloudFormation terms, once. A blueprint that uses it cannot forget the safeguard, and a
// change to a safeguard is a change to one file.
//
// A file is one notion, and what two blueprints need of it:
//
//   - stores: bucket with bucketname and bucketpolicy, queue;
//   - keys: key, and keyservice, the table of who uses a key and how;
//   - records: records for the account's own, loggroup with masking, eventlog, flowlog;
//   - rights: policy, condition, arn; role, boundary, policysize; function, which has a role of its own; deployer for whoever makes
//     stacks, with rights, the table of what each type needs, and place;
//   - people who are told: alarm for metrics, announcement for events, of which push is one; topic, and who reads it: reader, chat;
//   - machines: managed, which Systems Manager looks after;
//   - a workload: workload for its place in the network, variable for its environment variables, platformbucket for its software;
//   - what stands before one: webfront with certificate, firewall, weblogs and webwatch;
//   - networks: block for addresses, endpoint for services of AWS, mesh.
//
// Tables of what AWS has and wants stand beside the code that reads them, each with its day and source.
package guard

// ptr makes a pointer of a value, as goformation has them where a property may be left out.
func ptr[T any](v T) *T { return &v }
