package storage

import (
	"context"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// Subscriptions gives all WebSub subscriptions, by token. Records that cannot be read
// any more are left out; PassedOver names them.
func (s *Store) Subscriptions(ctx context.Context) ([]news.Subscription, error) {
	var list []news.Subscription
	err := s.view(ctx, "read the subscriptions", func(t *bolt.Tx) error {
		list, _ = sound[news.Subscription](t, bucketSubscriptions)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// PutSubscription stores a subscription in place of the one with its token.
func (s *Store) PutSubscription(ctx context.Context, sub news.Subscription) error {
	if err := checkName("the subscription's token", sub.Token); err != nil {
		return err
	}
	// The token is a secret, so no error names it.
	return s.update(ctx, "store the subscription of feed "+sub.Feed, func(t *bolt.Tx) error {
		return put(t, bucketSubscriptions, []byte(sub.Token), sub)
	})
}

// DeleteSubscription forgets a subscription; one that is not there is no error.
func (s *Store) DeleteSubscription(ctx context.Context, token string) error {
	return s.update(ctx, "delete a subscription", func(t *bolt.Tx) error {
		return remove(t, bucketSubscriptions, []byte(token))
	})
}
