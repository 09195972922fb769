package situation

import (
	"strconv"

	"concord/internal/wire"
)

// Values that no real account has. They are public and stand in evidence as they are.
const (
	noUser        = "concord-no-such-user"
	noPassword    = "concord-wrong-password"
	noAPIKey      = "concord-wrong-api-key"
	noProfile     = "00000000-0000-4000-8000-000000000000"
	noPointOfSale = "2147483647"
)

// Invented lists the values that stand in requests for what no real account has.
func Invented() []string { return []string{noUser, noPassword, noAPIKey, noProfile, noPointOfSale} }

// All lists the situations in the order in which a server looks for them: what
// the environment does comes before what it reads, syntax before members,
// members before credentials.
var All = []*Situation{
	{Name: "server-error", Capability: Replay, ByTarget: true},
	{Name: "blocked-ip", Capability: Replay, ByTarget: true},
	{Name: "malformed-json", Capability: Negative, derive: malformed, holds: isMalformed},
	{Name: "missing-field", Capability: Negative, derive: omit, holds: isMissing},
	{Name: "rate-limited", Capability: RateLimit, derive: stranger, holds: func(m *Message) bool { return m.Limited }},
	{Name: "unknown-user", Capability: Negative, Credentials: true, derive: unknownUser, holds: func(m *Message) bool { return m.differs("username") }},
	{Name: "wrong-password", Capability: Negative, Credentials: true, derive: wrongPassword, holds: func(m *Message) bool { return m.differs("password") }},
	{Name: "wrong-api-key", Capability: Negative, Credentials: true, derive: wrongAPIKey, holds: func(m *Message) bool { return m.differs("apiKey") }},
	{Name: "unknown-profile", Capability: Negative, Credentials: true, derive: unknownProfile, holds: func(m *Message) bool { return m.differs("profileUUID") }},
	{Name: "unknown-point-of-sale", Capability: Negative, Credentials: true, derive: unknownPointOfSale, holds: func(m *Message) bool { return m.differs("pointOfSaleID") }},
	{Name: "inactive-account", Capability: Replay, ByTarget: true},
	{Name: "excessive-lifetime", Capability: Negative, Capped: true, derive: excessiveLifetime, holds: isExcessive},
	{Name: "valid", Capability: Replay, Good: true, holds: func(*Message) bool { return true }},
}

// malformed leaves the first member without a value. It carries no credentials,
// so that a lenient parser has nothing to log in with.
func malformed(d *Draft) {
	d.Raw = []byte("{}")
	if len(d.Body.Members) > 0 {
		name := wire.StringValue(d.Body.Members[0].Name).Append(nil)
		d.Raw = append(append([]byte("{"), name...), ": }"...)
	}
}

func isMalformed(m *Message) bool { return m.Body == nil || m.Body.Kind != wire.Object }

func omit(d *Draft) { d.Body.Delete(d.Omit) }

func isMissing(m *Message) bool {
	v := m.Body.Get(m.Omit)
	return v == nil || v.Kind == wire.Null || v.Kind == wire.String && v.Text == ""
}

// unknownUser keeps the password: a server that looks at that alone is found out.
func unknownUser(d *Draft) { d.set("username", wire.StringValue(noUser)) }

// stranger sends nothing real: it may be sent thirty times.
func stranger(d *Draft) {
	d.set("username", wire.StringValue(noUser))
	d.set("password", wire.StringValue(noPassword))
}

func wrongPassword(d *Draft) { d.set("password", wire.StringValue(noPassword)) }

func wrongAPIKey(d *Draft) { d.set("apiKey", wire.StringValue(noAPIKey)) }

func unknownProfile(d *Draft) { d.set("profileUUID", wire.StringValue(noProfile)) }

func unknownPointOfSale(d *Draft) { d.set("pointOfSaleID", wire.NumberValue(noPointOfSale)) }

func excessiveLifetime(d *Draft) {
	d.Body.Set(d.LifetimeField, wire.NumberValue(strconv.Itoa(d.Minutes)))
}

func isExcessive(m *Message) bool {
	v := m.Body.Get(m.LifetimeField)
	if m.LifetimeField == "" || v == nil || v.Kind != wire.Number {
		return false
	}
	minutes, err := strconv.ParseFloat(v.Text, 64)
	return err == nil && minutes > float64(m.LifetimeMaximum)
}
