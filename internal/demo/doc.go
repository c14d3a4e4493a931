// Package demo is the scenery of `vedette demo`: a loopback site with a dozen
// invented news feeds in seven languages, and loopback sinks that take the
// mail and the webhooks which the alerts cause. Nothing here reaches beyond
// 127.0.0.1.
//
// It knows no other room. The program under show is the ordinary one, on the
// config file that Config writes, and it cannot tell that the scene is set.
package demo
