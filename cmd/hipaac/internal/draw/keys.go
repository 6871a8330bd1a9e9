package draw

import (
	"cmp"

	"github.com/hipaac/hipaac/compiler/inventory"
)

// keys draws each key, and what is encrypted with it. What has no key of the customer's hangs on a card that says so.
func (d *Diagram) keys(m *inventory.Map) {
	kinds, parents := map[string]inventory.PlaceKind{}, map[string]string{}
	for _, p := range m.Places {
		kinds[p.ID], parents[p.ID] = p.Kind, p.Parent
	}
	home := func(place string) string { // the region or the account: where in it something lies does not matter to a key
		for ; place != ""; place = parents[place] {
			if k := kinds[place]; k == inventory.Region || k == inventory.Account {
				return place
			}
		}
		return ""
	}
	byID := map[string]*inventory.Asset{}
	for i := range m.Assets {
		byID[m.Assets[i].ID] = &m.Assets[i]
	}
	var assets, plain []inventory.Asset
	var flows []inventory.Flow
	substitutes, named := map[string]bool{}, map[string]bool{}
	for i := range m.Assets {
		named[m.Assets[i].Key] = true
	}
	for i := range m.Assets {
		a := m.Assets[i]
		a.Place = home(a.Place)
		switch {
		case a.Kind == inventory.Key && (named[a.ID] || a.Type == "AWS::KMS::Key"): // and no alias of one
			assets = append(assets, a)
			continue
		case a.Encryption == "":
			plain = append(plain, a)
			continue
		}
		a.Stack = "" // what is encrypted with one key is drawn together, wherever it comes from
		key := a.Key
		if byID[key] == nil {
			s := substitute(&a)
			key = s.ID
			if !substitutes[key] {
				substitutes[key] = true
				assets = append(assets, s)
			}
		}
		assets = append(assets, a)
		flows = append(flows, inventory.Flow{From: key, To: a.ID, Secure: "TLS", Evidence: []string{a.ID}})
	}
	d.fold(assets, flows)
	for i := range d.Lines {
		d.Lines[i].Kind = Encrypts
	}
	for i := range d.Cards {
		d.Cards[i].Rank = 0
	}
	d.places(m.Places, func(inventory.PlaceKind) bool { return false })
	d.Sum = []string{encrypted(assets)}
	if n := len(plain); n > 0 {
		d.Notes = append(d.Notes, "Not drawn: "+several(n, "asset")+" in which nothing rests.")
	}
	d.Notes = append(d.Notes, "Drawn from compiled templates: what no template states is not here.")
}

// substitute stands for the key of an asset whose key is not on the map.
func substitute(a *inventory.Asset) inventory.Asset {
	labels := map[string]string{"customer key": "key of another account or stack", "AWS key": "keys of AWS", "none": "no encryption"}
	return inventory.Asset{ID: "key\x00" + a.Place + "\x00" + a.Encryption, Kind: inventory.Key, Place: a.Place,
		Label: cmp.Or(labels[a.Encryption], "encryption not known"), Encryption: notCustomers(a.Encryption)}
}

// notCustomers is the encryption that a substitute is marked with: none of its own where the customer has the key.
func notCustomers(encryption string) string {
	if encryption == "customer key" || encryption == "AWS key" {
		return ""
	}
	return encryption
}

// encrypted says in words how many assets are encrypted with what.
func encrypted(assets []inventory.Asset) string {
	with := map[string]int{}
	for i := range assets {
		if a := &assets[i]; a.Kind != inventory.Key {
			with[a.Encryption] += max(1, a.Count)
		}
	}
	return "Data rests in " + resting(with)
}
