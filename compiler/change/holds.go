package change

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// holding is what a resource holds that nobody can make anew.
type holding struct {
	what string // the resource, in a word
	lost string // what goes with it
	full string // when CloudFormation fails to delete it instead
}

// holdings are the types that hold data, or without which data cannot be read. What services keep by themselves elsewhere (metrics,
// recovery points in a vault of its own) is not theirs. As of 2026-11.
var holdings = map[string]holding{
	"AWS::RDS::DBInstance":                       {what: "database", lost: "its data and its automated backups"},
	"AWS::RDS::DBCluster":                        {what: "database cluster", lost: "its data and its automated backups"},
	"AWS::DocDB::DBCluster":                      {what: "database cluster", lost: "its data and its automated backups"},
	"AWS::DocDBElastic::Cluster":                 {what: "database cluster", lost: "its data"},
	"AWS::Neptune::DBCluster":                    {what: "database cluster", lost: "its data and its automated backups"},
	"AWS::NeptuneGraph::Graph":                   {what: "graph", lost: "its data"},
	"AWS::DSQL::Cluster":                         {what: "database cluster", lost: "its data"},
	"AWS::Redshift::Cluster":                     {what: "data warehouse", lost: "its data and its automated snapshots"},
	"AWS::RedshiftServerless::Namespace":         {what: "data warehouse", lost: "its data"},
	"AWS::QLDB::Ledger":                          {what: "ledger", lost: "its records"},
	"AWS::Timestream::Database":                  {what: "database", lost: "its tables"},
	"AWS::Timestream::Table":                     {what: "table", lost: "its data"},
	"AWS::Timestream::InfluxDBInstance":          {what: "database", lost: "its data"},
	"AWS::Lightsail::Database":                   {what: "database", lost: "its data"},
	"AWS::DynamoDB::Table":                       {what: "table", lost: "its items and its continuous backups"},
	"AWS::DynamoDB::GlobalTable":                 {what: "table", lost: "its items and its continuous backups"},
	"AWS::Cassandra::Keyspace":                   {what: "keyspace", lost: "its tables"},
	"AWS::Cassandra::Table":                      {what: "table", lost: "its rows"},
	"AWS::SDB::Domain":                           {what: "domain", lost: "its items"},
	"AWS::Glue::Database":                        {what: "data catalog", lost: "its table definitions"},
	"AWS::S3::Bucket":                            {what: "bucket", lost: "its objects", full: "it holds objects or versions"},
	"AWS::S3Express::DirectoryBucket":            {what: "bucket", lost: "its objects", full: "it holds objects"},
	"AWS::S3Tables::TableBucket":                 {what: "table bucket", lost: "its tables", full: "it holds tables"},
	"AWS::S3Tables::Table":                       {what: "table", lost: "its data"},
	"AWS::S3Vectors::VectorBucket":               {what: "vector bucket", lost: "its indexes", full: "it holds indexes"},
	"AWS::Lightsail::Bucket":                     {what: "bucket", lost: "its objects"},
	"AWS::Lightsail::Disk":                       {what: "disk", lost: "its data"},
	"AWS::EFS::FileSystem":                       {what: "file system", lost: "its files"},
	"AWS::FSx::FileSystem":                       {what: "file system", lost: "its files"},
	"AWS::FSx::Volume":                           {what: "volume", lost: "its files"},
	"AWS::FSx::StorageVirtualMachine":            {what: "storage machine", lost: "its volumes"},
	"AWS::EC2::Volume":                           {what: "volume", lost: "its data"},
	"AWS::EC2::Instance":                         {what: "instance", lost: "what stands on its own volumes"},
	"AWS::WorkSpaces::Workspace":                 {what: "workspace", lost: "its volumes"},
	"AWS::SageMaker::NotebookInstance":           {what: "notebook", lost: "its volume"},
	"AWS::SageMaker::FeatureGroup":               {what: "feature group", lost: "its records"},
	"AWS::ElastiCache::CacheCluster":             {what: "cache", lost: "its entries"},
	"AWS::ElastiCache::ReplicationGroup":         {what: "cache", lost: "its entries"},
	"AWS::ElastiCache::ServerlessCache":          {what: "cache", lost: "its entries"},
	"AWS::MemoryDB::Cluster":                     {what: "database cluster", lost: "its data"},
	"AWS::OpenSearchService::Domain":             {what: "search domain", lost: "its indexes"},
	"AWS::OpenSearchServerless::Collection":      {what: "collection", lost: "its indexes"},
	"AWS::Elasticsearch::Domain":                 {what: "search domain", lost: "its indexes"},
	"AWS::Kendra::Index":                         {what: "index", lost: "its documents"},
	"AWS::QBusiness::Index":                      {what: "index", lost: "its documents"},
	"AWS::SQS::Queue":                            {what: "queue", lost: "the messages that wait in it"},
	"AWS::Kinesis::Stream":                       {what: "stream", lost: "its records"},
	"AWS::KinesisVideo::Stream":                  {what: "stream", lost: "its recordings"},
	"AWS::MSK::Cluster":                          {what: "message cluster", lost: "its topics"},
	"AWS::MSK::ServerlessCluster":                {what: "message cluster", lost: "its topics"},
	"AWS::AmazonMQ::Broker":                      {what: "message broker", lost: "its messages"},
	"AWS::Events::Archive":                       {what: "archive", lost: "its events"},
	"AWS::Logs::LogGroup":                        {what: "log group", lost: "its records"},
	"AWS::Logs::LogStream":                       {what: "log stream", lost: "its records"},
	"AWS::CloudTrail::EventDataStore":            {what: "event data store", lost: "its events"},
	"AWS::APS::Workspace":                        {what: "workspace", lost: "its metrics"},
	"AWS::GuardDuty::Detector":                   {what: "detector", lost: "its findings"},
	"AWS::SecurityHub::Hub":                      {what: "hub", lost: "its findings"},
	"AWS::KMS::Key":                              {what: "key", lost: "all that is encrypted under it: nobody can read that again once the waiting period is over"},
	"AWS::KMS::ReplicaKey":                       {what: "replica key", lost: "what this region can decrypt with it"},
	"AWS::ACMPCA::CertificateAuthority":          {what: "certificate authority", lost: "its key"},
	"AWS::SecretsManager::Secret":                {what: "secret", lost: "its value, without a recovery window"},
	"AWS::SSM::Parameter":                        {what: "parameter", lost: "its value and history"},
	"AWS::Cognito::UserPool":                     {what: "user pool", lost: "its users and their credentials"},
	"AWS::Cognito::UserPoolUser":                 {what: "user", lost: "the account"},
	"AWS::Cognito::IdentityPool":                 {what: "identity pool", lost: "the identities that objects may be stored under"},
	"AWS::DirectoryService::MicrosoftAD":         {what: "directory", lost: "its users"},
	"AWS::DirectoryService::SimpleAD":            {what: "directory", lost: "its users"},
	"AWS::Backup::BackupVault":                   {what: "backup vault", lost: "its recovery points", full: "it holds recovery points"},
	"AWS::Backup::LogicallyAirGappedBackupVault": {what: "backup vault", lost: "its recovery points", full: "it holds recovery points"},
	"AWS::CodeCommit::Repository":                {what: "repository", lost: "its commits"},
	"AWS::ECR::Repository":                       {what: "repository", lost: "its images", full: "it holds images and EmptyOnDelete is not set"},
	"AWS::ECR::PublicRepository":                 {what: "repository", lost: "its images", full: "it holds images"},
	"AWS::CodeArtifact::Domain":                  {what: "package domain", lost: "its packages"},
	"AWS::CodeArtifact::Repository":              {what: "package repository", lost: "its packages"},
	"AWS::HealthLake::FHIRDatastore":             {what: "health data store", lost: "its resources"},
	"AWS::HealthImaging::Datastore":              {what: "image data store", lost: "its image sets"},
	"AWS::Omics::AnnotationStore":                {what: "annotation store", lost: "its data"},
	"AWS::Omics::ReferenceStore":                 {what: "reference store", lost: "its data"},
	"AWS::Omics::SequenceStore":                  {what: "sequence store", lost: "its data"},
	"AWS::Omics::VariantStore":                   {what: "variant store", lost: "its data"},
	"AWS::Connect::Instance":                     {what: "contact centre", lost: "its configuration and contacts"},
	"AWS::CustomerProfiles::Domain":              {what: "profile domain", lost: "its profiles"},
	"AWS::Pinpoint::App":                         {what: "messaging project", lost: "its endpoints"},
}

// Holds reports whether a resource of a type holds data, so that its removal or replacement needs consent of its own. A type that
// nobody here knows may.
func Holds(kind string) bool {
	_, holds := holdings[kind]
	return holds || stranger(kind)
}

// stranger reports whether nobody here knows what a type holds. Custom resources hold nothing themselves.
func stranger(kind string) bool { return !Known(kind) && !strings.HasPrefix(kind, "Custom::") }

// held is what a resource holds.
func held(kind string, n *template.Node) (holding, bool) {
	if kind == "AWS::RDS::DBInstance" && inCluster(n) {
		return holding{}, false // the cluster holds the data
	}
	h, holds := holdings[kind]
	if !holds && stranger(kind) {
		return holding{what: "resource", lost: "whatever it holds: this type is not known here"}, true
	}
	return h, holds
}

// HoldsData is Holds for a resource whose entry in the template is known: an instance that belongs to a database cluster holds nothing
// that the cluster does not. The entry may be nil.
func HoldsData(kind string, entry *template.Node) bool {
	_, holds := held(kind, entry)
	return holds
}
