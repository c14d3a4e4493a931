# The commands a developer types. `make ci` is what has to pass.
.PHONY: build test race lint bench demo ci

build:
	go build -o vedette ./cmd/vedette

test:
	go test ./...

race:
	go test -race ./...

lint:
	gofmt -l .
	go vet ./...
	go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...

bench:
	go test -run '^$$' -bench . -benchmem ./...

demo:
	go run ./cmd/vedette demo

ci:
	.ci/run
