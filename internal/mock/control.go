package mock

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// ControlPath is the root of the control API, which no provider documents:
//
//	GET  /_mock/requests                                        what was asked
//	POST /_mock/clock      {"advance": "4m"}                    let time pass
//	PUT  /_mock/situation  {"provider": "popup", "situation": "blocked-ip"}
//	                       an empty situation ends it
//	POST /_mock/reset                                           forget everything
const ControlPath = "/_mock/"

func (s *Server) control() {
	s.mux.HandleFunc("GET "+ControlPath+"requests", s.listRequests)
	s.mux.HandleFunc("POST "+ControlPath+"clock", s.advance)
	s.mux.HandleFunc("PUT "+ControlPath+"situation", s.situate)
	s.mux.HandleFunc("POST "+ControlPath+"reset", s.reset)
}

func (s *Server) listRequests(w http.ResponseWriter, _ *http.Request) {
	out := map[string][]Entry{}
	for name, api := range s.apis {
		out[name] = api.Requests()
	}
	reply(w, http.StatusOK, out)
}

func (s *Server) advance(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Advance string `json:"advance"`
	}
	if !decode(w, r, &in) {
		return
	}
	d, err := time.ParseDuration(in.Advance)
	if err != nil || d < 0 {
		refuse(w, fmt.Errorf("key \"advance\": %q is not a duration such as 4m; time does not go back", in.Advance))
		return
	}
	s.clock.Advance(d)
	reply(w, http.StatusOK, map[string]string{"now": s.clock.Now().UTC().Format(time.RFC3339)})
}

func (s *Server) situate(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Provider  string `json:"provider"`
		Situation string `json:"situation"`
	}
	if !decode(w, r, &in) {
		return
	}
	api, ok := s.apis[in.Provider]
	if !ok {
		refuse(w, fmt.Errorf("key \"provider\": %q is not one of %s", in.Provider, strings.Join(s.providers(), ", ")))
		return
	}
	if err := api.Force(in.Situation); err != nil {
		refuse(w, fmt.Errorf("key \"situation\": %w", err))
		return
	}
	reply(w, http.StatusOK, in)
}

func (s *Server) reset(w http.ResponseWriter, _ *http.Request) {
	s.clock.Reset()
	for _, api := range s.apis {
		api.Reset()
	}
	w.WriteHeader(http.StatusNoContent)
}

func decode(w http.ResponseWriter, r *http.Request, into any) bool {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		refuse(w, fmt.Errorf("reading the request: %w", err))
		return false
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		refuse(w, errors.New("reading the request: data after the JSON object"))
		return false
	}
	return true
}

func refuse(w http.ResponseWriter, err error) {
	reply(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // a client that went away is no concern of ours
}
