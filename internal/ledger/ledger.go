// Package ledger remembers from run to run which logins an account was refused,
// so that scheduled runs cannot add up to a lockout. A login that is refused, or
// may be, is recorded before it is sent; one that a killed run left open counts
// as refused.
//
// A ledger is a folder with a file for each account, named by a keyed hash of
// target and account. Neither user names nor passwords nor keys can be read in it.
package ledger

import (
	"context"
	"crypto/rand"
	"errors"
	"path/filepath"
	"time"
)

// Ledger is the record of all accounts. It is safe for concurrent use, also by
// several processes.
type Ledger struct{ folder string }

// ErrNowhere is the error of every use of a ledger without a directory.
var ErrNowhere = errors.New("there is no directory for the ledger of refused logins: set CONCORD_STATE")

// New returns the ledger in a state directory. Nothing is made there before the
// first login is recorded. A ledger in "" can be used for nothing.
func New(state string) *Ledger {
	if state == "" {
		return &Ledger{}
	}
	return &Ledger{folder: filepath.Join(state, "ledger")}
}

// Provoke records a login that is to be refused, for each account that it names,
// before it is sent. Where it returns an error the login must not be sent: a
// [*Denied] says that it would be one too many, any other that the ledger cannot
// be used.
func (l *Ledger) Provoke(ctx context.Context, now time.Time, accounts ...Account) error {
	return l.record(ctx, now, nil, accounts, func(e *entry) error {
		if d := e.history.MayProvoke(now); d != nil {
			return d
		}
		e.added = []event{{At: now, Kind: provoked}}
		return nil
	})
}

// Repeat records how many times more than once a login was sent that was refused.
func (l *Ledger) Repeat(ctx context.Context, now time.Time, times int, accounts ...Account) error {
	return l.record(ctx, now, nil, accounts, func(e *entry) error {
		for range times {
			e.added = append(e.added, event{At: now, Kind: repeated})
		}
		return nil
	})
}

// Login is a valid login under way.
type Login struct {
	ledger      *Ledger
	id          string
	credentials Credentials
	accounts    []Account
}

// Login records a login with the configured credentials before it is sent: they
// may prove wrong. An error means what that of [Ledger.Provoke] does.
func (l *Ledger) Login(ctx context.Context, now time.Time, credentials Credentials, accounts ...Account) (*Login, error) {
	login := &Login{ledger: l, id: rand.Text()[:12], credentials: credentials, accounts: accounts}
	err := l.record(ctx, now, credentials, accounts, func(e *entry) error {
		if d := e.history.MayLogIn(now, e.mark); d != nil {
			return d
		}
		e.added = []event{{At: now, Kind: begun, Login: login.id, Credentials: e.mark}}
		e.lazy = e.history.known(e.mark)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return login, nil
}

// Outcome is how a valid login ended.
type Outcome = kind

// The outcomes. What is refused for another reason than the credentials, such as
// the form of the request, may be tried again sooner.
const (
	Granted    Outcome = granted
	Denial     Outcome = denied
	Refusal    Outcome = refused
	Unanswered Outcome = unanswered
)

// End records how the login ended. Without it, it counts as refused.
func (o *Login) End(ctx context.Context, now time.Time, how Outcome) error {
	return o.ledger.record(ctx, now, o.credentials, o.accounts, func(e *entry) error {
		e.added = []event{{At: now, Kind: how, Login: o.id, Credentials: e.mark}}
		e.lazy = how == granted || how == unanswered
		return nil
	})
}

// Standing is what is on record of an account, or of the one of several that has
// more.
type Standing struct {
	Left int // logins that may be provoked now
	// Provoke and LogIn say why none may be sent now, nil where one may.
	Provoke, LogIn *Denied
}

// Standing returns what the ledger leaves to accounts. It writes nothing.
func (l *Ledger) Standing(now time.Time, credentials Credentials, accounts ...Account) (Standing, error) {
	out := Standing{Left: (&History{}).Left(now)}
	if l.folder == "" {
		return out, ErrNowhere
	}
	k, err := l.readKey()
	if errors.Is(err, errNoKey) {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	entries, err := l.read(k, now, credentials, accounts)
	for _, e := range entries {
		out.Left = min(out.Left, e.history.Left(now))
		out.Provoke = later(out.Provoke, e.history.MayProvoke(now))
		out.LogIn = later(out.LogIn, e.history.MayLogIn(now, e.mark))
	}
	return out, err
}
