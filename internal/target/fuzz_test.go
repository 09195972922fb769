package target_test

import (
	"regexp"
	"strings"
	"testing"

	"concord/internal/contract"
)

var soundName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

// FuzzLoad reads any text as a targets file: no panic, no secret in an error,
// nothing unsound in what is accepted.
func FuzzLoad(f *testing.F) {
	f.Add(fullFile)
	for _, more := range []string{
		"", "    probeURL: ${POPUP_PASSWORD}\n", "    tokenLifetime: ${POPUP_PASSWORD}\n", "    caFile: ${POPUP_PASSWORD}\n", "    ${POPUP_PASSWORD}: x\n",
		"    probeHeaders: {A: \"${POPUP_PASSWORD}\\n\"}\n", "    situations: {blocked-ip: {credentials: {username: $$}}}\n",
		"  - {name: \"${POPUP_PASSWORD}_\", provider: \"${POPUP_PASSWORD}\", baseURL: \"${POPUP_PASSWORD}\"}\n", "  - &a {}\n  - *a\n",
	} {
		f.Add(strings.ReplaceAll(popupFile(more), marker, "x"))
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, marker) {
			t.Skip() // written by hand into a key, it may be quoted
		}
		c, err := loadFile(text, fullEnvironment...)
		if err != nil {
			for line := range strings.Lines(err.Error()) {
				if strings.Contains(line, marker) || !strings.HasPrefix(line, "t.yaml:") {
					t.Fatalf("not an error to show: %q", line)
				}
			}
			return
		}
		names := map[string]bool{}
		for _, target := range c.Targets {
			if !soundName.MatchString(target.Name) || names[target.Name] || target.Mode != contract.ModeLive ||
				strings.HasSuffix(target.BaseURL, "/") || !strings.HasPrefix(strings.ToLower(target.BaseURL), "http") {
				t.Fatalf("accepted %+v", target)
			}
			names[target.Name] = true
		}
	})
}
