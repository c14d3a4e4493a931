package storage

import "fmt"

// tableError is an error that concerns one table: what to do about it hangs on which.
type tableError struct {
	table string
	err   error // says so by itself
}

func (e tableError) Error() string { return e.err.Error() }
func (e tableError) Unwrap() error { return e.err }

// damagedRecord is the error of a record that cannot be read; why wraps ErrDamaged.
func damagedRecord(table string, key []byte, why error) error {
	if table == bucketSubscriptions { // its key is a secret
		return tableError{table, fmt.Errorf("a record of table %s is %w", table, why)}
	}
	return tableError{table, fmt.Errorf("record %s of table %s is %w", printable(key), table, why)}
}

// damagedKey is the error of a key that says nothing.
func damagedKey(table string, key []byte) error {
	return tableError{table, fmt.Errorf("key %s of table %s is %w", printable(key), table, ErrDamaged)}
}
