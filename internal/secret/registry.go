package secret

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"strings"
	"sync"
	"unicode"

	"concord/internal/contract"
)

// MinScrub is the length in bytes from which a value is looked for in text.
// Anything shorter occurs by chance; it can only be masked where it stands.
const MinScrub = 8

// A label has at most maxLabel characters, a placeholder at most maxPlaceholder bytes.
const (
	maxLabel       = 40
	maxPlaceholder = 4*maxLabel + 96
)

// Registry knows the secrets of a run and the placeholders that stand for them.
// It is safe for concurrent use.
type Registry struct {
	Hidden
	inspect func(string) contract.Token
	whole   *Registry // that this one is a part of, or nil

	mu           sync.RWMutex
	held         Box[*holdings]
	placeholders map[string]bool
	distinct     map[string]int // values by label
	public       string         // in lower case
}

// holdings are what a Registry must not show.
type holdings struct {
	key     []byte            // of the digests: two runs cannot be compared
	entries map[string]*entry // by value
	index   index
}

// entry is one registered value. An exempt one keeps what it had, but nothing
// is replaced on its account.
type entry struct {
	placeholder string
	token       contract.Token
	searched    bool // filed in the index
	exempt      bool
}

// NewRegistry returns an empty registry with a fresh random key. The facts of a
// token are taken by inspect.
func NewRegistry(inspect func(string) contract.Token) *Registry {
	return newRegistry(inspect, randomBytes(32))
}

func newRegistry(inspect func(string) contract.Token, key []byte) *Registry {
	return &Registry{
		inspect:      inspect,
		held:         Enclose(&holdings{key: key, entries: map[string]*entry{}}),
		placeholders: map[string]bool{},
		distinct:     map[string]int{},
	}
}

// Part returns a registry that counts its labels from one again, for a part of
// a run that stands by itself, and may have parts of its own. What is registered in
// it is known to r too: r finds the leaks of all its parts, and equal secrets have
// equal digests.
func (r *Registry) Part() *Registry {
	part := newRegistry(r.inspect, r.held.Reveal().key)
	part.whole = r
	r.mu.RLock()
	defer r.mu.RUnlock()
	part.public = r.public
	return part
}

// Public declares texts that everybody may read, such as the literals of a
// contract. What is part of one, in whatever case, is no secret: Add masks it only.
// Parts made before do not know of it.
func (r *Registry) Public(texts ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.public += strings.ToLower(strings.Join(texts, "\n")) + "\n"
}

// Add registers value and returns the placeholder that stands for it, such as
// «accessToken#1 jwt 812 bytes a1b2c3» (label, its count of distinct values,
// form unless opaque, length, digest), and its facts with Digest set. The same
// value has one placeholder whatever the label; an exempt value stands for
// itself. The empty value is not registered.
func (r *Registry) Add(label, value string) (placeholder string, tok contract.Token) {
	return r.register(label, value, len(value) < MinScrub || !r.published(value))
}

// Mask gives value a placeholder as Add does, for the place where it stands
// only: Scrub and Leaks do not look for it unless it is added as well. It is for
// text that a server put where a secret belongs but that is none by its look.
func (r *Registry) Mask(label, value string) (placeholder string, tok contract.Token) {
	return r.register(label, value, false)
}

// AddBasic registers the credentials of HTTP basic authentication as they are
// sent, base64(user:password) (RFC 7617 §2) and its form-encoded variant (RFC
// 6749 §2.3.1), and returns their placeholder. The password itself is the
// caller's to add; where that is exempt, so is the pair.
func (r *Registry) AddBasic(user, password string) (placeholder string) {
	pair := user + ":" + password
	value := base64.StdEncoding.EncodeToString([]byte(pair))
	if r.Exempted(password) {
		r.Exempt(value)
		return value
	}
	if r.whole != nil {
		r.whole.AddBasic(user, password)
	}
	placeholder, _ = r.Add("basic", value)
	r.mu.Lock()
	defer r.mu.Unlock()
	held := r.held.Reveal()
	held.index.add(held.entries[value], wholeBase64(pair))
	held.index.add(held.entries[value], wholeBase64(url.QueryEscape(user)+":"+url.QueryEscape(password)))
	return placeholder
}

// Exempt declares value public, before or after it was added: it stays readable
// everywhere.
func (r *Registry) Exempt(value string) {
	if value == "" {
		return
	}
	if r.whole != nil {
		r.whole.Exempt(value)
	}
	facts := r.facts(value)
	r.mu.Lock()
	defer r.mu.Unlock()
	entries := r.held.Reveal().entries
	if e := entries[value]; e != nil {
		e.exempt = true
		return
	}
	entries[value] = &entry{token: facts, searched: true, exempt: true}
}

// Exempted says whether value was declared public.
func (r *Registry) Exempted(value string) bool {
	e := r.lookup(value)
	return e != nil && e.exempt
}

// Shown returns text as it may be shown: the placeholder where the whole of it is
// a value that was registered, however short, or masked; else scrubbed.
func (r *Registry) Shown(text string) string {
	if e := r.lookup(text); e != nil {
		return e.stand(text)
	}
	return r.Scrub(text)
}

func (r *Registry) lookup(value string) *entry {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if e := r.held.Reveal().entries[value]; e != nil {
		same := *e // a copy: Exempt may change the original
		return &same
	}
	return nil
}

func (r *Registry) published(value string) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.public != "" && strings.Contains(r.public, strings.ToLower(value))
}

func (r *Registry) register(label, value string, search bool) (string, contract.Token) {
	if value == "" {
		return "", r.facts(value)
	}
	if e := r.lookup(value); e != nil && (e.searched || !search) {
		return e.stand(value), e.token
	}
	facts := r.facts(value) // outside the lock: it reads the whole token
	label = r.cleanLabel(label)
	if r.whole != nil {
		r.whole.register(label, value, search)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	e := r.intern(label, value, facts)
	for whole := r.whole; whole != nil; whole = whole.whole {
		whole.recognise(e.placeholder)
	}
	if search && !e.searched {
		e.searched = true
		if len(value) >= MinScrub {
			r.held.Reveal().index.file(e, value, facts.Form == "jwt")
		}
	}
	return e.stand(value), e.token
}

// recognise makes r take the placeholder of a part for one of its own.
func (r *Registry) recognise(placeholder string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.placeholders[placeholder] = true
}

// intern returns the entry of value, made now unless it exists. The caller holds
// the lock.
func (r *Registry) intern(label, value string, facts contract.Token) *entry {
	entries := r.held.Reveal().entries
	if e := entries[value]; e != nil {
		return e
	}
	r.distinct[label]++
	e := &entry{token: facts, placeholder: placeholder(label, r.distinct[label], facts, len(value))}
	entries[value] = e
	r.placeholders[e.placeholder] = true
	return e
}

func (r *Registry) facts(value string) contract.Token {
	tok := r.inspect(value)
	mac := hmac.New(sha256.New, r.held.Reveal().key)
	_, _ = io.WriteString(mac, value)
	tok.Digest = hex.EncodeToString(mac.Sum(nil)[:8])
	return tok
}

// cleanLabel makes a label that may be shown: it can be a name that the server
// chose, so it is scrubbed, and holds nothing that ends a placeholder.
func (r *Registry) cleanLabel(label string) string {
	label = strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) || strings.ContainsRune("_-.", c) {
			return c
		}
		return '-'
	}, r.Scrub(label))
	if runes := []rune(label); len(runes) > maxLabel {
		label = string(runes[:maxLabel])
	}
	if label == "" {
		return "secret"
	}
	return label
}

func (e *entry) stand(value string) string {
	if e.exempt {
		return value
	}
	return e.placeholder
}

func placeholder(label string, n int, tok contract.Token, length int) string {
	form := ""
	if tok.Form != "" && tok.Form != "opaque" {
		form = " " + tok.Form
	}
	return fmt.Sprintf("«%s#%d%s %d bytes %s»", label, n, form, length, tok.Digest[:6])
}
