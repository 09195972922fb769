package mock

import (
	"net/http"
	"sort"
	"strings"

	"concord/internal/clock"
	"concord/openapi"
)

// Server serves several APIs, each below /<provider>, and the control API below
// [ControlPath].
type Server struct {
	apis  map[string]*API
	clock *clock.Shifted
	mux   *http.ServeMux
}

// NewServer returns a server of the given contracts on a clock that runs with
// real time and can be moved forward.
func NewServer(docs []*openapi.Document) *Server {
	s := &Server{apis: map[string]*API{}, clock: &clock.Shifted{}, mux: http.NewServeMux()}
	for _, doc := range docs {
		api := NewAPI(doc, s.clock)
		s.apis[doc.Provider] = api
		s.mux.Handle("/"+doc.Provider+"/", http.StripPrefix("/"+doc.Provider, api))
	}
	s.control()
	return s
}

// Break has the API that a fault belongs to do one thing otherwise, on purpose.
// It is called before the first request.
func (s *Server) Break(f Fault) {
	provider, _, _ := strings.Cut(f.ID, ":")
	if api := s.apis[provider]; api != nil {
		api.Break(f)
	}
}

// ServeHTTP answers all APIs and the control API.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// providers returns the names of the APIs served, sorted.
func (s *Server) providers() []string {
	var names []string
	for name := range s.apis {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
