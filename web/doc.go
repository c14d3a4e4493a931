// Package web shows what vedette knows: pages for people, a JSON API for the
// command line, and the three addresses that machines watch (/healthz,
// /readyz, /metrics). For readers it is the only way into a running daemon.
//
// The room reads from a Store and from a Catalogue, and changes one thing
// only: an alert can be tried again. Pages are plain HTML that works without
// scripts and loads nothing from other hosts.
//
// There is no login yet. A Config therefore listens on loopback by default,
// where the server also refuses requests for a foreign host name, so that a
// web page elsewhere cannot read the archive by rebinding its own name.
package web
