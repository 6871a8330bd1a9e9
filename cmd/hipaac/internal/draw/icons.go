package draw

import "github.com/hipaac/hipaac/compiler/inventory"

// icons are drawn here, of lines alone, on a field of 24 by 24.
var icons = map[inventory.AssetKind]string{
	inventory.People:   `<circle cx="12" cy="8" r="4"/><path d="M4 21c0-5 3.5-7 8-7s8 2 8 7"/>`,
	inventory.System:   `<rect x="4" y="4" width="16" height="6" rx="1.5"/><rect x="4" y="14" width="16" height="6" rx="1.5"/><path d="M8 7h.01M8 17h.01M12 10v4"/>`,
	inventory.Front:    `<path d="M3 12h8M8 8.5l3.5 3.5L8 15.5"/><path d="M14 4h6v16h-6"/>`,
	inventory.Compute:  `<rect x="6" y="6" width="12" height="12" rx="2"/><rect x="10" y="10" width="4" height="4"/><path d="M9 3v3M15 3v3M9 18v3M15 18v3M3 9h3M3 15h3M18 9h3M18 15h3"/>`,
	inventory.Database: `<ellipse cx="12" cy="6" rx="7.5" ry="3"/><path d="M4.5 6v12c0 1.7 3.4 3 7.5 3s7.5-1.3 7.5-3V6M4.5 12c0 1.7 3.4 3 7.5 3s7.5-1.3 7.5-3"/>`,
	inventory.Store:    `<path d="M4 6l2 14h12l2-14"/><ellipse cx="12" cy="6" rx="8" ry="2.5"/>`,
	inventory.Queue:    `<rect x="3" y="7" width="4" height="10" rx="1"/><rect x="10" y="7" width="4" height="10" rx="1"/><path d="M17 12h4M19 9.5l2.5 2.5-2.5 2.5"/>`,
	inventory.Log:      `<path d="M6 3h9l4 4v14H6z"/><path d="M9.5 10h6M9.5 13.5h6M9.5 17h4"/>`,
	inventory.Key:      `<circle cx="8" cy="12" r="4.5"/><path d="M12.5 12H21v3.5M17 12v3"/>`,
	inventory.Secret:   `<rect x="3.5" y="6" width="17" height="12" rx="2"/><path d="M8 10.5v3M6.7 11.200l2.6 1.600M9.3 11.200l-2.6 1.600M16 10.5v3M14.7 11.200l2.6 1.600M17.3 11.200l-2.6 1.6"/>`,
	inventory.Guard:    `<path d="M12 3l8 3v6c0 4.5-3.3 7.7-8 9-4.7-1.3-8-4.5-8-9V6z"/><path d="M8.5 12l2.5 2.5 4.5-5"/>`,
	inventory.Gateway:  `<path d="M4 9h14M14.5 5.5L18 9l-3.5 3.5M20 16H6M9.5 12.5L6 16l3.5 3.5"/>`,
	inventory.Identity: `<rect x="3" y="5" width="18" height="14" rx="2"/><circle cx="8.5" cy="11" r="2"/><path d="M5.5 16c.3-2 1.5-2.7 3-2.7s2.7.7 3 2.7M14.5 10h3.5M14.5 13.5h3.5"/>`,
	inventory.Other:    `<path d="M12 3l8 4.5v9L12 21l-8-4.5v-9z"/>`,
	StackCard:          `<path d="M12 3l9 4.5-9 4.5-9-4.5zM3 12l9 4.5 9-4.5M3 16.5L12 21l9-4.5"/>`,
}

// iconOf is never empty.
func iconOf(kind inventory.AssetKind) string {
	if i := icons[kind]; i != "" {
		return i
	}
	return icons[inventory.Other]
}
