package transport

import "strings"

// sensitive knows the names of members, parameters and headers whose values are
// secrets, normalised.
type sensitive map[string]bool

// generic are the names that hold secrets in anybody's API, normalised.
var generic = []string{
	"token", "accesstoken", "refreshtoken", "idtoken", "authtoken", "bearertoken", "sessiontoken", "callbacktoken",
	"securitytoken", "apitoken", "logintoken", "usertoken", "clienttoken", "authorizationtoken",
	"jwt", "jwttoken", "accessjwt", "refreshjwt", "authorization", "proxyauthorization",
	"password", "passwd", "passphrase", "clientpassword", "userpassword", "newpassword", "oldpassword",
	"secret", "clientsecret", "secretkey", "privatekey", "accesskey", "sharedsecret",
	"apikey", "apisecret", "authuuid", "profileuuid", "sessionid", "sessionkey", "assertion", "clientassertion",
}

func newSensitive(names []string) sensitive {
	s := sensitive{}
	for _, n := range generic {
		s[n] = true
	}
	for _, n := range names {
		s[normalise(n)] = true
	}
	return s
}

// name says whether values under that name are secrets.
func (s sensitive) name(name string) bool { return s[normalise(name)] }

// header says so of a header field, where an X- in front does not count.
func (s sensitive) header(name string) bool {
	return s.name(name) || s.name(strings.TrimPrefix(strings.ToLower(name), "x-"))
}

var separators = strings.NewReplacer("_", "", "-", "")

func normalise(name string) string { return separators.Replace(strings.ToLower(name)) }
