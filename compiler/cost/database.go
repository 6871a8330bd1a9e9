package cost

import (
	"strconv"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// cluster rents nothing by itself: its instances do, and its storage is paid by use. Its managed master secret is a secret.
func cluster(b *bill, r *template.Resource) { masterSecret(b, r) }

func masterSecret(b *bill, r *template.Resource) {
	if managed := r.Property("ManageMasterUserPassword"); managed != nil && managed.Text == "true" {
		b.add("secret", one)
	}
}

// database is an instance of RDS. One with a standby in another zone costs twice, storage included.
func database(b *bill, r *template.Resource) {
	masterSecret(b, r)
	class := strings.TrimPrefix(text(r, "DBInstanceClass"), "db.")
	if of := b.target(r, "DBClusterIdentifier"); of != nil || strings.HasPrefix(text(r, "Engine"), "aurora") {
		member(b, r, of, class)
		return
	}
	zones := Quantity(1)
	if multi := r.Property("MultiAZ"); multi != nil && multi.Text == "true" {
		zones = 2
	}
	item, count := sized("database", class)
	b.add(item, zones*count)
	storage := "database gp3 GB"
	if strings.HasPrefix(text(r, "StorageType"), "io") {
		storage = "database io2 GB"
	}
	b.add(storage, zones*number(r, "AllocatedStorage", 0))
	if text(r, "DatabaseInsightsMode") == "advanced" {
		b.add("database insights vCPU", cores(count))
	}
}

// member is an instance of an Aurora cluster. A serverless one costs its least capacity, which may be none at all: it then pauses.
func member(b *bill, r, of *template.Resource, class string) {
	advanced := of != nil && text(of, "DatabaseInsightsMode") == "advanced" || text(r, "DatabaseInsightsMode") == "advanced"
	if class != "serverless" {
		item, count := sized("aurora", class)
		b.add(item, count)
		if advanced {
			b.add("database insights vCPU", cores(count))
		}
		return
	}
	if of == nil {
		return
	}
	least, _ := strconv.ParseFloat(text(of, "ServerlessV2ScalingConfiguration.MinCapacity"), 64)
	units := Quantity(least*2) * one / 2 // capacity comes in halves
	b.add("aurora capacity unit", units)
	if advanced {
		b.add("database insights capacity unit", units)
	}
}

// cores of an instance: two of the size "large" and of every smaller one, then in proportion.
func cores(size Quantity) Quantity { return max(2*one, 2*size) }
