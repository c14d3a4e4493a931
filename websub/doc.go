// Package websub subscribes to feeds at the hubs that they name, so that news
// is pushed within seconds instead of being found at the next visit. It is the
// subscriber of the W3C Recommendation WebSub (23 January 2018).
//
// Each subscription has a callback address of its own that nobody can guess
// and a secret that signs what is pushed. Both, and where the subscription
// stands, are kept in the store: a restart goes on where the last run stopped.
//
// A push is written to the store before the hub is answered, and read later
// as a visit's document is. It is never the only way: visits go on, and a hub
// that fails delays news and loses none.
package websub
