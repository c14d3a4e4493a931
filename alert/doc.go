// Package alert tells people and programs of hits, and of what happens to the
// sources (notices). It keeps the routes (which hit or notice goes to whom, and
// when), the receivers (e-mail and webhook) and the
// Sender, which empties the outbox: it claims what is due, sends it, and
// writes into the ledger how each try ended.
//
// Routing is pure: it turns a finding or a notice into proposals, which the
// store keeps as alerts in the same transaction as the hit or the notice. So nothing leaves the program
// that is not first a record. Delivery is at least once; every try of an alert
// carries the same id, so that a receiver can tell a repeat.
package alert
