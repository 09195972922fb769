// Package situation is the closed list of what makes a login server give an
// answer. Each situation is described from both sides: how a client derives
// the request that provokes it from a valid one, and how a server (the mock)
// recognises it. A new situation is one entry in the list.
package situation

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"concord/internal/secret"
	"concord/internal/wire"
)

// Capability labels what a case does to a target.
const (
	Replay    = "replay"
	Negative  = "negative"
	RateLimit = "rate-limit"
)

// Situation is one entry of the list.
type Situation struct {
	Name       string
	Capability string
	// Good situations earn the successful answer; all others are refusals.
	Good bool
	// ByTarget situations lie outside what a request can bring about: the
	// target's configuration must say how its environment provokes them.
	ByTarget bool
	// Credentials situations lie in what is sent to identify the caller.
	Credentials bool
	// Capped situations ask for more than there is: a server may refuse, or grant
	// what there is.
	Capped bool
	derive func(*Draft)
	holds  func(*Message) bool
}

// Params are the parameters of a situation as a contract states them.
type Params struct {
	Omit    string // body member to leave out
	Minutes int    // requested token lifetime
}

// Draft is a request under derivation.
type Draft struct {
	secret.Hidden // the body holds credentials

	Params
	Body *wire.Value // a valid body, to be changed in place
	Raw  []byte      // when set, the body as sent instead of Body
	// Members maps a credential kind to the body member that carries it.
	Members map[string]string
	// LifetimeField is the member by which a caller chooses the token lifetime.
	LifetimeField string
}

// Derive changes a draft of a valid request into one that provokes s.
func (s *Situation) Derive(d *Draft) {
	if s.derive != nil {
		s.derive(d)
	}
}

// Bytes returns the body to send.
func (d *Draft) Bytes() []byte {
	if d.Raw != nil {
		return d.Raw
	}
	return d.Body.Append(nil)
}

// Carries tells whether the request as sent holds a value in the member of a
// credential kind, or anywhere in a body that is not made of members.
func (d *Draft) Carries(kind, value string) bool {
	if d.Raw != nil {
		return value != "" && bytes.Contains(d.Raw, []byte(value))
	}
	name, ok := d.Members[kind]
	if !ok {
		return false
	}
	v := d.Body.Get(name)
	return v != nil && v.Text == value
}

func (d *Draft) set(kind string, v *wire.Value) {
	if name, ok := d.Members[kind]; ok {
		d.Body.Set(name, v)
	}
}

// Message is a request as a server sees it.
type Message struct {
	Params
	Body    *wire.Value // nil where it is not JSON
	Forced  string      // the situation that the environment was told to be in
	Limited bool        // too many refused logins came before this one
	Members map[string]string
	Account map[string]string // what the server knows, by credential kind
	// LifetimeField and LifetimeMaximum (minutes) bound the requested lifetime.
	LifetimeField   string
	LifetimeMaximum int
}

// Holds tells whether the message is in situation s.
func (s *Situation) Holds(m *Message) bool {
	if s.ByTarget {
		return m.Forced == s.Name
	}
	return s.holds(m)
}

// differs tells whether the message carries the credential and it is not the
// one that the server knows.
func (m *Message) differs(kind string) bool {
	v := m.Body.Get(m.Members[kind])
	return v != nil && v.Text != m.Account[kind]
}

// Find returns the situation with the given name.
func Find(name string) (*Situation, error) {
	for _, s := range All {
		if s.Name == name {
			return s, nil
		}
	}
	return nil, fmt.Errorf("unknown situation %q (known: %s)", name, strings.Join(Names(), ", "))
}

// Names returns the names of all situations, sorted.
func Names() []string {
	names := make([]string, len(All))
	for i, s := range All {
		names[i] = s.Name
	}
	slices.Sort(names)
	return names
}
