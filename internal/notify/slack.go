package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"concord/internal/history"
)

// slackSink sends one message for all notices of a run, as Slack's incoming
// webhooks and those that follow them (Mattermost, Rocket.Chat) take it.
type slackSink struct {
	place place
	Surroundings
}

func newSlack(where string, s Surroundings) (Sink, error) {
	p, err := newPlace(where, s)
	return slackSink{p, s}, err
}

// Send implements [Sink].
func (s slackSink) Send(ctx context.Context, notices []history.Notice) error {
	if len(notices) == 0 {
		return nil
	}
	lines := make([]string, len(notices))
	for i, n := range notices {
		lines[i] = slackLine(n)
	}
	payload, err := json.Marshal(map[string]string{"text": strings.Join(lines, "\n")})
	if err != nil {
		return fmt.Errorf("encoding the notices: %w", err)
	}
	if err := s.withheld(payload); err != nil {
		return err
	}
	return s.place.put(ctx, payload)
}

var marks = map[string]string{
	history.Onset: ":red_circle:", history.Recovery: ":large_green_circle:",
	history.Gone: ":white_circle:", history.Back: ":large_green_circle:",
}

func slackLine(n history.Notice) string {
	line := fmt.Sprintf("%s *%s* %s", marks[n.Kind], slackText(n.Target), slackText(n.Text))
	if n.Clause == "" {
		return line
	}
	clause := slackText(n.Clause)
	if strings.HasPrefix(n.URL, "https://") && !strings.ContainsAny(n.URL, "|<>") {
		clause = "<" + n.URL + "|" + clause + ">"
	}
	return line + "\n> " + clause + "  " + slackText(n.Sentence)
}

// slackText makes text inert: control sequences begin with one of three
// characters, and mentions need them too.
func slackText(s string) string {
	s = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
	return strings.Join(strings.Fields(s), " ")
}
