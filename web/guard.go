package web

import (
	"net/http"
	"net/url"
	"strings"
)

// policy lets a page load this server's own style, script and pictures, send
// its forms here, and nothing else.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard stands before every answer: headers that bind the browser, the check
// of the host name, and the refusal of forms that other sites send.
func (s *Server) guard(next http.Handler) http.Handler {
	origins := http.NewCrossOriginProtection()
	if base, err := url.Parse(s.config.BaseURL); err == nil && base.Host != "" {
		// A proxy may pass on another Host than the browser asked for.
		if err := origins.AddTrustedOrigin(base.Scheme + "://" + base.Host); err != nil {
			s.options.Log.Warn("base_url cannot be trusted as an origin", "error", err)
		}
	}
	origins.SetDenyHandler(http.HandlerFunc(s.foreignOrigin))
	inner := origins.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		if !s.config.allows(r.Host) {
			plain(w, http.StatusMisdirectedRequest,
				"this vedette is not known by the name "+r.Host+": set web.base_url to the address that readers use")
			return
		}
		limit := int64(maxBody)
		if r.URL.Path == addedPath {
			limit = maxListBody
		}
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		inner.ServeHTTP(w, r)
	})
}

func (s *Server) foreignOrigin(w http.ResponseWriter, r *http.Request) {
	s.fail(w, r, failure{http.StatusForbidden, "this was sent by a page of another site: open vedette itself and try again there"})
}

// fail answers with an error in the form that the path's readers expect.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	if strings.HasPrefix(r.URL.Path, "/api/") {
		s.failAPI(w, r, err)
		return
	}
	s.failPage(w, r, err)
}
