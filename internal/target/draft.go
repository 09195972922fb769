package target

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"concord/internal/contract"
	"concord/internal/secret"
)

// value is a piece of configuration and where it stands.
type value struct {
	text  string // "" where it is absent or could not be read
	shown string // as errors may quote it: before ${NAME} was replaced
	where string // "" where it is absent
}

func (v value) given() bool { return v.text != "" }

func (v value) written() bool { return v.where != "" }

// draft is a live target as configured, from whichever place, not yet checked.
type draft struct {
	name          value
	provider      Provider
	baseURL       value
	credentials   map[string]value // by kind
	tokenLifetime value
	probeURL      value
	probeHeaders  []header
	caFile        value // a path; absent where there is none
	situations    []situationDraft
	// missing says that a kind is absent, in the words of the place.
	missing func(kind string) string
}

type situationDraft struct {
	name        value
	headers     []header
	credentials map[string]value
}

// build checks everything in d and returns the target.
func (d *draft) build(trusted *authorities, found *problems) Target {
	t := Target{
		Name:          d.name.text,
		Provider:      d.provider.Name,
		Mode:          contract.ModeLive,
		BaseURL:       checkBaseURL(d.baseURL, found),
		Credentials:   checkCredentials(d.provider, d.credentials, found),
		TokenLifetime: checkLifetime(d.tokenLifetime, found),
		ProbeURL:      checkProbeURL(d.probeURL, found),
		ProbeHeaders:  checkHeaders(d.probeHeaders, found),
		Situations:    d.checkSituations(found),
		RootCAs:       trusted.pool(d.caFile, found),
	}
	for _, k := range kinds {
		if d.provider.needs(k.key) && !d.credentials[k.key].written() {
			found.join(missing{d.missing(k.key), d.provider.Name, k.words})
		}
	}
	if len(d.probeHeaders) > 0 && !d.probeURL.written() {
		found.add(d.probeHeaders[0].name.where, "probe headers are given, but no probe URL")
	}
	return t
}

// missing is the error for a credential that a login needs.
type missing struct{ what, provider, words string }

func (m missing) Error() string {
	return m.what + ": " + m.provider + "'s login needs " + m.words
}

var targetName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

// checkName refuses a name that could not be a folder and a label, or that
// would pass the target off as another provider's.
func checkName(name value, provider string, providers []Provider, found *problems) {
	switch _, taken := find(providers, name.text); {
	case !targetName.MatchString(name.text):
		found.add(name.where, "%q is not a target name: up to 63 lower-case letters, digits and hyphens, no hyphen first", name.shown)
	case taken && name.text != provider:
		found.add(name.where, "%q is the name of another provider", name.shown)
	}
}

var integer = regexp.MustCompile(`^-?[0-9]+$`)

// checkCredentials seals the credentials given; nil for none. It quotes none of them: what
// was put in the wrong place may be a password.
func checkCredentials(p Provider, given map[string]value, found *problems) Credentials {
	var credentials Credentials
	for _, k := range kinds {
		v := given[k.key]
		if !v.given() {
			continue
		}
		_, err := strconv.ParseInt(v.text, 10, 64)
		switch {
		case !p.uses(k.key):
			found.add(v.where, "%s's login does not use %s", p.Name, k.words)
		case k.key == "pointOfSaleID" && (err != nil || !integer.MatchString(v.text)):
			found.add(v.where, "a point-of-sale id is a whole number")
		case strings.ContainsFunc(v.text, isControl):
			found.add(v.where, "there is a line break or another control character in it")
		}
		if credentials == nil {
			credentials = Credentials{}
		}
		credentials[k.key] = secret.New(v.text)
	}
	return credentials
}

func checkLifetime(v value, found *problems) time.Duration {
	if !v.given() {
		return 0
	}
	lifetime, err := time.ParseDuration(v.text)
	if err != nil || lifetime <= 0 {
		found.add(v.where, "%q is not a duration above zero, such as 90s or 1h", v.shown)
	}
	return lifetime
}

func (d *draft) checkSituations(found *problems) map[string]Situation {
	if len(d.situations) == 0 {
		return nil
	}
	situations := map[string]Situation{}
	for _, s := range d.situations {
		if known := d.provider.Situations; !slices.Contains(known, s.name.text) {
			hint := "known: " + strings.Join(known, ", ")
			if near := nearest(s.name.text, known); near != "" {
				hint = "did you mean " + near + "?"
			}
			found.add(s.name.where, "there is no situation %q (%s)", s.name.shown, hint)
		}
		if len(s.headers)+len(s.credentials) == 0 {
			found.add(s.name.where, "situation %q changes nothing: give it headers or credentials", s.name.shown)
		}
		situations[s.name.text] = Situation{
			Headers:     checkHeaders(s.headers, found),
			Credentials: checkCredentials(d.provider, s.credentials, found),
		}
	}
	return situations
}
