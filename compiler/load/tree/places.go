package tree

// Places is what At needs of a tree to find the same places again: neither texts nor defaults, which have no place of their own. It is a
// third of the tree, and in one piece: thousands of small ones that outlive what was made beside them would keep its memory, too.
func (n *Node) Places() *Node {
	size := n.placed()
	p := places{nodes: make([]Node, 0, size), items: make([]*Node, 0, size), keys: make([]Key, 0, size)}
	return p.add(n)
}

// places holds the parts of the trees that are added to it.
type places struct {
	nodes []Node
	items []*Node
	keys  []Key
}

func (p *places) add(n *Node) *Node {
	p.nodes = append(p.nodes, Node{Kind: n.Kind, Pos: n.Pos, Block: n.Block})
	place := &p.nodes[len(p.nodes)-1]
	items, keys := len(p.items), len(p.keys)
	for i, item := range n.Items {
		if n.hasPlace(i) {
			p.items = append(p.items, item)
		}
	}
	for _, key := range n.Keys {
		if !key.Pos.IsZero() {
			p.keys = append(p.keys, key)
		}
	}
	place.Items, place.Keys = p.items[items:len(p.items):len(p.items)], p.keys[keys:len(p.keys):len(p.keys)]
	for i, item := range place.Items {
		place.Items[i] = p.add(item)
	}
	return place
}

// placed counts the nodes that have a place.
func (n *Node) placed() int {
	size := 1
	for i, item := range n.Items {
		if n.hasPlace(i) {
			size += item.placed()
		}
	}
	return size
}

// hasPlace reports whether an author wrote an item.
func (n *Node) hasPlace(i int) bool { return n.Kind != Map || !n.Keys[i].Pos.IsZero() }
